from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.edits import EDITABLE, Edit, edited, inherited, is_valid
from corpus.library import AddOutcome, Library
from corpus.values import SUPERSEDED_MARK, Document, DocumentStatus, DocumentType, Filters
from corpus.versions import Order, order_of, version_key
from tests.corpus.store_samples import Sample, open_library, sample

TITLE = "循環型社会形成推進計画"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(tmp_path / "文庫") as made:
        yield made


def document(title: str = TITLE, **changes: object) -> Document:
    made = replace(sample("a.pdf", "本文。")[0], title=title, publisher="環境省", date="2025-03")
    return replace(made, **changes)  # type: ignore[arg-type]  # fields of Document


def version(name: str, text: str, title: str = TITLE, **changes: object) -> Sample:
    """A one-page document with metadata of its own."""
    made, pages, chunks = sample(name, text)
    return replace(made, title=title, publisher="環境省", **changes), pages, chunks  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("循環型社会形成推進計画（案）", id="draft"),
        pytest.param("循環型社会形成推進計画（素案）", id="outline"),
        pytest.param("循環型社会形成推進計画 (案)", id="half width"),
        pytest.param("【案】循環型社会形成推進計画", id="mark in front"),
        pytest.param("循環型社会形成推進計画案", id="no brackets"),
        pytest.param("循環型社会　形成推進計画", id="space"),
        pytest.param("循環型社会形成推進計画（第2版）", id="edition"),
        pytest.param("循環型社会形成推進計画 第２版", id="edition without brackets"),
        pytest.param("循環型社会形成推進計画（令和５年３月31日時点）", id="as of"),
        pytest.param("循環型社会形成推進計画（令和7年改訂）", id="revised"),
        pytest.param("循環型社会形成推進計画（改訂版）（案）", id="two marks"),
        pytest.param("循環型社会形成推進計画 ver.1.2", id="ver"),
    ],
)
def test_versions_of_one_title(title: str) -> None:
    assert version_key(document(title)) == version_key(document())


@pytest.mark.parametrize(
    ("title", "changes"),
    [
        pytest.param("第五次循環型社会形成推進計画", {}, id="another number"),
        pytest.param("循環型社会形成推進計画の概要", {}, id="summary"),
        pytest.param("循環型社会形成推進計画（資料編）", {}, id="another part"),
        pytest.param("循環型社会形成推進計画（2024年度）", {}, id="another year"),
        pytest.param(TITLE, {"publisher": "経済産業省"}, id="another publisher"),
    ],
)
def test_other_documents(title: str, changes: dict[str, object]) -> None:
    assert version_key(document(title, **changes)) != version_key(document())


@pytest.mark.parametrize(
    ("title", "changes"),
    [
        pytest.param("報告書", {}, id="too general"),
        pytest.param(TITLE, {"publisher": None}, id="no publisher"),
        pytest.param(TITLE, {"doc_type": DocumentType.MINUTES}, id="minutes"),
        pytest.param("r06_katsudo_houkoku", {"confidences": (("title", 0.1),)}, id="name of the file"),
    ],
)
def test_nothing_safe_in_common(title: str, changes: dict[str, object]) -> None:
    assert version_key(document(title, **changes)) is None


def test_words_that_end_in_a_mark_keep_it() -> None:
    for title in ("循環経済への移行に関する提案", "法改正に向けた答案", "循環利用促進法案"):
        assert version_key(document(title)) == f"{title}\n環境省"


@pytest.mark.parametrize(
    ("new", "old", "order"),
    [
        pytest.param({"date": "2026-03"}, {}, Order.NEWER, id="newer"),
        pytest.param({"date": "2025-02-28"}, {}, Order.OLDER, id="older"),
        pytest.param({"date": "2025-03-31"}, {}, None, id="the day within the month"),
        pytest.param({"date": None}, {}, None, id="no date"),
        pytest.param({}, {"status": DocumentStatus.DRAFT}, Order.NEWER, id="decided"),
        pytest.param({"status": DocumentStatus.DRAFT}, {"status": DocumentStatus.OUTLINE}, Order.NEWER, id="drafted"),
        pytest.param({"status": DocumentStatus.DRAFT, "date": "2024-12"}, {}, Order.OLDER, id="the draft of it"),
        pytest.param({"status": DocumentStatus.DRAFT, "date": "2027-01"}, {}, None, id="a draft of the next"),
        pytest.param(
            {"date": "2026-03", "fiscal_year": 2025}, {"fiscal_year": 2024}, None, id="the report of each year"
        ),
    ],
)
def test_which_is_later(new: dict[str, object], old: dict[str, object], order: Order | None) -> None:
    assert order_of(document(**new), document(**old)) is order  # type: ignore[arg-type]
    opposite = {Order.NEWER: Order.OLDER, Order.OLDER: Order.NEWER, None: None}[order]
    assert order_of(document(**old), document(**new)) is opposite  # type: ignore[arg-type]


