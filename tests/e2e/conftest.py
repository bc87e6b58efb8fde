"""A real `junkan serve` over a small library, and a real browser in front of it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from corpus.samples import load_samples

JUNKAN = Path(sys.executable).with_name("junkan")
CHROMIUM, DRIVER = Path("/usr/bin/chromium"), Path("/usr/bin/chromedriver")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-prefers-reduced-motion",
    "--window-size=1280,1000",
)
HELD = ("02_members_and_targets.pdf", "05_gap_business.pdf", "08_roadmap_2024_2030.pdf")
WAIT_SECONDS = 30
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Browser:
    """The page in a browser, in the words of a visitor."""

    driver: webdriver.Chrome
    address: str

    def open(self, width: int = 1280, height: int = 900) -> None:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        self.driver.get(self.address)
        self.wait(lambda: self.find("#question textarea"))

    def find(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def find_all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def wait(self, condition: Callable[[], Found]) -> Found:
        """What the condition gives, once it is true."""
        return WebDriverWait(self.driver, WAIT_SECONDS, 0.1).until(lambda _: condition())

    def ask(self, question: str) -> WebElement:
        """The last exchange, once its answer or refusal is complete."""
        n_before = len(self.find_all(".exchange"))
        self.find("#question textarea").send_keys(question, Keys.ENTER)
        self.wait(lambda: len(self.find_all(".exchange")) > n_before)
        last = f".exchange:nth-of-type({n_before + 1})"
        self.wait(lambda: self.find_all(f"{last} .made, {last} .hint, {last} .problem"))
        return self.find(last)

    def choose_tab(self, name: str) -> None:
        next(tab for tab in self.find_all('button[role="tab"]') if tab.text == name).click()

    def keep_picture(self, name: str) -> None:
        """A screenshot in the folder that JUNKAN_SCREENSHOTS names, if it names one."""
        folder = os.environ.get("JUNKAN_SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.driver.save_screenshot(str(Path(folder) / f"{name}.png"))

    def log(self, kind: str) -> list[dict[str, str]]:
        """What the browser has logged since the last call: "browser" is its console, "performance" its network."""
        entries: list[dict[str, str]] = self.driver.get_log(kind)  # type: ignore[no-untyped-call]
        return entries

    def requested(self) -> list[str]:
        """Addresses that were asked for over a network since the last call."""
        messages = (json.loads(entry["message"])["message"] for entry in self.log("performance"))
        asked = {"Network.requestWillBeSent", "Network.webSocketCreated"}
        sent = (m["params"] for m in messages if m["method"] in asked)
        urls = (params["request"]["url"] if "request" in params else params["url"] for params in sent)
        return [url for url in urls if url.startswith(("http", "ws"))]


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("served")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("JUNKAN_", "GRADIO_"))}
    environment["JUNKAN_HOME"] = str(folder / "home")
    samples = [str(sample.file) for sample in load_samples() if sample.file.name in HELD]
    assert len(samples) == len(HELD)
    subprocess.run([JUNKAN, "ingest", *samples], env=environment, cwd=folder, check=True, capture_output=True)
    with subprocess.Popen(
        [JUNKAN, "--debug", "serve", "--port", "0"],
        env=environment,
        cwd=folder,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as server:
        assert server.stderr is not None
        line = next((line for line in server.stderr if "http://127.0.0.1:" in line), "")
        assert line, "the server ended before it was ready"
        yield line.partition("：")[2].partition("（")[0]
        server.send_signal(signal.SIGTERM)
        out, log = server.communicate(timeout=WAIT_SECONDS)
        assert server.returncode == 0
        assert out == ""
        assert "Traceback" not in log, log


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    if not (CHROMIUM.exists() and DRIVER.exists()):
        pytest.skip("a browser is missing: apt-get install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    chrome = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
    try:
        yield chrome
    finally:
        chrome.quit()


@pytest.fixture
def browser(driver: webdriver.Chrome, address: str) -> Iterator[Browser]:
    """A freshly opened page; afterwards nothing was sent elsewhere, and the console holds no error."""
    driver.get("about:blank")
    opened = Browser(driver, address)
    opened.requested()
    opened.log("browser")
    opened.open()
    yield opened
    assert [url for url in opened.requested() if "://127.0.0.1:" not in url] == []
    assert [entry["message"] for entry in opened.log("browser") if entry["level"] == "SEVERE"] == []
