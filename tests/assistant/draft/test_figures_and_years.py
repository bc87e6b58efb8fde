"""What was reached, how far it is, what contradicts what; milestones with doers; shares from a table."""

from dataclasses import replace

import pytest

from assistant.citing import CitationLedger, Reference
from assistant.draft import Kpi, Paragraph, ParagraphStatus, Phase, Section
from assistant.draft.agenda import find_conflicts, open_points, unsettled_sources
from assistant.draft.kpis import find_kpis
from assistant.draft.schedule import find_milestones
from assistant.draft.shares import find_shares
from assistant.draft.values import Actual, IssueKind
from assistant.findings import rank_findings, read_topic
from corpus.values import Citation, DocumentStatus
from tests.assistant.passages import Passages

_CITED = Citation(1, "0123456789ab", "s.pdf", "まとめ", 3, (), "q", "c")


def test_figures_that_were_reached_join_their_target() -> None:
    made = Passages()
    made.add(
        ("目標",),
        made.sentence("アルミの回収率を2030年度までに90%以上にする。"),
        made.sentence("アルミの回収率は2022年度に70%であった。"),
        made.sentence("アルミの輸入率は2022年度に80%であった。"),
        made.sentence("アルミの回収率は2018年度に60%にとどまっている。"),
    )
    (kpi,) = find_kpis(made.findings("アルミ"), CitationLedger(made.page_text), 9)
    assert [(a.year, a.value) for a in kpi.actuals] == [(2018, 60.0), (2022, 70.0)]
    assert kpi.latest is not None
    assert kpi.latest.citations[0].quote == "アルミの回収率は2022年度に70%であった。"


def test_a_form_gives_its_target_and_its_base() -> None:
    made = Passages(title="会員の目標")
    rows = [
        ("目標の文", "2030年度までに、箱に使う再生プラスチックの割合を30%以上にする"),
        ("基準年度", "2025年度"),
        ("基準値", "12%"),
        ("目標の文", "2028年度に再生プラスチックの回収量を400トンにする"),
        ("基準値", "150トン"),
    ]
    made.add(("再生プラスチックの目標",), *(made.row(("項目", "記入"), row) for row in rows))
    found = find_kpis(made.findings("再生プラスチック"), CitationLedger(made.page_text), 9)
    assert [(k.target_year, k.target, k.base_year, k.base) for k in found] == [
        (2028, 400.0, None, 150.0),
        (2030, 30.0, 2025, 12.0),
    ]


@pytest.mark.parametrize(
    ("kpi", "progress"),
    [
        pytest.param(Kpi("x", 2020, 10.0, 2030, 30.0, "%", (_CITED,), (Actual(2024, 15.0, (_CITED,)),)), 0.25, id="up"),
        pytest.param(
            Kpi("x", 2020, 80.0, 2030, 40.0, "t", (_CITED,), (Actual(2024, 90.0, (_CITED,)),)), -0.25, id="away"
        ),
        pytest.param(
            Kpi("x", None, None, 2030, 30.0, "%", (_CITED,), (Actual(2024, 15.0, (_CITED,)),)), None, id="no base"
        ),
        pytest.param(Kpi("x", 2020, 10.0, 2030, 30.0, "%", (_CITED,)), None, id="nothing reached"),
        pytest.param(
            Kpi("x", 2020, 30.0, 2030, 30.0, "%", (_CITED,), (Actual(2024, 15.0, (_CITED,)),)), None, id="no way"
        ),
    ],
)
def test_progress(kpi: Kpi, progress: float | None) -> None:
    assert kpi.progress == progress
    assert kpi.years_left(2026) == 4
    assert replace(kpi, target_year=None).years_left(2026) is None


def test_two_documents_with_different_figures_are_a_conflict() -> None:
    one, other = Passages(title="甲の計画"), Passages(title="乙の計画")
    one.add(("目標",), one.sentence("アルミの回収率を2030年度までに90%にする。"))
    other.document = replace(other.document, id="ffffffffffff")
    other.add(("目標",), other.sentence("アルミの回収率を2030年度までに80%にする。"))
    findings = rank_findings(read_topic("アルミ"), [*one.evidence, *other.evidence])

    def page_text(document_id: str, number: int | None) -> str:
        return one.text if document_id == one.document.id else other.text

    (issue,) = find_conflicts(findings, CitationLedger(page_text))
    assert issue.kind is IssueKind.CONFLICT
    assert issue.text == "アルミの回収率（2030年）の目標値が、「甲の計画」は90%、「乙の計画」は80%で食い違う。"
    assert {c.title for c in issue.citations} == {"甲の計画", "乙の計画"}
    assert find_conflicts(findings[:1], CitationLedger(page_text)) == ()


def test_open_points_name_their_section_without_marks() -> None:
    open_one = Paragraph(
        "【要確認】記載が見つかりません。資料にも「ない」とある。[1]", (_CITED,), ParagraphStatus.NEEDS_CHECK
    )
    stated = Paragraph("「ある」とされる。[1]", (_CITED,), ParagraphStatus.SUPPORTED)
    (point,) = open_points(
        [Section("to_be", "1. 姿", (stated, open_one)), Section("agenda", "2.", (open_one,), "issues")]
    )
    assert (point.section, point.text) == ("to_be", "記載が見つかりません。資料にも「ない」とある。")


