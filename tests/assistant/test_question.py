import pytest

from assistant.question import QuestionKind, parse_question, years_in
from assistant.values import Question, Turn


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("再生材の値決めのあるべき姿と現状のギャップは？", QuestionKind.GAP, id="gap"),
        pytest.param("目標に対して現状はどこまで進んでいますか。", QuestionKind.GAP, id="gap-against"),
        pytest.param("定量目標と定性目標の違いは何ですか。", QuestionKind.COMPARISON, id="comparison"),
        pytest.param("この規則はいつから適用されますか。", QuestionKind.SCHEDULE, id="schedule"),
        pytest.param("補正予算はいくらですか。", QuestionKind.BUDGET, id="budget"),
        pytest.param("会員は何社ですか。", QuestionKind.NUMERIC, id="numeric"),
        pytest.param("会員は何　社 ですか。", QuestionKind.NUMERIC, id="numeric-broken-by-blanks"),
        pytest.param("担当する機関はどこですか。", QuestionKind.WHO, id="who"),
        pytest.param("代表指標とは何ですか。", QuestionKind.DEFINITION, id="definition"),
        pytest.param("回収が進まないのはなぜですか。", QuestionKind.CHALLENGE, id="challenge"),
        pytest.param("地域の類型を挙げてください。", QuestionKind.LIST, id="list"),
        pytest.param("目標はどのように提出しますか。", QuestionKind.PROCEDURE, id="procedure"),
        pytest.param("アルミニウム", QuestionKind.OTHER, id="a-bare-word"),
    ],
)
def test_kind(text: str, kind: QuestionKind) -> None:
    assert parse_question(Question(text)).kind is kind


@pytest.mark.parametrize(
    ("text", "years"),
    [
        pytest.param("2030年の目標", (2030,), id="western"),
        pytest.param("２０３０年度と2050年", (2030, 2050), id="full-width-ascending"),
        pytest.param("2050年と2030年と2030年", (2030, 2050), id="each-once"),
        pytest.param("令和7年度", (2025,), id="reiwa"),
        pytest.param("令和元年", (2019,), id="first-year-of-an-era"),
        pytest.param("平成30年と昭和55年", (1980, 2018), id="older-eras"),
        pytest.param("R7年度", (2025,), id="letter-of-the-era"),
        pytest.param("㋿7年", (2025,), id="era-as-one-character"),
        pytest.param("2030", (2030,), id="bare"),
        pytest.param("120301トン", (), id="digits-of-a-longer-number"),
        pytest.param("令和の目標", (), id="era-without-a-year"),
        pytest.param("", (), id="empty"),
    ],
)
def test_years(text: str, years: tuple[int, ...]) -> None:
    assert years_in(text) == years


@pytest.mark.parametrize(
    ("text", "ordinals"),
    [
        pytest.param("第4回の総会はどこでしたか。", ("4回",), id="meeting"),
        pytest.param("第４回と第5次", ("4回", "5次"), id="full-width"),
        pytest.param("総会は2回目ですか。", ("2回",), id="counted"),
        pytest.param("第 4 回と第4回目", ("4回",), id="each-once"),
        pytest.param("2回の総会", (), id="how-often"),
    ],
)
def test_ordinals(text: str, ordinals: tuple[str, ...]) -> None:
    assert parse_question(Question(text)).ordinals == ordinals


FIRST = "循環型ビジネスの市場規模は2030年にいくらを目指していますか。"
HISTORY = (Turn(FIRST, "80兆円です。"),)


@pytest.mark.parametrize(
    ("text", "leans"),
    [
        pytest.param("では2050年は？", True, id="then"),
        pytest.param("その理由は何ですか。", True, id="its"),
        pytest.param("もう少し詳しく教えてもらえますか、できれば根拠も含めて。", True, id="long-but-leaning"),
        pytest.param("理由は？", True, id="short"),
        pytest.param("アルミニウムの展伸材に再生材を使ううえでの課題は何ですか。", False, id="stands-alone"),
    ],
)
def test_follow_ups_carry_the_question_they_lean_on(text: str, leans: bool) -> None:
    parsed = parse_question(Question(text, history=HISTORY))
    assert parsed.is_follow_up is leans
    assert ("市場規模" in parsed.text) is leans
    assert parsed.text.endswith(text)


def test_without_a_history_nothing_is_leaned_on() -> None:
    parsed = parse_question(Question("では2050年は？"))
    assert (parsed.is_follow_up, parsed.text) == (False, "では2050年は？")


def test_a_year_replaces_the_year_that_was_asked_before() -> None:
    parsed = parse_question(Question("では2050年は？", history=HISTORY))
    assert parsed.years == (2050,)
    assert "2030" not in parsed.text


def test_a_follow_up_without_a_year_keeps_the_year_and_the_kind() -> None:
    parsed = parse_question(Question("その根拠は？", history=HISTORY))
    assert parsed.years == (2030,)
    assert parsed.kind is parse_question(Question(FIRST)).kind


def test_a_chain_of_follow_ups_goes_back_to_the_question_that_stands_alone() -> None:
    history = (*HISTORY, Turn("では2050年は？", "120兆円です。"))
    assert "市場規模" in parse_question(Question("その根拠は？", history=history)).text


def test_half_width_kana_is_read_as_full_width() -> None:
    half, full = (parse_question(Question(text)) for text in ("ﾌﾟﾗｽﾁｯｸの課題", "プラスチックの課題"))
    assert (half.terms, half.aliases, half.kind) == (full.terms, full.aliases, full.kind)


def test_words_of_asking_are_no_terms() -> None:
    terms = parse_question(Question("代表指標とは何ですか。教えてください。")).terms
    assert "指標" in terms
    assert not {"何", "教える", "下さる"} & set(terms)


def test_own_terms_leave_the_history_out() -> None:
    parsed = parse_question(Question("その根拠は？", history=HISTORY))
    assert "根拠" in parsed.own_terms
    assert "市場" not in parsed.own_terms
    assert set(parsed.own_terms) <= set(parsed.terms)


@pytest.mark.parametrize(
    "text", [pytest.param("？", id="mark"), pytest.param("♻️", id="emoji"), pytest.param("\x00再生材", id="NUL")]
)
def test_unusual_questions_are_read(text: str) -> None:
    assert parse_question(Question(text)).text
