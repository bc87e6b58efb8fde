"""The page's components and what they trigger; with the modules of its tabs the only one that knows Gradio."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.service import Assistant
from assistant.targets.sheets import READABLE
from assistant.web.chat import ChatView, ask, new_conversation
from assistant.web.conversation import Conversation
from assistant.web.documents import render_documents
from assistant.web.draft_tab import build_draft_tab
from assistant.web.editing import document_choices, field_choices, fill_form, save_form
from assistant.web.feedback import take_feedback
from assistant.web.gaps import show_gaps
from assistant.web.markup import as_html
from assistant.web.targets import (
    COLUMNS,
    LABEL_COLUMNS,
    TargetView,
    classify_upload,
    compare_upload,
    label_choices,
    picked_row,
    relabelled,
    take_corrections,
)
from assistant.web.upload import ingest_uploads, render_upload
from assistant.wording import Wording
from corpus.edits import EDITABLE
from corpus.errors import JunkanError
from corpus.feedback import MAX_COMMENT_CHARS
from ingest.loaders import SUFFIXES

_N_EXAMPLES = 6
_ASKING_AT_ONCE = 8  # more than two cores answer at once; the rest wait in the queue
_KEEP_UPLOADS_SECONDS = 3600  # what was uploaded and never taken in
_FONTS = ("Hiragino Sans", "Hiragino Kaku Gothic ProN", "Yu Gothic UI", "Yu Gothic", "Meiryo", "Noto Sans CJK JP")
_PAPER, _INK, _GREEN = "#f5f6f4", "#1c2b2a", "#17594a"  # as in style.css
_MONO = ("ui-monospace", "Menlo", "Consolas", "monospace")

# After an update: the newest question at the top of the log, its evidence at the top beside it, no card of an earlier
# answer left marked as the one that was jumped to.
_SHOW_NEWEST = """() => {
  const log = document.querySelector('#transcript'), last = log.querySelector('.exchange:last-child')
  if (last) log.scrollTop += last.getBoundingClientRect().top - log.getBoundingClientRect().top - 20
  document.querySelector('#evidence').scrollTop = 0
  if (location.hash) location.hash = ''
}"""

# Events are no public interface, show no overlay over what is being read, and share no queue with others.
_Event = dict[str, Any]
_PRIVATE: _Event = {"api_visibility": "private", "show_progress": "hidden"}


@contextmanager
def open_page(assistant: Assistant, wording: Wording, *, host: str, port: int) -> Iterator[None]:
    """Serve the page while the context lasts. Nothing is loaded from and nothing sent to another machine."""
    page = build_page(assistant, wording)
    page.launch(
        server_name=host,
        server_port=port,
        prevent_thread_lock=True,
        quiet=True,
        share=False,
        inbrowser=False,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        run_history=False,
        enable_monitoring=False,
        footer_links=[],
        allowed_paths=[],
        max_file_size=assistant.settings.max_file_mb * 10**6,
        state_session_capacity=1000,
        app_kwargs={"openapi_url": None},
        theme=_theme(),
        css=_css(wording),
        js=f"() => {{ document.documentElement.lang = '{wording.lang}' }}",
    )
    try:
        yield
    finally:
        page.close(verbose=False)


def build_page(assistant: Assistant, wording: Wording) -> gr.Blocks:
    """The page over an assistant. What a visitor asks lives in that visitor's session alone."""
    say = wording.say
    page = gr.Blocks(
        title=say("web.name"),
        analytics_enabled=False,
        fill_width=True,
        delete_cache=(_KEEP_UPLOADS_SECONDS, _KEEP_UPLOADS_SECONDS),
    )
    with page:
        gr.HTML(
            f"<h1>{as_html(say('web.name'))}</h1><p>{as_html(say('web.tagline'))}</p>",
            elem_id="masthead",
            js_on_load=None,
        )
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab(say("web.tab_ask"), id="ask"):
                _build_chat(assistant, wording)
            with gr.Tab(say("web.tab_library"), id="library") as library_tab:
                documents = gr.HTML(elem_id="documents", js_on_load=None)
                chosen, edited = _build_editing(assistant, wording)
            with gr.Tab(say("web.tab_upload"), id="upload"):
                finished = _build_upload(assistant, wording)
            with gr.Tab(say("targets.tab"), id="targets"):
                _build_targets(assistant, wording)
            with gr.Tab(say("draft.tab"), id="draft"):
                build_draft_tab(assistant, wording, _PRIVATE)
            with gr.Tab(say("gaps.tab"), id="gaps") as gaps_tab:
                in_document = _build_gaps(assistant, wording)
        gaps_tab.select(partial(_gap_documents, assistant), in_document, in_document, **_PRIVATE)
        show_documents, shown = partial(_documents, assistant, wording), [documents, chosen]
        gr.on([page.load, library_tab.select], show_documents, chosen, shown, **_PRIVATE)
        finished.then(show_documents, chosen, shown, **_PRIVATE)
        edited.then(show_documents, chosen, shown, **_PRIVATE)
    page.queue(api_open=False)
    return page


