from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.roles import load_labelled_statements
from corpus.rows import chunk_from_row, chunk_to_row
from corpus.values import BlockKind, Chunk, Role, Span, Statement
from ingest.roles import tag_chunks, tagged
from ingest.roles.cues import Unit
from ingest.roles.model import VERSION, as_bytes, packaged_model
from ingest.roles.ngrams import N_BUCKETS, hashed
from ingest.roles.training import cross_validate, f1_of, train, unit_of


def _chunk(*statements: Statement, section: tuple[str, ...] = ()) -> Chunk:
    text = "\n".join(s.text for s in statements)
    return Chunk("0123456789ab-0000", "0123456789ab", 0, section, text, statements)


def _sentence(text: str, kind: BlockKind = BlockKind.PARAGRAPH) -> Statement:
    return Statement(kind, text, Span(1, 0, len(text)))


def _row(head: tuple[str, ...], cells: tuple[str, ...]) -> Statement:
    return Statement(BlockKind.ROW, " | ".join(cells), Span(1, 0, 1), head, cells)


@pytest.mark.parametrize(
    ("text", "section", "role"),
    [
        pytest.param("使用済みの畳の8割は焼却されている。", ("現状",), Role.AS_IS, id="as-is"),
        pytest.param("畳を2035年度までに年間1万枚再生することを目標とする。", ("目標",), Role.TO_BE, id="to-be"),
        pytest.param("畳をほぐす技術を持つ職人が不足している。", ("課題",), Role.CHALLENGE, id="challenge"),
        pytest.param("畳の回収を支援する窓口を設ける。", ("取組",), Role.ACTION, id="action"),
        pytest.param("「再生畳」とは、床材を作り直した畳をいう。", ("用語",), Role.DEFINITION, id="definition"),
        pytest.param("申請は2026年4月1日から5月末まで受け付ける。", ("申請期間",), Role.TIMING, id="timing"),
        pytest.param("令和8年度当初予算に3億円を計上した。", ("予算",), Role.BUDGET, id="budget"),
        pytest.param("計画の進行は県の審議会が担う。", ("推進体制",), Role.ACTOR, id="actor"),
        pytest.param("目標と実績の乖離は年5,000枚に上る。", ("ギャップ",), Role.GAP, id="gap"),
        pytest.param("畳の再生率は12.5%で、前年より1ポイント上がった。", ("現状",), Role.INDICATOR, id="indicator"),
    ],
)  # fmt: skip
def test_sentences(text: str, section: tuple[str, ...], role: Role) -> None:
    (statement,) = tagged(_chunk(_sentence(text), section=section)).statements
    assert role in statement.roles


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("お問い合わせは下記までお願いします。", id="contact"),
        pytest.param("第2章　調査の方法 ........ 14", id="contents"),
        pytest.param("中村 花子　架空大学 教授", id="person"),
    ],
)
def test_what_plays_no_role(text: str) -> None:
    assert tagged(_chunk(_sentence(text))).statements[0].roles == ()


def test_cells_have_the_roles_of_their_columns_and_the_row_all_of_them() -> None:
    row = _row(("観点", "あるべき姿", "現状", "主体・時期"), ("畳", "すべて再生される", "12%", "組合"))
    (statement,) = tagged(_chunk(row)).statements
    assert statement.cell_roles == (
        (),
        (Role.TO_BE,),
        (Role.AS_IS, Role.INDICATOR),
        (Role.TIMING, Role.ACTOR),
    )
    assert statement.roles == (Role.TO_BE, Role.AS_IS, Role.INDICATOR, Role.TIMING, Role.ACTOR)


def test_figures_under_years_are_past_or_to_come() -> None:
    row = _row(("指標", "2019年度", "2030年度"), ("再生率", "12%", "50%"))
    (statement,) = tagged(_chunk(row), year=2024).statements
    assert statement.cell_roles[1:] == ((Role.AS_IS, Role.INDICATOR), (Role.TO_BE, Role.INDICATOR))


def test_a_schedule_tells_what_is_done_when() -> None:
    row = _row(("取組", "2025年度", "2026年度"), ("再生拠点", "候補地を調べる", "拠点を開く"))
    (statement,) = tagged(_chunk(row)).statements
    assert statement.cell_roles[1:] == ((Role.ACTION, Role.TIMING), (Role.ACTION, Role.TIMING))


def test_headings_have_no_role_and_speak_for_what_follows_in_the_chunk() -> None:
    plain = _sentence("職人の高齢化", BlockKind.ITEM)
    heading = _sentence("3. 課題", BlockKind.HEADING)
    assert tagged(_chunk(heading, plain)).statements[0].roles == ()
    assert Role.CHALLENGE in tagged(_chunk(heading, plain)).statements[1].roles


def test_a_tagged_chunk_is_left_as_it_is() -> None:
    chunk = tagged(_chunk(_sentence("畳の回収を支援する。")))
    assert chunk.tagger == VERSION
    assert tagged(chunk) is chunk


def test_roles_survive_the_registry_and_an_older_row_comes_back_without() -> None:
    chunk = tagged(_chunk(_row(("現状", "課題"), ("12%", "人手"))))
    row = chunk_to_row(chunk)
    assert chunk_from_row(row) == chunk
    older = (*row[:5], '[["row","12% | 人手",[1,0,1],["現状","課題"],["12%","人手"]]]', "{}")
    assert chunk_from_row(older).tagger == 0
    assert tagged(chunk_from_row(older)) == chunk


@given(st.lists(st.text(max_size=40), max_size=6))
def test_a_unit_has_the_same_roles_alone_and_among_others(texts: list[str]) -> None:
    chunks = [_chunk(_sentence(text), section=("課題",)) for text in texts]
    assert tag_chunks(chunks) == tuple(map(tagged, chunks))


@given(st.lists(st.text(max_size=30), max_size=5))
def test_ngrams_keep_to_their_text(texts: list[str]) -> None:
    buckets, owners = hashed(texts, 1)
    assert list(owners) == sorted(owners)
    assert ((buckets >= 0) & (buckets < N_BUCKETS)).all()
    for number, text in enumerate(texts):
        assert sorted(buckets[owners == number]) == sorted(hashed([text], 1)[0])


def test_labelled_statements_are_unique_and_of_every_role() -> None:
    statements = load_labelled_statements()
    assert len({s.id for s in statements}) == len(statements) > 600
    assert len({(s.text, s.headings, s.near) for s in statements}) == len(statements)
    assert {role for s in statements for role in s.roles} == set(Role)


def test_the_packaged_model_is_the_one_the_statements_make() -> None:
    made, packaged = train(load_labelled_statements()), packaged_model()
    units = [unit_of(s) for s in load_labelled_statements()]
    assert np.abs(made.scores(units) - packaged.scores(units)).max() < 0.01  # stored as half floats
    assert as_bytes(packaged) == as_bytes(replace(packaged))


def test_unseen_statements_of_the_repository() -> None:
    f1 = cross_validate(load_labelled_statements()).f1
    assert float(f1.mean()) > 0.7


def test_f1_by_hand() -> None:
    labels = np.array([[1, 0], [1, 0], [0, 0]], dtype=np.float32)
    given_roles = np.array([[1, 0], [0, 0], [1, 0]], dtype=np.float32)
    f1 = f1_of(labels, given_roles)
    assert f1[0] == pytest.approx(0.5)
    assert np.isnan(f1[1])


def test_no_units_no_roles() -> None:
    assert packaged_model().roles_of([]) == ()
    assert packaged_model().roles_of([Unit("", BlockKind.ITEM)]) == ((),)
