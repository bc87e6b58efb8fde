"""An officer's way through the page."""

import json
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from corpus.samples import load_samples
from tests.assistant.web.values import HOSTILE
from tests.e2e.conftest import Browser

QUESTION = "会員の定量目標で最も多い代表指標は何で、何件ですか。"
FOLLOW_UP = "では2番目に多いのは？"


def test_answer_stands_beside_its_evidence(browser: Browser) -> None:
    exchange = browser.ask(QUESTION)
    assert QUESTION in exchange.text
    assert "出口側循環率" in exchange.text
    marker = browser.find(".exchange .marker")
    assert marker.text == "[1]"
    card = browser.find("#source-1-1")
    assert "CPs会員の構成と定量目標の提出状況" in card.text
    assert "2ページ" in card.text
    assert "出口側循環率" in card.find_element("css selector", "mark").text
    marker.click()
    browser.wait(lambda: browser.find_all("#source-1-1:target"))

    follow_up = browser.ask(FOLLOW_UP)
    assert FOLLOW_UP in follow_up.text
    assert "入口側循環率" in follow_up.text
    assert browser.find_all("#source-2-1")
    assert not browser.find_all(".card:target")
    log = browser.find("#transcript").rect
    browser.wait(lambda: log["y"] <= follow_up.rect["y"] < log["y"] + log["height"] - 60)
    assert browser.find(".earlier summary").text.endswith(QUESTION)
    browser.keep_picture("follow-up")


def test_every_answer_keeps_its_evidence(browser: Browser) -> None:
    reason = browser.ask("整備再生品が普及しにくいのはなぜですか。")
    assert "採算" in reason.text
    market = browser.ask("循環型ビジネスの市場規模は、2030年と2050年にいくらを目指していますか。")
    assert "80兆円" in market.text
    assert "80兆円" in browser.find("#source-2-1 mark").text
    browser.keep_picture("chat")
    reason.find_element("css selector", ".marker").click()
    browser.wait(lambda: browser.find("#source-1-1:target").is_displayed())  # the fold opens
    assert "採算" in browser.find("#source-1-1 mark").text


def test_a_fold_tells_how_an_answer_came_about(browser: Browser) -> None:
    exchange = browser.ask(QUESTION)
    fold = exchange.find_element("css selector", "details.explanation")
    assert fold.get_property("open") is False
    assert "単位を求める語" not in exchange.text
    fold.find_element("css selector", "summary").click()
    browser.wait(lambda: "単位を求める語：何件" in fold.text)
    assert "見つかった箇所（点数の高い順）" in fold.text
    assert "答えました。断る条件のどれにも当たりません。" in fold.text
    browser.keep_picture("explanation")


def test_what_is_not_stated_is_said_calmly(browser: Browser) -> None:
    exchange = browser.ask("第98回総会の議長は誰でしたか。")
    assert "資料に記載なし" in exchange.text
    assert not browser.find_all(".problem")
    assert browser.find_all(".card.other")
    browser.keep_picture("refusal")


def test_what_the_library_says_of_a_document_can_be_put_right(browser: Browser) -> None:
    browser.choose_tab("文書一覧")
    browser.wait(lambda: browser.find_all("#documents tbody tr"))
    browser.find("#edit button").click()
    browser.wait(lambda: browser.find("#edit-document input").is_displayed())
    browser.find("#edit-document input").click()
    option = browser.wait(lambda: [o for o in browser.find_all("[role=option]") if "08_roadmap" in o.text])[0]
    browser.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", option)
    option.click()
    publisher = browser.find("#edit-publisher textarea, #edit-publisher input")
    browser.wait(lambda: browser.find("#edit-title textarea, #edit-title input").get_property("value"))
    publisher.clear()
    publisher.send_keys("推進事務局<b>")
    browser.find("#edit-save").click()
    browser.wait(lambda: "1項目を保存しました" in browser.find("#edit-result").text)
    browser.wait(lambda: "推進事務局<b>" in browser.find("#documents").text)
    browser.keep_picture("edit")


