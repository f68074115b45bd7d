"""The pages in a real browser: by keyboard alone, to axe, on a phone and on a desk, in light and dark, on paper."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.sync.base.live import BaseProcess
from tests.sync.base.web.chromium import Chromium
from tests.sync.base.web.town import DEVICES, NAME, NEWEST, PASSWORD, RUNNING

PHONE, DESK = 390, 1366
SIZES = [(PHONE, False), (PHONE, True), (DESK, False), (DESK, True)]
LOOKS = pytest.mark.parametrize(("width", "dark"), SIZES, ids=["phone", "phone-dark", "desk", "desk-dark"])
PAGES = ("/", f"/?quarter={RUNNING}", f"/report/{NEWEST}", f"/report/{NEWEST}?language=en", "/nowhere")
ALL_PAGES = (*PAGES, "/api")
LEAST_TEXT_PX = 13
_SMALL_TEXT = """
const small = [];
for (const at of document.querySelectorAll('body *')) {
  if (!Array.from(at.childNodes).some(node => node.nodeType === 3 && node.data.trim())) continue;
  if (at.closest('.unseen, .skip') || !at.checkVisibility()) continue;
  const scale = at instanceof SVGElement && at.getScreenCTM ? at.getScreenCTM().a : 1;
  const size = parseFloat(getComputedStyle(at).fontSize) * scale;
  if (size < arguments[0] - 0.1) small.push([at.textContent, size]);
}
return small;
"""
_SMALL_TARGETS = """
return Array.from(document.querySelectorAll('a, button, select, summary, input:not([type=hidden])')).filter(at => {
  const box = at.getBoundingClientRect();
  return !at.matches('.skip') && at.checkVisibility() && Math.min(box.width, box.height) < 24;
}).map(at => at.outerHTML.slice(0, 120));
"""


@pytest.fixture(scope="module")
def base(town_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BaseProcess]:
    """`samspill base serve` with the made-up town."""
    folder = tmp_path_factory.mktemp("served")
    path = shutil.copy(town_file, folder / "base.sqlite3")
    with BaseProcess(folder, f"sqlite:///{path}", has_team=True) as made:
        yield made
        assert made.stop() == 0


@pytest.fixture(scope="module")
def _chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    made = Chromium(tmp_path_factory.mktemp("chromium"))
    yield made
    made.quit()


@pytest.fixture
def chromium(_chromium: Chromium) -> Chromium:
    """Nobody is logged in."""
    _chromium.execute_cdp_cmd("Network.clearBrowserCookies", {})
    _chromium.look(DESK, dark=False)
    return _chromium


@pytest.fixture
def inside(chromium: Chromium, base: BaseProcess) -> Chromium:
    """Logged in."""
    chromium.get(base.url)
    chromium.fill("name", NAME)
    chromium.fill("password", PASSWORD + Keys.ENTER)
    chromium.until_title("Oversikt")
    return chromium


def test_the_whole_way_by_keyboard_alone(chromium: Chromium, base: BaseProcess) -> None:
    chromium.get(base.url)
    assert chromium.focused() == ("Navn", "input"), "one can type at once"
    chromium.type(NAME)
    chromium.tab_to("Passord")
    chromium.type(PASSWORD, Keys.ENTER)
    chromium.until_title("Oversikt 3. kvartal 2026")
    chromium.tab_to("Hopp til innholdet")
    chromium.tab_to("Ventetid, alder og henvisning")
    chromium.type(Keys.ENTER)
    chromium.tab_to("Hopp over: Ventetid fra henvisning til første besøk", most=1)
    chromium.tab_to("Tabell: Ventetid fra henvisning til første besøk")
    chromium.type(Keys.ENTER)
    chromium.tab_to("Last ned CSV: Ventetid fra henvisning til første besøk", most=2)
    chromium.type(Keys.ENTER)
    assert _downloaded(chromium, "TRO01-waiting.csv").startswith("\ufeffKvartal;0–14 dager;")
    chromium.find_element(By.CSS_SELECTOR, "body").send_keys(Keys.HOME)
    chromium.execute_script("document.activeElement.blur()")
    chromium.tab_to("Rapport for kvartalet")
    chromium.type(Keys.ENTER)
    chromium.until_title("Kvartalsrapport 3. kvartal 2026")
    chromium.tab_to("In English")
    chromium.type(Keys.ENTER)
    chromium.until_title("Quarterly report Q3 2026")
    chromium.tab_to("Log out")
    chromium.type(Keys.ENTER)
    chromium.until_title("Logg inn")


def test_what_has_the_keyboard_is_seen(inside: Chromium) -> None:
    """Each stop has a ring, and a chart can be stepped over."""
    stops = 0
    for _ in range(60):
        inside.type(Keys.TAB)
        ring = inside.execute_script(
            "const at = document.activeElement, ring = at.querySelector(':scope > .ring');"
            "return [getComputedStyle(at).outlineStyle, ring ? getComputedStyle(ring).stroke : 'none'];"
        )
        assert ring[0] != "none" or ring[1] != "none", inside.focused()
        stops += inside.focused()[1] == "g"
    assert stops > 10


def test_a_chart_can_be_pointed_at(inside: Chromium) -> None:
    column = inside.find_elements(By.CSS_SELECTOR, ".chart .column")[3]
    tip = column.find_element(By.CSS_SELECTOR, ".tip")
    assert not tip.is_displayed()
    ActionChains(inside).move_to_element(column.find_element(By.CSS_SELECTOR, ".reach")).perform()
    assert tip.is_displayed() and "2025" in tip.text


@LOOKS
def test_axe_finds_nothing(inside: Chromium, base: BaseProcess, width: int, dark: bool) -> None:
    inside.look(width, dark)
    for page in ALL_PAGES:
        inside.get(base.url + page)
        inside.execute_script("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert inside.findings() == [], page


@LOOKS
def test_axe_finds_nothing_before_the_log_in(chromium: Chromium, base: BaseProcess, width: int, dark: bool) -> None:
    chromium.look(width, dark)
    chromium.get(base.url)
    assert chromium.findings() == []
    chromium.fill("name", "Nobody")
    chromium.fill("password", "nothing" + Keys.ENTER)
    chromium.until(lambda: chromium.find_elements(By.CSS_SELECTOR, "[role=alert]"), "nothing is said of a wrong name")
    assert chromium.findings() == []


@pytest.mark.parametrize("width", [320, PHONE, DESK])
def test_every_page_fits_and_can_be_read_and_hit(inside: Chromium, base: BaseProcess, width: int) -> None:
    inside.look(width, dark=False)
    for page in PAGES:
        inside.get(base.url + page)
        assert inside.execute_script("return document.documentElement.scrollWidth") <= width, page
        assert width < PHONE or inside.execute_script(_SMALL_TEXT, LEAST_TEXT_PX) == [], page
        assert inside.execute_script(_SMALL_TARGETS) == [], page


def test_nothing_is_asked_of_anybody_else(inside: Chromium, base: BaseProcess) -> None:
    inside.asked_for(), inside.complaints()
    for page in PAGES:
        inside.get(base.url + page)
        assert inside.execute_script("return document.scripts.length") == 0
    asked = inside.asked_for()
    assert len(asked) >= len(PAGES) and all(address.startswith(f"{base.url}/") for address in asked)
    assert [said for said in inside.complaints() if "/nowhere" not in said] == []


def test_the_policy_stops_what_somebody_might_put_in(inside: Chromium, base: BaseProcess) -> None:
    inside.execute_script(
        "const put = document.createElement('div');"
        'put.innerHTML = \'<img src="http://127.0.0.1:9/x.png"><p style="color:red" id="put">x</p>\'; document.body.append(put);'
    )
    assert inside.execute_script("return getComputedStyle(document.getElementById('put')).color") != "rgb(255, 0, 0)"
    assert any("Content Security Policy" in said for said in inside.complaints())


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_report_is_one_page_of_paper(inside: Chromium, base: BaseProcess, language: str) -> None:
    inside.look(DESK, dark=True)
    inside.get(f"{base.url}/report/{NEWEST}?language={language}")
    printed = inside.printed()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    width, height = (float(number) for number in re.search(rb"/MediaBox\s*\[0 0 ([0-9.]+) ([0-9.]+)\]", printed).groups())  # type: ignore[union-attr]
    assert (round(width), round(height)) == (595, 842), "A4"


def test_a_file_that_is_asked_for_too_late_is_no_file(inside: Chromium, base: BaseProcess) -> None:
    """Its button leads to the log-in then, which is not saved under the file's name."""
    inside.execute_cdp_cmd("Network.clearBrowserCookies", {})
    inside.execute_script("document.querySelectorAll('details').forEach(each => each.open = true)")
    inside.find_element(By.CSS_SELECTOR, "a[href='/tables/closure.csv']").click()
    inside.until_title("Logg inn")
    assert not list(inside.downloads.glob("*closure*"))


def test_the_laptops_are_named(inside: Chromium) -> None:
    said = inside.find_element(By.CSS_SELECTOR, ".laptops").text
    assert all(name in said for name in DEVICES)


def _downloaded(chromium: Chromium, name: str) -> str:
    chromium.until((chromium.downloads / name).is_file, "nothing came down")
    return (chromium.downloads / name).read_text("utf-8")
