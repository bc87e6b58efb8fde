import pytest

from assistant.figures import difference, figure_text
from assistant.findings import read_topic
from assistant.gaps import build_table, split_list
from assistant.viewpoints import issue_of, perspective_of
from tests.assistant.passages import Passages

_HEAD = ("観点", "あるべき姿", "現状", "課題", "取組")


def _made() -> Passages:
    made = Passages()
    made.add(
        ("アルミの循環",),
        made.row(
            _HEAD,
            ("国内循環", "アルミのスクラップが国内で回る", "アルミのスクラップが輸出される", "－", "回収網を築く"),
        ),
        made.row(
            _HEAD,
            ("比率", "再生アルミの利用率50%", "再生アルミの利用率は20%", "品質基準の整備、技術者の人材育成", "－"),
        ),
    )
    made.add(("古紙の循環",), made.row(_HEAD, ("古紙", "古紙が国内で回る", "古紙が輸出される", "－", "－")))
    made.add(("海の生き物", "現状"), made.sentence("サンゴは減っている。"))
    return made


def test_rows_keep_both_sides_and_cite_them() -> None:
    made = _made()
    table = build_table("アルミ", made.findings("アルミ"), made.page_text)
    first = table.rows[0]
    assert first.item == "国内循環"
    assert first.to_be is not None
    assert first.to_be.text == "アルミのスクラップが国内で回る"
    assert first.as_is is not None
    assert first.as_is.citations == first.to_be.citations
    assert (first.gap, first.challenges) == (None, ())
    assert [action.text for action in first.actions] == ["回収網を築く"]


def test_quotes_are_slices_of_the_page_and_numbered_once() -> None:
    made = _made()
    table = build_table("アルミ", made.findings("アルミ"), made.page_text)
    assert [r.citation.n for r in table.references] == list(range(1, len(table.references) + 1))
    assert len({r.citation.quote for r in table.references}) == len(table.references)
    assert all(r.citation.quote in made.text and r.citation.page == 3 for r in table.references)


def test_what_does_not_name_the_topic_stays_out() -> None:
    made = _made()
    table = build_table("アルミ", made.findings("アルミ"), made.page_text)
    assert "古紙" not in {row.item for row in table.rows}
    assert build_table("量子計算機", made.findings("量子計算機"), made.page_text).rows == ()


def test_a_gap_is_computed_from_two_figures_of_one_unit() -> None:
    made = _made()
    table = build_table("アルミ", made.findings("アルミ"), made.page_text)
    row = next(row for row in table.rows if row.item == "比率")
    assert row.gap is not None
    assert row.gap.text == "差は30ポイント（あるべき姿50%、現状20%から計算）。現状はあるべき姿の40%"
    assert row.gap.citations == row.to_be.citations if row.to_be else False
    assert [(c.text, c.issue) for c in row.challenges] == [
        ("品質基準の整備", "新たな需要を満たす供給産業の構築"),
        ("技術者の人材育成", "地域の活性化"),
    ]


def test_statements_of_one_document_stand_together() -> None:
    made = Passages()
    made.add(("1. 現状",), made.sentence("アルミの再生地金は輸入が多い状況にある。"))
    made.add(("2. 課題",), made.item("・アルミの選別の設備が老朽化している。"))
    (row,) = build_table("アルミ", made.findings("アルミ"), made.page_text).rows
    assert row.as_is is not None
    assert row.to_be is None
    assert [c.text for c in row.challenges] == ["アルミの選別の設備が老朽化している。"]


def test_the_headings_of_a_challenge_tell_its_issue_where_its_words_do_not() -> None:
    made = Passages()
    made.add(("海外の規格", "課題"), made.item("・アルミの話し合いが足りない。"))
    made.add(("まちの人材", "課題"), made.item("・アルミの話し合いが進まない。"))
    rows = build_table("アルミ", made.findings("アルミ"), made.page_text).rows
    assert [c.issue for row in rows for c in row.challenges] == ["国際連携の強化", "地域の活性化"]


