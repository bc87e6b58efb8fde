"""Which parts a finding plays in a roadmap, as drafts ask for it."""

from assistant.findings import Finding
from assistant.roles import Role, cell_roles, role_of, role_of_wording


def roles_of(finding: Finding) -> tuple[Role, ...]:
    """The parts a statement plays; of a row, those of its cells. Empty where none can be told."""
    cells = cells_of(finding)
    if cells:
        return tuple(role for role, _ in cells)
    reading = role_of(finding.statement, finding.section)
    return (reading.role,) if reading else ()


def cells_of(finding: Finding) -> tuple[tuple[Role, str], ...]:
    """The cells of a row that play a part, in the order of the columns."""
    return cell_roles(finding.statement)


def role_by_words(text: str) -> Role | None:
    """The part that the words of one sentence speak for, or None."""
    return role_of_wording(text)
