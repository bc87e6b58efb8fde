"""How a command opens the library: with the embedding model made ready before, and a bar while that takes a while."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from assistant.cli.options import write_note

if TYPE_CHECKING:
    from assistant.service import Assistant
    from assistant.settings import Settings
    from assistant.wording import Wording
    from corpus.library import EmbeddingProgress
    from ingest.embedding import PreparationStep


def open_assistant(
    settings: "Settings", wording: "Wording", *, create: bool = False, to_ask: bool = False
) -> "Assistant":
    """The assistant of the library in settings.home; see `Assistant.open`, also for what it raises."""
    from assistant.service import Assistant, model_in_force

    model = model_in_force(settings, create=create)
    ensure_model(model, settings, wording)
    return Assistant.open(settings, create=create, to_ask=to_ask)


def ensure_model(model: str, settings: "Settings", wording: "Wording") -> None:
    """Prepares the model where it is the bundled one and not ready.

    Raises:
        EngineError: its weights are not the ones we know.
        StorageFailed: the folder of models cannot be written.
    """
    from ingest.embedding import is_bundled, is_prepared, prepare_model

    if is_bundled(model) and not is_prepared(settings.models):
        write_note(wording.say("model.preparing", path=settings.models))
        draw_progress(prepare_model(settings.models), wording.say("model.preparing_bar"))


def draw_progress(steps: "Iterable[PreparationStep | EmbeddingProgress]", title: str) -> None:
    """Takes the steps one after another, drawn as a bar on stderr."""
    from rich.console import Console
    from rich.progress import Progress

    screen = Console(stderr=True)
    with Progress(console=screen, transient=True, disable=not screen.is_terminal) as progress:
        task = progress.add_task(title, total=None)
        for step in steps:
            progress.update(task, completed=step.n_done, total=step.n_total)
