"""The page of a run: what it holds, that strangers' words stay words, and how it shows in a real browser."""

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from assistant.values import Answer, Question
from eval import charts
from eval.comparison import compare_runs
from eval.measures import Bin, Item, Measure, Part
from eval.page import render_page
from eval.runner import EvaluationResult, RunFacts, run_evaluation
from eval.wording import load_words
from tests.assistant.web.values import HOSTILE
from tests.e2e.conftest import driver  # noqa: F401  # a fixture
from tests.eval.askers import REFERENCES, PerfectAsker, make_citation, make_evidence, page_text, refuse_always

FACTS = RunFacts("refs.jsonl", "0123456789abcdef", 1, {"leg_depth": "50"}, {"python": "3.11"})
PART = Part(
    "targets",
    (Measure("targets/calibration_error", 0.05, 2, None, None),),
    (Item("t1", f"目標{HOSTILE}", "ghg", "other", right=False), Item("t2", "目標", "ghg", "ghg", right=True)),
    (Bin(0.9, 0.5, 2),),
)


def hostile(question: Question) -> Answer:
    """Answers with what a stranger may have written, everywhere."""
    citation = replace(make_citation(1, 1, HOSTILE), source=f"悪意{HOSTILE}.pdf")
    return Answer(question, "extractive", True, HOSTILE, (citation,), (make_evidence(4),), None, 3.0)


def run(ask: object = refuse_always) -> EvaluationResult:
    result = run_evaluation(ask, REFERENCES, page_text=page_text, facts=FACTS)  # type: ignore[arg-type]
    return replace(result, parts=(PART,))


class Tags(HTMLParser):
    """Names of the elements, and everything that would load something."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.loads: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.loads += [v or "" for k, v in attrs if k in {"src", "href", "onerror", "onclick", "action"}]


def test_a_page_needs_nothing_else() -> None:
    tags = Tags(render_page(run(), comparison=compare_runs(run(), run(PerfectAsker()), seed=1), history=[run()]))
    assert {load for load in tags.loads if not load.startswith("#")} == {"data:,"}
    assert {"img", "iframe", "object", "form", "base"}.isdisjoint(tags.names)
    assert tags.names.count("script") == 1
    assert tags.names.count("svg") >= 4


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_everything_that_was_measured_is_on_the_page(lang: str) -> None:
    result = run()
    page, words = render_page(result, lang=lang), load_words(lang)
    assert words.say("page.title") in page
    assert page.count('<details class="failure"') == len(result.failures) + 1  # one target too
    for text in (
        "企業の会員は何社ですか。",
        "0123456789abcdef",
        "leg_depth = 50",
        "refs.jsonl",
        "2030年の目標は30%とされた",
    ):
        assert text in page


def test_strangers_words_stay_words() -> None:
    page = render_page(run(hostile))
    tags = Tags(page)
    assert tags.names.count("script") == 1
    assert "img" not in tags.names
    assert "<script>alert" not in page
    assert "onerror" not in "".join(tags.loads)


def test_charts_by_hand() -> None:
    bar = charts.bars([("正答率", 0.5, 0.25, 0.75)], "題")
    assert 'width="165.0" height="16" fill="#2f6b4f"' in bar  # half of 330
    assert "M332.5 12H497.5" in bar  # from a quarter to three quarters
    assert charts.curve([0.5, 1.0], "題", "x", "y").count("<circle") == 2
    assert 'cx="274.0" cy="140.0"' in charts.reliability([Bin(0.9, 0.5, 3)], "題", "x", "y")
    assert charts.histogram([], "題", "ms") == ""
    assert "8–10 ms: 1" in charts.histogram([1.0, 10.0], "題", "ms", n_bins=5)
    one_slow = charts.histogram([*[10.0] * 60, *[50.0] * 60, 4000.0], "題", "ms", n_bins=5)
    assert "10–20 ms: 60" in one_slow
    assert "40–4000 ms: 61" in one_slow  # 60 at the end of the bins, and the one beyond it
    assert "&lt;b&gt;" in charts.bars([("<b>", 1.0, None, None)], "題")


def test_a_reader_filters_the_failures(driver: webdriver.Chrome, tmp_path: Path) -> None:  # noqa: F811
    path = tmp_path / "評価.html"
    mixed = replace(run(), rows=(*run(hostile).rows[:3], *run().rows[:3]))
    path.write_text(render_page(mixed, comparison=compare_runs(run(), run(PerfectAsker()), seed=1)), encoding="utf-8")
    driver.get(path.as_uri())
    driver.get_log("browser")  # type: ignore[no-untyped-call]

    def shown() -> int:
        return sum(e.is_displayed() for e in driver.find_elements(By.CSS_SELECTOR, "#failures details.failure"))

    assert shown() == len(mixed.failures) == 6
    Select(driver.find_element(By.ID, "problem")).select_by_value("false_refusal")
    assert shown() == 3
    driver.find_element(By.ID, "words").send_keys("2030年")
    assert shown() == 0
    driver.find_element(By.ID, "words").clear()
    driver.find_element(By.ID, "words").send_keys("449社")
    assert shown() == 3
    assert driver.find_element(By.ID, "shown").text == "3件を表示"
    failure = next(e for e in driver.find_elements(By.CSS_SELECTOR, "#failures details.failure") if e.is_displayed())
    failure.find_element(By.TAG_NAME, "summary").click()
    assert failure.find_element(By.CSS_SELECTOR, "blockquote.gold").is_displayed()
    assert driver.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    assert driver.title == "Junkan 評価レポート"
    assert [e for e in driver.get_log("browser") if e["level"] == "SEVERE"] == []  # type: ignore[no-untyped-call]
