import pytest

from corpus.values import Role
from ingest.roles.names import names_target, role_of_name, roles_of_column, roles_of_name


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
        pytest.param("評価指標", Role.INDICATOR, id="indicator"),
        pytest.param("令和５年度補正予算額", Role.BUDGET, id="budget"),
        pytest.param("実施スケジュール", Role.TIMING, id="timing"),
        pytest.param("用語の定義", Role.DEFINITION, id="definition"),
        pytest.param("実施主体", Role.ACTOR, id="actor"),
        pytest.param("", None, id="empty"),
    ],
)
def test_the_one_role_of_a_name(name: str, role: Role | None) -> None:
    assert role_of_name(name) is role


@pytest.mark.parametrize(
    ("name", "roles"),
    [
        pytest.param("現状と課題", (Role.AS_IS, Role.CHALLENGE), id="two joined"),
        pytest.param("主体・時期", (Role.TIMING, Role.ACTOR), id="in the order of roles"),
        pytest.param("取組の時期", (Role.TIMING,), id="the last word decides"),
    ],
)
def test_all_roles_of_a_name(name: str, roles: tuple[Role, ...]) -> None:
    assert roles_of_name(name) == roles


@pytest.mark.parametrize(
    ("head", "roles"),
    [
        pytest.param("2030年度の目標値", (Role.TO_BE,), id="target with a year"),
        pytest.param("関わる課題", (), id="points to another table"),
        pytest.param("担当", (Role.ACTOR,), id="actor"),
    ],
)
def test_columns(head: str, roles: tuple[Role, ...]) -> None:
    assert roles_of_column(head) == roles


def test_headings_on_targets() -> None:
    assert names_target("数値目標")
    assert not names_target("会員の構成")