def test_documents_that_are_no_final_ones_are_told() -> None:
    document = replace(Passages().document, status=DocumentStatus.DRAFT)
    (issue,) = unsettled_sources([Reference(_CITED, None, None)], [document])
    assert (issue.kind, "案の段階" in issue.text) == (IssueKind.UNSETTLED, True)
    (issue,) = unsettled_sources([Reference(_CITED, None, None)], [replace(document, superseded_by="x")])
    assert issue.kind is IssueKind.OLD
    assert unsettled_sources([Reference(_CITED, None, None)], [replace(document, status=DocumentStatus.FINAL)]) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "環境省は、2030年度までにアルミの回収の実証を始める。",
            (2030, None, "環境省", Phase.INTRODUCTION),
            id="a body of the state",
        ),
        pytest.param(
            "2026年度までにアルミの道筋を立て、2030年度までに全国に展開する。",
            (2026, 2030, None, Phase.EXPANSION),
            id="two years make a stretch",
        ),
    ],
)
def test_milestones_of_sentences(text: str, expected: tuple[int, int | None, str | None, Phase]) -> None:
    made = Passages()
    made.add(("工程",), made.sentence(text))
    (m,) = find_milestones(made.findings("アルミ"), CitationLedger(made.page_text), 9)
    assert (m.year, m.end_year, m.actor, m.likely_phase) == expected
    assert m.phase is None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("2030年までにアルミの市場を広げると宣言した。", id="told"),
        pytest.param("本ロードマップは、2030年までのアルミの取組を示すものである。", id="of itself"),
        pytest.param("昨年、2030年までにアルミの市場を広げる目標を置く。", id="relative year"),
    ],
)
def test_what_has_happened_is_no_milestone(text: str) -> None:
    made = Passages()
    made.add(("工程",), made.sentence(text))
    assert find_milestones(made.findings("アルミ"), CitationLedger(made.page_text), 9) == ()


def test_shares_come_from_the_table_that_counts_most() -> None:
    made = Passages(title="会員の目標")
    rows = [
        ("CE市場規模", "22件"),
        ("GHG排出削減", "32件"),
        ("出口側循環率", "98件"),
        ("その他", "101件"),
        ("計", "253件"),
    ]
    made.add(("会員の目標の件数",), *(made.row(("代表指標", "件数"), row) for row in rows))
    found = find_shares(made.findings("会員の目標"), CitationLedger(made.page_text))
    assert [(s.name, s.value, s.unit) for s in found] == [
        ("CE市場規模", 22.0, "件"),
        ("GHG排出削減", 32.0, "件"),
        ("出口側循環率", 98.0, "件"),
        ("その他", 101.0, "件"),
    ]
    assert all(s.citations for s in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "2024年3月までにアルミの目標が335社から提出された。", [], id="targets handed in are no figures to reach"
        ),
        pytest.param("2030年までにアルミの拠点数を現在の60施設から倍増させる。", [], id="where it begins is no target"),
        pytest.param(
            "アルミの箱では、2030年には設置できる町の50%に回収の箱が設置されていることを目指す。",
            [("設置できる町への回収の箱の設置", 2030, 50.0)],
            id="a share of one thing that gets another",
        ),
        pytest.param(
            "アルミは2025年までに「回収の町」（国が認めるもの）を名乗る市町村数100市町村を目指す。",
            [("「回収の町」を名乗る市町村数", 2025, 100.0)],
            id="a term and what it means",
        ),
        pytest.param(
            "アルミは2030年度において再生材の使用量を40トンにすることを目指す。",
            [("再生材の使用量", 2030, 40.0)],
            id="no particle in front of a name",
        ),
        pytest.param("アルミの回収率を2030年までに50%", [("アルミの回収率", 2030, 50.0)], id="by then, and no more"),
    ],
)
def test_what_is_a_figure_to_be_reached(text: str, expected: list[tuple[str, int, float]]) -> None:
    made = Passages(date="2022-03")
    made.add(("目標",), made.sentence(text))
    found = find_kpis(made.findings("アルミ"), CitationLedger(made.page_text), 9)
    assert [(k.name, k.target_year, k.target) for k in found] == expected


def test_cells_hold_sentences_with_figures_and_counts_are_no_targets() -> None:
    made = Passages(date="2022-03")
    head = ("項目", "計画の内容")
    made.add(
        ("アルミ",),
        made.row(head, ("アルミの市場", "アルミの循環の市場規模を2030年までに80兆円に拡大させることを目指す")),
    )
    made.add(("アルミ",), made.row(("代表指標", "目標数"), ("アルミの入口側の循環利用率", "62件")))
    found = find_kpis(made.findings("アルミ"), CitationLedger(made.page_text), 9)
    assert [(k.name, k.target_year) for k in found] == [("アルミの循環の市場規模", 2030)]


def test_milestones_of_cells_stay_in_their_years_and_name_who_acts() -> None:
    made = Passages(date="2022-03")
    head = ("取組", "2026年度", "2027年度")
    made.add(("アルミ",), made.row(head, ("アルミの回収", "実証の開始", "2025年頃、規格の発行の想定")))
    made.add(
        ("① アルミの選別【環境省・経済産業省】",),
        made.sentence("アルミの選別を2030年までに全国に広げることを目指す。"),
        made.sentence("アルミの建屋は2050年まで継続して使うことを想定して建てる。"),
    )
    found = find_milestones(made.findings("アルミ"), CitationLedger(made.page_text), 9)
    assert [(m.year, m.actor) for m in found] == [(2026, None), (2030, "環境省、経済産業省")]