DOCUMENTS = st.builds(
    document,
    st.just(TITLE),
    date=st.none() | st.sampled_from(["2024", "2024-04", "2024-04-01", "2025-03", "2026"]),
    status=st.none() | st.sampled_from(DocumentStatus),
    fiscal_year=st.none() | st.integers(2023, 2025),
)


@given(DOCUMENTS, DOCUMENTS)
def test_later_is_the_opposite_of_earlier(a: Document, b: Document) -> None:
    forth, back = order_of(a, b), order_of(b, a)
    assert (forth is None) == (back is None)
    assert forth is None or forth is not back
    assert order_of(a, a) is None


class TestLibrary:
    def test_a_decision_supersedes_its_draft_from_another_file(self, library: Library) -> None:
        draft = version("案.pdf", "目標は10％。", f"{TITLE}（案）", status=DocumentStatus.DRAFT)
        final = version("決定.pdf", "目標は30％。")
        library.add(*draft)
        assert library.add(*final) is AddOutcome.REPLACED
        assert library.documents() == (final[0],)
        (old,) = library.earlier_versions(final[0].id)
        assert (old.superseded_by, old.cited_title) == (final[0].id, f"{TITLE}（案）{SUPERSEDED_MARK}")
        assert [hit.chunk_id for hit in library.search_lexical("目標", 5)] == [final[2][0].id]
        assert [hit.chunk_id for hit in library.search_lexical("目標", 5, Filters(versions="superseded"))] == [
            draft[2][0].id
        ]
        assert len(library.search_lexical("目標", 5, Filters(document_id=draft[0].id))) == 1

    def test_a_draft_that_comes_late_is_superseded_at_once(self, library: Library) -> None:
        draft = version("案.pdf", "目標は10％。", f"{TITLE}（案）", status=DocumentStatus.DRAFT)
        final = version("決定.pdf", "目標は30％。")
        library.add(*final)
        assert library.add(*draft) is AddOutcome.OLDER
        assert library.documents() == (final[0],)
        assert library.add(*draft) is AddOutcome.UNCHANGED
        assert library.documents() == (final[0],)

    def test_a_file_that_is_put_back_is_current_again(self, library: Library) -> None:
        first, second = sample("a.pdf", "初版。"), sample("a.pdf", "改版。")
        for made, outcome in ((first, "added"), (second, "replaced"), (first, "replaced"), (first, "unchanged")):
            assert library.add(*made) == outcome
        assert library.documents() == (first[0],)
        assert library.document(second[0].id) == replace(second[0], superseded_by=first[0].id)

    def test_removing_the_current_version_brings_back_the_one_before(self, library: Library) -> None:
        first, second, third = (sample("a.pdf", text) for text in ("初版。", "二版。", "三版。"))
        for made in (first, second, third):
            library.add(*made)
        library.remove(second[0].id)
        assert [d.id for d in library.earlier_versions(third[0].id)] == [first[0].id]
        library.remove(third[0].id)
        assert library.documents() == (first[0],)
        assert library.check() == ()

    def test_two_that_merge_and_part_again(self, library: Library) -> None:
        a, b = version("a.pdf", "甲。", date="2023"), version("b.pdf", "乙。", date="2023")
        later = version("c.pdf", "丙。", date="2024")
        for made in (a, b, later):
            library.add(*made)
        assert library.documents() == (later[0],)
        library.remove(later[0].id)
        assert library.documents() == (a[0], b[0])

    def test_what_a_person_says_of_versions(self, library: Library) -> None:
        a, b = sample("a.pdf", "甲。"), sample("b.pdf", "乙。")
        library.add(*a)
        library.add(*b)
        assert library.set_version(a[0].id, superseded_by=b[0].id)
        assert library.documents() == (b[0],)
        assert not library.set_version(b[0].id, superseded_by=a[0].id)  # a circle
        assert not library.set_version(b[0].id, superseded_by=b[0].id)
        assert not library.set_version(b[0].id, superseded_by="なし")
        assert not library.set_version("なし", superseded_by=None)
        assert library.set_version(a[0].id, superseded_by=None)
        assert library.documents() == (a[0], b[0])

    def test_an_origin_has_one_current_document(self, library: Library) -> None:
        first, second = sample("a.pdf", "初版。"), sample("a.pdf", "改版。")
        library.add(*first)
        library.add(*second)
        assert not library.set_version(first[0].id, superseded_by=None)
        assert library.documents() == (second[0],)


