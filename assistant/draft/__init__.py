"""Drafts of roadmap sections from templates, every paragraph cited or marked for checking."""

from assistant.draft.compose import compose_draft
from assistant.draft.drafting import Drafted, make_draft, renew_section
from assistant.draft.template import Template, load_template, template_names
from assistant.draft.values import Draft, Issue, Kpi, Milestone, Paragraph, ParagraphStatus, Phase, Section

__all__ = [
    "Draft",
    "Drafted",
    "Issue",
    "Kpi",
    "Milestone",
    "Paragraph",
    "ParagraphStatus",
    "Phase",
    "Section",
    "Template",
    "compose_draft",
    "load_template",
    "make_draft",
    "renew_section",
    "template_names",
]
