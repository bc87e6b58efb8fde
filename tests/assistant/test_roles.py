import pytest

from assistant.roles import Basis, Role, RoleReading, bare, cell_roles, clean_cell, role_of, role_of_name, row_label
from tests.assistant.passages import Passages


@pytest.mark.parametrize(
    ("name", "role"),
    [
        pytest.param("2030年のあるべき姿", Role.TO_BE, id="to-be with a year"),
        pytest.param("目指す姿", Role.TO_BE, id="to-be by another word"),
        pytest.param("日本の現状", Role.AS_IS, id="as-is"),
        pytest.param("今の状態", Role.AS_IS, id="as-is in plain words"),
        pytest.param("３．主なギャップ", Role.GAP, id="full-width number"),
        pytest.param("課題の整理", Role.CHALLENGE, id="what follows the name"),
        pytest.param("取組の方向性", Role.ACTION, id="two words of one role"),
        pytest.param("取り組むこと", Role.ACTION, id="verb"),
        pytest.param("課題に対応する取組", Role.ACTION, id="the last word decides"),
        pytest.param("あるべき姿・現状・課題の対照表", None, id="several roles"),
        pytest.param("課題どうしの関係", None, id="about challenges, none itself"),
        pytest.param("会員の構成", None, id="no role"),
        pytest.param("目標の提出状況", None, id="targets as papers"),
        pytest.param("", None, id="empty"),
    ],
)
def test_names_of_headings_and_columns(name: str, role: Role | None) -> None:
    assert role_of_name(name) is role


def test_cells_of_a_row_by_their_columns() -> None:
    row = Passages().row(
        ("観点", "あるべき姿", "現状", "課題"), ("回収", "回収網が整う", "（記載なし）", "●費用 ●人手")
    )
    assert cell_roles(row) == ((Role.TO_BE, "回収網が整う"), (Role.CHALLENGE, "費用／人手"))
    assert row_label(row) == "回収"


def test_a_column_of_contents_joins_the_one_before() -> None:
    row = Passages().row(("課題", "内容", "対応する取組"), ("廃棄", "6割が捨てられる", "回収の仕組み"))
    assert cell_roles(row) == ((Role.CHALLENGE, "廃棄：6割が捨てられる"), (Role.ACTION, "回収の仕組み"))
    assert row_label(row) is None


def test_a_column_that_points_to_another_table_has_no_role() -> None:
    row = Passages().row(("時期", "動き", "関わる課題"), ("2030年", "規則の施行", "新需要"))
    assert cell_roles(row) == ()


def test_a_row_without_a_head_has_no_roles() -> None:
    assert cell_roles(Passages().row((), ("現状", "課題"))) == ()


@pytest.mark.parametrize(
    ("text", "section", "expected"),
    [
        pytest.param("分別は定着している。", ("2. 現状", "回収"), (Role.AS_IS, Basis.HEADING), id="outer heading"),
        pytest.param(
            "選別の人手が足りない。", ("2. 現状",), (Role.CHALLENGE, Basis.HEADING), id="trouble in the present"
        ),
        pytest.param("何をするか：基準を整える。", ("2-1. 供給",), (Role.ACTION, Basis.LABEL), id="label in front"),
        pytest.param("利用率を2030年までに50%へ高める。", ("方針",), (Role.TO_BE, Basis.WORDING), id="wording"),
        pytest.param("再生材の市場は80兆円へ広げる。", ("市場の目標",), (Role.TO_BE, Basis.HEADING), id="target ahead"),
        pytest.param("335社が提出した。", ("目標",), None, id="targets as papers"),
        pytest.param("現状と課題を整理した。", ("現状",), None, id="a report of work"),
        pytest.param("現状調査報告書 2025年", ("出典",), None, id="sources"),
        pytest.param("観点 目指す姿 今の状態 取り組むこと", ("4. 課題",), None, id="a table's head as a line"),
        pytest.param("会議は東京で開かれる。", ("会場",), None, id="nothing"),
    ],
)
def test_role_of_a_sentence(text: str, section: tuple[str, ...], expected: tuple[Role, Basis] | None) -> None:
    assert role_of(Passages().sentence(text), section) == (RoleReading(*expected) if expected else None)


@pytest.mark.parametrize("nothing", ["－", "―", "（図に記載なし）", "なし", "", "N/A", "…"])
def test_cells_that_hold_nothing(nothing: str) -> None:
    assert clean_cell(nothing) == ""


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        pytest.param("● 回収", "回収", id="bullet"),
        pytest.param("2. 品質基準", "品質基準", id="number"),
        pytest.param("3.5%の削減", "3.5%の削減", id="decimal stays"),
        pytest.param("①設計", "設計", id="circled"),
    ],
)
def test_marks_in_front_are_no_text(text: str, plain: str) -> None:
    assert bare(text) == plain
