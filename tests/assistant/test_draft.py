from collections.abc import Iterator
from pathlib import Path

import pytest

import corpus.samples
from assistant.citing import CitationLedger
from assistant.draft import Draft, ParagraphStatus, Phase, compose_draft, load_template, template_names
from assistant.draft.kpis import find_kpis
from assistant.draft.schedule import find_milestones
from assistant.draft.template import parse_template
from assistant.export import write_draft, write_gap_table
from assistant.gaps import find_gaps
from assistant.service import Assistant
from assistant.settings import load_settings
from corpus.errors import EmptyQuestion, InputError, UsageError
from tests.assistant.passages import Passages

_SAMPLES = Path(corpus.samples.__file__).parent / "documents"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    home = tmp_path_factory.mktemp("drafts") / "home"
    with Assistant.open(load_settings(home=home, n_threads=1), create=True) as opened:
        for _ in opened.ingest([_SAMPLES / "11_aluminium_wg.md", _SAMPLES / "08_roadmap_2024_2030.md"]):
            pass
        yield opened


def test_bundled_templates_load() -> None:
    assert {"sector_roadmap", "gap_chapter"} <= set(template_names())
    assert all(load_template(name).sections for name in template_names())


def test_an_unknown_template_lists_the_known_ones() -> None:
    with pytest.raises(UsageError, match="sector_roadmap"):
        load_template("no_such")


_SECTION = 'version = 1\ntitle = "{topic}"\n[[section]]\nkey = "a"\nheading = "h"\ncontent = "to_be"\n'


@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param("version = ", "TOML", id="broken"),
        pytest.param(_SECTION + 'item = "「{quote}」"\n', "section.1.missing", id="missing key"),
        pytest.param(_SECTION + 'item = "姿"\nmissing = "m"\n', "{quote}", id="missing slot"),
        pytest.param(_SECTION + 'item = "{quote}{nothing}"\nmissing = "m"\n', "{nothing}", id="unknown slot"),
        pytest.param(_SECTION + 'item = "{quote"\nmissing = "m"\n', "波かっこ", id="open brace"),
        pytest.param(_SECTION + 'item = "{quote.x}"\nmissing = "m"\n', "quote", id="attribute access"),
        pytest.param(_SECTION + 'item = "{quote!r:{topic}}"\nmissing = "m"\n', "書式", id="format instructions"),
        pytest.param(_SECTION.replace("to_be", "dream") + 'item = "{quote}"\nmissing = "m"\n', "content", id="content"),
        pytest.param('version = 2\ntitle = "t"\n', "version", id="version"),
    ],
)
def test_a_broken_template_is_one_clear_error(text: str, named: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_template("my", text)
    assert named in caught.value.sentence()


def test_a_template_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(_SECTION + 'item = "「{quote}」"\nmissing = "m"\n', encoding="utf-8")
    assert load_template(str(path)).name == "mine"


def _assert_honest(draft: Draft) -> None:
    """Every paragraph is cited or marked, numbers run from 1, and each is used."""
    used: set[int] = set()
    for section in draft.sections:
        assert section.paragraphs
        for paragraph in section.paragraphs:
            used |= {c.n for c in paragraph.citations}
            assert all(f"[{c.n}]" in paragraph.text for c in paragraph.citations)
            if paragraph.status is ParagraphStatus.SUPPORTED:
                assert paragraph.citations
            else:
                assert paragraph.text.startswith("【要確認】")
    used |= {c.n for milestone in draft.milestones for c in milestone.citations}
    used |= {c.n for kpi in draft.kpis for c in kpi.citations}
    assert sorted(used) == [r.citation.n for r in draft.references] == list(range(1, len(used) + 1))


@pytest.mark.parametrize("template", ["sector_roadmap", "gap_chapter"])
def test_a_draft_is_cited_or_marked(assistant: Assistant, template: str) -> None:
    draft = compose_draft(load_template(template), "アルミ展伸材の再生材利用", assistant)
    _assert_honest(draft)
    text = "".join(p.text for s in draft.sections for p in s.paragraphs)
    assert "展伸材での再生材の利用率が上がる" in text
    assert 0 < draft.n_needs_check < sum(len(s.paragraphs) for s in draft.sections)


def test_quotes_stand_on_their_pages(assistant: Assistant) -> None:
    draft = compose_draft(load_template("sector_roadmap"), "アルミニウム", assistant)
    for reference in draft.references:
        page = assistant.library.page(reference.citation.document_id, reference.citation.page)
        assert page is not None
        assert "".join(reference.citation.quote.split()) in "".join(page.text.split())


def test_milestones_of_the_roadmap_carry_their_phase(assistant: Assistant) -> None:
    draft = compose_draft(load_template("sector_roadmap"), "情報流通プラットフォーム", assistant)
    assert (2028, Phase.EXPANSION) in {(m.year, m.phase) for m in draft.milestones}
    assert [m.year for m in draft.milestones] == sorted(m.year for m in draft.milestones)


def test_a_topic_without_evidence_is_all_to_be_checked(assistant: Assistant) -> None:
    draft = compose_draft(load_template("sector_roadmap"), "量子コンピュータの冷却", assistant)
    _assert_honest(draft)
    assert draft.references == ()
    assert draft.n_needs_check == sum(len(s.paragraphs) for s in draft.sections)
    assert find_gaps("量子コンピュータの冷却", assistant).rows == ()


@pytest.mark.parametrize("topic", [" 　", "=1+1", "？！"])
def test_a_topic_without_a_word_is_an_error(assistant: Assistant, topic: str) -> None:
    with pytest.raises(EmptyQuestion):
        find_gaps(topic, assistant)


def test_every_format_is_written(assistant: Assistant, tmp_path: Path) -> None:
    table = find_gaps("アルミ展伸材", assistant)
    draft = compose_draft(load_template("gap_chapter"), "アルミ展伸材", assistant)
    for name in ("g.xlsx", "g.json", "g.md"):
        write_gap_table(table, tmp_path / name)
    for name in ("d.docx", "d.json", "d.md"):
        write_draft(draft, tmp_path / name)
    assert all(path.stat().st_size > 100 for path in tmp_path.iterdir())
    assert len(list(tmp_path.iterdir())) == 6


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "アルミの市場を2030年までに80兆円、2050年までに120兆円へ広げる。",
            [("アルミの市場", None, 2030, 80e12, "円"), ("アルミの市場", None, 2050, 120e12, "円")],
            id="two years",
        ),
        pytest.param(
            "2030年度にアルミの排出量を2013年度比で46%減らす。",
            [("アルミの排出量", 2013, 2030, 46.0, "%")],
            id="base year",
        ),
        pytest.param(
            "令和12年度までにアルミの回収率を90%以上にする。",
            [("アルミの回収率", None, 2030, 90.0, "%")],
            id="Japanese era",
        ),
        pytest.param("2025年にアルミの回収率は90%だった。", [], id="a result"),
        pytest.param("アルミの回収率を90%にする。", [], id="no year"),
        pytest.param("2020年までにアルミの回収率を90%にする。", [], id="before the document"),
    ],
)
def test_kpis_of_sentences(text: str, expected: list[tuple[str, int | None, int, float, str]]) -> None:
    made = Passages()
    made.add(("目標",), made.sentence(text))
    found = find_kpis(made.findings("アルミ"), CitationLedger(made.page_text), 9)
    assert [(k.name, k.base_year, k.target_year, k.target, k.unit) for k in found] == expected
    assert all(k.citations[0].quote == text for k in found)


