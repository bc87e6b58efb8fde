"""A reader says in the page that an answer was right or wrong."""

from selenium.webdriver.common.keys import Keys

from tests.e2e.conftest import Browser

QUESTION = "会員の定量目標で最も多い代表指標は何で、何件ですか。"


def test_a_reader_rates_the_last_answer(browser: Browser) -> None:
    browser.find("#feedback button").click()
    browser.wait(lambda: browser.find("#feedback-good").is_displayed())
    browser.find("#feedback-good").send_keys(Keys.ENTER)
    browser.wait(lambda: "まだありません" in browser.find("#feedback-result").text)
    browser.ask(QUESTION)
    box = browser.find("#feedback-comment textarea")
    box.send_keys("表の2行目も<b>見たい</b>")
    browser.find("#feedback-bad").send_keys(Keys.ENTER)
    browser.wait(lambda: "評価を残しました" in browser.find("#feedback-result").text)
    browser.wait(lambda: box.get_property("value") == "")
    browser.keep_picture("feedback")
