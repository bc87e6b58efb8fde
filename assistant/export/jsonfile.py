"""Gap tables and drafts as JSON: the contract that other programs rely on."""

import json
from typing import Any

from assistant.draft.values import Draft
from assistant.exchange import citation_to_json
from assistant.gaps import Cell, ChallengeCell, GapTable


def gap_table_as_json(table: GapTable) -> str:
    """The table under the contract's keys, indented; an empty cell is null, an empty list []."""
    rows = [
        {
            "perspective": row.perspective,
            "item": row.item,
            "to_be": _cell(row.to_be),
            "as_is": _cell(row.as_is),
            "gap": _cell(row.gap),
            "challenges": [{**_filled(c), "issue": c.issue} for c in row.challenges],
            "actions": [_filled(a) for a in row.actions],
        }
        for row in table.rows
    ]
    return _dump({"topic": table.topic, "rows": rows})


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


def _cell(cell: Cell | None) -> dict[str, Any] | None:
    return None if cell is None else _filled(cell)


def _filled(cell: Cell | ChallengeCell) -> dict[str, Any]:
    return {"text": cell.text, "citations": [citation_to_json(c) for c in cell.citations]}


def _dump(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
