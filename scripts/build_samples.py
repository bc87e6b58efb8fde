"""Prints the bundled sample documents that are distributed as PDF.

Usage: python scripts/build_samples.py [--chromium PATH] [NAME ...]

Reads `corpus/samples/documents/NAME.md`, sets it as HTML and lets headless Chromium print it to
`corpus/samples/pdf/NAME.pdf`. Needs markdown-it-py (the dev extra), Chromium and Noto Sans CJK JP. The date inside the
PDF is fixed, so the same Chromium and fonts write the same bytes.
"""

import argparse
import html
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

SAMPLES = Path(__file__).resolve().parent.parent / "corpus" / "samples"

# Chromium embeds the outlines of Noto Sans CJK glyph by glyph: one weight and no tags keep a file below this size.
MAX_BYTES = 400_000

# As long as what Chromium writes, so that the offsets of the cross-reference table stay true.
FIXED_DATE = b"20261101000000"


@dataclass(frozen=True, slots=True)
class Layout:
    """How the pages of one document are set.

    Attributes:
        name: File name without its ending, the same for the Markdown and the PDF.
        landscape: True for pages wider than high, as slides are.
        columns: How many columns the text runs in; tables always span all of them.
        font_pt: Size of the text in points.
    """

    name: str
    landscape: bool = False
    columns: int = 1
    font_pt: float = 10.5


LAYOUTS: tuple[Layout, ...] = (
    Layout("02_members_and_targets"),
    Layout("04_gap_resource_circulation"),
    Layout("05_gap_business", landscape=True, font_pt=12),
    Layout("06_gap_region_society"),
    Layout("08_roadmap_2024_2030", landscape=True),
    Layout("11_aluminium_wg"),
    Layout("15_eu_rules", columns=2),
    Layout("16_target_form_example"),
)

_STYLE = """
@page {{
  size: A4 {orientation};
  margin: 22mm 18mm 20mm 18mm;
  @top-left {{ content: "{title}"; font: 8pt "Noto Sans CJK JP"; color: #555; }}
  @bottom-center {{ content: counter(page) " / " counter(pages); font: 8pt "Noto Sans CJK JP"; color: #555; }}
}}
body {{ font: {font_pt}pt/1.7 "Noto Sans CJK JP", sans-serif; margin: 0; color: #111; }}
h1 {{ font-size: 1.6em; line-height: 1.3; margin: 0 0 .4em; border-bottom: 2px solid #2f6b4f; padding-bottom: .3em; }}
h2 {{ font-size: 1.25em; margin: 1.3em 0 .4em; break-after: avoid; color: #1f4e39; }}
h3 {{ font-size: 1.05em; margin: 1em 0 .3em; break-after: avoid; }}
p, ul, ol {{ margin: .35em 0; }}
main {{ column-count: {columns}; column-gap: 9mm; }}
table {{ border-collapse: collapse; width: 100%; margin: .6em 0; font-size: .92em; column-span: all; }}
h1, h2, h3, th, strong {{ font-weight: 400; }}
thead {{ display: table-header-group; }}
tr {{ break-inside: avoid; }}
th, td {{ border: .6pt solid #777; padding: .35em .5em; text-align: left; vertical-align: top; }}
th {{ background: #e6efe9; }}
th:first-child {{ min-width: 3.5em; }}
"""

_PAGE = (
    '<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>{title}</title><style>{style}</style></head>'
    "<body>{head}<main>{body}</main></body></html>"
)


def render_html(markdown: str, layout: Layout) -> str:
    """The document as one HTML page; a line break in the Markdown stays one, so that a form keeps its lines.

    The title and the line of publication stand above the columns.
    """
    title, publication, body = re.split(r"\n\s*\n", markdown, maxsplit=2)
    renderer = MarkdownIt("commonmark", {"breaks": True}).enable("table")
    plain_title = title.removeprefix("# ").strip()
    style = _STYLE.format(
        orientation="landscape" if layout.landscape else "portrait",
        title=plain_title.replace('"', "”"),
        font_pt=layout.font_pt,
        columns=layout.columns,
    )
    head = renderer.render(f"{title}\n\n{publication}\n")
    return _PAGE.format(title=html.escape(plain_title), style=style, head=head, body=renderer.render(body))


def print_pdf(page: str, chromium: str) -> bytes:
    """The page as a PDF with a fixed date.

    Raises:
        subprocess.CalledProcessError: Chromium failed.
        FileNotFoundError: Chromium is not there or wrote nothing.
    """
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_text(page, encoding="utf-8")
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        options += [
            "--no-pdf-header-footer",
            "--disable-pdf-tagging",
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={target}",
        ]
        subprocess.run(  # noqa: S603  # the program is the caller's choice, the page is ours
            [chromium, *options, source.as_uri()], check=True, capture_output=True, timeout=120
        )
        pdf = target.read_bytes()
    return re.sub(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}", lambda found: found[1] + FIXED_DATE, pdf)


def build_sample(layout: Layout, chromium: str) -> Path:
    """Where the PDF of one document was written.

    Raises:
        ValueError: the PDF is larger than a committed file should be.
    """
    markdown = (SAMPLES / "documents" / f"{layout.name}.md").read_text(encoding="utf-8")
    pdf = print_pdf(render_html(markdown, layout), chromium)
    if len(pdf) > MAX_BYTES:
        message = f"{layout.name}.pdf has {len(pdf)} bytes, more than {MAX_BYTES}"
        raise ValueError(message)
    target = SAMPLES / "pdf" / f"{layout.name}.pdf"
    target.parent.mkdir(exist_ok=True)
    beside = target.with_suffix(".part")
    beside.write_bytes(pdf)
    beside.replace(target)
    return target


def main(arguments: list[str]) -> int:
    """0 after every named document (without names, all) was written."""
    parser = argparse.ArgumentParser(description="Print the sample documents to PDF.")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("names", nargs="*", metavar="NAME")
    options = parser.parse_args(arguments)
    known = {layout.name: layout for layout in LAYOUTS}
    unknown = [name for name in options.names if name not in known]
    if unknown:
        parser.error(f"unknown document {', '.join(unknown)}; known: {', '.join(known)}")
    for name in options.names or known:
        target = build_sample(known[name], options.chromium)
        sys.stdout.write(f"{target.relative_to(SAMPLES.parent.parent)} {target.stat().st_size} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
