import re
from datetime import date

from corpus.catalogue import PublicDocument, load_catalogue
from corpus.samples import load_samples


def test_ids_are_unique_and_plain() -> None:
    ids = [document.id for document in load_catalogue()]

    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9_]+", id_) for id_ in ids)


def test_every_document_names_what_a_reader_needs_to_cite_it() -> None:
    assert all(document.title and document.publisher and document.licence for document in load_catalogue())


def test_dates_are_iso_and_not_in_the_future_of_the_samples() -> None:
    dates = [document.date for document in load_catalogue() if document.date]

    for text in dates:
        year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
        assert date(year, month, day) <= date(2026, 11, 1)
    assert "2024-08-02" in dates


def test_addresses_are_of_official_sites() -> None:
    addresses = [document.address for document in load_catalogue() if document.address]

    assert addresses
    assert all(re.match(r"https://www\.(env|meti)\.go\.jp/", address) for address in addresses)


def test_an_unknown_address_is_none_and_not_empty() -> None:
    report = next(document for document in load_catalogue() if document.id == "cps_report_2025")

    assert report == PublicDocument(
        id="cps_report_2025",
        title=(
            "令和5年度補正 資源自律経済確立産官学連携加速化事業"
            "（産官学連携によるサーキュラーエコノミー加速化のための調査分析）報告書"
        ),
        publisher="デロイト トーマツ コンサルティング合同会社（経済産業省委託）",
        date="2025-03",
        address=None,
        licence="公共データ利用規約 第1.0版 / 政府標準利用規約（出典の記載）",
    )


def test_every_source_of_a_sample_is_catalogued() -> None:
    known = {document.id for document in load_catalogue()}

    assert all(set(sample.sources) <= known for sample in load_samples())
