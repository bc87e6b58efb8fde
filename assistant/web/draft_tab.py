"""The components of the tab in which drafts are written."""

from pathlib import Path
from typing import Any

import gradio as gr

from assistant.export import DRAFT_FORMATS
from assistant.export.revision import REVISABLE
from assistant.service import Assistant
from assistant.web.drafting import DraftView, renew_on_page, section_choices, template_choices, write_on_page
from assistant.web.markup import as_html
from assistant.wording import Wording

_BASES = [".docx", ".pptx"]
_FIRST = "sector_roadmap"


def build_draft_tab(assistant: Assistant, wording: Wording, events: dict[str, Any]) -> None:
    """Template, topic and format; the draft and its file; and one section of a changed draft anew.

    Args:
        assistant: Whose library and templates are used.
        wording: Sentences of the page's language.
        events: Options that every event of the page has.
    """
    say = wording.say
    choices = template_choices(assistant)
    first = _FIRST if any(name == _FIRST for _, name in choices) else None
    with gr.Column(elem_id="draft"):
        gr.HTML(f'<p class="lead">{as_html(say("draft.lead"))}</p>', js_on_load=None)
        template = gr.Dropdown(choices, value=first, label=say("draft.template"), elem_id="draft-template")
        with gr.Row():
            topic = gr.Textbox(
                label=say("draft.topic"),
                placeholder=say("draft.topic_example"),
                max_lines=1,
                max_length=assistant.settings.max_question_chars,
                scale=4,
                elem_id="draft-topic",
            )
            suffix = gr.Dropdown(
                list(DRAFT_FORMATS), value=DRAFT_FORMATS[0], label=say("draft.format"), scale=1, elem_id="draft-format"
            )
        with gr.Accordion(say("draft.base"), open=False):
            base = gr.File(show_label=False, file_types=_BASES, height=110, elem_id="draft-base")
        start = gr.Button(say("draft.start"), variant="primary", elem_id="draft-start")
        file = gr.File(label=say("draft.file"), interactive=False, visible=False, elem_id="draft-file")
        with gr.Accordion(say("draft.renewing"), open=False, elem_id="draft-renewing"):
            gr.HTML(f'<p class="lead">{as_html(say("draft.renewing_lead"))}</p>', js_on_load=None)
            edited = gr.File(label=say("draft.edited"), file_types=list(REVISABLE), height=110, elem_id="draft-edited")
            key = gr.Dropdown([], label=say("draft.section"), elem_id="draft-section")
            renew = gr.Button(say("draft.renew"), elem_id="draft-renew")
        shown = gr.HTML(elem_id="draft-shown", js_on_load=None)

    def view(made: DraftView) -> tuple[object, ...]:
        return made.html, gr.update(value=str(made.file) if made.file else None, visible=made.file is not None)

    def write(name: str | None, words: str, ending: str, house: str | None) -> tuple[object, ...]:
        path = Path(house) if house else None
        return view(write_on_page(assistant, name or "", words, ending, path, wording))

    def sections(path: str | None) -> object:
        found = section_choices(Path(path) if path else None)
        return gr.update(choices=found, value=found[0][1] if found else None)

    def write_anew(path: str | None, section: str | None) -> tuple[object, ...]:
        return view(renew_on_page(assistant, Path(path) if path else None, section, wording))

    options = {**events, "show_progress": "minimal", "concurrency_limit": 2, "concurrency_id": "draft"}
    gr.on([start.click, topic.submit], write, [template, topic, suffix, base], [shown, file], **options)
    edited.change(sections, edited, key, **events)
    renew.click(write_anew, [edited, key], [shown, file], **options)