def _build_chat(assistant: Assistant, wording: Wording) -> None:
    say = wording.say
    first = new_conversation(wording)
    conversation = gr.State(first.conversation)
    with gr.Row(elem_id="ask"):
        with gr.Column(scale=11, min_width=320, elem_id="talk"):
            with gr.Column(elem_id="transcript"):
                transcript = gr.HTML(first.transcript, js_on_load=None)
                with gr.Column(elem_id="examples") as examples:
                    gr.HTML(f"<h3>{as_html(say('web.examples'))}</h3>", js_on_load=None)
                    texts = [say(f"web.example_{number}") for number in range(1, _N_EXAMPLES + 1)]
                    buttons = [gr.Button(text, elem_classes="example") for text in texts]
            with gr.Row(elem_id="composer"):
                box = gr.Textbox(
                    label=say("web.question"),
                    placeholder=say("web.placeholder"),
                    show_label=False,
                    container=False,
                    lines=1,
                    max_lines=6,
                    max_length=assistant.settings.max_question_chars,
                    autofocus=True,
                    scale=1,
                    elem_id="question",
                )
                send = gr.Button(say("web.send"), variant="primary", scale=0, min_width=88, elem_id="send")
                again = gr.Button(say("web.new_conversation"), scale=0, min_width=120, elem_id="again")
            _build_feedback(assistant, conversation, wording)
        with gr.Column(scale=9, min_width=320, elem_id="evidence"):
            evidence = gr.HTML(first.evidence, js_on_load=None)

    def put(text: str, said: Conversation) -> Iterator[tuple[object, ...]]:
        for number, view in enumerate(ask(assistant, text, said, wording)):
            # The box is emptied once: what is typed while the answer comes must stay.
            yield *_shown(view), ("" if number == 0 else gr.skip())

    outputs = [conversation, transcript, evidence, examples, box]
    options: _Event = {**_PRIVATE, "concurrency_limit": _ASKING_AT_ONCE, "concurrency_id": "ask"}
    asked = [gr.on([box.submit, send.click], put, [box, conversation], outputs, **options)]
    for button, text in zip(buttons, texts, strict=True):
        asked.append(button.click(partial(put, text), conversation, outputs, **options))
    transcript.change(None, None, None, js=_SHOW_NEWEST)
    again.click(lambda: (*_shown(first), ""), None, outputs, cancels=asked, **_PRIVATE)


def _shown(view: ChatView) -> tuple[object, ...]:
    return view.conversation, view.transcript, view.evidence, gr.update(visible=not view.conversation.exchanges)


