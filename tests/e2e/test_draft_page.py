"""An officer's way through the tab of drafts: write one, read it, see a mistake told, renew one section."""

from pathlib import Path
from zipfile import ZipFile

from selenium.webdriver.common.keys import Keys

from tests.e2e.conftest import Browser
from tests.e2e.console import junkan


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


def test_mistakes_are_one_line(tmp_path: Path, sample_home: Path) -> None:
    """Every wrong use ends in one line and leaves nothing behind."""
    there = tmp_path / "there.docx"
    there.write_bytes(b"mine")
    locked = tmp_path / "locked"
    locked.mkdir()
    (tmp_path / "bad.toml").write_text('version = 1\ntitle = "t"\n[[section]]\nkey = "a"\n', encoding="utf-8")
    known = ("--template", "sector_roadmap", "--topic", "再生材", "--home", sample_home)
    cases: list[tuple[tuple[object, ...], int, str]] = [
        (("--template", "no_such", "--topic", "再生材", "--out", "a.docx"), 2, "ひな形「no_such」はありません"),
        (("--topic", "再生材", "--out", "a.docx"), 2, "--template を指定"),
        ((*known, "--out", "there.docx"), 2, "既にあります"),
        ((*known, "--out", "a.csv"), 2, "拡張子"),
        ((*known, "--out", "none/a.docx"), 1, "フォルダーがありません"),
        ((*known, "--out", "locked"), 2, "拡張子"),
        ((*known, "--out", "a.docx", "--base", "there.pptx"), 2, "--base には"),
        ((*known, "--out", "a.docx", "--base", "there.docx"), 1, "壊れています"),
        (("--section", "to_be", "--out", "there.docx", "--home", sample_home), 1, "壊れています"),
        (("check", "bad.toml"), 1, "section.1.heading がありません"),
    ]
    for arguments, code, words in cases:
        done = junkan("draft", *arguments, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (code, ""), (arguments, done.stderr)
        assert words in done.stderr, (arguments, done.stderr)
        assert "Traceback" not in done.stderr
    assert there.read_bytes() == b"mine"
    assert {path.name for path in tmp_path.iterdir()} == {"there.docx", "locked", "bad.toml"}
