import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.taxonomy import load_sectors
from corpus.values import DocumentStatus, DocumentType
from ingest.kind import find_fiscal_year, find_sector, find_status, find_type

TEXTS = st.text("循環経済案素中間取まとめ令和5年度（）【】 \n法令", max_size=40)


@pytest.mark.parametrize(
    ("title", "cover", "kind"),
    [
        pytest.param("資源有効利用促進法", [], DocumentType.LAW, id="law"),
        pytest.param("廃棄物の処理及び清掃に関する法律", [], DocumentType.LAW, id="act"),
        pytest.param("食品リサイクルの方法", [], DocumentType.OTHER, id="a method is no law"),
        pytest.param("制度の運用について", ["地方自治法（昭和22年法律第67号）による"], DocumentType.OTHER, id="refers"),
        pytest.param("再商品化について", ["（令和三年法律第六十号）"], DocumentType.LAW, id="kanji number"),
        pytest.param("再商品化について", ["（令和3年法律第60号）"], DocumentType.LAW, id="number on its own line"),
        pytest.param("第3回循環検討会 議事要旨", [], DocumentType.MINUTES, id="minutes before working group"),
        pytest.param("会員の定量目標一覧", [], DocumentType.MEMBER_TARGETS, id="targets"),
        pytest.param("循環経済工程表", [], DocumentType.ACTION_PLAN, id="schedule"),
        pytest.param("循環の見通し", ["報告書", "ロードマップの検討"], DocumentType.WG_REPORT, id="first line"),
        pytest.param("循環の見通し", ["工程表は" + "これから作られる。" * 10], DocumentType.OTHER, id="long line"),
        pytest.param("循環白書", [], DocumentType.POLICY, id="white paper"),
        pytest.param("連絡先の一覧", [], DocumentType.OTHER, id="other"),
    ],
)  # fmt: skip
def test_types(title: str, cover: list[str], kind: DocumentType) -> None:
    assert find_type(title, cover).value is kind


@pytest.mark.parametrize(
    ("title", "cover", "stem", "status"),
    [
        pytest.param("循環計画（案）", [], "a", DocumentStatus.DRAFT, id="draft"),
        pytest.param("循環計画（素案）", [], "a", DocumentStatus.OUTLINE, id="outline"),
        pytest.param("循環計画骨子案", [], "a", DocumentStatus.OUTLINE, id="skeleton"),
        pytest.param("循環計画案", [], "a", DocumentStatus.DRAFT, id="no brackets"),
        pytest.param("循環計画【修正案】", [], "a", DocumentStatus.DRAFT, id="amended draft"),
        pytest.param("循環計画 中間取りまとめ", [], "a", DocumentStatus.INTERIM, id="interim"),
        pytest.param("中間とりまとめ（案）", [], "a", DocumentStatus.DRAFT, id="draft of the interim"),
        pytest.param("循環計画", ["(案)"], "a", DocumentStatus.DRAFT, id="on the cover"),
        pytest.param("循環計画", ["令和6年8月2日 閣議決定"], "a", DocumentStatus.FINAL, id="decided"),
        pytest.param("循環計画", [], "循環計画（案）", DocumentStatus.DRAFT, id="name of the file"),
        pytest.param("循環計画", ["前回の（案）に" + "意見が出た。" * 10], "a", DocumentStatus.FINAL, id="long line"),
        pytest.param("循環に関する提案", [], "提案", DocumentStatus.FINAL, id="proposal"),
        pytest.param("循環促進法案", [], "a", DocumentStatus.FINAL, id="bill"),
        pytest.param("ご案内", ["案件の一覧"], "案内", DocumentStatus.FINAL, id="other words"),
    ],
)  # fmt: skip
def test_statuses(title: str, cover: list[str], stem: str, status: DocumentStatus) -> None:
    assert find_status(title, cover, stem).value is status


def test_without_a_mark_a_decision_is_only_likely() -> None:
    assert find_status("循環計画", [], "a").confidence < find_status("循環計画", ["令和6年8月閣議決定"], "a").confidence


@pytest.mark.parametrize(
    ("title", "cover", "date", "year"),
    [
        pytest.param("令和6年度調査報告書", [], "2025-03", 2024, id="title"),
        pytest.param("調査報告書", ["令和５年度補正予算"], "2025-03", 2023, id="cover"),
        pytest.param("2030年度に向けた展望", [], "2024-05", 2024, id="looks ahead"),
        pytest.param("2024年版白書", [], "2024-03-31", 2023, id="March belongs to the year before"),
        pytest.param("白書", [], "2024-04-01", 2024, id="April"),
        pytest.param("白書", [], "2024", None, id="a bare year lies in two"),
        pytest.param("白書", [], None, None, id="nothing"),
    ],
)
def test_fiscal_years(title: str, cover: list[str], date: str | None, year: int | None) -> None:
    found = find_fiscal_year(title, cover, date)
    assert (found.value if found else None) == year


@pytest.mark.parametrize(
    ("title", "text", "sector"),
    [
        pytest.param("アルミ展伸材の循環", "", "aluminium", id="title"),
        pytest.param("パートナーシップの概要", "パートナーが集う。" * 50, None, id="inside another word"),
        pytest.param("循環の展望", "繊維の回収を進め、衣類を再生する。" * 20, "textiles", id="text"),
        pytest.param("循環の展望", "繊維とタイヤと家具の回収を進める。" * 20, None, id="of several"),
        pytest.param("循環の展望", "まず繊維から始める。" + "資源の回収を進める。" * 100, None, id="in passing"),
    ],
)  # fmt: skip
def test_sectors(title: str, text: str, sector: str | None) -> None:
    found = find_sector(title, text)
    assert (found.value if found else None) == sector


@given(TEXTS, st.lists(TEXTS, max_size=4), TEXTS, st.none() | st.sampled_from(["2024", "2024-02", "2025-05-01"]))
def test_every_value_is_one_of_ours_and_sure_to_some_degree(
    title: str, cover: list[str], stem: str, date: str | None
) -> None:
    keys = {sector.key for sector in load_sectors()}
    year, sector = find_fiscal_year(title, cover, date), find_sector(title, "\n".join(cover))
    for found in (find_type(title, cover), find_status(title, cover, stem), year, sector):
        assert found is None or 0 < found.confidence <= 1
    assert sector is None or sector.value in keys