def _build_upload(assistant: Assistant, wording: Wording) -> Any:
    """The upload's components; returns the run, for what follows it."""
    say = wording.say
    formats = say(
        "web.upload_formats",
        formats=" ".join(suffix.removeprefix(".") for suffix in SUFFIXES),
        max_mb=assistant.settings.max_file_mb,
    )
    with gr.Column(elem_id="upload"):
        gr.HTML(
            f'<p class="lead">{as_html(say("web.upload_lead"))}</p><p class="formats">{as_html(formats)}</p>',
            js_on_load=None,
        )
        chosen = gr.File(
            label=say("web.upload_label"),
            show_label=False,
            file_count="multiple",
            elem_id="files",
            height=170,
        )
        start = gr.Button(say("web.upload_start"), variant="primary", elem_id="start")
        results = gr.HTML(elem_id="results", js_on_load=None)

    def take_in(paths: list[str] | None) -> Iterator[tuple[object, object, object]]:
        if not paths:
            yield gr.skip(), gr.skip(), f'<p class="problem">{as_html(say("web.upload_none"))}</p>'
            return
        for number, progress in enumerate(ingest_uploads(assistant, [Path(path) for path in paths], wording)):
            emptied = None if number == 0 else gr.skip()  # files that are chosen meanwhile stay
            yield emptied, gr.update(interactive=not progress.source), render_upload(progress, wording)

    outputs = [chosen, start, results]
    return start.click(take_in, chosen, outputs, concurrency_limit=1, concurrency_id="upload", **_PRIVATE)


def _build_feedback(assistant: Assistant, conversation: gr.State, wording: Wording) -> None:
    """Two buttons and a line to say whether the last answer was right; kept as material for evaluation."""
    say = wording.say
    with gr.Accordion(say("web.feedback"), open=False, elem_id="feedback"):
        comment = gr.Textbox(
            label=say("web.feedback_comment"), max_lines=4, max_length=MAX_COMMENT_CHARS, elem_id="feedback-comment"
        )
        with gr.Row():
            good = gr.Button(say("web.feedback_good"), elem_id="feedback-good")
            bad = gr.Button(say("web.feedback_bad"), elem_id="feedback-bad")
        result = gr.HTML(elem_id="feedback-result", js_on_load=None)

    def take(said: Conversation, text: str, *, is_good: bool) -> tuple[object, object]:
        sentence, kept = take_feedback(assistant.settings.home, said, text, wording, is_good=is_good)
        return sentence, "" if kept else gr.skip()

    for button, is_good in ((good, True), (bad, False)):
        button.click(partial(take, is_good=is_good), [conversation, comment], [result, comment], **_PRIVATE)


