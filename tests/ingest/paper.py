"""PDFs for the tests, written by hand: Japanese text at given places, in a font that is not embedded."""

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


def column(*lines: str, x: float = 60, top: float = 780, size: float = 12) -> list[Words]:
    """Lines one under another, as a paragraph is set."""
    return [Words(line, x, top - 1.6 * size * k, size) for k, line in enumerate(lines)]


def write_pdf(path: Path, pages: list[list[Words]], *, paper: tuple[int, int] = A4, info: str = "") -> Path:
    """A PDF with the words on its pages; `info` is the inside of its Info dictionary."""
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
        stream = "\n".join(
            f"BT /F1 {w.size} Tf {w.x} {w.y} Td <{w.text.encode('utf-16-be').hex()}> Tj ET" for w in words
        ).encode()
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
