"""The outbox and what left, in both languages, light and dark, at 1366 x 768 and at 200 %: no word cut, all named, reached by keyboard."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.consent import Purpose
from app.domain.family import Person, PersonKind, Role
from app.domain.ids import FamilyCode, PersonId, VisitId
from app.domain.visit import Visit, VisitKind, VisitState
from app.usecases.erase_visit import erase_visit
from sync.codec import WireCodec
from tests.fakes.base import FakeBase
from tests.ui.films import wait_for
from tests.ui.fitting import check
from tests.ui.outbox.conftest import Desk
from tests.ui.scaled import again_at_two_hundred_percent
from tests.ui.visits.conftest import click
from tests.ui.ways import joined
from tests.usecases.caring import NOON, Home
from ui.jobs import Jobs
from ui.outbox.left_page import LeftPage
from ui.outbox.listing import Group
from ui.texts import set_language
from ui.theme import DARK, LIGHT, Palette, apply_theme

OTHER = FamilyCode("B4CDE")


def fill(desk: Desk, home: Home, base: FakeBase) -> None:
    """Something of each group, and something that has left."""
    joined(home, base)
    home.all_agree(Purpose.STATISTICS)
    kinds = tuple(VisitKind)
    visits = [VisitId(f"visit-{n}") for n in range(16)]
    with home.vault.work() as work:
        for n, visit in enumerate(visits):
            at = NOON.replace(tzinfo=None) - timedelta(days=3 * n)
            how = (VisitState.HELD, VisitState.HELD, VisitState.FAMILY_CANCELLED)[n % 3]
            minutes = 20 + 7 * n if how is VisitState.HELD else None
            work.visits.put(Visit(visit, home.code, at, kinds[n % len(kinds)], state=how, minutes=minutes, travel_minutes=25))
        work.commit()
    base.refusing = lambda item: "not_valid" if "phone" in str(item) else ""
    send(desk)
    for visit in visits[:7]:
        erase_visit(home.vault, home.clock, visit, with_films=False)
    with home.vault.work() as work:
        work.families.add(OTHER, NOON)
        work.people.put(Person(PersonId("else"), OTHER, PersonKind.CAREGIVER, Role.MOTHER))
        work.visits.put(Visit(VisitId("without"), OTHER, NOON.replace(tzinfo=None), VisitKind.FIRST, state=VisitState.HELD))
        for n in range(12):
            at = NOON.replace(tzinfo=None) - timedelta(days=n)
            work.visits.put(Visit(VisitId(f"new-{n}"), home.code, at, kinds[n % 3], state=VisitState.HELD, minutes=45))
        work.commit()


def send(desk: Desk) -> None:
    screen = desk.read()
    click(screen.send_button)
    wait_for(screen.notice.isVisible)
    desk.idle()


@pytest.mark.parametrize("spoken", ["nb", "en"])
@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_group_fits(qapp: QApplication, home: Home, base: FakeBase, jobs: Jobs, palette: Palette, spoken: str, english: None) -> None:
    set_language("nb" if spoken == "nb" else "en")
    apply_theme(qapp, palette)
    look = f"{'dark' if palette == DARK else 'light'}-{spoken}"
    desk = Desk(home, base, jobs)
    screen = desk.screen
    desk.read()
    check(screen, f"outbox-no-team-{look}")
    fill(desk, home, base)
    check(screen, f"outbox-sent-{look}")
    desk.read()
    for group in Group:
        assert screen.rows(group), group
        click(screen.tabs[group])
        check(screen, f"outbox-{group.value}-{look}")
    click(screen.tabs[Group.GOING])
    click(screen.detail.bytes_button)
    check(screen, f"outbox-bytes-{look}")
    click(screen.shipment_button)
    check(screen, f"outbox-shipment-{look}")
    screen.stop()
    screen.close()
    screen.deleteLater()
    page = LeftPage(home.vault, jobs, WireCodec())
    page.resize(1258, 610)
    page.show()
    page.activateWindow()
    page.refresh()
    wait_for(lambda: bool(page.verdict.text()))
    click(page.cards[1].open_button)
    wait_for(lambda: page.cards[1].inside is not None)
    check(page, f"left-{look}")
    page.close()
    page.deleteLater()


def test_at_two_hundred_percent(project: Path) -> None:
    again_at_two_hundred_percent(project, __file__, "light and nb")