def test_kpis_of_a_table() -> None:
    made = Passages()
    made.add(
        ("アルミの目標",),
        made.row(("指標", "基準値", "目標値"), ("アルミの利用率", "12%（2025年度）", "30%（2030年度）")),
    )
    (kpi,) = find_kpis(made.findings("アルミ"), CitationLedger(made.page_text), 9)
    assert (kpi.name, kpi.base_year, kpi.base, kpi.target_year, kpi.target) == (
        "アルミの利用率",
        2025,
        12.0,
        2030,
        30.0,
    )


@pytest.mark.parametrize(
    ("head", "cells", "expected"),
    [
        pytest.param(
            ("取組", "2024年度", "2025～2027年度"),
            ("アルミ回収", "構想：調査", "導入：実証"),
            [
                (2024, "アルミ回収（2024年度）：調査", Phase.CONCEPT),
                (2025, "アルミ回収（2025～2027年度）：実証", Phase.INTRODUCTION),
            ],
            id="columns of years",
        ),
        pytest.param(
            ("年度", "取組", "段階"),
            ("2027年度", "アルミの回収を広げる", "□構想　■導入　□拡大"),
            [(2027, "2027年度：アルミの回収を広げる", Phase.INTRODUCTION)],
            id="checked box",
        ),
        pytest.param(("時期", "できごと"), ("2019年", "アルミの会を設立"), [], id="the past"),
    ],
)
def test_milestones_of_tables(
    head: tuple[str, ...], cells: tuple[str, ...], expected: list[tuple[int, str, Phase | None]]
) -> None:
    made = Passages()
    made.add(("工程",), made.row(head, cells))
    found = find_milestones(made.findings("アルミ"), CitationLedger(made.page_text), 9)
    assert [(m.year, m.text, m.phase) for m in found] == expected
