import pytest

from assistant.gaps.actors import as_line, target_year, when, who
from assistant.gaps.parts import parts_of
from corpus.values import Role, Statement
from tests.assistant.passages import Passages


def _parts(statement: Statement, made: Passages, *section: str) -> list[tuple[Role, str]]:
    made.add(section, statement)
    (finding,) = made.findings("畳")
    return [(part.role, part.text) for part in parts_of(finding)]


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        pytest.param("畳の分別の徹底【環境省・経済産業省】", ("環境省", "経済産業省"), id="in brackets"),
        pytest.param("県の畳組合は、古い畳の回収拠点を設ける。", ("県の畳組合",), id="subject"),
        pytest.param("我が国は畳の輸出を伸ばしている。", (), id="a country is no body that acts"),
        pytest.param("畳の回収を進める。", (), id="nobody"),
        pytest.param("【主な取組】畳の回収", (), id="brackets around something else"),
    ],
)
def test_who_acts(text: str, bodies: tuple[str, ...]) -> None:
    assert who(text) == bodies


@pytest.mark.parametrize(
    ("text", "times"),
    [
        pytest.param("2027年度までに畳の拠点を設け、2030年度から広げる。", ("2027年度まで", "2030年度から"), id="two"),
        pytest.param("畳計画(2024)に基づき、令和９年から始める。", ("令和９年から",), id="a plan's year is none"),
        pytest.param("2030年度までに、遅くとも2030年度に終える。", ("2030年度まで",), id="each once"),
    ],
)
def test_when_it_is_due(text: str, times: tuple[str, ...]) -> None:
    assert when(text) == times


def test_who_and_when_stand_on_one_line() -> None:
    assert as_line(("環境省",), ("2030 年度まで",)) == "環境省／2030年度まで"
    assert as_line((), ()) == ""


@pytest.mark.parametrize(
    ("text", "names", "year"),
    [
        pytest.param("2035年までに畳を再生する", (), 2035, id="in the text"),
        pytest.param("畳がすべて再生される", ("2050年のあるべき姿",), 2050, id="column"),
        pytest.param("畳がすべて再生される", ("2030年に向けた畳の展望",), 2030, id="towards"),
        pytest.param("畳がすべて再生される", ("令和３年６月の会議",), None, id="another year in a heading"),
        pytest.param("2019年の畳の水準に戻す", ("2030年のあるべき姿",), 2030, id="what is past is no aim"),
    ],
)
def test_by_when(text: str, names: tuple[str, ...], year: int | None) -> None:
    assert target_year(text, names, not_before=2024) == year


def test_a_long_sentence_gives_each_clause_its_place() -> None:
    made = Passages()
    text = (
        "畳表に使うい草の9割以上は海外から輸入されており、国内の作付けは年々減少している一方で、"
        "古い畳をほぐして床材に戻す技術は一部の工房にしか残っておらず、担い手の確保と設備の更新が大きな課題であり、"
        "関係者が一体となって早急に取り組むことが求められている。"
    )
    parts = _parts(made.sentence(text), made, "畳の現状と課題")
    assert [role for role, _ in parts] == [Role.AS_IS, Role.CHALLENGE]
    assert all(told.strip("…") in text for _, told in parts)


def test_a_row_gives_cells_by_their_columns_with_who_and_when() -> None:
    made = Passages()
    row = made.row(
        ("取組", "実施主体", "時期", "備考"), ("古い畳の回収", "畳組合", "2026年度から", "県内すべてで行う予定")
    )
    made.add((), row)
    (finding,) = made.findings("畳")
    (part,) = parts_of(finding)
    assert (part.role, part.text, part.acting) == (Role.ACTION, "古い畳の回収", "畳組合／2026年度から")


def test_a_schedule_names_its_periods() -> None:
    made = Passages()
    row = made.row(("取組", "2025年度", "2026年度", "2027年度"), ("畳の拠点", "調べる", "－", "開く"))
    made.add((), row)
    (finding,) = made.findings("畳")
    (part,) = parts_of(finding)
    assert part.text == "畳の拠点：2025年度 調べる／2027年度 開く"
    assert part.acting == "2025年度～2027年度"


@pytest.mark.parametrize(
    ("text", "section"),
    [
        pytest.param("畳の", ("現状",), id="crumb"),
        pytest.param("今年度は畳の現状と課題を整理した。", ("畳の現状",), id="report"),
        pytest.param("畳の2050年のあるべき姿等を提示。", ("畳の方向性",), id="announces a vision"),
        pytest.param("畳の回収と再生の仕組みについて", ("課題",), id="breaks off"),
    ],
)
def test_what_gives_nothing(text: str, section: tuple[str, ...]) -> None:
    made = Passages()
    assert _parts(made.sentence(text), made, *section) == []


def test_charts_give_nothing() -> None:
    made = Passages()
    assert _parts(made.row((), ("畳 1,346 1,217", "板 900 870")), made, "畳の現状") == []
