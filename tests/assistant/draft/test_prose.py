"""How much a section says of the topic's own and of what holds for every sector, and what it calls missing."""

from pathlib import Path

from assistant.draft import compose_draft, load_template
from assistant.draft.checking import problems_of
from assistant.draft.entries import Entry
from assistant.draft.prose import Prose
from assistant.draft.template import Template, parse_template
from assistant.draft.values import CHECK_MARK, COMMON_MARK
from assistant.findings import Scope
from assistant.gaps import page_text_of
from assistant.service import Assistant
from assistant.settings import Settings
from corpus.samples import load_samples
from corpus.values import Citation

_TEMPLATE = """
version = 1
title = "t"
[[section]]
key = "to_be"
heading = "h"
content = "to_be"
item = "{perspective}では「{quote}」とされる。"
following = ["また、「{quote}」とされる。", "さらに、「{quote}」とされる。"]
missing = "{perspective}の{topic}の記載がない（{n_pages}ページ）。"
each = EACH
join = true
max_items = 3
"""
_TEXTS = ("缶を集める", "瓶を集める", "紙を集める", "布を集める")


def template(*, each: bool) -> Template:
    return parse_template("t", _TEMPLATE.replace("EACH", "true" if each else "false"))


def page_text(document_id: str, number: int | None) -> str:
    return "".join(_TEXTS)


def entry(text: str, group: str, scope: Scope = Scope.TOPIC) -> Entry:
    cited = Citation(1, "d", "s.pdf", "まとめ", 3, (), text, "c")
    return Entry({"quote": text, "perspective": group, "about": "", "title": "まとめ"}, (cited,), group, scope)


def texts(entries: list[Entry], *, each: bool) -> list[str]:
    prose = Prose("缶", 7, page_text)
    written = prose.written(template(each=each).sections[0], entries)
    return ["".join(s.text for s in w.sentences) or f"要確認：{w.open_text}" for w in written]


def test_followings_take_turns() -> None:
    (told, _) = texts([entry(text, "資源循環") for text in _TEXTS], each=True)
    assert told == "資源循環では「缶を集める」とされる。また、「瓶を集める」とされる。さらに、「紙を集める」とされる。"


def test_what_holds_for_all_stands_in_only_where_nothing_is_said_and_is_still_called_missing() -> None:
    own = [entry(_TEXTS[0], "資源循環"), entry(_TEXTS[1], "資源循環", Scope.RELATED)]
    common = [entry(text, "ビジネス", Scope.RELATED) for text in _TEXTS[1:]]
    assert texts([*own, *common], each=True) == [
        "資源循環では「缶を集める」とされる。",
        "ビジネスでは「瓶を集める」とされる。また、「紙を集める」とされる。",
        "要確認：ビジネス及び地域・社会の缶の記載がない（7ページ）。",
    ]


def test_the_topics_own_has_its_room_first() -> None:
    common = [entry(text, "資源循環", Scope.RELATED) for text in _TEXTS[:2]]
    own = [entry(text, "地域・社会") for text in _TEXTS[2:]]
    assert texts([*common, *own], each=False) == [
        "地域・社会では「紙を集める」とされる。また、「布を集める」とされる。",
        "資源循環では「缶を集める」とされる。",
    ]


def test_without_anything_of_its_own_a_section_says_so() -> None:
    told = texts([entry(_TEXTS[0], "資源循環", Scope.RELATED)], each=False)
    assert told == ["資源循環では「缶を集める」とされる。", "要確認：の缶の記載がない（7ページ）。"]


def test_a_quote_from_nowhere_is_left_out() -> None:
    assert texts([entry("缶を燃やす", "資源循環")], each=False) == ["要確認：の缶の記載がない（7ページ）。"]


def test_a_sector_without_documents_shows_what_holds_for_all_and_calls_its_own_missing(tmp_path: Path) -> None:
    wanted = {"01_cps_overview", "05_gap_business"}
    with Assistant.open(Settings(home=tmp_path / "home"), create=True) as assistant:
        for _ in assistant.ingest([s.file for s in load_samples() if s.file.stem in wanted]):
            pass
        draft = compose_draft(load_template("sector_roadmap"), "ガラスびん", assistant)
        assert problems_of(draft, page_text_of(assistant)) == ()
    texts = {section.key: [p.text for p in section.paragraphs] for section in draft.sections}
    common = [text for key in ("to_be", "as_is") for text in texts[key] if "領域に共通する" in text]
    assert common
    assert any(text.startswith(CHECK_MARK) for text in texts["to_be"])
    assert any("ガラスびん" in issue.text for issue in draft.issues)
    assert all(kpi.name.startswith(COMMON_MARK) for kpi in draft.kpis)


def test_what_is_no_sector_has_no_frame(assistant: Assistant) -> None:
    draft = compose_draft(load_template("sector_roadmap"), "量子暗号", assistant)
    assert draft.references == ()
