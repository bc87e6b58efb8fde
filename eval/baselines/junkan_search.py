"""Junkan's own search on the same task, through the door that everybody uses."""

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path

from assistant.answering.base import Composition
from assistant.question import ParsedQuestion
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.values import Question
from corpus.values import Evidence, Filters
from eval.baselines.task import Place, Task, run

_LONGEST_QUESTION = 1_000_000


class SilentAnswerer:
    """Says nothing, so that only the search is measured."""

    mode = "none"

    def compose(self, question: ParsedQuestion, evidence: Sequence[Evidence]) -> Composition:
        """An empty text."""
        del question, evidence
        return Composition("", ())


class JunkanSearch:
    """A library in a folder that is gone afterwards; passages become the pages of text files, one file a title."""

    def index(self, task: Task) -> int:
        """Ingest the documents, or the passages as documents."""
        self._stack = ExitStack()
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="junkan-search-")))
        settings = Settings(
            home=folder / "home", chroma_url="", n_evidence=task.depth, max_question_chars=_LONGEST_QUESTION
        )
        opened = self._stack.enter_context(Assistant.open(settings, create=True))
        files, self._ids = ([Path(file) for file in task.files], {}) if task.files else _as_files(task.places, folder)
        for _ in opened.ingest(files):
            pass
        self._assistant = Assistant(settings, opened.library, SilentAnswerer())
        return opened.library.counts().n_chunks

    def search(self, text: str, depth: int) -> Iterable[str]:
        """Places of the ranked evidence; a passage over two pages names both."""
        del depth  # the settings have it
        for found in self._assistant.ask(Question(text, filters=Filters(versions="all"))).evidence:
            for page in found.chunk.pages or (1,):  # a text without a form feed has no pages
                place = f"{found.document.source}#{page}"
                yield self._ids.get(place, place)

    def close(self) -> None:
        """Remove the library."""
        self._stack.close()


def _as_files(places: Iterable[Place], folder: Path) -> tuple[list[Path], dict[str, str]]:
    """Text files with a page for each place, and the place of each page."""
    titled: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        titled[place.title or place.id].append(place)
    files: list[Path] = []
    ids: dict[str, str] = {}
    for number, (title, members) in enumerate(titled.items()):
        file = folder / f"{number:05}.txt"
        pages = [member.text.replace("\f", "\n") for member in members]
        pages[0] = f"{title}\n\n{pages[0]}"
        file.write_text("\f".join(pages), encoding="utf-8")
        files.append(file)
        ids |= {f"{file.name}#{page}": member.id for page, member in enumerate(members, 1)}
    return files, ids


if __name__ == "__main__":
    run(JunkanSearch)
