"""Roles of statements: which part each plays in a roadmap.

`tag_chunks` gives them at ingest; `tagged` gives them to a chunk of a library that was made before, and costs nothing
for one that has them.
"""

from corpus.values import Role
from ingest.roles.cells import bare, clean_cell, has_columns, named_cells, period_start, row_label
from ingest.roles.names import is_aside, role_of_name, roles_of_column, roles_of_name
from ingest.roles.tagging import placed_statements, tag_chunks, tagged
from ingest.roles.wording import is_report

__all__ = [
    "Role",
    "bare",
    "clean_cell",
    "has_columns",
    "is_aside",
    "is_report",
    "named_cells",
    "period_start",
    "placed_statements",
    "role_of_name",
    "roles_of_column",
    "roles_of_name",
    "row_label",
    "tag_chunks",
    "tagged",
]
