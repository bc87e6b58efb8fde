import json
from pathlib import Path

import pytest

from corpus.errors import InputError, PathNotFound
from corpus.values import Page
from eval.library_pages import LibraryPages
from eval.references import BUNDLED, Gold, Group, Split, check_gold, load_references, names_source, parse_references
from tests.eval.askers import PAGES, SOURCE, make_document, make_reference, page_text

LINE: dict[str, object] = {
    "id": "q1",
    "question": "企業は何社ですか。",
    "history": [{"q": "会員は何者ですか。", "a": "646者です。"}],
    "type": "numeric",
    "group": "answerable",
    "difficulty": "easy",
    "gold": [{"source": SOURCE, "page": 1, "quote": "企業は449社"}],
    "must_include": [["449社", "449の企業"]],
    "must_not_include": ["646社"],
    "reference_answer": "449社です。",
}


def line(**changes: object) -> str:
    changed = {**LINE, **changes}
    return json.dumps({key: value for key, value in changed.items() if value is not ...}, ensure_ascii=False)


def test_a_line_becomes_a_reference() -> None:
    (reference,) = parse_references(line(note="読まれない"), source="refs.jsonl")
    assert reference.gold == (Gold(SOURCE, 1, "企業は449社"),)
    assert reference.must_include == (("449社", "449の企業"),)
    question = reference.as_question()
    assert (question.id, question.text) == ("q1", "企業は何社ですか。")
    assert [(turn.question, turn.answer) for turn in question.history] == [("会員は何者ですか。", "646者です。")]


@pytest.mark.parametrize(
    ("changes", "group"),
    [
        pytest.param({"group": ...}, Group.ANSWERABLE, id="answerable-by-default"),
        pytest.param({"group": ..., "type": "unanswerable", "gold": []}, Group.NOT_STATED, id="type-unanswerable"),
        pytest.param({"group": "out_of_scope", "gold": [], "must_include": []}, Group.OUT_OF_SCOPE, id="named"),
        pytest.param(
            {"gold": ..., "evidence": [{"doc": "003", "quote": "企業は449社"}]}, Group.ANSWERABLE, id="other-key-names"
        ),
    ],
)
def test_groups(changes: dict[str, object], group: Group) -> None:
    (reference,) = parse_references(line(**changes), source="refs.jsonl")
    assert reference.group is group


def test_boxes_and_splits() -> None:
    boxed = {"source": SOURCE, "page": 1, "quote": "企業は449社", "boxes": [[0.1, 0.2, 0.9, 0.25]]}
    (reference,) = parse_references(line(gold=[boxed], split="test"), source="refs.jsonl")
    assert reference.gold[0].boxes == ((0.1, 0.2, 0.9, 0.25),)
    assert reference.split is Split.TEST


def test_only_the_references_of_a_split(tmp_path: Path) -> None:
    path = tmp_path / "refs.jsonl"
    path.write_text(f"{line(split='dev')}\n{line(id='q2')}\n", encoding="utf-8")
    assert [r.id for r in load_references(path, Split.DEV)] == ["q1"]
    assert len(load_references(path)) == 2
    with pytest.raises(InputError, match="test"):
        load_references(path, Split.TEST)


