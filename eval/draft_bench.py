"""How fast drafts are and whether they keep their word; part of `make bench`.

    python -m eval.draft_bench HOME [TOPIC...]

Measures on an open library: the bundled samples in `make bench`, any other from the command line.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.draft import Draft, ParagraphStatus, compose_draft, load_template, template_names
from assistant.draft.checking import Fault, problems_of
from assistant.draft.marking import cited_stretches, quoted
from assistant.draft.prose import IN_COMMON
from assistant.draft.values import CHECK_MARK, COMMON_MARK
from assistant.export import write_draft
from assistant.export.word import read_footnotes
from assistant.findings import Scope
from assistant.gaps import find_gaps, page_text_of
from assistant.service import Assistant
from assistant.settings import Settings
from corpus.values import Citation
from eval.report_tables import N_COLUMNS, TOPIC, load_rows, n_cells_right
from ingest.normalization import compact, normalize

TOPICS = ("アルミニウム", "繊維", "地域脱炭素")
_EIGHT_SECTIONS = "sector_roadmap"
_FORMATS = ("docx", "xlsx", "pptx")
_COMMON_WORDS = (IN_COMMON, "領域に共通する")
_CONVERSION_SECONDS = 180

Figure = tuple[str, float, str]


def measure(assistant: Assistant, topics: Sequence[str] = TOPICS) -> Iterator[Figure]:
    """The figures: name, value, unit with how many it rests on."""
    template = load_template(_EIGHT_SECTIONS)
    compose_draft(template, topics[0], assistant)  # what comes later is warm
    seconds, busy, drafts = [], [], []
    for topic in topics:
        started, used = time.perf_counter(), time.process_time()
        drafts.append(compose_draft(template, topic, assistant))
        seconds.append(time.perf_counter() - started)
        busy.append(time.process_time() - used)
    yield "draft of eight sections, warm", statistics.median(seconds), f"s (median of {len(topics)} topics)"
    yield "draft of eight sections, warm", max(seconds), "s (slowest)"
    yield "draft of eight sections, processor", max(busy), "s (slowest; what other programs do does not count)"
    with tempfile.TemporaryDirectory(prefix="junkan-drafts-") as folder:
        for suffix in _FORMATS:
            started = time.perf_counter()
            write_draft(drafts[-1], Path(folder) / f"d.{suffix}")
            yield f"draft written as {suffix}", time.perf_counter() - started, "s"
    roadmaps = tuple(drafts)
    others = [load_template(name) for name in template_names() if name != _EIGHT_SECTIONS]
    drafts += [compose_draft(other, topic, assistant) for other in others for topic in topics]
    yield from _shares(drafts)
    yield from _kept(drafts, assistant)
    yield from _converted(roadmaps)
    yield from _matrix(assistant)


def _shares(drafts: Sequence[Draft]) -> Iterator[Figure]:
    """How much of the drafts is cited, how much of that speaks of the topic itself, and what is said again."""
    paragraphs = [p for draft in drafts for s in draft.sections for p in s.paragraphs]
    marked = [p for p in paragraphs if p.status is ParagraphStatus.NEEDS_CHECK and p.text.startswith(CHECK_MARK)]
    cited = [p for p in paragraphs if p.status is ParagraphStatus.SUPPORTED and p.citations]
    common = [p for p in cited if any(words in p.text for words in _COMMON_WORDS)]
    n, told = len(paragraphs), f"(n={len(paragraphs)}, {len(drafts)} drafts)"
    yield "paragraphs cited or marked", 100 * (len(marked) + len(cited)) / n, f"% {told}"
    yield "paragraphs cited", 100 * len(cited) / n, f"% {told}"
    yield "paragraphs cited, on what holds for every sector", 100 * len(common) / n, f"% {told}"
    sections = [s for draft in drafts for s in draft.sections if s.holds != "issues"]
    filled = [s for s in sections if any(p in cited for p in s.paragraphs)]
    yield "sections with a cited paragraph", 100 * len(filled) / max(1, len(sections)), f"% (n={len(sections)})"
    uses = [
        Counter(q for s in draft.sections for q in {q for p in s.paragraphs for q in quoted(p.text)})
        for draft in drafts
    ]
    again = sum(n > 1 for counted in uses for n in counted.values())
    yield "quotes that stand in several sections of a draft", again, f"(n={sum(map(len, uses))})"


def _kept(drafts: Sequence[Draft], assistant: Assistant) -> Iterator[Figure]:
    """Quotes and figures that stand where they should."""
    told = f"(n={sum(draft.n_paragraphs for draft in drafts)}, {len(drafts)} drafts)"
    problems = [problem for draft in drafts for problem in problems_of(draft, page_text_of(assistant))]
    n_notes, n_verbatim = 0, 0
    for draft in drafts:
        found, right = _footnotes(draft, assistant)
        n_notes, n_verbatim = n_notes + found, n_verbatim + right
    yield "footnotes read back, verbatim on their page", 100 * n_verbatim / max(1, n_notes), f"% (n={n_notes})"
    for fault in Fault:
        yield f"faults, {fault.value}", sum(problem.fault is fault for problem in problems), told
    cells = [cell for draft in drafts for cell in _cells_on_their_pages(draft, assistant)]
    yield "texts of milestones and targets on their page", 100 * sum(cells) / max(1, len(cells)), f"% (n={len(cells)})"


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


def _cells_on_their_pages(draft: Draft, assistant: Assistant) -> Iterator[bool]:
    """For each milestone whether all its figures, for each target whether its digits stand on a cited page."""
    for milestone in draft.milestones:
        words = milestone.text.removeprefix(COMMON_MARK)
        yield _digits(words) <= _digits(" ".join(_pages(milestone.citations, assistant)))
    for kpi in draft.kpis:
        pages = _pages(kpi.citations, assistant)
        shown = {f"{kpi.target / scale:g}" for scale in (1, 1e4, 1e8, 1e12, 1e3, 1e6)}
        yield bool(shown & _digits(" ".join(pages)))


def _pages(citations: Sequence[Citation], assistant: Assistant) -> list[str]:
    page_text = page_text_of(assistant)
    return [page_text(citation.document_id, citation.page) for citation in citations]


def _digits(text: str) -> set[str]:
    plain = "".join(c if c.isdigit() or c == "." else " " for c in normalize(text).replace(",", ""))
    return {part.strip(".") for part in plain.split() if part.strip(".")}


def _converted(drafts: Sequence[Draft]) -> Iterator[Figure]:
    """What of the text is left where LibreOffice turns the files into PDF; nothing where it is not installed."""
    if not (shutil.which("soffice") and shutil.which("pdftotext")):
        return
    for suffix in _FORMATS:
        wanted, found = 0, 0
        for draft in drafts:
            with tempfile.TemporaryDirectory(prefix="junkan-drafts-") as folder:
                text = _pdf_text(draft, suffix, Path(folder))
            pieces = _headings(draft) if suffix == "pptx" else [*_headings(draft), *_stretches(draft)]
            wanted, found = wanted + len(pieces), found + sum(piece in text for piece in pieces)
        yield f"text left in the PDF of {suffix}", 100 * found / max(1, wanted), f"% (n={wanted}, {len(drafts)} drafts)"


def _pdf_text(draft: Draft, suffix: str, folder: Path) -> str:
    path = folder / f"d.{suffix}"
    write_draft(draft, path)
    office = ("soffice", f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to", "pdf")
    subprocess.run(  # noqa: S603
        [*office, "--outdir", str(folder), str(path)], check=True, capture_output=True, timeout=_CONVERSION_SECONDS
    )
    made = subprocess.run(  # noqa: S603
        ["pdftotext", "-raw", str(folder / "d.pdf"), "-"],  # noqa: S607
        check=True,
        capture_output=True,
        text=True,
        timeout=_CONVERSION_SECONDS,
    )
    return compact(made.stdout)


def _headings(draft: Draft) -> list[str]:
    return [compact(section.heading) for section in draft.sections]


def _stretches(draft: Draft) -> list[str]:
    """The clauses of the draft's sentences: a page's end may fall between two of them."""
    texts = (stretch.text for s in draft.sections for p in s.paragraphs for stretch in cited_stretches(p))
    return [compact(clause) for text in texts for clause in text.split("、") if len(compact(clause)) > 1]


def _matrix(assistant: Assistant) -> Iterator[Figure]:
    """The cells of the survey report's three tables, where the library holds the report."""
    table = find_gaps(TOPIC, assistant)
    right, n = n_cells_right(table), N_COLUMNS * len(load_rows())
    if any(row.is_of_table and row.scope is Scope.TOPIC for row in table.rows) and right:
        yield "cells of the report's three tables", 100 * right / n, f"% ({right} of {n})"


def main() -> None:
    """Print the figures of one library, one a line."""
    home, *topics = sys.argv[1:]
    with Assistant.open(Settings(home=Path(home))) as assistant:
        for name, value, unit in measure(assistant, topics or TOPICS):
            sys.stdout.write(f"{name}\t{value:.2f} {unit}\n")


if __name__ == "__main__":
    main()
