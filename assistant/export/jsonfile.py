"""Gap tables and drafts as JSON: the contract that other programs rely on."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from assistant.draft.values import Draft, Kpi, Milestone
from assistant.exchange import citation_to_json
from assistant.gaps import Cell, ChallengeCell, Conflict, GapTable
from corpus.values import Citation


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
    """The draft under the contract's keys, indented; `assistant.draft.stored` reads it again."""
    return _dump(
        {
            "template": draft.template,
            "topic": draft.topic,
            "title": draft.title,
            "as_of": draft.as_of,
            "contents": draft.contents,
            "pictures": draft.pictures,
            "sections": [
                {
                    "key": section.key,
                    "heading": section.heading,
                    "holds": section.holds,
                    "paragraphs": [
                        {"text": p.text, "citations": _cited(p.citations), "status": p.status}
                        for p in section.paragraphs
                    ],
                }
                for section in draft.sections
            ],
            "milestones": [_milestone(milestone) for milestone in draft.milestones],
            "kpis": [_kpi(kpi, draft.as_of) for kpi in draft.kpis],
            "shares": [
                {"name": s.name, "value": s.value, "unit": s.unit, "citations": _cited(s.citations)}
                for s in draft.shares
            ],
            "issues": [
                {"kind": i.kind, "text": i.text, "section": i.section, "citations": _cited(i.citations)}
                for i in draft.issues
            ],
            "references": [
                {"citation": citation_to_json(r.citation), "publisher": r.publisher, "date": r.date}
                for r in draft.references
            ],
        }
    )


def _milestone(milestone: Milestone) -> dict[str, Any]:
    return {
        "year": milestone.year,
        "end_year": milestone.end_year,
        "text": milestone.text,
        "phase": milestone.phase,
        "likely_phase": milestone.likely_phase,
        "actor": milestone.actor,
        "citations": _cited(milestone.citations),
    }


def _kpi(kpi: Kpi, as_of: int | None) -> dict[str, Any]:
    latest = kpi.latest
    return {
        "name": kpi.name,
        "base_year": kpi.base_year,
        "base": kpi.base,
        "latest_year": latest.year if latest else None,
        "latest": latest.value if latest else None,
        "target_year": kpi.target_year,
        "target": kpi.target,
        "unit": kpi.unit,
        "is_reduction": kpi.is_reduction,
        "progress": kpi.progress,
        "years_left": None if as_of is None else kpi.years_left(as_of),
        "actuals": [{"year": a.year, "value": a.value, "citations": _cited(a.citations)} for a in kpi.actuals],
        "citations": _cited(kpi.citations),
    }


def _cited(citations: Iterable[Citation]) -> list[dict[str, Any]]:
    return [citation_to_json(citation) for citation in citations]


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
