"""Gap tables and drafts as JSON: the contract that other programs rely on."""

import json
from dataclasses import asdict
from typing import Any

from assistant.draft.values import Draft
from assistant.exchange import citation_to_json
from assistant.gaps import Cell, ChallengeCell, Conflict, GapTable


def gap_table_as_json(table: GapTable) -> str:
    """The table under the contract's keys, indented; an empty cell is null, an empty list [].

    `searched` says in how many documents and pages what is null was looked for.
    """
    rows = [
        {
            "perspective": row.perspective,
            "item": row.item,
            "scope": row.scope,
            "to_be": None if row.to_be is None else {**_filled(row.to_be), "year": row.to_be.year},
            "as_is": _cell(row.as_is),
            "gap": _cell(row.gap),
            "challenges": [{**_filled(c), "issue": c.issue} for c in row.challenges],
            "actions": [_filled(a) for a in row.actions],
            "actors": [_filled(a) for a in row.actors],
            "comparison": None if row.comparison is None else asdict(row.comparison),
        }
        for row in table.rows
    ]
    searched = table.searched
    return _dump(
        {
            "topic": table.topic,
            "rows": rows,
            "conflicts": [_conflict(conflict) for conflict in table.conflicts],
            "searched": None if searched is None else {"documents": searched.n_documents, "pages": searched.n_pages},
        }
    )


def draft_as_json(draft: Draft) -> str:
    """The draft under the contract's keys, indented."""
    return _dump(
        {
            "template": draft.template,
            "topic": draft.topic,
            "title": draft.title,
            "sections": [
                {
                    "key": section.key,
                    "heading": section.heading,
                    "paragraphs": [
                        {"text": p.text, "citations": [citation_to_json(c) for c in p.citations], "status": p.status}
                        for p in section.paragraphs
                    ],
                }
                for section in draft.sections
            ],
            "milestones": [
                {
                    "year": m.year,
                    "text": m.text,
                    "phase": m.phase,
                    "citations": [citation_to_json(c) for c in m.citations],
                }
                for m in draft.milestones
            ],
            "kpis": [
                {
                    "name": k.name,
                    "base_year": k.base_year,
                    "base": k.base,
                    "target_year": k.target_year,
                    "target": k.target,
                    "unit": k.unit,
                    "citations": [citation_to_json(c) for c in k.citations],
                }
                for k in draft.kpis
            ],
        }
    )


def _conflict(conflict: Conflict) -> dict[str, Any]:
    sides = [
        {"figure": s.figure, "title": s.title, "date": s.date, "citations": [citation_to_json(s.citation)]}
        for s in conflict.sides
    ]
    return {"measure": conflict.measure, "year": conflict.year, "sides": sides}


def _cell(cell: Cell | None) -> dict[str, Any] | None:
    return None if cell is None else _filled(cell)


def _filled(cell: Cell | ChallengeCell) -> dict[str, Any]:
    return {"text": cell.text, "citations": [citation_to_json(c) for c in cell.citations]}


def _dump(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
