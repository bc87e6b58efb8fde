"""What is worked out, with figures worked out by hand; and, as important, what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.adding import find_addition
from assistant.answering.calculating import calculate
from assistant.answering.refusal import Refusal, RefusalRule
from corpus.values import Role
from tests.assistant.answering.statements import Book, answer, lines, parse

TRADES = (("番号", "業種", "会員数", "提出者", "提出割合"),)
BOOKS = {
    "trades": Book("会員の構成").rows(
        *TRADES,
        ("1", "化学工業", "33", "16", "48%"),
        ("2", "電気機械器具製造業", "17", "12", "71%"),
        ("3", "建設業", "17", "5", "29%"),
        ("", "合計", "590", "271", "46%"),
    ),
    "members": Book("会員の構成").rows(
        ("区分", "会員数", "備考"),
        ("企業", "231社", ""),
        ("自治体", "13自治体", ""),
        ("業界団体", "17団体", ""),
        ("合計", "307者", ""),
    ),
    "plan": Book("循環計画").rows(
        ("指標", "基準値（2015年度）", "実績（2022年度）", "目標（2030年度）"),
        ("ごみの総排出量", "120千トン", "105千トン", "90千トン"),
        ("リサイクル率", "20%", "23.5%", "30%以上"),
        ("緑地面積", "350ha", "420ha", "500ha"),
        ("処理能力", "500t", "500t", "500t"),
        ("苦情", "80件", "▲5件", "0件"),
    ),
    "costs": Book("事業費")
    .say("（単位：百万円）", 0.05)
    .rows(
        ("事業", "令和3年度", "令和4年度", "令和5年度"),
        ("分別収集", "1,250", "1,310", "1,405"),
        ("啓発", "45", "38", "0"),
        ("収支", "▲120", "45", "▲30"),
        ("計", "1,295", "1,348", "1,405"),
    ),
    "market": Book("基本計画").say("循環ビジネスの市場を2030年までに80兆円、2050年までに120兆円へ広げる。"),
    "ingots": Book("アルミ").rows(
        ("地金", "1トン当たりのCO2排出量"), ("再生地金", "0.303トン"), ("新地金", "12.7トン")
    ),
    "parts": Book("部品の価格").rows(
        ("部品名", "新品部品", "リユース部品"),
        ("バンパー", "32,000円", "19,200円"),
        ("フェンダー", "15,000円", "9,000円"),
    ),
    "collected": Book("回収量").rows(
        ("品目", "回収量（t）"), ("紙類", "8,400"), ("びん", "1,050"), ("金属", "950～1,000"), ("布類", "0")
    ),
}


@pytest.mark.parametrize(
    ("book", "question", "said", "formula"),
    [
        pytest.param(
            "trades",
            "化学メーカーと電機メーカーでは提出割合にどのくらい開きがありますか",
            "化学工業の48%と電気機械器具製造業の71%の差は、23ポイントとなります。[1][2]",
            "71%[2] － 48%[1] ＝ 23ポイント",
            id="points of shares",
        ),
        pytest.param(
            "trades",
            "化学工業と建設業の提出者の合計は",
            "化学工業の提出者16、建設業の提出者5の合計は、21となります。[1][2]",
            "16[1] ＋ 5[2] ＝ 21",
            id="sum of rows",
        ),
        pytest.param(
            "members",
            "会員307者のうち企業の割合は何％ですか",
            "企業の231社は、合計の307者の約75.2%に当たります。[1][2]",
            "231社[1] ÷ 307者[2] × 100 ≒ 75.2%",
            id="share of the total",
        ),
        pytest.param(
            "members",
            "企業と自治体では会員数はどちらが多いですか",
            "企業の231社は、自治体の13自治体を218上回ります。[1][2]",
            "231社[1] － 13自治体[2] ＝ 218",
            id="which is more",
        ),
        pytest.param(
            "plan",
            "ごみの総排出量の進捗率は",
            "基準値120千トンから目標値90千トンまでのうち、実績値は105千トンで、進捗率は50%となります。[1]",
            "（120千トン[1] － 105千トン[1]）÷（120千トン[1] － 90千トン[1]）× 100 ＝ 50%",
            id="progress of a reduction",
        ),
        pytest.param(
            "plan",
            "リサイクル率の目標達成率はいくつですか",
            "基準値20%から目標値30%までのうち、実績値は23.5%で、進捗率は35%となります。[1]",
            "（20%[1] － 23.5%[1]）÷（20%[1] － 30%[1]）× 100 ＝ 35%",
            id="progress of a rise to a bound",
        ),
        pytest.param(
            "plan",
            "リサイクル率の現状と目標の差は何ポイントですか",
            "現状は23.5%、目標は30%で、差は6.5ポイントとなります。[1]",
            "30%[1] － 23.5%[1] ＝ 6.5ポイント",
            id="gap",
        ),
        pytest.param(
            "plan",
            "ごみの総排出量は2015年度から2022年度で何％減りましたか",
            "120千トン（2015年）から105千トン（2022年）への変化は、12.5%減となります。[1]",
            "（105千トン[1] － 120千トン[1]）÷ 120千トン[1] × 100 ＝ －12.5%",
            id="change in per cent",
        ),
        pytest.param(
            "plan",
            "リサイクル率は2015年度から2022年度で何％増えましたか",
            "20%（2015年）から23.5%（2022年）への変化は、3.5ポイント増となります。[1]",
            "23.5%[1] － 20%[1] ＝ 3.5ポイント",
            id="a share rises by points",
        ),
        pytest.param(
            "plan",
            "処理能力は2015年度から2022年度で何％増えましたか",
            "500t（2015年）から500t（2022年）への変化は、増減なしとなります。[1]",
            "（500t[1] － 500t[1]）÷ 500t[1] × 100 ＝ 0%",
            id="no change",
        ),
        pytest.param(
            "costs",
            "分別収集の事業費は令和3年度から令和5年度で何％増えましたか",
            "1,250百万円（2021年）から1,405百万円（2023年）への変化は、12.4%増となります。[1]",
            "（1,405百万円[1] － 1,250百万円[1]）÷ 1,250百万円[1] × 100 ＝ 12.4%",
            id="eras, the unit over the table",
        ),
        pytest.param(
            "costs",
            "収支は2021年度と2022年度でどれだけ違いますか",
            "▲120百万円（2021年）から45百万円（2022年）への変化は、165百万円増となります。[1]",
            "45百万円[1] － （▲120百万円）[1] ＝ 165百万円",
            id="from below zero",
        ),
        pytest.param(
            "market",
            "循環ビジネスの市場は2030年から2050年で何倍になりますか",
            "80兆円（2030年）から120兆円（2050年）への変化は、1.5倍となります。[1]",
            "120兆円[1] ÷ 80兆円[1] ＝ 1.5倍",
            id="multiple of years in one sentence",
        ),
        pytest.param(
            "market",
            "循環ビジネスの市場80兆円を億円に直すといくらですか",
            "80兆円は、800,000億円に換算されます。[1]",
            "80兆円[1] ＝ 800,000億円（1兆円 ＝ 10,000億円）",
            id="conversion",
        ),
        pytest.param(
            "ingots",
            "再生地金のCO2排出量は新地金の何分の一ですか",
            "再生地金の0.303トンは、新地金の12.7トンの約41.9分の1となります。[1][2]",
            "12.7トン[2] ÷ 0.303トン[1] ≒ 41.9",
            id="a fraction",
        ),
        pytest.param(
            "ingots",
            "新地金のCO2排出量は再生地金より何％多いですか",
            "新地金の12.7トンは、再生地金の0.303トンより約4,091.4%多い計算となります。[1][2]",
            "（12.7トン[1] － 0.303トン[2]）÷ 0.303トン[2] × 100 ≒ 4,091.4%",
            id="more than the other",
        ),
        pytest.param(
            "parts",
            "バンパーの新品部品とリユース部品の価格の差は",
            "新品部品の32,000円とリユース部品の19,200円の差は、12,800円となります。[1]",
            "32,000円[1] － 19,200円[1] ＝ 12,800円",
            id="two columns of one row",
        ),
        pytest.param(
            "collected",
            "紙類の回収量は何万トンに換算できますか",
            "紙類の8,400tは、0.84万トンに換算されます。[1]",
            "8,400t[1] ＝ 0.84万トン（1万トン ＝ 10,000t）",
            id="conversion to a larger unit",
        ),
    ],
)
def test_what_is_worked_out(book: str, question: str, said: str, formula: str) -> None:
    candidates = BOOKS[book].candidates(question)
    assert lines(calculate(parse(question), candidates)) == [said, f"計算式：{formula}"]


@pytest.mark.parametrize(
    ("book", "question"),
    [
        pytest.param("trades", "化学工業の提出割合は", id="nothing is asked to be worked out"),
        pytest.param("trades", "化学工業と鉄鋼業の提出者の合計は", id="a row is not there"),
        pytest.param("trades", "大阪府の化学工業と建設業の提出者の合計は", id="a narrower scope"),
        pytest.param("trades", "化学工業と建設業の提出割合の合計は", id="shares of different things are not added"),
        pytest.param("trades", "化学工業と建設業の提出者の平均は何者ですか。合計もお願いします", id="a mean"),
        pytest.param("trades", "化学工業を除いた提出者の合計は", id="a part left out"),
        pytest.param("trades", "化学工業と建設業の差は", id="the column is not said"),
        pytest.param("trades", "2030年の化学工業と建設業の提出者の合計は", id="another year"),
        pytest.param("trades", "化学工業の提出者は会員数の何％ですか", id="a column says it"),
        pytest.param("trades", "化学工業と建設業を合わせると全体の何％ですか", id="two steps"),
        pytest.param("members", "中小企業は全体の何％ですか", id="a part of a row"),
        pytest.param("members", "製造業のうち企業の割合は何％ですか", id="a narrower whole"),
        pytest.param("plan", "苦情の件数は2022年度から2030年度で何％減りますか", id="from below zero"),
        pytest.param("plan", "処理能力の進捗率は", id="no way to go"),
        pytest.param("plan", "ごみの総排出量は2010年度から2022年度で何％減りましたか", id="a year that is not there"),
        pytest.param("plan", "ごみの総排出量とリサイクル率の差は", id="different units"),
        pytest.param("costs", "啓発の事業費は令和3年度から令和5年度で何倍ですか", id="nothing is left to compare"),
        pytest.param("costs", "収支は令和3年度から令和5年度で何％変わりましたか", id="a rate of losses"),
        pytest.param("market", "循環ビジネスの市場は2030年から2040年で何倍になりますか", id="one year is missing"),
        pytest.param("market", "循環ビジネスの市場をドルに直すといくらですか", id="no rate of exchange"),
        pytest.param("parts", "バンパーのリユース部品の価格は合計の何％ですか", id="no total"),
        pytest.param("collected", "紙類と金属の回収量の合計は", id="a range"),
        pytest.param("collected", "紙類の回収量は布類の何倍ですか", id="a zero denominator"),
    ],
)
def test_what_is_left_alone(book: str, question: str) -> None:
    assert lines(calculate(parse(question), BOOKS[book].candidates(question))) == []


def test_a_figure_that_the_document_states_is_quoted_instead() -> None:
    book = Book("アルミ").say("再生地金の排出量は新地金の約42分の1である。", 0.4)
    book.rows(("地金", "CO2排出量"), ("再生地金", "0.303トン"), ("新地金", "12.7トン"))
    question = "再生地金の排出量は新地金の何分の一ですか"
    added = calculate(parse(question), book.candidates(question))
    assert added is not None
    assert added.pieces == ()
    assert [c.statement.text for c in added.cited] == ["再生地金の排出量は新地金の約42分の1である。"]


def test_a_limit_does_not_state_a_figure() -> None:
    book = Book("アルミ").say("再生地金と新地金の排出量の差は12トンを超える。", 0.4)
    book.rows(("地金", "CO2排出量"), ("再生地金", "0.303トン"), ("新地金", "12.7トン"))
    question = "再生地金と新地金の排出量の差は"
    assert "12.397トン" in lines(calculate(parse(question), book.candidates(question)))[0]


def test_figures_of_different_things_in_one_sentence_are_no_series() -> None:
    book = Book().say("2020年度の紙の回収量は120トン、2022年度の布の回収量は30トンであった。")
    question = "回収量は2020年度から2022年度で何％減りましたか"
    assert lines(calculate(parse(question), book.candidates(question))) == []


def test_tables_of_one_answer_that_say_different_things_are_ambiguous() -> None:
    book = Book().rows(("品目", "回収量（t）"), ("紙", "10"), ("布", "4"))
    other = Book(ident="bbbbbbbbbbbb").rows(("品目", "回収量（t）"), ("紙", "11"), ("布", "4"))
    question = "紙と布の回収量の合計は"
    both = (*book.candidates(question), *other.candidates(question))
    assert lines(calculate(parse(question), both)) == []
    assert lines(calculate(parse(question), book.candidates(question)))[0].endswith("14tとなります。[1][2]")


def test_a_column_that_is_named_and_cannot_be_compared_is_not_replaced_by_another() -> None:
    book = Book().rows(("品目", "回収量", "回収率"), ("紙類", "950～1,000t", "60%"), ("びん", "1,050t", "70%"))
    question = "紙類とびんの回収量の差は"
    assert lines(calculate(parse(question), book.candidates(question))) == []


def test_one_name_in_two_tables_is_ambiguous_however_far_the_second_lies() -> None:
    head = ("規模", "前回調査", "今回調査")
    book = Book().rows(head, ("大企業", "8.0", "5.8"), ("中小企業", "2.0", "1.0"))
    other = Book(ident="bbbbbbbbbbbb").rows(head, ("大企業", "2.3", "1.8"), ("中小企業", "9.0", "7.0"), score=0.001)
    question = "大企業と中小企業の前回調査の差は"
    assert lines(calculate(parse(question), book.candidates(question)))[1] == "計算式：8.0[1] － 2.0[2] ＝ 6"
    both = (*book.candidates(question), *other.candidates(question))
    assert lines(calculate(parse(question), both)) == []


@pytest.mark.parametrize(
    ("question", "formula"),
    [
        pytest.param("畳は2016年から2020年で何倍ですか", "50枚[1] ÷ 20枚[1] ＝ 2.5倍", id="from the earlier year"),
        pytest.param("畳は2016年が2020年の何倍ですか", "20枚[1] ÷ 50枚[1] ＝ 0.4倍", id="of the later year"),
    ],
)
def test_the_year_that_is_compared_with(question: str, formula: str) -> None:
    book = Book().rows(("品目", "2016年", "2020年"), ("畳", "20枚", "50枚"))
    assert lines(calculate(parse(question), book.candidates(question)))[1] == f"計算式：{formula}"


def test_shares_that_only_the_line_over_the_table_tells_must_be_asked_for() -> None:
    book = Book("世帯構造").say("（単位：％）", 0.01).rows(("世帯", "2004年", "2013年"), ("三世代", "9.7", "6.6"))
    silent, asked = "三世代は2004年から2013年でどれだけ減りましたか", "三世代は2004年から2013年で何ポイント減りましたか"
    assert lines(calculate(parse(silent), book.candidates(silent))) == []
    assert lines(calculate(parse(asked), book.candidates(asked)))[1] == "計算式：9.7％[1] － 6.6％[1] ＝ 3.1ポイント"


def test_two_sides_in_two_sentences_are_each_cited() -> None:
    book = Book().say("2023年度の実施率は42%であった。", 0.4, [Role.AS_IS])
    book.say("2030年度までに実施率を60%に高める。", 0.5, [Role.TO_BE])
    question = "実施率の現状と目標の差は"
    made = lines(calculate(parse(question), book.candidates(question)))
    assert made == [
        "現状は42%、目標は60%で、差は18ポイントとなります。[1][2]",
        "計算式：60%[2] － 42%[1] ＝ 18ポイント",
    ]


def test_the_share_reached_without_a_base_only_where_more_is_wanted() -> None:
    question = "導入量の目標達成率は"
    rise = Book().say("導入量の実績は56MWで、目標は80MWである。")
    fall = Book().say("導入量の実績は80MWで、目標は56MWである。")
    assert lines(calculate(parse(question), rise.candidates(question)))[0] == (
        "実績値56MWは、目標値80MWの70%に当たります。[1]"
    )
    assert lines(calculate(parse(question), fall.candidates(question))) == []


@pytest.mark.parametrize(
    ("rule", "question", "answered"),
    [
        pytest.param(RefusalRule.SHAPE_MISSING, "再生地金は新地金のCO2排出量の何％ですか", True, id="no unit"),
        pytest.param(RefusalRule.YEAR_MISSING, "再生地金は新地金のCO2排出量の何％ですか", False, id="no such year"),
        pytest.param(RefusalRule.BODY_MISSING, "再生地金は新地金のCO2排出量の何％ですか", False, id="no such body"),
    ],
)
def test_only_a_refusal_for_want_of_the_result_is_overcome(
    rule: RefusalRule, question: str, answered: bool
) -> None:  # a case of the table
    added = find_addition(parse(question), BOOKS["ingots"].candidates(question), Refusal(rule))
    assert (added is not None) is answered


def test_every_operand_is_quoted_verbatim() -> None:
    text, quotes = answer("紙類とびんの回収量の合計は何トンですか", BOOKS["collected"])
    assert quotes == ["品目：紙類／回収量（t）：8,400", "品目：びん／回収量（t）：1,050"]
    assert text.startswith("紙類の8,400t、びんの1,050tの合計は、9,450tとなります。[1][2]\n")
    assert len(text) <= 600


@given(st.text(alphabet="何%倍差の合計と2030年年度から0123456789紙布回収量進捗率万トンに直すと？はが", max_size=40))
def test_no_question_breaks_it(question: str) -> None:
    asked = question or "何"
    for book in (BOOKS["collected"], BOOKS["plan"]):
        added = calculate(parse(asked), book.candidates(asked))
        assert added is None or len(added.cited) >= 1


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_the_sum_is_what_its_formula_says(first: int, second: int) -> None:
    book = Book().rows(("品目", "回収量（t）"), ("紙類", f"{first:,}"), ("びん", f"{second:,}"))
    question = "紙類とびんの回収量の合計は"
    _, formula = lines(calculate(parse(question), book.candidates(question)))
    assert formula == f"計算式：{first:,}t[1] ＋ {second:,}t[2] ＝ {first + second:,}t"
