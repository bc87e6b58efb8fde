"""Gap tables as plain text for the terminal: one block a row, for no screen is ten columns wide."""

from assistant.export.files import printable
from assistant.export.gaplines import COLUMNS, CONFLICTS, ELSEWHERE, conflict_lines, legend_of, lines_of_table, title_of
from assistant.export.wording import NOTHING_FOUND, SOURCES, page_text
from assistant.gaps import GapTable


def gap_table_as_text(table: GapTable) -> str:
    """The table with its sources, without a line break at the end."""
    lines = [printable(title_of(table)), ""]
    if not table.rows:
        return "\n".join([*lines, NOTHING_FOUND])
    lines.append(legend_of(table))
    perspective = ""
    for shown in lines_of_table(table):
        (name,), (item,), *cells, _ = shown.cells
        if name != perspective:
            lines += ["", f"■ {name}"]
            perspective = name
        lines += ["", f"  ○ {_plain(item)}"]
        for column, cell in zip(COLUMNS[2:-1], cells, strict=True):
            if cell != (ELSEWHERE,):
                lines.append(f"    {column}: {_plain(cell[0])}")
                lines += [f"      ・{_plain(line)}" for line in cell[1:]]
    if table.conflicts:
        lines += ["", f"■ {CONFLICTS}"]
        lines += [f"  {_plain('　'.join(line))}" for line in conflict_lines(table)]
    lines += ["", f"■ {SOURCES}"]
    for reference in table.references:
        place = page_text(reference) if reference.citation.page else ""
        about = "　".join(part for part in (reference.citation.title, reference.date or "", place) if part)
        lines.append(f"  [{reference.citation.n}] {_plain(about)}「{_plain(reference.citation.quote)}」")
    return "\n".join(lines)


def _plain(text: str) -> str:
    return " ".join(printable(text).split())
