"""`junkan model`: the embedding model, its preparation, its speed, and the change to another."""

from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.opening import draw_progress, ensure_model, open_assistant
from assistant.cli.options import Home, settings_and_wording, write_note, write_table
from corpus.errors import JunkanError, UsageError

if TYPE_CHECKING:
    from assistant.model_bench import EngineFigures


def prepare() -> int:
    """Make the bundled model ready, or make it anew where it is damaged."""
    from ingest.embedding import BUNDLED_MODEL, is_bundled, is_sound, prepare_model, prepared_folder

    settings, wording = settings_and_wording(None)
    if not is_bundled(BUNDLED_MODEL):
        write_note(wording.say("model.not_bundled", name=BUNDLED_MODEL))
        return 0
    if not is_sound(settings.models):
        draw_progress(prepare_model(settings.models), wording.say("model.preparing_bar"))
    write_note(wording.say("model.prepared", path=prepared_folder(settings.models)))
    return 0


def use(
    name: Annotated[str, typer.Argument(help="option.model", show_default=False)],
    home: Home = None,
) -> int:
    """Embed the library with another model and change to it."""
    settings, wording = settings_and_wording(home)
    own = settings.model_copy(update={"model": ""})  # the library opens with the model it has
    with open_assistant(own, wording) as assistant:
        draw_progress(assistant.change_model(name), wording.say("model.embedding"))
        write_note(wording.say("model.in_use", name=assistant.library.model))
    return 0


def bench(
    names: Annotated[list[str] | None, typer.Argument(help="option.models", show_default=False)] = None,
    home: Home = None,
) -> int:
    """Measure speed, memory and how well passages are found again; 1 where a model could not run, else 0."""
    from assistant.model_bench import library_chunks, measure_engine, sample_clozes
    from ingest.embedding import BUNDLED_MODEL, is_bundled, prepared_folder

    settings, wording = settings_and_wording(home)
    ensure_model(BUNDLED_MODEL, settings, wording)
    clozes = sample_clozes(library_chunks(settings))
    if not clozes:
        raise UsageError(detail=wording.say("usage.too_few_passages"))
    engines = {BUNDLED_MODEL: BUNDLED_MODEL, **{name: name for name in names or ()}}
    if is_bundled(BUNDLED_MODEL) and find_spec("sentence_transformers"):
        engines[f"{BUNDLED_MODEL} ({settings.backend})"] = str(prepared_folder(settings.models))
    rows: list[tuple[str, ...]] = []
    for label, model in engines.items():
        try:
            rows.append(_row(label, measure_engine(model, settings.embedding, clozes)))
        except JunkanError as error:
            write_note(error.sentence(wording.lang))
    columns = ("model", "load", "passages", "question", "memory", "found_1", "found_5")
    write_table([wording.say(f"model.column_{name}") for name in columns], rows)
    write_note(wording.say("model.found_note", n=len(clozes)))
    return 0 if len(rows) == len(engines) else 1


def _row(label: str, figures: "EngineFigures") -> tuple[str, ...]:
    return (
        label,
        f"{figures.load_seconds:.2f}",
        f"{figures.passages_per_second:.1f}",
        f"{figures.question_ms:.1f}",
        "–" if figures.memory_mb is None else f"{figures.memory_mb:.0f}",
        f"{figures.found.at_1:.2f}",
        f"{figures.found.at_5:.2f}",
    )


COMMANDS: dict[str, Callable[..., int]] = {"prepare": prepare, "use": use, "bench": bench}
