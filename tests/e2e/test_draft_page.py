"""An officer's way through the tab of drafts: see a mistake told, write one, read it, renew one section."""

from pathlib import Path
from zipfile import ZipFile

from selenium.webdriver.common.keys import Keys

from tests.e2e.conftest import Browser


def test_a_draft_is_written_on_the_page_and_one_section_renewed(browser: Browser, tmp_path: Path) -> None:
    whole = {"width": 1280, "height": 2400, "deviceScaleFactor": 1, "mobile": False}
    browser.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", whole)
    browser.choose_tab("起案")
    browser.wait(lambda: browser.find("#draft-start").is_displayed())
    browser.find("#draft-start").click()
    browser.wait(lambda: "主題が空です" in browser.find("#draft-shown").text)
    browser.find("#draft-topic textarea, #draft-topic input").send_keys("再生材の利用", Keys.ENTER)
    browser.wait(lambda: browser.find_all("#draft-shown .draft h4"))
    text = browser.find("#draft-shown").text
    assert "再生材の利用のロードマップ（案）" in text
    assert "の観点では、" in text
    assert browser.find_all("#draft-shown .to-check")
    assert browser.find_all("#draft-shown table tbody tr")
    browser.wait(lambda: browser.find_all("#draft-file a"))
    browser.keep_picture("draft")

    made = tmp_path / "draft.docx"
    address = browser.find("#draft-file a").get_attribute("href")
    assert address is not None
    fetched = browser.driver.execute_async_script(
        "const done = arguments[1]; fetch(arguments[0]).then(r => r.arrayBuffer())"
        ".then(b => done(Array.from(new Uint8Array(b))))",
        address,
    )
    made.write_bytes(bytes(fetched))
    assert "word/footnotes.xml" in ZipFile(made).namelist()
    browser.find("#draft-renewing button").click()
    browser.wait(lambda: browser.find("#draft-renew").is_displayed())
    browser.find("#draft-edited input[type=file]").send_keys(str(made))
    browser.wait(lambda: "背景" in (browser.find("#draft-section input").get_attribute("value") or ""))
    browser.find("#draft-renew").click()
    browser.wait(lambda: "再生材の利用" not in browser.find("#draft-file").text)
    assert "draft" in browser.find("#draft-file").text
    assert "再生材の利用のロードマップ（案）" in browser.find("#draft-shown").text
