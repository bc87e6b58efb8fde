"""An officer's way through the page of members' targets: upload, look, correct, and see that it holds."""

from pathlib import Path

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from tests.assistant.web.values import HOSTILE
from tests.e2e.conftest import Browser

SHEET = (
    "会員名,業種,目標\n"
    "架空精工,鉄鋼業,廃棄物の再資源化率を2030年度までに90%とする\n"
    f"みなと市,自治体,埋立ゼロ {HOSTILE}\n"
    "ひので社,繊維工業,循環の輪を何とか良くする\n"
)


def cell(browser: Browser, row: int, column: int) -> WebElement:
    """A cell of the review table by its numbers from 0."""
    return browser.find(f'#review [data-testid="cell-{row}-{column}"]')


def test_a_sheet_is_classified_and_corrected_on_the_page(browser: Browser, tmp_path: Path) -> None:
    source = tmp_path / "目標.csv"
    source.write_text(SHEET, encoding="utf-8")
    whole = {"width": 1280, "height": 2000, "deviceScaleFactor": 1, "mobile": False}
    browser.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", whole)
    browser.choose_tab("会員の目標")
    browser.wait(lambda: browser.find("#sheet"))
    browser.find("#sheet input[type=file]").send_keys(str(source))
    browser.wait(lambda: "目標" in browser.find("#sheet").text)
    browser.find("#classify").click()
    browser.wait(lambda: browser.find_all("#summary meter"))
    assert "目標 3件" in browser.find("#summary").text
    assert not browser.find_all("#summary :is(img, script), #review :is(img, script)")
    browser.wait(lambda: browser.find_all('#review [data-testid="cell-2-1"]'))
    # The unsure row stands first; its category is written anew.
    assert "ひので社" in cell(browser, 0, 1).text
    ActionChains(browser.driver).double_click(cell(browser, 0, 3)).perform()
    box = browser.wait(lambda: cell(browser, 0, 3).find_element("css selector", "textarea"))
    box.send_keys(Keys.CONTROL, "a")
    box.send_keys("埋立処分量・割合", Keys.ENTER)
    browser.wait(lambda: "埋立処分量・割合" in cell(browser, 0, 3).text)
    browser.keep_picture("targets")
    browser.find("#save").click()
    browser.wait(lambda: "確認者の名前" in browser.find("#said").text)
    browser.find("#by textarea, #by input").send_keys("田中")
    browser.find("#save").click()
    browser.wait(lambda: "新しい 1件" in browser.find("#said").text)
    browser.wait(lambda: "ひので社" in cell(browser, 2, 1).text)
    assert "埋立処分量・割合" in cell(browser, 2, 3).text
    assert cell(browser, 2, 10).text == "1"
    assert browser.find_all("#workbook a")
    # The same from a list: the row is clicked, its direction chosen.
    cell(browser, 0, 1).click()
    browser.wait(lambda: "行目" in browser.find("#picked").text)
    chosen = browser.find("#label-1 input")
    browser.wait(lambda: chosen.is_enabled())
    chosen.click()
    options = '#label-1 [role="option"]'  # they have no text before they are seen
    browser.wait(lambda: [o for o in browser.find_all(options) if "プロジェクト" in o.text])[0].click()
    browser.wait(lambda: "プロジェクト" in cell(browser, 0, 4).text)
    browser.keep_picture("targets-corrected")
