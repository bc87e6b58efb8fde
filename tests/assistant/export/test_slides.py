"""Slides: one a section, native shapes, notes with every quote, words for whoever cannot see."""

from pathlib import Path

from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.util import Inches

from assistant.export import write_draft
from tests.assistant.export.drafts import NASTY, full_draft


def test_one_slide_a_section_with_its_quotes_in_the_notes(tmp_path: Path) -> None:
    deck = Presentation(str(_written(tmp_path)))
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides if slide.shapes.title]
    assert titles == ["アルミのロードマップ（案）", "1. 現状", "2. 工程", "3. 指標", "4. 件数", "5. 確認", "出典"]
    notes = deck.slides[1].notes_slide.notes_text_frame
    assert notes is not None
    assert "[1] 環境省「検討のまとめ」（2024-03）p.3：「アルミは輸入が多い。」" in notes.text
    assert "【要確認】目標の記載が見つかりません。" in notes.text


def test_the_timeline_is_made_of_native_shapes(tmp_path: Path) -> None:
    deck = Presentation(str(_written(tmp_path)))
    (group,) = (s for s in deck.slides[2].shapes if s.shape_type == MSO_SHAPE_TYPE.GROUP)
    texts = {s.text_frame.text for s in group.shapes if s.has_text_frame}
    assert {"2026", "2030", "2040", "2050", "調べる", "構想", "段階の記載なし"} <= texts
    assert "段階構想、調べる" in str(group._element.xpath(".//p:cNvPr/@descr")[0])
    right = max(s.left + s.width for s in group.shapes)
    assert right <= deck.slide_width
    kinds = {s.shape_type for slide in deck.slides for s in slide.shapes}
    assert {MSO_SHAPE_TYPE.TABLE, MSO_SHAPE_TYPE.CHART} <= kinds


def test_strangers_words_break_nothing(tmp_path: Path) -> None:
    write_draft(full_draft(NASTY), tmp_path / "d.pptx")
    assert len(Presentation(str(tmp_path / "d.pptx")).slides) == 7


def test_a_house_template_keeps_its_size(tmp_path: Path) -> None:
    house = Presentation()
    house.slide_width = Inches(10)
    house.save(str(tmp_path / "house.pptx"))
    write_draft(full_draft(), tmp_path / "d.pptx", tmp_path / "house.pptx")
    assert Presentation(str(tmp_path / "d.pptx")).slide_width == Inches(10)


def _written(folder: Path) -> Path:
    write_draft(full_draft(), folder / "d.pptx")
    return folder / "d.pptx"
