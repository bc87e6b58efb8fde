from pathlib import Path

import pytest

from corpus.values import DocumentStatus, DocumentType, Page
from ingest.layout import build_blocks
from ingest.loaders import LoadedFile, load_file
from ingest.metadata import Metadata, describe
from tests.ingest.paper import SLIDE, Words, column, write_pdf


def _describe(text: str, *, title: str | None = None, created: str | None = None, name: str = "file01.pdf") -> Metadata:
    pages = (Page(None, text),)
    return describe(LoadedFile(name, pages, title=title, created=created), build_blocks(pages), Path(name))


COVER = "アルミ循環の推進に向けた調査報告書\n\n令和7年3月\n\n架空総合研究所\n\n本文はここから始まる。"


def test_what_a_cover_says() -> None:
    found = _describe(COVER)
    assert found == Metadata(
        "アルミ循環の推進に向けた調査報告書",
        "架空総合研究所",
        "2025-03",
        DocumentType.WG_REPORT,
        "aluminium",
        2024,
        DocumentStatus.FINAL,
        found.confidences,
    )
    assert [name for name, _ in found.confidences] == [
        "title", "publisher", "date", "doc_type", "sector", "fiscal_year", "status",
    ]  # fmt: skip
    assert all(0 < share <= 1 for _, share in found.confidences)


@pytest.mark.parametrize(
    ("given", "title"),
    [
        pytest.param("循環経済の手引き", "循環経済の手引き", id="sensible"),
        pytest.param("Microsoft PowerPoint - 資料3.pptx", "アルミ循環の推進に向けた調査報告書", id="PowerPoint"),
        pytest.param("", "アルミ循環の推進に向けた調査報告書", id="empty"),
        pytest.param("‘z−Â„o“Ï‡Ì", "アルミ循環の推進に向けた調査報告書", id="garbled"),
        pytest.param("無題", "アルミ循環の推進に向けた調査報告書", id="untitled"),
    ],
)
def test_the_title_of_the_properties_where_it_is_one(given: str, title: str) -> None:
    assert _describe(COVER, title=given).title == title


def test_without_any_title_the_name_of_the_file() -> None:
    assert (
        _describe("本文だけがある文書であり、題はどこにも書かれていない。", name="r06_katsudo.txt").title
        == "r06_katsudo"
    )


@pytest.mark.parametrize(
    ("line", "date"),
    [
        pytest.param("令和元年12月", "2019-12", id="first year of an era"),
        pytest.param("平成31年4月30日", "2019-04-30", id="day"),
        pytest.param("2024年2月5日", "2024-02-05", id="western"),
        pytest.param("日付はない", "2023-11-02", id="from the file"),
    ],
)
def test_dates(line: str, date: str) -> None:
    assert _describe(f"循環の取組について\n\n{line}\n\n本文である。", created="2023-11-02").date == date


def test_a_year_of_the_future_is_not_the_date() -> None:
    assert _describe("2040年に向けた展望\n\n本文である。", created="2022-05-18").date == "2022-05-18"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        pytest.param("第3回検討会 議事要旨", DocumentType.MINUTES, id="minutes"),
        pytest.param("アルミ循環ロードマップ", DocumentType.ACTION_PLAN, id="roadmap"),
        pytest.param("資源循環促進法施行規則", DocumentType.LAW, id="law"),
        pytest.param("循環型社会基本計画", DocumentType.POLICY, id="plan"),
        pytest.param("会員の定量目標一覧", DocumentType.MEMBER_TARGETS, id="targets"),
        pytest.param("お知らせと連絡先", DocumentType.OTHER, id="other"),
    ],
)
def test_kinds(title: str, kind: DocumentType) -> None:
    assert _describe(f"{title}\n\n本文である。").doc_type is kind


