import pytest

from corpus.taxonomy import (
    category_indicators,
    load_aliases,
    load_approaches,
    load_challenges,
    load_indicators,
    load_industries,
    load_perspectives,
    load_regional_types,
    load_sectors,
)


def test_indicators_and_their_categories_are_those_of_the_classification() -> None:
    assert {i.key: tuple(c.key for c in i.categories) for i in load_indicators()} == {
        "market_size": ("ce_sales", "ce_investment"),
        "ghg": ("ghg_reduction",),
        "inflow": ("resource_productivity", "recycled_content"),
        "outflow": ("collection", "repair_reuse", "recycling_rate"),
        "final_disposal": ("waste_amount", "landfill"),
        "other": ("none",),
    }


def test_a_category_has_exactly_one_indicator() -> None:
    keys = [c.key for i in load_indicators() for c in i.categories]
    assert len(keys) == len(set(keys)) == len(category_indicators())
    assert category_indicators()["landfill"] == "final_disposal"


@pytest.mark.parametrize(
    ("entries", "size"),
    [
        pytest.param(load_indicators(), 6, id="indicators"),
        pytest.param(load_challenges(), 6, id="challenges"),
        pytest.param(load_perspectives(), 3, id="perspectives"),
        pytest.param(load_approaches(), 4, id="approaches"),
        pytest.param(load_regional_types(), 8, id="regional types"),
    ],
)
def test_keys_and_names_are_unique_and_complete(entries: tuple, size: int) -> None:  # type: ignore[type-arg]  # mixed
    assert len(entries) == size
    assert len({e.key for e in entries}) == len({e.ja for e in entries}) == size
    assert all(e.key and e.ja and e.en for e in entries)


def test_the_challenges_share_out_the_fifteen_viewpoints() -> None:
    viewpoints = {v for c in load_challenges() for v in c.viewpoints}
    assert len(viewpoints) == 15
    assert [c.ja for c in load_challenges()][3] == "CE具体市場の創出"


def test_regional_types_are_half_reuse_half_recycling() -> None:
    assert [t.means for t in load_regional_types()] == ["再利用"] * 4 + ["再生利用"] * 4


def test_industries_are_the_32_in_order() -> None:
    industries = load_industries()
    assert len(industries) == len(set(industries)) == 32
    assert (industries[0], industries[23], industries[31]) == (
        "廃棄物処理・リサイクル・環境コンサルタント業",
        "自治体",
        "運輸業",
    )


@pytest.mark.parametrize("key", ["aluminium", "steel", "pet_bottles", "textiles", "batteries", "food", "construction"])
def test_sectors_have_cues(key: str) -> None:
    assert next(s for s in load_sectors() if s.key == key).cues


def test_alias_groups_are_many_and_have_distinct_terms() -> None:
    groups = load_aliases()
    assert len(groups) >= 40
    assert all(len(g) >= 2 and len(set(g)) == len(g) and all(t.strip() == t and t for t in g) for g in groups)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("CE", "循環経済", id="circular economy"),
        pytest.param("再生材", "二次資源", id="recycled material"),
        pytest.param("GHG", "温室効果ガス", id="greenhouse gas"),
        pytest.param("DPP", "デジタル製品パスポート", id="product passport"),
        pytest.param("PF", "プラットフォーム", id="platform"),
        pytest.param("会員", "メンバー", id="member"),
    ],
)
def test_aliases_join(one: str, other: str) -> None:
    assert any(one in group and other in group for group in load_aliases())