def test_a_title_makes_no_challenge_of_every_sentence() -> None:
    made = Passages(title="アルミの課題")
    made.add(("アルミの課題", "会場"), made.sentence("アルミの会議は東京で開かれる。"))
    assert build_table("アルミ", made.findings("アルミ"), made.page_text).rows == ()


@pytest.mark.parametrize(
    ("topic", "text", "named"),
    [
        pytest.param("情報流通プラットフォーム", "情報流通PFの構築", True, id="alias"),
        pytest.param("情報流通プラットフォーム", "プラの回収", False, id="プラ is no プラットフォーム"),
        pytest.param("アルミ", "アルミニウムの回収", True, id="short form"),
        pytest.param("アルミ", "アルミスクラップ", True, id="compound"),
        pytest.param("CE", "face to face", False, id="letters inside a word"),
    ],
)
def test_what_a_topic_names(topic: str, text: str, named: bool) -> None:
    folded = "".join(text.lower().split())
    assert any(concept.occurs_in(folded) for concept in read_topic(topic)) is named


@pytest.mark.parametrize(
    ("to_be", "as_is", "expected"),
    [
        pytest.param("30%以上", "12%", "差は18ポイント（あるべき姿30%、現状12%から計算）", id="bare figures"),
        pytest.param(
            "2030年に400トン", "150トン（2025年度）", "差は250t（あるべき姿400t、現状150tから計算）", id="with years"
        ),
        pytest.param("再生樹脂の利用率50%", "約8割が輸出", None, id="different things"),
        pytest.param("市場80兆円", "市場50%", None, id="different units"),
        pytest.param("30〜40%", "12%", None, id="a range"),
        pytest.param("回収が進む", "12%", None, id="one side without a figure"),
        pytest.param("3年間", "1年間", None, id="durations"),
    ],
)
def test_differences(to_be: str, as_is: str, expected: str | None) -> None:
    assert difference(to_be, as_is) == expected


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(80e12, "円", "80兆円"), (0.303, "t", "0.303t"), (120_000_000, "円", "1億2,000万円"), (12.5, "%", "12.5%")],
)
def test_figures_as_a_person_writes_them(value: float, unit: str, text: str) -> None:
    assert figure_text(value, unit) == text


@pytest.mark.parametrize(
    ("text", "issue"),
    [
        pytest.param("再生材の価格が高く需要が伸びない", "経済を活性化する新需要の拡大", id="demand"),
        pytest.param("選別設備の処理能力が足りない", "新たな需要を満たす供給産業の構築", id="supply"),
        pytest.param("国際連携の強化", "国際連携の強化", id="by name"),
        pytest.param("中核人材が地域に足りない", "地域の活性化", id="region"),
        pytest.param("消費者の認知が低い", "消費者への価値訴求", id="consumer"),
        pytest.param("会議が長い", None, id="none"),
    ],
)
def test_issues(text: str, issue: str | None) -> None:
    found = issue_of(text)
    assert (found.ja if found else None) == issue


@pytest.mark.parametrize(
    ("text", "label", "headings", "expected"),
    [
        pytest.param("再生材を使う", None, ("ビジネスのあるべき姿",), "ビジネス", id="heading names it"),
        pytest.param("再生材を使う", "地域", (), "地域・社会", id="label is its name"),
        pytest.param("住民の理解と雇用", None, ("概要",), "地域・社会", id="cues"),
        pytest.param("収益と投資", "価格", (), "ビジネス", id="label counts"),
        pytest.param("", None, (), "資源循環", id="no cue"),
    ],
)
def test_perspectives(text: str, label: str | None, headings: tuple[str, ...], expected: str) -> None:
    assert perspective_of(text, label, headings).ja == expected


@pytest.mark.parametrize(
    ("text", "members"),
    [
        pytest.param("品質基準の整備、循環配慮設計の促進", 2, id="nouns"),
        pytest.param("国内の需要をつくり、値段を適正にする", 1, id="a sentence"),
        pytest.param("品質基準の整備", 1, id="one"),
    ],
)
def test_lists_of_challenges(text: str, members: int) -> None:
    found = split_list(text)
    assert len(found) == members
    assert "、".join(found) == text