def test_the_biggest_lines_of_a_cover_are_its_title(tmp_path: Path) -> None:
    cover = [
        Words("資料３", 480, 800, 12),
        *column("地域循環の実現に向けた", "取組の手引き", top=600, size=28),
        *column("環境省", top=200),
    ]
    path = write_pdf(tmp_path / "a.pdf", [cover, column("本文である。")])
    loaded = load_file(path)
    found = describe(loaded, build_blocks(loaded.pages), path)
    assert (found.title, found.publisher) == ("地域循環の実現に向けた取組の手引き", "環境省")


def test_the_title_of_a_slide_set_no_bigger_than_its_text(tmp_path: Path) -> None:
    rows = [Words(f"・取組の{k}つ目を各地で進め、成果を共有する。", 40, 440 - 22 * k, 14) for k in range(1, 18)]
    path = write_pdf(tmp_path / "a.pdf", [[*rows, Words("地域循環を支える交付金", 20, 510, 14)]], paper=SLIDE)
    loaded = load_file(path)
    assert describe(loaded, build_blocks(loaded.pages), path).title == "地域循環を支える交付金"


@pytest.mark.parametrize(
    ("text", "publisher"),
    [
        pytest.param("循環の取組について\n\n環境省\n\n経済産業省の資料を引く。", "環境省", id="cover"),
        pytest.param(
            "繊維の循環の展望\n\n産業構造審議会 製造産業分科会\n\n本文である。", "経済産業省", id="a council's ministry"
        ),
        pytest.param(
            "循環の手引きについて\n\n" + "本文である。\n\n" * 200 + "\x0c" + "農林水産省に問い合わせる。" * 3,
            "農林水産省",
            id="imprint",
        ),
        pytest.param("循環の手引きについて\n\n本文である。\n\n環境" * 3, None, id="nobody"),
    ],
)
def test_publishers(text: str, publisher: str | None) -> None:
    assert _describe(text).publisher == publisher


def test_a_title_that_is_only_the_name_of_the_file_is_hardly_trusted() -> None:
    found = _describe("本文だけがある文書であり、題はどこにも書かれていない。", name="r06.txt")
    assert dict(found.confidences)["title"] == 0.1


@pytest.mark.parametrize(
    ("text", "date"),
    [
        pytest.param(
            "打合せのメモ\n\n2030年度までに再生材の利用率を30％とする。", None, id="a target year in a sentence"
        ),
        pytest.param("打合せのメモ\n\n2023年度の実績は10％であった。", None, id="a past year in a sentence"),
        pytest.param("打合せのメモ\n\n目標：令和12年3月までに30％", None, id="a month to come"),
        pytest.param("打合せのメモ\n\n2024年5月7日\n\n2030年度までに30％とする。", "2024-05-07", id="a day of its own"),
        pytest.param("環境白書\n\n2023年版", "2023", id="a year on the cover"),
    ],
)
def test_years_that_a_memo_speaks_of_are_not_its_date(text: str, date: str | None) -> None:
    found = _describe(text)
    assert found.date == date
    assert found.fiscal_year in (None, 2024 if date == "2024-05-07" else None)


def test_offices_that_a_memo_speaks_of_have_not_published_it() -> None:
    assert _describe("打合せのメモ\n\n経済産業省の担当者に回収率の考え方を確認した。").publisher is None
    assert _describe("循環の手引き\n\n経済産業省\n\n本文である。").publisher == "経済産業省"


def test_a_table_says_of_others_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "進捗.csv"
    path.write_text(
        "会社名,定量目標,期限,状態,担当\n架空株式会社,再生材30％,2030年度,確定,経済産業省\n"
        "例示株式会社,回収率50％,2031年3月,案,環境省\n",
        encoding="utf-8",
    )
    loaded = load_file(path)
    found = describe(loaded, build_blocks(loaded.pages), path)
    assert (found.date, found.publisher, found.fiscal_year) == (None, None, None)
    assert found.doc_type is DocumentType.MEMBER_TARGETS
    assert found.status is not DocumentStatus.DRAFT


def test_a_memo_is_neither_a_draft_nor_decided() -> None:
    assert _describe("打合せのメモ\n\n回収率について話した。").status is None