def test_uploaded_document_can_be_asked_about_at_once(browser: Browser) -> None:
    sample = next(s for s in load_samples() if s.file.name == "15_eu_rules.pdf")
    browser.choose_tab("文書一覧")
    browser.wait(lambda: len(browser.find_all("#documents tbody tr")) == 3)
    browser.choose_tab("取り込み")
    browser.find("#files input[type=file]").send_keys(str(sample.file))
    browser.wait(lambda: "15_eu_rules" in browser.find("#files").text)
    browser.find("#start").click()
    browser.wait(lambda: browser.find_all("#results td.outcome"))
    assert "追加" in browser.find("#results").text
    browser.keep_picture("upload")
    browser.choose_tab("文書一覧")
    browser.wait(lambda: sample.title in browser.find("#documents").text)
    browser.keep_picture("library")
    browser.choose_tab("質問")
    browser.ask("EUのエコデザイン規則（ESPR）は何を定めていますか。")
    assert sample.title in browser.find("#source-1-1").text


def test_strangers_words_do_nothing(browser: Browser, tmp_path: Path) -> None:
    hostile = tmp_path / "悪意 <img src=x onerror=alert(1)>.md"
    hostile.write_text(f"# 試験 {HOSTILE}\n\n緑町の堆肥化率は{HOSTILE}71%である。\n", encoding="utf-8")
    title = browser.driver.title
    browser.choose_tab("取り込み")
    browser.find("#files input[type=file]").send_keys(str(hostile))
    browser.wait(lambda: "悪意" in browser.find("#files").text)
    browser.find("#start").click()
    browser.wait(lambda: browser.find_all("#results td.outcome"))
    assert "追加" in browser.find("#results").text
    browser.choose_tab("文書一覧")
    browser.wait(lambda: "悪意" in browser.find("#documents").text)
    browser.choose_tab("質問")
    exchange = browser.ask(f"緑町の堆肥化率は？ {HOSTILE}")
    assert HOSTILE in exchange.find_element("css selector", ".asked").text
    assert "71%" in browser.find("#evidence").text
    assert "$x^2$ $$y$$ ${alert(2)} {{7*7}}" in browser.find("#evidence").text
    assert not browser.find_all("#ask :is(img, script, strong, code), #documents img, a[href^=javascript], .katex")
    assert browser.driver.title == title


def test_keyboard_examples_and_a_new_conversation(browser: Browser) -> None:
    browser.keep_picture("welcome")
    browser.find("button.example").send_keys(Keys.ENTER)
    browser.wait(lambda: browser.find_all(".exchange .made, .exchange .hint"))
    box = browser.find("#question textarea")
    box.send_keys("一行目", Keys.SHIFT, Keys.ENTER, Keys.NULL, "二行目")
    assert len(browser.find_all(".exchange")) == 1
    browser.find("#again").send_keys(Keys.ENTER)
    browser.wait(lambda: browser.find_all(".welcome") and not browser.find_all(".exchange"))
    browser.wait(lambda: browser.find("button.example").is_displayed())


def test_visitors_share_nothing(browser: Browser) -> None:
    browser.ask(QUESTION)
    browser.open()
    browser.wait(lambda: browser.find_all(".welcome"))
    assert QUESTION not in browser.find("#transcript .html-container").text


def test_narrow_screen_does_not_scroll_sideways(browser: Browser) -> None:
    browser.open(width=360, height=740)
    browser.ask(QUESTION)
    for tab in ("質問", "文書一覧", "取り込み"):
        browser.choose_tab(tab)
        assert browser.driver.execute_script("return document.documentElement.scrollWidth") <= 360
    browser.choose_tab("質問")
    browser.keep_picture("narrow")


@pytest.mark.parametrize("path", ["openapi.json", "docs", "monitoring", "gradio_api/file=/etc/hostname"])
def test_server_offers_nothing_else(address: str, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused, urllib.request.urlopen(f"{address}/{path}"):  # noqa: S310
        pass
    refused.value.close()
    assert refused.value.code in {403, 404}


def test_no_event_is_a_public_interface(address: str) -> None:
    with urllib.request.urlopen(f"{address}/gradio_api/info") as answer:  # noqa: S310
        assert json.load(answer) == {"named_endpoints": {}, "unnamed_endpoints": {}}
