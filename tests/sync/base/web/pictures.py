"""Takes the pictures of the team base's pages for the documentation: `python -m tests.sync.base.web.pictures FOLDER`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import product
from pathlib import Path

from PySide6.QtGui import QImage
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from app.rehearsal.pictures import save_picture
from sync.base.database import Database
from tests.sync.base.live import BaseProcess
from tests.sync.base.web.chromium import Chromium
from tests.sync.base.web.town import NAME, NEWEST, PASSWORD, RUNNING, settle

PHONE, DESK = 390, 1366
TOP = 1290  # as far as the first group of charts reaches: the picture of the README
_PAGES = {"overview": "/", "running": f"/?quarter={RUNNING}", "report": f"/report/{NEWEST}"}


def take(folder: Path) -> None:
    """Each page, on a phone and on a desk, light and dark, from top to bottom; on the desk in both languages. Of a small team, which sees
    little, the overview."""
    with tempfile.TemporaryDirectory(prefix="ss-pictures-") as name:
        around = Path(name)
        chromium = Chromium(around)
        try:
            with _served(chromium, around / "town") as address:
                for language in ("nb", "en"):
                    _take(chromium, f"{address}/login?language={language}", folder, "login", language)
                _take_within(chromium, address, folder, _PAGES)
            with _served(chromium, around / "few", quarters=3, visits=22) as address:
                _take_within(chromium, address, folder, {"few": "/"})
        finally:
            chromium.quit()


@contextmanager
def _served(chromium: Chromium, around: Path, **size: int) -> Iterator[str]:
    """The address of a base with a team of this size; nobody is logged in."""
    around.mkdir()
    url = f"sqlite:///{around / 'base.sqlite3'}"
    with closing(Database.open(url)) as database:
        settle(database, **size)
    chromium.execute_cdp_cmd("Network.clearBrowserCookies", {})
    with BaseProcess(around, url, has_team=True) as base:
        yield base.url


def _take_within(chromium: Chromium, address: str, folder: Path, pages: Mapping[str, str]) -> None:
    chromium.get(address)
    chromium.fill("name", NAME)
    chromium.fill("password", PASSWORD + Keys.ENTER)
    chromium.until_title("Oversikt")
    for language in ("nb", "en"):
        for name, page in pages.items():
            _take(chromium, address + page, folder, name, language)
        chromium.get(address)
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
