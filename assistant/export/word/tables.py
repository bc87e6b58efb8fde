"""Tables of a word document."""

from collections.abc import Iterable, Sequence

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell

from assistant.export.word.parts import shading
from assistant.export.word.styles import HEADING_FONT, Look

_HEAD_FILL = "DCE6E0"
_BEHIND_BORDERS = ("shd", "tblLayout", "tblCellMar", "tblLook")
_GRID = (
    f"<w:tblBorders {nsdecls('w')}>"
    + "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="808080"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + "</w:tblBorders>"
)


def add_table(document: Document, look: Look, columns: Sequence[str], widths_mm: Sequence[int]) -> Table:
    """A table with its head, which stands on every page."""
    table: Table = document.add_table(rows=1, cols=len(columns))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _draw_grid(table)
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
    fill(look, table.rows[0].cells, columns, widths_mm)
    for cell in table.rows[0].cells:
        cell._element.get_or_add_tcPr().append(shading(_HEAD_FILL))
        cell.paragraphs[0].runs[0].bold = True
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    return table


def add_rows(
    table: Table, look: Look, rows: Iterable[Sequence[str]], widths_mm: Sequence[int]
) -> list[Sequence[_Cell]]:
    """Rows that are not broken over a page; returns their cells."""
    added = []
    for texts in rows:
        row = table.add_row()  # type: ignore[no-untyped-call]
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        fill(look, row.cells, texts, widths_mm)
        added.append(row.cells)
    return added


def fill(look: Look, cells: Sequence[_Cell], texts: Sequence[str], widths_mm: Sequence[int]) -> None:
    """Texts into the cells of one row."""
    for cell, text, width in zip(cells, texts, widths_mm, strict=True):
        cell.width = Mm(width)
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.line_spacing = 1.0
        look.run(paragraph, text, size=Pt(9), font=HEADING_FONT)


def _draw_grid(table: Table) -> None:
    """Borders of its own, for a house's template may lack "Table Grid"; in the place that the schema gives them."""
    properties = table._tbl.tblPr
    behind = [e for e in properties if e.tag in {qn(f"w:{name}") for name in _BEHIND_BORDERS}]
    grid = parse_xml(_GRID)
    if behind:
        behind[0].addprevious(grid)
    else:
        properties.append(grid)
