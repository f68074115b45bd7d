"""Takes the pictures of the team base's pages for the documentation: `python -m tests.sync.base.web.pictures FOLDER`."""

from __future__ import annotations

import sys
import tempfile
from itertools import product
from pathlib import Path

from PySide6.QtGui import QImage
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from app.rehearsal.pictures import save_picture
from sync.base.database import Database
from tests.sync.base.live import BaseProcess
from tests.sync.base.web.chromium import Chromium
from tests.sync.base.web.town import NAME, NEWEST, PASSWORD, settle

PHONE, DESK = 390, 1366
TOP = 1090  # as far as the first group of charts reaches: the picture of the README
_PAGES = {"overview": "/", "report": f"/report/{NEWEST}"}


def take(folder: Path) -> None:
    """Each page, on a phone and on a desk, light and dark, from top to bottom; on the desk in both languages."""
    with tempfile.TemporaryDirectory(prefix="ss-pictures-") as name:
        around = Path(name)
        url = f"sqlite:///{around / 'base.sqlite3'}"
        database = Database.open(url)
        settle(database)
        database.close()
        with BaseProcess(around, url, has_team=True) as base:
            chromium = Chromium(around)
            try:
                _take_all(chromium, base.url, folder)
            finally:
                chromium.quit()


def _take_all(chromium: Chromium, address: str, folder: Path) -> None:
    for language in ("nb", "en"):
        _take(chromium, f"{address}/login?language={language}", folder, "login", language)
    chromium.get(address)
    chromium.fill("name", NAME)
    chromium.fill("password", PASSWORD + Keys.ENTER)
    chromium.until_title("Oversikt")
    for language in ("nb", "en"):
        for name, page in _PAGES.items():
            _take(chromium, address + page, folder, name, language)
        chromium.find_element(By.CSS_SELECTOR, "form[action='/language'] button").click()
        chromium.until_title("Overview" if language == "nb" else "Oversikt")


def _take(chromium: Chromium, address: str, folder: Path, name: str, language: str) -> None:
    sizes = {"desk": DESK} | ({"phone": PHONE} if language == "nb" else {})
    for (size, width), dark in product(sizes.items(), (False, True)):
        chromium.look(width, dark)
        chromium.get(address)
        picture = QImage.fromData(chromium.whole_picture(width))
        look = f"{'dark' if dark else 'light'}-{language}.png"
        save_picture(picture, folder / f"base-{name}-{size}-{look}")
        if (name, size) == ("overview", "desk"):
            save_picture(picture.copy(0, 0, DESK, TOP), folder / f"base-top-{look}")


if __name__ == "__main__":
    take(Path(sys.argv[1]))