def _build_targets(assistant: Assistant, wording: Wording) -> None:
    """A sheet of members' targets: classified, summed up, corrected in an editable table with the unsure rows first."""
    say, settings = wording.say, assistant.settings
    first = TargetView()
    view = gr.State(first)
    with gr.Column(elem_id="targets"):
        gr.HTML(f'<p class="lead">{as_html(say("targets.lead"))}</p>', js_on_load=None)
        chosen = gr.File(
            label=say("targets.file"), show_label=False, elem_id="sheet", height=140, file_types=list(READABLE)
        )
        start = gr.Button(say("targets.start"), variant="primary", elem_id="classify")
        summary = gr.HTML(elem_id="summary", js_on_load=None)
        with gr.Column(visible=False) as rest:
            gr.HTML(f"<h3>{as_html(say('targets.review'))}</h3>", js_on_load=None)
            table = gr.Dataframe(
                headers=list(COLUMNS),
                value=[],
                type="array",
                interactive=True,
                wrap=True,
                static_columns=[0, 1, 2, 10, 11],
                column_widths=[56, 110, 340, 150, 90, 90, 70, 70, 80, 80, 80, 300],
                max_height=520,
                show_label=False,
                elem_id="review",
            )
            picked = gr.State("")
            title = gr.HTML(f"<p>{as_html(say('targets.pick'))}</p>", elem_id="picked", js_on_load=None)
            with gr.Row(elem_id="labels"):
                labels = [
                    gr.Dropdown(label_choices(name), label=name, interactive=False, elem_id=f"label-{n}", min_width=160)
                    for n, name in enumerate(LABEL_COLUMNS)
                ]
            with gr.Row():
                by = gr.Textbox(label=say("targets.by"), max_lines=1, max_length=60, scale=1, elem_id="by")
                save = gr.Button(say("targets.save"), variant="primary", scale=0, min_width=160, elem_id="save")
            said = gr.HTML(elem_id="said", js_on_load=None)
            workbook = gr.File(label=say("targets.workbook"), interactive=False, elem_id="workbook")
            with gr.Accordion(say("targets.compare"), open=False, elem_id="compare"):
                earlier = gr.File(
                    label=say("targets.earlier"), elem_id="earlier", height=120, file_types=list(READABLE)
                )
                changes = gr.HTML(elem_id="changes", js_on_load=None)

    def shown(found: TargetView) -> tuple[object, ...]:
        problem = f'<p class="problem" role="alert">{as_html(found.problem)}</p>' if found.problem else found.summary
        path = str(found.workbook) if found.workbook else None
        return found, None, problem, [list(row) for row in found.table], path, gr.update(visible=bool(found.rows)), ""

    def read(path: str | None) -> tuple[object, ...]:
        return shown(
            classify_upload(Path(path), settings, wording) if path else TargetView(problem=say("web.upload_none"))
        )

    def correct(found: TargetView, cells: list[list[object]], who: str) -> tuple[object, ...]:
        renewed, sentence = take_corrections(found, cells, who, settings, wording)
        note = f"<p>{as_html(sentence)}</p>"
        if renewed is found:  # nothing was stored: what was typed must stay
            return *(gr.skip() for _ in outputs[:-1]), note
        return *shown(renewed)[:-1], note

    def pick(event: gr.SelectData) -> tuple[object, ...]:
        number, shown_row, held = picked_row(event.row_value, wording)
        return number, shown_row, *(gr.update(value=label, interactive=True) for label in held)

    def differ(found: TargetView, path: str | None) -> tuple[object, ...]:
        return (None, compare_upload(found, Path(path), settings, wording)) if path else (None, "")

    table.select(pick, None, [picked, title, *labels], **_PRIVATE)
    for label in labels:
        label.input(
            lambda cells, number, *held: relabelled(cells, number, held), [table, picked, *labels], table, **_PRIVATE
        )
    earlier.upload(differ, [view, earlier], [earlier, changes], **_PRIVATE)
    outputs = [view, chosen, summary, table, workbook, rest, said]
    options: _Event = {**_PRIVATE, "show_progress": "minimal", "concurrency_limit": 2, "concurrency_id": "targets"}
    start.click(read, chosen, outputs, **options)
    save.click(correct, [view, table, by], outputs, **options)


def _build_gaps(assistant: Assistant, wording: Wording) -> gr.Dropdown:
    """The gap table of a topic; returns the choice of the document, which is filled when the tab is opened."""
    say = wording.say
    with gr.Column(elem_id="gaps"):
        gr.HTML(f'<p class="lead">{as_html(say("gaps.lead"))}</p>', js_on_load=None)
        with gr.Row():
            topic = gr.Textbox(
                label=say("gaps.topic"),
                placeholder=say("gaps.placeholder"),
                max_lines=1,
                max_length=assistant.settings.max_question_chars,
                scale=4,
                elem_id="gap-topic",
            )
            start = gr.Button(say("gaps.start"), variant="primary", scale=0, min_width=140, elem_id="gap-start")
        with gr.Row():
            document = gr.Dropdown([], label=say("gaps.document"), elem_id="gap-document", scale=3, min_width=240)
            sectors = field_choices("sector", wording)
            sector = gr.Dropdown(sectors, value="", label=say("gaps.sector"), elem_id="gap-sector", min_width=160)
            year = gr.Textbox(label=say("gaps.year"), max_lines=1, max_length=4, elem_id="gap-year", min_width=120)
        table = gr.HTML(elem_id="gap-table", js_on_load=None)
        workbook = gr.File(label=say("gaps.workbook"), interactive=False, visible=False, elem_id="gap-workbook")

    def show(asked: str, document_id: str | None, of_sector: str | None, of_year: str) -> tuple[object, ...]:
        view = show_gaps(assistant, asked, document_id, of_sector, of_year, wording)
        path = str(view.workbook) if view.workbook else None
        return view.html, gr.update(value=path, visible=path is not None)

    options: _Event = {**_PRIVATE, "show_progress": "minimal", "concurrency_limit": 2, "concurrency_id": "gaps"}
    gr.on([topic.submit, start.click], show, [topic, document, sector, year], [table, workbook], **options)
    return document


