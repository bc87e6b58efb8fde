"""Members' targets to the partnership's indicators."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from assistant.targets.advice import advise
from assistant.targets.labelling import REVIEW_BELOW, CueLabeller
from assistant.targets.sheets import check_writable, read_targets, write_classifications
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
from corpus.errors import UsageError

__all__ = [
    "Category",
    "Classification",
    "ClassifySummary",
    "CueLabeller",
    "Direction",
    "Indicator",
    "Kind",
    "Label",
    "Labeller",
    "Level",
    "Target",
    "classify_file",
    "classify_targets",
    "read_targets",
    "write_classifications",
]

# A target is a few sentences; what is behind this is an attachment and is not read for the label.
_MAX_CHARS: Final = 2000
_TOO_LONG: Final = "目標の文が長すぎるため、先頭の2,000文字だけで判定しました。目標の部分に絞って記載してください。"
_NOTHING: Final = Label(Category.NONE, (), Kind.QUALITATIVE, Level(), 0.0, ())


def classify_targets(
    targets: Iterable[Target], *, labeller: Labeller | None = None, today: date | None = None
) -> tuple[Classification, ...]:
    """Every target with its label and advice, in the order given.

    A target without text, or with a problem, is "other" with confidence 0 and asks for review. `today` decides whether
    a target year has passed; without it, the day it is in UTC.
    """
    chosen = labeller or CueLabeller()
    day = today or datetime.now(tz=UTC).date()
    return tuple(_classify(target, chosen, day) for target in targets)


def classify_file(source: Path, out: Path, *, labeller: Labeller | None = None) -> ClassifySummary:
    """Read a sheet, classify every row, write the result; the counts come back.

    Raises:
        PathNotFound: there is no such sheet.
        UsageError: one of the two has a format that is not supported, or both are the same file.
        InputError: the sheet cannot be read, or no column holds the targets.
        OutputError: the result cannot be written.
    """
    check_writable(out)
    if source.resolve() == out.resolve():
        raise UsageError(detail="入力と同じファイルには書き出せません。--out に別の名前を指定してください。")
    rows = classify_targets(read_targets(source), labeller=labeller)
    write_classifications(rows, out)
    indicators, kinds = Counter(row.indicator for row in rows), Counter(row.kind for row in rows)
    return ClassifySummary(
        source=source.name,
        out=str(out),
        n_rows=len(rows),
        n_review=sum(row.needs_review for row in rows),
        by_indicator=tuple((indicator, indicators[indicator]) for indicator in Indicator),
        by_kind=tuple((kind, kinds[kind]) for kind in Kind),
    )


def _classify(target: Target, labeller: Labeller, today: date) -> Classification:
    is_readable = bool(target.text.strip()) and target.problem is None
    label = labeller.label(_shortened(target)) if is_readable else _NOTHING
    advice = advise(target, label, today)
    is_cut = len(target.text) > _MAX_CHARS
    return Classification(
        row=target.row,
        id=target.id,
        member=target.member,
        industry=target.industry,
        text=target.text,
        indicator=label.category.indicator,
        secondary=label.secondary,
        category=label.category,
        kind=label.kind,
        value=label.level.value,
        unit=label.level.unit,
        direction=label.level.direction,
        base_year=label.level.base_year,
        target_year=label.level.target_year,
        confidence=label.confidence,
        needs_review=label.confidence < REVIEW_BELOW or is_cut,
        cues=label.cues,
        advice=(*advice, _TOO_LONG) if is_cut else advice,
    )


def _shortened(target: Target) -> Target:
    if len(target.text) <= _MAX_CHARS:
        return target
    return Target(target.row, target.id, target.member, target.industry, target.text[:_MAX_CHARS])
