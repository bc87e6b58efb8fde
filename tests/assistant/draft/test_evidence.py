"""Which statements may stand in a draft: said whole, about the topic, new."""

from dataclasses import replace

import pytest

from assistant.draft.evidence import admits, narrow
from assistant.draft.standing import opening_cut
from assistant.draft.template_file import Need
from assistant.findings import rank_findings, read_topic
from assistant.roles import Role
from tests.assistant.passages import Passages


def kept(made: Passages, topic: str = "アルミ") -> list[str]:
    return [f.statement.text for f in narrow(made.findings(topic), read_topic(topic))]


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        pytest.param("アルミのスクラップは国内で使い切る仕組みが要る。", True, id="sentence"),
        pytest.param("アルミの再生材を自動車の部材に使う技術の開発", True, id="noun phrase with particles"),
        pytest.param("日本アルミニウム協会", False, id="name"),
        pytest.param("アルミの市場は拡大2.3兆円", False, id="glued figure"),
        pytest.param("アルミ新地金の輸入量の推移", False, id="caption"),
        pytest.param("アルミの回収量を表に示す（表３参照）", False, id="refers to a table"),
        pytest.param("アルミの回収を進める（地域の", False, id="open bracket"),
        pytest.param("のアルミを国内で使い切る仕組みが要る。", False, id="begins with a particle"),
        pytest.param("アルミの回収にご協力をお願いいたします。", False, id="a request"),
        pytest.param("アルミの回収に日頃よりご理解をいただき、ありがとうございます。", False, id="thanks"),
        pytest.param("アルミの回収率をどのように高めるか。", False, id="a question"),
        pytest.param("第３回 アルミの回収の進め方の検討について", False, id="an item of an agenda"),
        pytest.param("文責：アルミの回収の事務局の広報を担当", False, id="a byline"),
        pytest.param("アルミの缶は回収の箱に入れてください。", False, id="an instruction"),
        pytest.param("アルミの回収率の計画の詳しい内容は次の章で詳述する。", False, id="about its own document"),
        pytest.param("アルミの回収の箱を町に置き、かつ", False, id="breaks off at a conjunction"),
        pytest.param("アルミの缶の回収アルミの箔の選別", False, id="two labels of a slide run together"),
        pytest.param(
            "今後は、アルミの回収の実証を町ごとに進めて参りたいと存じますので、ご支援のほどお願い申し上げます。",
            True,
            id="what a polite sentence says",
        ),
    ],
)
def test_what_stands_alone(text: str, stands: bool) -> None:
    made = Passages()
    made.add(("アルミの現状",), made.sentence(text))
    assert bool(kept(made)) is stands


def test_names_dates_and_sources_are_left_out() -> None:
    made = Passages()
    made.add(("委員名簿", "製造業"), made.sentence("アルミの再生材に詳しい委員が加わった。"))
    made.add(("現状",), made.sentence("アルミの再生材は足りていない。"))
    assert kept(made) == ["アルミの再生材は足りていない。"]


def test_the_same_said_twice_stands_once() -> None:
    made = Passages()
    made.add(("現状",), made.sentence("アルミの新地金は全量を輸入に頼っている。"))
    made.add(("概要",), made.sentence("アルミの新地金は、全量を輸入に頼っている。"))
    assert len(kept(made)) == 1


def test_what_points_back_comes_last() -> None:
    made = Passages()
    made.add(
        ("現状",), made.sentence("このアルミの値段は上がり続けている。"), made.sentence("アルミの需要は伸びている。")
    )
    assert kept(made)[0] == "アルミの需要は伸びている。"


def test_a_mention_in_passing_gives_way_to_documents_on_the_topic() -> None:
    here = Passages(title="アルミの循環")
    texts = [f"アルミの{word}を国内で使い切る仕組みが要る。" for word in ("缶", "サッシ", "部品", "電線", "箔")]
    here.add(("アルミの現状",), *map(here.sentence, texts))
    there = Passages(title="駐車場の手引き")
    there.add(
        ("確認の申請",), there.sentence("屋根つき駐車場に多く用いられるアルミの小屋について、手続きを簡略にする。")
    )
    other = there.evidence[0]
    foreign = replace(other, document=replace(other.document, id="ffffffffffff"))
    findings = rank_findings(read_topic("アルミ"), [*here.evidence, foreign])
    assert {f.evidence.document.title for f in narrow(findings, read_topic("アルミ"))} == {"アルミの循環"}


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        pytest.param("また、アルミの回収を進める必要がある。", "アルミの回収を進める必要がある。", id="connective"),
        pytest.param(
            "アルミの回収の実証を町ごとに進めて参りますので、引き続きご協力をよろしくお願いいたします。",
            "アルミの回収の実証を町ごとに進めて…",
            id="polite request",
        ),
        pytest.param(
            "・（ⅱ）アルミの回収を進める必要がある。", "アルミの回収を進める必要がある。", id="bullet and number"
        ),
        pytest.param("課題：アルミの回収を進める必要がある。", "アルミの回収を進める必要がある。", id="label"),
        pytest.param("またたく間に広がった。", "またたく間に広がった。", id="no connective"),
    ],
)
def test_quotes_begin_where_the_matter_begins(text: str, cut: str) -> None:
    assert opening_cut(text) == cut
    assert cut.removesuffix("…") in text


@pytest.mark.parametrize(
    ("need", "wanted"),
    [
        pytest.param(Need(), True, id="nothing"),
        pytest.param(Need(cues=("需要",)), True, id="cue in its words"),
        pytest.param(Need(cues=("現状",)), True, id="cue in a heading"),
        pytest.param(Need(cues=("費用",)), False, id="no cue"),
        pytest.param(Need(years=(2026, 2030)), True, id="year"),
        pytest.param(Need(years=(2031, 2050)), False, id="other years"),
        pytest.param(Need(indicators=("利用率",)), True, id="indicator"),
        pytest.param(Need(roles=(Role.CHALLENGE,)), False, id="other part"),
    ],
)
def test_a_section_takes_what_it_needs(need: Need, wanted: bool) -> None:
    made = Passages()
    made.add(("アルミの現状",), made.sentence("2030年までにアルミの需要と利用率を高めることを目指す。"))
    (finding,) = made.findings("アルミ")
    assert admits(need, finding) is wanted
