"""The whole way: two laptops join a team, work without a network, come home and send; one family is erased; and the team lead looks at the
figures in a real browser.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from app.base_ports import Invitation
from app.domain.consent import Purpose
from app.domain.ids import FamilyCode, VisitId, new_id
from app.domain.summary import quarter
from app.domain.visit import Visit, VisitKind, VisitState
from app.usecases.erase_family import erase_family
from sync.base.publishing import publish_changed
from sync.base.web.readers import add_reader
from sync.line import Limits
from tests.consenting import agreed
from tests.sync.base.live import TEAM, LiveBase
from tests.sync.base.web.chromium import Chromium
from tests.sync.base.web.town import NAME, PASSWORD
from tests.sync.driving import RealLaptop, claims, counted, enrolled, finish, require_no_false_claim, truth
from tests.usecases.caring import TODAY

LIMITS = Limits(connect=30.0, step=30.0, whole=30.0, whole_large=30.0)
AFTER = datetime(2026, 11, 22, 9, tzinfo=UTC)  # the third quarter is settled
FAMILIES = [FamilyCode(f"K7Q{number}{letter}") for letter in "ABC" for number in range(2, 6)]
# In the third quarter, each family: filmed twice, guided once, once nobody opened.
DAYS = (
    (date(2026, 7, 2), VisitKind.FILM, VisitState.HELD),
    (date(2026, 7, 9), VisitKind.GUIDANCE, VisitState.HELD),
    (date(2026, 8, 6), VisitKind.FILM, VisitState.HELD),
    (date(2026, 8, 20), VisitKind.FOLLOW_UP, VisitState.NO_ACCESS),
)


@pytest.fixture
def base(tmp_path: Path) -> Iterator[LiveBase]:
    with LiveBase(tmp_path) as made:
        yield made


@pytest.fixture
def laptops(tmp_path: Path, base: LiveBase) -> Iterator[list[RealLaptop]]:
    """Two that have joined."""
    made = [enrolled(tmp_path / name, Invitation(base.url, base.invite(name).code), LIMITS) for name in ("lerke", "spurv")]
    yield made
    for each in made:
        each.link.close()
        each.home.vault.close()


@pytest.fixture
def chromium(tmp_path: Path) -> Iterator[Chromium]:
    made = Chromium(tmp_path)
    yield made
    made.quit()


def visited(laptop: RealLaptop, family: FamilyCode) -> None:
    """A family that has agreed to be counted, and its quarter."""
    agreed(laptop.home.vault, laptop.home.clock, family, Purpose.STATISTICS)
    with laptop.home.vault.work() as work:
        for day, kind, state in DAYS:
            work.visits.put(Visit(VisitId(new_id()), family, datetime.combine(day, time(10)), kind, state=state))
        work.commit()


def shown(chromium: Chromium, base: LiveBase) -> dict[str, str]:
    """The figures at a glance, by their words, as the team lead sees them."""
    chromium.get(base.url)
    if chromium.find_elements(By.ID, "password"):
        chromium.fill("name", NAME)
        chromium.fill("password", PASSWORD + Keys.ENTER)
        chromium.until_title("Oversikt")
    cards = chromium.find_elements(By.CSS_SELECTOR, ".keys li")
    return {card.find_element(By.TAG_NAME, "span").text: card.find_element(By.TAG_NAME, "strong").text for card in cards}


def test_from_the_visit_to_the_team_leads_page(base: LiveBase, laptops: list[RealLaptop], chromium: Chromium) -> None:
    with base.database.begin() as connection:
        add_reader(connection, TEAM, NAME, PASSWORD)
    base.stop()  # no network, for weeks
    for number, laptop in enumerate(laptops):
        for family in FAMILIES[number * 6 : number * 6 + 6]:
            visited(laptop, family)
        came = laptop.exchange()
        assert came.sent == 0 and came.waiting > len(DAYS) * 6, "nothing is lost, and nothing called sent"
        assert claims(laptop.home.vault) == {}

    base.start()
    for laptop in laptops:
        finish(laptop)
    before = set(counted(base.database))

    family = FAMILIES[0]
    erase_family(laptops[0].home.vault, laptops[0].home.clock, family)
    finish(laptops[0])
    there, gone = truth(base.database)
    assert len(gone) == len(DAYS) and set(gone) <= before
    assert all(revision >= gone[record] for record, revision in there if record in gone), "of what was said of it nothing is kept"

    publish_changed(base.database, AFTER)
    figures = shown(chromium, base)
    left = len(FAMILIES) - 1
    assert figures["avtalte besøk, avlyste medregnet"] == str(left * len(DAYS))
    assert figures["gjennomførte besøk"] == str(left * 3)
    assert not any(code in chromium.page_source for code in FAMILIES)
    chromium.get(f"{base.url}/?quarter={quarter(TODAY)}")
    assert {"lerke", "spurv"} <= set(chromium.find_element(By.CSS_SELECTOR, ".laptops").text.split())
    for laptop in laptops:
        require_no_false_claim(laptop.home.vault, base.database)
