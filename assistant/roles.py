"""Roles of statements as the assistant's modules name them; they are given at ingest (`ingest.roles`)."""

from ingest.roles import Role, bare, clean_cell, is_aside, is_report, roles_of_name, row_label

__all__ = ["Role", "bare", "clean_cell", "is_aside", "is_report", "roles_of_name", "row_label"]
