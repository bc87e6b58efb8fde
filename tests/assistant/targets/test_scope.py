import pytest

from assistant.targets.scope import scope_of


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("国内全事業所の産業廃棄物の再資源化率99%", "国内全事業所"),
        ("GHG（Scope1+2）を2030年に半減", "Scope1+2"),
        ("会員20社で回収量800t", "会員20社"),
        ("海外を含むグループ全体の埋立ゼロ", "海外、グループ全体"),
        ("国内１４拠点のごみを2割減", "国内14拠点"),
        ("Zero waste at all domestic sites", "all domestic sites"),
        ("埋立ゼロ", ""),
    ],
)
def test_the_part_a_target_speaks_of_is_named(text: str, scope: str) -> None:
    assert scope_of(text) == scope
