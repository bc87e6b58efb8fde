"""One slide a section: what is said in short, its table or its timeline, and everything in full in the notes."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.dml import MSO_LINE
from pptx.util import Inches, Pt

from assistant.draft.marking import cited_stretches, sentences
from assistant.draft.values import Draft, Paragraph, ParagraphStatus, Section
from assistant.export.files import printable
from assistant.export.pictures import describe_path, describe_shares, describe_timeline, path_of
from assistant.export.slides.text import BLACK, GREY, INK, describe, put_text, set_font
from assistant.export.slides.timeline import add_timeline
from assistant.export.wording import (
    TABLE_COLUMNS,
    TABLE_NAMES,
    page_text,
    quote_text,
    source_text,
    table_remark,
    table_rows,
)
from corpus.errors import InputError
from corpus.values import Citation
from ingest.loaders.base import LoadLimits
from ingest.loaders.packages import READER_FAILURES, check_office_file

_WIDTH, _HEIGHT = Inches(13.333), Inches(7.5)
_MARGIN = Inches(0.6)
_SIZES = (20, 18, 16, 14, 12)  # points, the largest that fits
_MAX_ROWS = {"milestones": 14, "kpis": 9, "issues": 9, "shares": 10}
_WIDTHS = {"kpis": (26, 14, 14, 14, 9, 9, 14), "issues": (6, 12, 60, 14, 8)}
_ON_NOTES = "…（続きはノートにあります）"
_MAX_CELL_CHARS = 90
_ROWS_BESIDE_CHART = 4


def draft_as_slides(draft: Draft, base: Path | None = None) -> bytes:
    """A .pptx: a title, a slide for each section, and the list of sources.

    Args:
        draft: What to show.
        base: A house's template (.pptx) whose master and layouts are kept, or None.

    Raises:
        InputError: the template cannot be used.
    """
    deck = _opened(base) if base else Presentation()
    if base is None:
        deck.slide_width, deck.slide_height = _WIDTH, _HEIGHT
    _Deck(deck, draft).whole()
    stream = io.BytesIO()
    deck.save(stream)
    return stream.getvalue()


def _opened(path: Path) -> Any:
    try:
        check_office_file(path, path.name, LoadLimits(), (".pptx",))
        return Presentation(str(path))
    except OSError as error:
        raise InputError(source=path.name, detail=error.strerror or str(error)) from error
    except READER_FAILURES as error:
        raise InputError(source=path.name, detail="PowerPointの文書（.pptx）ではないか、壊れています") from error


class _Deck:
    """Adds slides behind those the presentation has."""

    def __init__(self, deck: Any, draft: Draft) -> None:
        self._deck = deck
        self._draft = draft
        self._width = deck.slide_width - 2 * _MARGIN
        self._top = int(deck.slide_height * 0.17)
        self._bottom = int(deck.slide_height * 0.9)
        self._references = {r.citation.n: r for r in draft.references}
        layouts = [x for x in deck.slide_layouts if any(p.placeholder_format.type in {1, 3} for p in x.placeholders)]
        bare = [x for x in layouts if len([p for p in x.placeholders if p.placeholder_format.idx < 10]) == 1]
        self._layout = (bare or layouts or list(deck.slide_layouts))[0]

    def whole(self) -> None:
        """Every slide."""
        draft = self._draft
        slide = self._slide(draft.title)
        summary = f"引用にもとづく起案です。{draft.n_paragraphs}段落のうち{draft.n_needs_check}段落は要確認です。"
        body = [summary, *(s.heading for s in draft.sections)]
        self._bullets(slide, body, self._top, self._bottom)
        for section in draft.sections:
            self._section(section)
        self._sources()

    def _slide(self, title: str) -> Any:
        slide: Any = self._deck.slides.add_slide(self._layout)
        for shape in list(slide.placeholders):
            if shape != slide.shapes.title:
                shape._element.getparent().remove(shape._element)
        place = slide.shapes.title
        if place is None:
            place = slide.shapes.add_textbox(_MARGIN, Inches(0.3), self._width, Inches(0.9))
        else:
            place.left, place.top, place.width, place.height = _MARGIN, Inches(0.3), self._width, Inches(0.9)
        put_text(place.text_frame, [printable(title)], 26, bold=True)
        return slide

    def _section(self, section: Section) -> None:
        slide = self._slide(section.heading)
        name = section.holds or (section.key if section.key in TABLE_NAMES else "")
        rows = table_rows(self._draft, name) if name else []
        if name == "milestones" and rows:
            shown = self._draft.milestones[: _MAX_ROWS[name]]
            room = (_MARGIN, self._top, self._width, self._bottom - self._top)
            group = add_timeline(slide, shown, room)
            describe(group, "工程の時間軸", describe_timeline(shown))
        elif name == "shares" and rows:
            self._share_chart(slide)
        elif rows:
            self._table(slide, name, rows)
            if name == "kpis" and len(rows) <= _ROWS_BESIDE_CHART:
                self._path_chart(slide)
        else:
            self._bullets(slide, _points(section.paragraphs), self._top, self._bottom)
        self._footer(slide, section, name)
        self._notes(slide, section, name)

    def _bullets(self, slide: Any, lines: Sequence[str], top: int, bottom: int) -> None:
        """Lines in the largest size that fits; what does not fit in the smallest stands in the notes."""
        box = slide.shapes.add_textbox(_MARGIN, top, self._width, bottom - top)
        box.text_frame.word_wrap = True
        height = (bottom - top) / 12_700
        for size in _SIZES:
            room = int(height / (size * 1.55))
            shown = _fitting(lines, int(self._width / 12_700 / size) - 2, room)
            if len(shown) == len(lines):
                break
        texts = [*shown, _ON_NOTES] if len(shown) < len(lines) else list(shown)
        put_text(box.text_frame, [f"・{printable(text)}" for text in texts], size)

    def _table(self, slide: Any, name: str, rows: Sequence[tuple[tuple[str, ...], tuple[Citation, ...]]]) -> None:
        shown = rows[: _MAX_ROWS[name]]
        columns, widths = TABLE_COLUMNS[name], _WIDTHS[name]
        frame = slide.shapes.add_table(len(shown) + 1, len(columns), _MARGIN, self._top, self._width, Inches(0.4))
        describe(frame, TABLE_NAMES[name], f"{TABLE_NAMES[name]}の表。列は{'、'.join(columns)}。")
        for at, width in enumerate(widths):
            frame.table.columns[at].width = int(self._width * width / sum(widths))
        written = [(*texts, "".join(f"[{c.n}]" for c in cited)) for texts, cited in shown]
        for row, texts in enumerate([columns, *written]):
            for column, text in enumerate(texts):
                cell = frame.table.cell(row, column)
                short = text if len(text) <= _MAX_CELL_CHARS else f"{text[: _MAX_CELL_CHARS - 1]}…"
                put_text(cell.text_frame, [printable(short)], 11, bold=row == 0, white=row == 0)
                if row == 0:
                    cell.fill.solid()
                    cell.fill.fore_color.rgb = INK

    def _share_chart(self, slide: Any) -> None:
        data: Any = CategoryChartData()  # type: ignore[no-untyped-call]  # python-pptx types a part of itself
        data.categories = [printable(share.name) for share in self._draft.shares]
        data.add_series(TABLE_NAMES["shares"], [share.value for share in self._draft.shares])
        frame = slide.shapes.add_chart(
            XL_CHART_TYPE.BAR_CLUSTERED, _MARGIN, self._top, self._width, self._bottom - self._top, data
        )
        describe(frame, TABLE_NAMES["shares"], describe_shares(self._draft.shares))
        chart = frame.chart
        chart.has_legend, chart.has_title = False, False
        chart.category_axis.reverse_order = True
        chart.value_axis.visible = False
        chart.value_axis.minimum_scale = 0
        chart.value_axis.has_major_gridlines = False
        chart.plots[0].has_data_labels = True
        chart.plots[0].series[0].format.fill.solid()
        chart.plots[0].series[0].format.fill.fore_color.rgb = INK
        for font in (chart.category_axis.tick_labels.font, chart.plots[0].data_labels.font):
            font.size = Pt(14)
            set_font(font._rPr)

    def _path_chart(self, slide: Any) -> None:
        """What the first indicator with a path has reached, and the straight line from there to its target."""
        kpi = next((k for k in self._draft.kpis if path_of(k)), None)
        if kpi is None or kpi.target_year is None:
            return
        reached = path_of(kpi)
        years = [year for year, _ in reached]
        data: Any = CategoryChartData()  # type: ignore[no-untyped-call]
        data.categories = [f"{year}年" for year in (*years, kpi.target_year)]
        data.add_series("実績", [*(value for _, value in reached), None])
        data.add_series("目標まで直線で進む場合", [*(None for _ in years[:-1]), reached[-1][1], kpi.target])
        top = int(self._top + (self._bottom - self._top) * 0.42)
        place = (_MARGIN, top, self._width, self._bottom - top)
        frame = slide.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *place, data)
        describe(frame, f"{kpi.name}の推移と目標", describe_path(kpi))
        chart = frame.chart
        chart.has_title, chart.has_legend = True, True
        chart.chart_title.text_frame.text = printable(f"{kpi.name}（{kpi.unit}）")
        for font in (chart.chart_title.text_frame.paragraphs[0].runs[0].font, chart.legend.font):
            font.size = Pt(12)
        for series, dash in zip(chart.plots[0].series, (None, MSO_LINE.DASH), strict=True):
            series.smooth = False
            series.format.line.color.rgb = BLACK if dash is None else GREY
            series.format.line.dash_style = dash

    def _footer(self, slide: Any, section: Section, name: str) -> None:
        """The sources of a slide in one small line."""
        cited = _cited(self._draft, section, name)
        if not cited:
            return
        texts = [f"[{c.n}]{c.title}" + ("" if c.page is None else f" p.{c.page}") for c in cited]
        line = "出典：" + "、".join(texts)
        box = slide.shapes.add_textbox(_MARGIN, self._bottom, self._width, Inches(0.5))
        box.text_frame.word_wrap = True
        put_text(box.text_frame, [printable(line if len(line) <= 220 else f"{line[:219]}…（続きはノート）")], 9)

    def _notes(self, slide: Any, section: Section, name: str) -> None:
        """Everything a slide stands for: its paragraphs, the rows of its table, its sources with their quotes."""
        lines = [paragraph.text for paragraph in section.paragraphs]
        rows = table_rows(self._draft, name) if name else []
        lines += ["／".join(texts) + "".join(f"[{c.n}]" for c in cited) for texts, cited in rows]
        lines += [remark] if rows and (remark := table_remark(self._draft, name)) else []
        for citation in _cited(self._draft, section, name):
            reference = self._references.get(citation.n)
            about = source_text(reference) + page_text(reference) if reference else citation.title
            lines.append(f"[{citation.n}] {about}：「{quote_text(citation)}」")
        frame = slide.notes_slide.notes_text_frame
        if frame is not None:
            frame.text = printable("\n".join(lines))

    def _sources(self) -> None:
        if not self._draft.references:
            return
        documents = dict.fromkeys(source_text(reference) for reference in self._draft.references)
        slide = self._slide("出典")
        self._bullets(slide, list(documents), self._top, self._bottom)
        quotes = (
            f"[{r.citation.n}] {source_text(r)}{page_text(r)}：「{quote_text(r.citation)}」"
            for r in self._draft.references
        )
        frame = slide.notes_slide.notes_text_frame
        if frame is not None:
            frame.text = printable("\n".join(quotes))


def _points(paragraphs: Sequence[Paragraph]) -> list[str]:
    """The sentences of paragraphs, each with its numbers."""
    found: list[str] = []
    for paragraph in paragraphs:
        if paragraph.status is ParagraphStatus.NEEDS_CHECK:
            found.append(paragraph.text)
            continue
        for stretch in cited_stretches(paragraph):
            marks = "".join(f"[{c.n}]" for c in stretch.citations)
            said = sentences(stretch.text)
            found += [*said[:-1], said[-1] + marks] if said else []
    return found


def _cited(draft: Draft, section: Section, name: str) -> tuple[Citation, ...]:
    rows = table_rows(draft, name) if name else []
    found = [c for p in section.paragraphs for c in p.citations] + [c for _, cited in rows for c in cited]
    return tuple(dict.fromkeys(found))


def _fitting(lines: Sequence[str], n_per_line: int, room: int) -> list[str]:
    """The first of the lines that fit into `room` lines of so many Japanese characters; the first one always."""
    shown: list[str] = []
    used = 0
    for line in lines:
        used += -(-len(line) // max(1, n_per_line))
        if shown and used > room:
            break
        shown.append(line)
    return shown
