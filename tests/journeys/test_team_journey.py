"""One laptop and its team base, in the window: a team is joined with a typed code, a summary is looked at and sent, what left is shown byte
for byte, and the team is left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from app.bootstrap import SystemClock
from app.domain.consent import Purpose
from app.domain.ids import FamilyCode, VisitId
from app.domain.visit import Visit, VisitKind, VisitState
from app.usecases.today import ToDo
from tests.consenting import agreed
from tests.journeys.kit import House, click, new_vault, unlocked, until, write
from tests.sync.base.live import LiveBase
from tests.ui.reading import words_in
from ui.outbox.left_page import LeftPage
from ui.outbox.screen import OutboxPage
from ui.privacy.screen import PrivacyScreen
from ui.settings.screen import SettingsScreen
from ui.team.screen import TeamScreen
from ui.today.screen import TodayScreen

FAMILY = FamilyCode("K7Q2M")
W = TypeVar("W", bound=QWidget)


@pytest.fixture
def base(tmp_path: Path) -> Iterator[LiveBase]:
    with LiveBase(tmp_path) as made:
        yield made


@pytest.fixture
def house(qapp: QApplication, nobodys_home: Path) -> Iterator[House]:
    """Locked; in the vault a family that has agreed to be counted, visited yesterday."""
    vault = new_vault(nobodys_home)
    agreed(vault, SystemClock(), FAMILY, Purpose.STATISTICS)
    with vault.work() as work:
        yesterday = datetime.now() - timedelta(days=1)
        work.visits.put(Visit(VisitId("visit"), FAMILY, yesterday, VisitKind.FILM, state=VisitState.HELD, minutes=50))
        work.commit()
    vault.close()
    made = House(nobodys_home)
    yield made
    made.close()


def part(screen: PrivacyScreen, kind: type[W]) -> W:
    """The section that is in sight."""
    return until(lambda: next((one for one in screen.findChildren(kind) if one.isVisible()), None))


def test_join_send_see_what_left_and_leave(house: House, base: LiveBase) -> None:
    workspace = unlocked(house)
    workspace.go("settings")
    settings = house.stage(SettingsScreen)
    until(lambda: "ikke med" in settings.team_state.text())
    click(settings.team_button)
    team = house.stage(TeamScreen)
    until(team.join.isVisible)
    write(team.join.address, base.url)
    write(team.join.code, base.invite("lerke").code)
    click(team.join.join_button)
    until(team.member.isVisible)
    assert "«lerke»" in words_in(team)

    until(lambda: house.window.status.fact("waiting") == "2 sammendrag venter")  # the visit, and the laptop's counters
    workspace.go("today")
    today = house.stage(TodayScreen)
    line = until(lambda: next((one for one in today.cards() if one.line.todo is ToDo.SEND_SUMMARIES), None))
    assert line.about.text() == "2 sammendrag venter"
    click(line.button)
    outbox = part(house.stage(PrivacyScreen), OutboxPage)
    until(outbox.send_button.isEnabled)
    click(outbox.shipment_button)
    shown = outbox.shipment.bytes.toPlainText()
    assert FAMILY not in shown and base.stored() == 0, "shown, and not a byte has left"
    click(outbox.send_button)
    until(outbox.notice.isVisible)
    assert outbox.notice.text() == "Sendt og kvittert" and base.stored() == 2
    until(lambda: house.window.status.fact("waiting") == "")

    click(outbox.left_button)
    left = part(house.stage(PrivacyScreen), LeftPage)
    until(lambda: bool(left.verdict.text()) and bool(left.cards))
    click(left.cards[1].open_button)
    inside = until(lambda: left.cards[1].inside)
    assert shown in [field.toPlainText() for field in inside.findChildren(type(outbox.shipment.bytes))]
    assert left.verdict.text().startswith("Kjeden er hel")

    workspace.go("settings")
    until(lambda: "TRO01" in settings.team_state.text())
    click(settings.team_button)
    click(team.member.leave_button)
    click(team.member.do_button)
    until(team.join.isVisible)
    assert team.notice.text() == "Maskinen er ute av teamet"
