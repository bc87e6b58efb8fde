"""What makes a statement one on the topic: its words, its document's title, the sentence that it points back at."""

import pytest

from tests.assistant.passages import Passages


def relevant(made: Passages, topic: str) -> dict[str, float]:
    return {finding.statement.text: finding.relevance for finding in made.findings(topic)}


def test_what_points_back_goes_on_with_the_theme() -> None:
    made = Passages()
    made.add(
        ("概要",),
        made.sentence("アルミは多くの業種が使う。"),
        made.sentence("その値打ちは軽さにある。"),
        made.sentence("これは回収のしやすさにもよる。"),
        made.sentence("紙は別の章で述べる。"),
        made.sentence("その回収率は高い。"),
    )
    assert list(relevant(made, "アルミ")) == [
        "アルミは多くの業種が使う。",
        "その値打ちは軽さにある。",
        "これは回収のしやすさにもよる。",
    ]


@pytest.mark.parametrize(
    ("title", "is_on_topic"), [pytest.param("アルミの展望", True, id="title"), pytest.param("展望", False, id="none")]
)
def test_a_document_named_after_the_topic_speaks_of_it_throughout(title: str, is_on_topic: bool) -> None:
    made = Passages(title=title)
    made.add(("現状",), made.sentence("アルミの需要は伸びている。"), made.sentence("回収の担い手が減っている。"))
    found = [f for f in made.findings("アルミ") if f.speaks_of_topic]
    assert (len(found) == 2) is is_on_topic