def _gap_documents(assistant: Assistant, document_id: str | None) -> object:
    """The choices of the document a gap table is looked for in, none of them first."""
    try:
        documents = assistant.library.documents()
    except JunkanError:
        return gr.skip()
    held = document_id if any(document.id == document_id for document in documents) else ""
    return gr.update(choices=[("–", ""), *document_choices(documents)], value=held)


def _build_editing(assistant: Assistant, wording: Wording) -> tuple[gr.Dropdown, Any]:
    """The form for a document's metadata; returns the choice of the document, and the run that saves."""
    say = wording.say
    with gr.Accordion(say("web.edit"), open=False, elem_id="edit"):
        chosen = gr.Dropdown([], label=say("web.edit_document"), elem_id="edit-document")
        fields: list[gr.Textbox | gr.Dropdown] = []
        with gr.Row(elem_id="edit-fields"):
            for field in EDITABLE:
                label, place = say(f"library.field_{field}"), f"edit-{field.replace('_', '-')}"
                choices = field_choices(field, wording)
                if choices:
                    fields.append(gr.Dropdown(choices, label=label, elem_id=place, min_width=200))
                else:
                    fields.append(gr.Textbox(label=label, elem_id=place, max_length=500, min_width=200))
        save = gr.Button(say("web.edit_save"), variant="primary", scale=0, elem_id="edit-save")
        result = gr.HTML(elem_id="edit-result", js_on_load=None)

    def store(document_id: str | None, *texts: str | None) -> tuple[object, ...]:
        message = save_form(assistant, document_id, texts, wording)
        return message, *fill_form(assistant, document_id)

    chosen.input(partial(fill_form, assistant), chosen, fields, **_PRIVATE)
    return chosen, save.click(store, [chosen, *fields], [result, *fields], concurrency_limit=1, **_PRIVATE)


def _documents(assistant: Assistant, wording: Wording, document_id: str | None) -> tuple[str, object]:
    """The table of the documents, and the choices of the one to edit."""
    try:
        documents = assistant.library.documents(superseded=True)
    except JunkanError as error:
        return f'<p class="problem" role="alert">{as_html(error.sentence(wording.lang))}</p>', gr.skip()
    held = document_id if any(document.id == document_id for document in documents) else None
    return render_documents(documents, wording), gr.update(choices=document_choices(documents), value=held)


def _theme() -> gr.themes.Base:
    """A light theme with fonts of the system; the dark variants are the light ones, for paper has one colour."""
    theme = gr.themes.Base(font=[*_FONTS, "sans-serif"], font_mono=list(_MONO), radius_size="sm")
    for name in vars(theme):
        if name.endswith("_dark"):
            setattr(theme, name, None)  # as in the light
    return theme.set(
        body_background_fill=_PAPER,
        body_background_fill_dark=_PAPER,
        body_text_color=_INK,
        body_text_color_dark=_INK,
        button_primary_background_fill=_GREEN,
    )


def _css(wording: Wording) -> str:
    """Our style sheet, with the one sentence that the framework has no other place for."""
    drop = wording.say("web.upload_drop").replace("\\", "").replace('"', "")
    return files("assistant.web").joinpath("style.css").read_text(encoding="utf-8") + f':root{{--drop:"{drop}"}}'
