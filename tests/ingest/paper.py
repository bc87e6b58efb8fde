"""PDFs for the tests, written by hand: Japanese text at given places, in a font that is not embedded, and tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

A4 = (595, 842)
SLIDE = (780, 540)


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text: its left end and base line in points from the lower left corner, and its size."""

    text: str
    x: float
    y: float
    size: float = 12


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line from one point to another, in points from the lower left corner."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Ground:
    """A filled rectangle: its lower left corner, its width and height, and how light it is (0 to 1)."""

    x: float
    y: float
    width: float
    height: float
    grey: float = 0.8


@dataclass(frozen=True, slots=True)
class Arrow:
    """A filled arrow to the right: its lower left corner, its length and height."""

    x: float
    y: float
    length: float
    height: float


Mark = Words | Rule | Ground | Arrow


def ruled_table(
    rows: Sequence[Sequence[str | None]],
    *,
    x: float = 60,
    top: float = 700,
    widths: Sequence[float] = (),
    height: float = 40,
    size: float = 10,
    shaded_rows: int = 0,
) -> list[Mark]:
    """A table with all of its lines; None goes on with the cell above, "<" with the one to the left; lines by "\\n"."""
    widths = widths or (120.0,) * len(rows[0])
    xs = [x + sum(widths[:k]) for k in range(len(widths) + 1)]
    ys = [top - height * k for k in range(len(rows) + 1)]
    marks: list[Mark] = [Ground(x, ys[k + 1], xs[-1] - x, height) for k in range(shaded_rows)]
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell is not None:
                marks.append(Rule(xs[c], ys[r], xs[c + 1], ys[r]))
            if cell != "<":
                marks.append(Rule(xs[c], ys[r], xs[c], ys[r + 1]))
            lines = [] if cell in (None, "<") else str(cell).split("\n")
            marks += [
                Words(line, xs[c] + 3, ys[r] - 1.2 * size * (k + 1), size) for k, line in enumerate(lines) if line
            ]
    marks.append(Rule(xs[0], ys[-1], xs[-1], ys[-1]))
    marks.append(Rule(xs[-1], ys[0], xs[-1], ys[-1]))
    return marks


def column(*lines: str, x: float = 60, top: float = 780, size: float = 12) -> list[Words]:
    """Lines one under another, as a paragraph is set."""
    return [Words(line, x, top - 1.6 * size * k, size) for k, line in enumerate(lines)]


def write_pdf(path: Path, pages: Sequence[Sequence[Mark]], *, paper: tuple[int, int] = A4, info: str = "") -> Path:
    """A PDF with the marks on its pages; `info` is the inside of its Info dictionary."""
    n = len(pages)
    kids = " ".join(f"{6 + 2 * k} 0 R" for k in range(n))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {n} >>".encode(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiMin-W3 /Encoding /UniJIS-UCS2-H /DescendantFonts [4 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiMin-W3 /DW 1000"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> >>",
        f"<< {info} >>".encode("latin-1"),
    ]
    for k, words in enumerate(pages):
        stream = "\n".join(map(_drawn, words)).encode()
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {paper[0]} {paper[1]}] /Contents {7 + 2 * k} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n".encode() + stream + b"\nendstream")
    data = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    data += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    data += f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info 5 0 R >>\nstartxref\n{start}\n%%EOF".encode()
    path.write_bytes(bytes(data))
    return path


def _drawn(mark: Mark) -> str:
    """The mark in the language of content streams."""
    if isinstance(mark, Rule):
        return f"0.5 w {mark.x0} {mark.y0} m {mark.x1} {mark.y1} l S"
    if isinstance(mark, Ground):
        return f"{mark.grey} g {mark.x} {mark.y} {mark.width} {mark.height} re f 0 g"
    if isinstance(mark, Arrow):
        x, y, end, top = mark.x, mark.y, mark.x + mark.length, mark.y + mark.height
        tip = f"{end} {(y + top) / 2} l {end - 8} {top} l"
        return f"0.6 0.8 1 rg {x} {y} m {end - 8} {y} l {tip} {x} {top} l h B 0 g"
    return f"BT /F1 {mark.size} Tf {mark.x} {mark.y} Td <{mark.text.encode('utf-16-be').hex()}> Tj ET"


def write_content_pdf(path: Path, objects: Sequence[bytes], contents: int) -> Path:
    """A PDF of one page whose further objects, numbered from 4, are given; `contents` is the number of its stream."""
    names = " ".join(f"/X{n} {n} 0 R" for n in range(4, 4 + len(objects)))
    whole = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {contents} 0 R"
        f" /Resources << /XObject << {names} >> >> >>".encode(),
        *objects,
    ]
    data = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(whole, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(data)
    data += f"xref\n0 {len(whole) + 1}\n0000000000 65535 f \n".encode()
    data += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    data += f"trailer << /Size {len(whole) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()
    path.write_bytes(bytes(data))
    return path