class TestEdits:
    def test_an_edit_holds_and_outlives_new_versions(self, library: Library) -> None:
        first = version("a.pdf", "初版。", confidences=(("title", 0.7), ("date", 0.6)), date="2024-05")
        library.add(*first)
        assert library.edit(first[0].id, Edit((("title", "正しい題名"), ("sector", "steel"))))
        held = library.document(first[0].id)
        assert held is not None
        assert (held.title, held.sector, held.edited) == ("正しい題名", "steel", ("sector", "title"))
        assert held.confidences == (("date", 0.6),)
        assert len(library.search_lexical("正しい題名", 5)) == 1
        second = version("a.pdf", "改版。", date="2025-05", sector="textile")
        assert library.add(*second) is AddOutcome.REPLACED
        held = library.document(second[0].id)
        assert held is not None
        assert (held.title, held.sector, held.date) == ("正しい題名", "steel", "2025-05")
        assert library.check() == ()

    def test_an_edited_title_still_tells_versions(self, library: Library) -> None:
        first = version("a.pdf", "初版。", date="2024-05")
        library.add(*first)
        library.edit(first[0].id, Edit((("title", "私たちの呼び名"),)))
        assert library.add(*version("b.pdf", "改版。", date="2025-05")) is AddOutcome.REPLACED
        assert library.documents()[0].title == "私たちの呼び名"

    def test_other_open_libraries_see_it(self, library: Library) -> None:
        made = sample("a.pdf", "本文。")
        library.add(*made)
        with open_library(library.home) as reader:
            library.edit(made[0].id, Edit((("title", "新しい呼び名"),)))
            assert len(reader.search_lexical("新しい呼び名", 5)) == 1

    def test_unknown(self, library: Library) -> None:
        assert not library.edit("なし", Edit((("title", "題"),)))

    @pytest.mark.parametrize(
        ("field", "value", "valid"),
        [
            pytest.param("title", None, False, id="no title"),
            pytest.param("title", " ", False, id="blank title"),
            pytest.param("title", "二行の\n題", False, id="two lines"),
            pytest.param("publisher", None, True, id="no publisher"),
            pytest.param("date", "2025-13", False, id="thirteenth month"),
            pytest.param("date", "2025-03", True, id="month"),
            pytest.param("doc_type", "novel", False, id="unknown type"),
            pytest.param("doc_type", "law", True, id="type"),
            pytest.param("status", "final", True, id="status"),
            pytest.param("fiscal_year", 25, False, id="two digits"),
            pytest.param("fiscal_year", "2025", False, id="a year as text"),
        ],
    )
    def test_values(self, field: str, value: str | int | None, valid: bool) -> None:
        assert is_valid(field, value) is valid

    def test_inheriting_is_editing(self) -> None:
        first, second = document("甲の題名"), document("乙の題名", confidences=(("title", 0.5),))
        edit = Edit((("title", "編集した題名"), ("publisher", None)))
        assert inherited(second, edited(first, edit)) == edited(second, edit)
        assert set(EDITABLE) <= set(Document.__dataclass_fields__)


@pytest.mark.parametrize(
    ("year", "values", "expected"),
    [
        pytest.param(2024, {"date": "2026-02-03"}, 2025, id="follows the date"),
        pytest.param(None, {"date": "2026-06-30"}, 2026, id="none before"),
        pytest.param(2021, {"date": "2026-06-30"}, 2021, id="stated by the document"),
        pytest.param(2024, {"date": "2026-06-30", "fiscal_year": 2023}, 2023, id="set in the same step"),
        pytest.param(2024, {"title": "題名"}, 2024, id="no new date"),
    ],
)
def test_a_fiscal_year_that_follows_from_the_date_follows_the_new_one(
    year: int | None, values: dict[str, str | int | None], expected: int
) -> None:
    document, _, _ = sample("計画", "本文")
    before = replace(document, date="2025-03", fiscal_year=year, confidences=(("fiscal_year", 0.5),))
    assert edited(before, Edit(tuple(values.items()))).fiscal_year == expected