def test_blank_lines_and_line_separators_inside_strings_are_harmless() -> None:
    first, second = line(question="企業は\u2028何社"), line(id="q2")
    text = f"\n{first}\r\n\n{second}\n"
    assert [r.id for r in parse_references(text, source="refs.jsonl")] == ["q1", "q2"]


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        pytest.param("{", "JSON", id="no-json"),
        pytest.param("[1]", "オブジェクト", id="no-object"),
        pytest.param(line(question=...), "question: 項目がありません", id="missing-key"),
        pytest.param(line(must_not_include=...), "must_not_include: 項目がありません", id="missing-wrong-facts"),
        pytest.param(line(question="　"), "question: 空です", id="blank-question"),
        pytest.param(line(id=7), "id: 文字列ではありません", id="id-a-number"),
        pytest.param(line(group="maybe"), "group: 使えない値です", id="unknown-group"),
        pytest.param(line(gold=[{"source": "a", "page": 0, "quote": "x"}]), "gold[0].page: 1以上", id="page-0"),
        pytest.param(line(gold=[{"source": "a", "page": "3", "quote": "x"}]), "gold[0].page: 整数", id="page-a-string"),
        pytest.param(line(gold=[{"source": "a", "page": 1, "quote": " "}]), "gold[0].quote: 空です", id="blank-quote"),
        pytest.param(
            line(gold=[{"source": "a", "quote": "x", "boxes": [[0, 0, 1.5, 1]]}]),
            "gold[0].boxes[0][2]: 1以下",
            id="box",
        ),
        pytest.param(line(split="train"), "split: 使えない値です", id="unknown-split"),
        pytest.param(line(must_include=[[]]), "must_include[0]: 配列が空です", id="a-fact-without-spelling"),
        pytest.param(line(must_include="449社"), "must_include: 配列ではありません", id="facts-a-string"),
        pytest.param(line(gold=[]), "gold が必要", id="answerable-without-gold"),
        pytest.param(line(must_include=[]), "must_include が必要", id="answerable-without-facts"),
        pytest.param(line(group="not_stated"), "gold は置けません", id="unanswerable-with-gold"),
    ],
)
def test_a_bad_line_is_one_clear_error_with_its_number(bad: str, says: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_references(f"{line(id='q0')}\n\n{bad}\n", source="refs.jsonl")
    assert "refs.jsonl" in str(caught.value)
    assert "3行目" in str(caught.value)
    assert says in str(caught.value)
    assert "line 3" in caught.value.sentence("en")


def test_an_id_that_comes_twice_names_both_lines() -> None:
    with pytest.raises(InputError, match=r"2行目.*q1.*1行目"):
        parse_references(f"{line()}\n{line()}", source="refs.jsonl")


@pytest.mark.parametrize(
    "content", [pytest.param(b"", id="empty"), pytest.param("質問".encode("cp932"), id="shift-jis")]
)
def test_a_file_without_references_is_an_input_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "refs.jsonl"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"refs\.jsonl"):
        load_references(path)


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "refs.jsonl"
    path.write_text(line(), encoding="utf-8-sig")
    assert len(load_references(path)) == 1
    with pytest.raises(PathNotFound):
        load_references(tmp_path / "none.jsonl")
    with pytest.raises(InputError):
        load_references(tmp_path)


@pytest.mark.parametrize(
    ("name", "source", "same"),
    [
        pytest.param("003_報告.pdf", "003_報告.pdf", True, id="whole-name"),
        pytest.param("003_報告", "003_報告.pdf", True, id="without-suffix"),
        pytest.param("003", "003_報告.pdf", True, id="number"),
        pytest.param("003", "0031.pdf", False, id="longer-number"),
        pytest.param("報告", "報告書.pdf", False, id="longer-word"),
        pytest.param("ガイド.pdf", "カ\u3099イト\u3099.PDF", True, id="decomposed-and-upper-case"),
    ],
)
def test_names_source(name: str, source: str, *, same: bool) -> None:
    assert names_source(name, source) is same


@pytest.mark.parametrize(
    ("gold", "problem"),
    [
        pytest.param(Gold(SOURCE, 4, "全国に1200か所\nあり"), None, id="folded"),
        pytest.param(Gold(SOURCE, None, "企業は449社"), None, id="anywhere-in-the-document"),
        pytest.param(Gold(SOURCE, 2, "企業は449社"), "no_quote", id="other-page"),
        pytest.param(Gold(SOURCE, 9, "企業は449社"), "no_page", id="no-such-page"),
        pytest.param(Gold("別の報告.pdf", 1, "企業は449社"), "no_page", id="no-such-source"),
    ],
)
def test_gold_must_stand_in_its_page(gold: Gold, problem: str | None) -> None:
    problems = check_gold([make_reference(gold=(gold,))], page_text)
    assert [(p.reference_id, p.gold, p.problem) for p in problems] == ([("q1", gold, problem)] if problem else [])


class _Shelf:
    """A library of two documents: one with pages, one without."""

    def documents(self) -> tuple[object, ...]:
        return (make_document(), make_document("002_メモ.md", "cd" * 32))

    def pages(self, document_id: str) -> tuple[Page, ...]:
        if document_id == "ab" * 6:
            return tuple(Page(n, text) for n, text in enumerate(PAGES, 1))
        return (Page(None, "会員は増えた。"),)


@pytest.mark.parametrize(
    ("source", "page", "text"),
    [
        pytest.param(SOURCE, 2, PAGES[1], id="a-page"),
        pytest.param(SOURCE, None, "\f".join(PAGES), id="the-whole-document"),
        pytest.param(SOURCE, 5, None, id="no-such-page"),
        pytest.param("002", None, "会員は増えた。", id="a-format-without-pages"),
        pytest.param("002", 1, None, id="a-page-of-a-format-without-pages"),
        pytest.param("003", 1, None, id="no-such-source"),
    ],
)
def test_pages_of_a_library_by_source(source: str, page: int | None, text: str | None) -> None:
    assert LibraryPages(_Shelf())(source, page) == text  # type: ignore[arg-type]  # Document is all that is looked at


@pytest.mark.skipif(not BUNDLED.exists(), reason="the bundled references are not in this checkout")
def test_the_bundled_references_can_be_read_and_cover_every_group() -> None:
    assert {reference.group for reference in load_references(BUNDLED)} == set(Group)
