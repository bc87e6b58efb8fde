"""How fast drafts are and whether they keep their word; part of `make bench`.

    python -m eval.draft_bench HOME [TOPIC...]

Measures on an open library: the bundled samples in `make bench`, any other from the command line.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.draft import Draft, ParagraphStatus, compose_draft, load_template, template_names
from assistant.draft.checking import Fault, problems_of
from assistant.draft.values import CHECK_MARK
from assistant.export import write_draft
from assistant.export.word import read_footnotes
from assistant.gaps import page_text_of
from assistant.service import Assistant
from assistant.settings import Settings

TOPICS = ("アルミニウム", "繊維", "地域脱炭素")
_EIGHT_SECTIONS = "sector_roadmap"
_FORMATS = ("docx", "xlsx", "pptx")


def measure(assistant: Assistant, topics: Sequence[str] = TOPICS) -> Iterator[tuple[str, float, str]]:
    """The figures: name, value, unit with how many it rests on."""
    template = load_template(_EIGHT_SECTIONS)
    compose_draft(template, topics[0], assistant)  # what comes later is warm
    seconds, drafts = [], []
    for topic in topics:
        started = time.perf_counter()
        drafts.append(compose_draft(template, topic, assistant))
        seconds.append(time.perf_counter() - started)
    yield "draft of eight sections, warm", statistics.median(seconds), f"s (median of {len(topics)} topics)"
    yield "draft of eight sections, warm", max(seconds), "s (slowest)"
    with tempfile.TemporaryDirectory(prefix="junkan-drafts-") as folder:
        for suffix in _FORMATS:
            started = time.perf_counter()
            write_draft(drafts[-1], Path(folder) / f"d.{suffix}")
            yield f"draft written as {suffix}", time.perf_counter() - started, "s"
    others = [load_template(name) for name in template_names() if name != _EIGHT_SECTIONS]
    drafts += [compose_draft(other, topic, assistant) for other in others for topic in topics]
    yield from _kept(drafts, assistant)


def _kept(drafts: Sequence[Draft], assistant: Assistant) -> Iterator[tuple[str, float, str]]:
    """Paragraphs cited or marked; quotes and figures that stand where they should."""
    paragraphs = [p for draft in drafts for s in draft.sections for p in s.paragraphs]
    marked = [p for p in paragraphs if p.status is ParagraphStatus.NEEDS_CHECK and p.text.startswith(CHECK_MARK)]
    cited = [p for p in paragraphs if p.status is ParagraphStatus.SUPPORTED and p.citations]
    problems = [problem for draft in drafts for problem in problems_of(draft, page_text_of(assistant))]
    n_notes, n_verbatim = 0, 0
    for draft in drafts:
        found, right = _footnotes(draft, assistant)
        n_notes, n_verbatim = n_notes + found, n_verbatim + right
    n, told = len(paragraphs), f"(n={len(paragraphs)}, {len(drafts)} drafts)"
    yield "paragraphs cited or marked", 100 * (len(marked) + len(cited)) / n, f"% {told}"
    yield "paragraphs cited", 100 * len(cited) / n, f"% {told}"
    yield "footnotes read back, verbatim on their page", 100 * n_verbatim / max(1, n_notes), f"% (n={n_notes})"
    for fault in Fault:
        yield f"faults, {fault.value}", sum(problem.fault is fault for problem in problems), told


def _footnotes(draft: Draft, assistant: Assistant) -> tuple[int, int]:
    """How many footnotes the draft's word document has, and how many quote what stands on the page they name."""
    with tempfile.TemporaryDirectory(prefix="junkan-drafts-") as folder:
        path = Path(folder) / "d.docx"
        write_draft(draft, path)
        notes = read_footnotes(path)
    right = 0
    for note in notes:
        citation = draft.references[note.n - 1].citation
        page = assistant.library.page(citation.document_id, note.page)
        text = "".join(page.text.split()) if page else ""
        right += citation.title in note.source and "".join(note.quote.split()) in text
    return len(notes), right


def main() -> None:
    """Print the figures of one library, one a line."""
    home, *topics = sys.argv[1:]
    with Assistant.open(Settings(home=Path(home))) as assistant:
        for name, value, unit in measure(assistant, topics or TOPICS):
            sys.stdout.write(f"{name}\t{value:.2f} {unit}\n")


if __name__ == "__main__":
    main()
