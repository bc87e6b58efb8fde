"""Members' targets to the partnership's indicators."""

from assistant.targets.classification import ClassifyOptions, classify_file, classify_targets, default_labeller
from assistant.targets.labelling import CueLabeller
from assistant.targets.learned import ModelLabeller
from assistant.targets.results import write_classifications
from assistant.targets.sheets import read_sheet, read_targets
from assistant.targets.values import (
    Category,
    Classification,
    ClassifySummary,
    Direction,
    Indicator,
    Kind,
    Label,
    Labeller,
    Level,
    Target,
)

__all__ = [
    "Category",
    "Classification",
    "ClassifyOptions",
    "ClassifySummary",
    "CueLabeller",
    "Direction",
    "Indicator",
    "Kind",
    "Label",
    "Labeller",
    "Level",
    "ModelLabeller",
    "Target",
    "classify_file",
    "classify_targets",
    "default_labeller",
    "read_sheet",
    "read_targets",
    "write_classifications",
]
