"""Which parts a finding plays in a roadmap, as drafts ask for it."""

from assistant.findings import Finding
from assistant.roles import Role, clean_cell


def roles_of(finding: Finding) -> tuple[Role, ...]:
    """The parts a statement plays; of a row, those of its cells. Empty where none can be told."""
    return finding.statement.roles


def cells_of(finding: Finding) -> tuple[tuple[Role, str], ...]:
    """The cells of a row that play a part, in the order of the columns."""
    statement = finding.statement
    cells = zip(statement.cell_roles, statement.cells, strict=False)
    return tuple((roles[0], clean_cell(cell)) for roles, cell in cells if roles and clean_cell(cell))
