"""Debian's Chromium without a screen, which asks nobody but the base under test."""

from __future__ import annotations

import base64
import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import DEVNULL
from typing import Any

import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

_SECONDS = 60.0
AXE = Path(__file__).parents[3] / "web" / "node_modules" / "axe-core" / "axe.min.js"
_QUIET = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--disable-default-apps", "--disable-extensions", "--metrics-recording-only", "--hide-scrollbars",
    "--force-color-profile=srgb",
)  # fmt: skip
# What a person who cannot see the page would hear of what has the keyboard.
_FOCUSED = """
const at = document.activeElement, label = at.labels && at.labels[0];
return [(at.getAttribute('aria-label') || at.innerText || (label && label.innerText) || '').trim(), at.tagName.toLowerCase()];
"""
_AXE = "const done = arguments[0]; axe.run(document, {resultTypes: ['violations']}).then(found => done(JSON.stringify(found.violations)));"


class Chromium(Chrome):
    """`downloads` is where files go that a page gives. Sizes are those of the page, in CSS pixels."""

    def __init__(self, folder: Path) -> None:
        program, driver = shutil.which("chromium"), shutil.which("chromedriver")
        if program is None or driver is None:
            pytest.skip("Chromium is not installed here; the pages' words, forms and headers are tested without it")
        self.downloads = folder / "downloads"
        self.downloads.mkdir()
        options = ChromeOptions()
        options.binary_location = program
        for argument in (*_QUIET, f"--user-data-dir={folder / 'profile'}"):
            options.add_argument(argument)
        options.add_experimental_option("prefs", {"download.default_directory": str(self.downloads), "download.prompt_for_download": False})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        service = ChromeService(driver, log_output=DEVNULL, env={"HOME": str(folder), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"})
        super().__init__(options=options, service=service)
        self.set_page_load_timeout(_SECONDS)
        self.set_script_timeout(_SECONDS)

    def look(self, width: int, dark: bool, media: str = "") -> None:
        """As on a screen of this width, in these colours; `print` as on paper."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": [scheme]})
        self._size(width, 800)

    def until(self, true: Callable[[], object], words: str) -> None:
        """Wait for what a key or a click begins: the driver does not."""
        end = time.monotonic() + _SECONDS
        while not true():
            assert time.monotonic() < end, words
            time.sleep(0.02)

    def until_title(self, beginning: str) -> None:
        self.until(lambda: self.title.startswith(beginning), f"no page {beginning!r}; it is {self.title!r}")

    def type(self, *keys: str) -> None:
        """To whatever has the keyboard."""
        self.switch_to.active_element.send_keys(*keys)

    def focused(self) -> tuple[str, str]:
        """Its name and its kind of element."""
        name, tag = self.execute_script(_FOCUSED)
        return name, tag

    def tab_to(self, name: str, most: int = 150) -> None:
        """Tab until what is called so has the keyboard."""
        for _ in range(most):
            self.type(Keys.TAB)
            if self.focused()[0] == name:
                return
        pytest.fail(f"the keyboard does not reach {name!r}; it is at {self.focused()!r}")

    def fill(self, label: str, text: str) -> None:
        self.find_element(By.CSS_SELECTOR, f"#{label}").send_keys(text)

    def findings(self) -> list[tuple[str, str, str]]:
        """What axe finds, serious or not: rule, first place, why."""
        if not AXE.is_file():
            pytest.skip("axe-core is not installed (packaging/setup.sh tests does it); the pages are tested without it elsewhere here")
        self.execute_script(AXE.read_text("utf-8"))
        found = json.loads(self.execute_async_script(_AXE))
        return [(each["id"], each["nodes"][0]["html"][:200], each["nodes"][0]["failureSummary"][:300]) for each in found]

    def asked_for(self) -> set[str]:
        """Every address that was asked for since the last time, by whatever part of the page."""
        said = [json.loads(entry["message"])["message"] for entry in self._said("performance")]
        return {each["params"]["request"]["url"] for each in said if each["method"] == "Network.requestWillBeSent"}

    def complaints(self) -> list[str]:
        """What the browser says of the page: what its policy refused, what was not there."""
        return [entry["message"] for entry in self._said("browser") if entry["level"] in ("SEVERE", "WARNING")]

    def whole_picture(self, width: int) -> bytes:
        """The page from top to bottom, as PNG."""
        self._size(width, int(self.execute_script("return document.documentElement.scrollHeight")))
        return self.get_screenshot_as_png()

    def printed(self) -> bytes:
        """As PDF, on the paper that the page asks for."""
        said: dict[str, Any] = self.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True})
        return base64.b64decode(said["data"])

    def _said(self, log: str) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = self.get_log(log)  # type: ignore[no-untyped-call]  # selenium leaves it so
        return entries

    def _size(self, width: int, height: int) -> None:
        said = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        self.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", said)
