import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.values import BlockKind, Chunk, Page
from ingest.chunking import build_chunks
from ingest.layout import build_blocks

SENTENCE = "再生材の利用を広げるため、品質の基準を定め、需要家と供給者が同じ言葉で話せるようにする。"


def _chunks(*texts: str) -> tuple[Chunk, ...]:
    pages = [Page(None, texts[0])] if len(texts) == 1 else [Page(n, text) for n, text in enumerate(texts, start=1)]
    return build_chunks("d0c", build_blocks(pages))


def test_ids_and_positions_count_from_zero() -> None:
    chunks = _chunks(SENTENCE * 30)
    assert [chunk.id for chunk in chunks[:2]] == ["d0c-0000", "d0c-0001"]
    assert [chunk.position for chunk in chunks] == list(range(len(chunks)))


def test_whole_sentences_are_packed_to_about_the_target() -> None:
    chunks = _chunks(SENTENCE * 30)
    assert all(chunk.text.endswith("。") and len(chunk.text) <= 500 for chunk in chunks)
    assert all(len(chunk.text) > 300 for chunk in chunks[:-1])


def test_a_span_slices_its_sentence_from_the_page() -> None:
    text = "- **回収**を増やし、市民が持ち込みやすい仕組みを地域ごとに\nつくる。次に品質を揃える。"
    (chunk,) = _chunks(text)
    assert [text[s.span.start : s.span.end] for s in chunk.statements] == [
        "- **回収**を増やし、市民が持ち込みやすい仕組みを地域ごとに\nつくる。",
        "次に品質を揃える。",
    ]
    assert chunk.text == "・回収を増やし、市民が持ち込みやすい仕組みを地域ごとにつくる。次に品質を揃える。"


def test_a_chunk_stays_on_its_page() -> None:
    chunks = _chunks("一頁目の文である。", "二頁目の文である。")
    assert [chunk.pages for chunk in chunks] == [(1,), (2,)]


def test_a_heading_starts_a_chunk_and_is_its_section() -> None:
    chunks = _chunks(f"# 目的\n\n{SENTENCE * 8}\n\n# 方法\n\n{SENTENCE * 8}")
    assert [chunk.section for chunk in chunks] == [("目的",), ("方法",)]
    assert [chunk.statements[0].kind for chunk in chunks] == [BlockKind.HEADING] * 2


def test_small_sections_of_one_parent_share_a_chunk_with_their_headings() -> None:
    (chunk,) = _chunks("# 対象\n\n## 企業\n\n十社に聞いた。\n\n## 自治体\n\n五市に聞いた。")
    assert chunk.section == ("対象",)
    assert chunk.text == "対象\n企業\n十社に聞いた。\n自治体\n五市に聞いた。"


def test_a_heading_with_nothing_under_it_can_be_found() -> None:
    chunks = _chunks(f"# 目的\n\n{SENTENCE * 8}\n\n# 以上の経過")
    assert [(s.kind, s.text) for s in chunks[-1].statements] == [(BlockKind.HEADING, "以上の経過")]


def test_the_heading_of_a_section_and_of_its_first_part_are_both_in_the_path() -> None:
    chunks = _chunks(f"# 方法\n\n## 文献\n\n{SENTENCE * 8}")
    assert chunks[0].section == ("方法", "文献")


def test_a_heading_is_not_parted_from_what_it_heads() -> None:
    chunks = _chunks(f"# 対象\n\n{SENTENCE * 8}\n\n## 企業\n\n十社に聞いた。\n\n## 自治体\n\n{SENTENCE * 7}")
    assert all(chunk.statements[-1].kind is not BlockKind.HEADING for chunk in chunks)


def test_items_know_the_sentence_that_opens_their_list() -> None:
    (chunk,) = _chunks("課題は以下のとおりである。\n\n- 回収量の確保\n- 品質の確保\n\nまとめの文である。")
    assert [s.head for s in chunk.statements] == [
        (),
        ("課題は以下のとおりである。",),
        ("課題は以下のとおりである。",),
        (),
    ]


def test_rows_have_their_columns_as_head() -> None:
    text = "指標\t目標\n回収率\t30%"
    (chunk,) = _chunks(text)
    row = chunk.statements[-1]
    assert (row.text, row.head, row.cells) == ("指標：回収率／目標：30%", ("指標", "目標"), ("回収率", "30%"))
    assert text[row.span.start : row.span.end] == "回収率\t30%"


@pytest.mark.parametrize("mark", ["、", ""])
def test_what_is_longer_than_any_sentence_is_cut_and_nothing_is_lost(mark: str) -> None:
    text = ("再生材の利用を広げ" + mark) * 300 + "る。"
    statements = [s for chunk in _chunks(text) for s in chunk.statements]
    assert len(statements) > 1
    assert "".join(text[s.span.start : s.span.end] for s in statements) == text


def test_a_long_statement_is_kept_whole() -> None:
    text = "再生材の利用を広げ、" * 80 + "る。"
    (chunk,) = _chunks(text)
    assert chunk.text == text


_PART = st.sampled_from(
    [
        "# 目的",
        "## 企業",
        "十社に聞いた。五市に聞いた。",
        SENTENCE * 6,
        "以下のとおり。",
        "- 回収",
        "- **再生**\nする。",
        "指標\t値\n回収率\t30%\n\t40%",
        "□はい ■いいえ",
        "※ 注意する。",
        "図1 推移",
        "「閉じない。次へ。",
        "CO<sub>2</sub>を減らす。",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(_PART, max_size=8), min_size=1, max_size=3))
def test_chunks_hold_every_statement_once_and_in_order(parts: list[list[str]]) -> None:
    pages = [Page(n, "\n\n".join(part)) for n, part in enumerate(parts, start=1)]
    blocks = build_blocks(pages)
    chunks = build_chunks("d", blocks)
    statements = [s for chunk in chunks for s in chunk.statements]
    places = [(s.span.page, s.span.start, s.span.end) for s in statements]
    assert places == sorted(set(places))
    assert all(chunk.statements and len(chunk.pages) == 1 for chunk in chunks)
    texts = {page.number: page.text for page in pages}
    for block in blocks:
        inside = [
            s.span
            for s in statements
            if s.span.page == block.span.page and block.span.start <= s.span.start < block.span.end
        ]
        whole = texts[block.span.page][block.span.start : block.span.end]
        assert "".join("".join(texts[s.page][s.start : s.end].split()) for s in inside) == "".join(whole.split())
    assert all(s.text in chunk.text for chunk in chunks for s in chunk.statements)
