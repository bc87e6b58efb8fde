"""Cells that hold text as text."""

from typing import Final

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import PatternFill

from assistant.export.files import printable

HEAD_FILL: Final = PatternFill("solid", fgColor="DCE6E0")
_MAX_CELL_CHARS: Final = 32_000  # Excel holds 32,767 characters in a cell
_FORMULA_STARTS: Final = {"=", "+", "-", "@", "\t"}


def put_text(cell: Cell | MergedCell, text: str) -> None:
    """Store text as text, whatever it begins with: = + - @ and a tab begin formulas in some programs."""
    shown = printable(text)[:_MAX_CELL_CHARS]
    cell.value = shown
    cell.data_type = "s"
    cell.quotePrefix = shown[:1] in _FORMULA_STARTS
