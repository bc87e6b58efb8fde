"""The gap table on the page, in a real browser."""

from selenium.webdriver.common.keys import Keys

from tests.e2e.conftest import Browser


def test_a_topic_becomes_a_table_with_its_sources(browser: Browser) -> None:
    browser.choose_tab("ギャップ表")
    topic = browser.wait(lambda: browser.find("#gap-topic input, #gap-topic textarea"))
    browser.wait(topic.is_displayed)
    topic.send_keys("情報流通プラットフォーム", Keys.ENTER)
    browser.wait(lambda: browser.find_all("#gap-table tbody tr"))
    assert "情報流通プラットフォーム" in browser.find("#gap-table").text
    browser.find("#gap-table td a.marker").click()
    browser.wait(lambda: browser.find_all(".gap-sources li:target"))
    assert browser.find("#gap-workbook").is_displayed()
    browser.keep_picture("gaps")
