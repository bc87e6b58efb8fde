from pathlib import Path
from typing import Any

import pptx
import pytest
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from corpus.errors import NoReadableText, TooManyParts
from ingest.layout import build_blocks
from ingest.loaders import load_file
from tests.ingest.office import add_box, write_pptx


@pytest.fixture
def slide() -> Any:
    """An empty slide; `slide.part.package.presentation_part` saves it."""
    presentation = pptx.Presentation()
    return presentation.slides.add_slide(presentation.slide_layouts[6])


def _saved(slide: Any, path: Path) -> Path:
    slide.part.package.presentation_part.save(str(path))
    return path


def _blocks(path: Path) -> list[tuple[int | None, str, str, tuple[str, ...]]]:
    return [(b.span.page, b.kind.value, b.text, b.section) for b in build_blocks(load_file(path).pages)]


def test_a_slide_keeps_its_number_title_and_notes(tmp_path: Path) -> None:
    slides = [
        ("循環の現状", ["排出量は73万トン", "再利用は16％"], "推計値である。"),
        ("今後の課題", ["選別の費用"], ""),
    ]
    assert _blocks(write_pptx(tmp_path / "a.pptx", slides)) == [
        (1, "heading", "循環の現状", ()),
        (1, "item", "排出量は73万トン", ("循環の現状",)),
        (1, "item", "再利用は16％", ("循環の現状",)),
        (1, "heading", "ノート", ("循環の現状",)),
        (1, "paragraph", "推計値である。", ("循環の現状", "ノート")),
        (2, "heading", "今後の課題", ()),
        (2, "paragraph", "選別の費用", ("今後の課題",)),
    ]


def test_a_slide_without_a_title_stands_under_none(tmp_path: Path) -> None:
    blocks = _blocks(write_pptx(tmp_path / "a.pptx", [("循環の現状", ["一つ"], ""), ("", ["次の説明である。"], "")]))
    assert blocks[-1] == (2, "paragraph", "次の説明である。", ())


def test_slides_of_a_part_stand_under_its_title(tmp_path: Path) -> None:
    slides = [("表紙", ["架空省"], ""), ("第2部", [], ""), ("繊維", ["73万トンである。"], "")]
    assert _blocks(write_pptx(tmp_path / "a.pptx", slides))[-1][3] == ("第2部", "繊維")


def test_boxes_are_read_by_columns(slide: Any, tmp_path: Path) -> None:
    add_box(slide, "資源循環の全体像", 0.3, 0.2)
    for text, left, top in (("右上", 5, 2), ("左上", 0.5, 2), ("右下", 5, 4), ("左下", 0.5, 4)):
        add_box(slide, text, left, top)
    text = load_file(_saved(slide, tmp_path / "a.pptx")).pages[0].text
    assert text.split() == ["資源循環の全体像", "左上", "左下", "右上", "右下"]


def test_groups_are_read_where_they_stand(slide: Any, tmp_path: Path) -> None:
    add_box(slide, "下", 0.5, 5)
    group = slide.shapes.add_group_shape()
    box = group.shapes.add_textbox(Inches(0.5), Inches(2), Inches(3), Inches(0.5))
    box.text_frame.text = "中"
    assert load_file(_saved(slide, tmp_path / "a.pptx")).pages[0].text.split() == ["中", "下"]


def test_a_table_with_merged_cells(slide: Any, tmp_path: Path) -> None:
    table = slide.shapes.add_table(3, 3, Inches(1), Inches(2), Inches(6), Inches(2)).table
    for i, row in enumerate([("主体", "役割", "年度"), ("自治体", "拠点回収", "令和7年度"), ("", "広報", "令和8年度")]):
        for k, text in enumerate(row):
            table.cell(i, k).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    blocks = _blocks(_saved(slide, tmp_path / "a.pptx"))
    assert [text for *_, text, _ in blocks] == [
        "主体／役割／年度",
        "主体：自治体／役割：拠点回収／年度：令和7年度",
        "主体：自治体／役割：広報／年度：令和8年度",
    ]


def test_a_chart_is_a_table(slide: Any, tmp_path: Path) -> None:
    data: Any = CategoryChartData(number_format="0.0%")  # type: ignore[no-untyped-call]
    data.categories = ["2022年度", "2023年度"]
    data.add_series("回収率", (0.412, 0.43))
    place = (Inches(1), Inches(2), Inches(5), Inches(4))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *place, data)
    texts = [text for *_, text, _ in _blocks(_saved(slide, tmp_path / "a.pptx"))]
    assert texts == ["項目／回収率", "項目：2022年度／回収率：41.2%", "項目：2023年度／回収率：43.0%"]


def test_a_slide_of_pictures_is_named(tmp_path: Path) -> None:
    path = write_pptx(tmp_path / "a.pptx", [("題", ["本文である。"], ""), ("", [], "")])
    assert [page.problem for page in load_file(path).pages] == [None, "no_text"]
    with pytest.raises(NoReadableText):
        load_file(write_pptx(tmp_path / "b.pptx", [("", [], "")]))


def test_a_chart_that_claims_a_thousand_million_points(slide: Any, tmp_path: Path) -> None:
    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = ["a"]
    data.add_series("b", (1,))
    place = (Inches(1), Inches(2), Inches(5), Inches(4))
    chart = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *place, data).chart
    for count in chart._chartSpace.iter("{http://schemas.openxmlformats.org/drawingml/2006/chart}ptCount"):
        count.set("val", "1000000000")
    with pytest.raises(TooManyParts):
        load_file(_saved(slide, tmp_path / "a.pptx"))
