from dataclasses import replace

import pytest

from assistant.rendering import answer_as_text, place_of
from assistant.values import Answer, Question, RefusalReason
from assistant.wording import load_wording
from corpus.values import Citation


def citation(n: int = 1, page: int | None = 3, section: tuple[str, ...] = ("2", "2-4")) -> Citation:
    return Citation(n, "abc", "報告.pdf", "循環経済の報告", page, section, "引用", "abc-0000")


@pytest.mark.parametrize(
    ("cited", "lang", "place"),
    [
        pytest.param(citation(), "ja", "循環経済の報告　3ページ　2 > 2-4", id="page-and-section"),
        pytest.param(citation(), "en", "循環経済の報告　page 3　2 > 2-4", id="english"),
        pytest.param(citation(page=None), "ja", "循環経済の報告　2 > 2-4", id="format-without-pages"),
        pytest.param(citation(page=None, section=()), "ja", "循環経済の報告", id="title-alone"),
        pytest.param(
            replace(citation(section=()), recognised=True), "ja", "循環経済の報告　3ページ（文字認識）", id="scan"
        ),
        pytest.param(
            replace(citation(section=()), unreadable_nearby=(2, 4)),
            "ja",
            "循環経済の報告　3ページ（前後に読めないページあり：2, 4）",
            id="unreadable-pages-beside-it",
        ),
    ],
)
def test_place(cited: Citation, lang: str, place: str) -> None:
    assert place_of(cited, load_wording(lang)) == place


def test_sources_follow_the_answer_by_number() -> None:
    cited = (citation(1, section=()), citation(2, page=7, section=()))
    answer = Answer(Question("？"), "extractive", True, "80兆円。[1]\n120兆円。[2]", cited, (), None, 1.0)
    assert answer_as_text(answer, load_wording("ja")).split("\n") == [
        "80兆円。[1]",
        "120兆円。[2]",
        "",
        "出典",
        "[1] 循環経済の報告　3ページ",
        "[2] 循環経済の報告　7ページ",
    ]


def test_a_refusal_has_no_list_of_sources() -> None:
    answer = Answer(
        Question("？"), "extractive", False, "資料に記載がありません。", (), (), RefusalReason.NOT_STATED, 1.0
    )
    assert answer_as_text(answer, load_wording("ja")) == "資料に記載がありません。"
