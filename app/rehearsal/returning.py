"""The end of the act `team`: what a team base sends back, and what does not go by itself. Rules that wait for a yes; a summary that the
base does not accept; a family that is erased, of which the base is asked to forget more than may go unseen."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.domain.ids import FamilyCode, RecordId
from app.domain.visit import VisitState
from app.rehearsal.scene import Scene, current, section, settings, still
from app.rehearsal.team_base import erase_at_base
from app.usecases.erase_family import erase_family
from app.usecases.hold_visit import Holding, hold_visit
from ui.outbox.listing import Group
from ui.outbox.screen import OutboxPage
from ui.privacy.screen import PrivacyScreen
from ui.team.screen import TeamScreen

_BASE_S = 30.0
CORRECTED, _ERASED = FamilyCode("K7Q2M"), FamilyCode("H9XCN")


def come_back(scene: Scene, records: list[RecordId]) -> None:
    """`records` were sent of the family whose visit is corrected now."""
    _documents(scene)
    _not_accepted(scene, records)
    _held(scene)


def _documents(scene: Scene) -> None:
    drive = scene.drive
    drive.click(settings(scene).team_button)
    team = drive.wait("the team", lambda: current(scene.shell, TeamScreen))
    drive.wait("what came from the base", lambda: bool(team.documents))
    still(scene, "team-documents")
    drive.click(team.documents[0].do_button)
    drive.wait("the rules in force", lambda: team.now is not None and bool(team.now.in_force))


def _not_accepted(scene: Scene, records: list[RecordId]) -> None:
    """Somebody asked the base to erase it, and the laptop does not know of that yet."""
    session, drive = scene.shell.session, scene.drive
    assert session is not None
    erase_at_base(scene.database, records)
    with session.store.work() as work:
        held = next(one for one in work.visits.of(CORRECTED) if one.state is VisitState.HELD)
    hold_visit(session.store, session.clock, held.id, Holding(minutes=90, travel_minutes=20))
    outbox = _outbox(scene)
    drive.wait("the corrected visit", lambda: outbox.send_button.isEnabled() and len(outbox.rows(Group.GOING)) == 1)
    drive.click(outbox.send_button)
    drive.wait("the base's answer", outbox.notice.isVisible, _BASE_S)
    drive.wait("what was not accepted", lambda: not outbox.is_sending() and outbox.group is Group.QUARANTINED)
    still(scene, "outbox-not-accepted")


def _held(scene: Scene) -> None:
    session, drive = scene.shell.session, scene.drive
    assert session is not None
    erase_family(session.store, session.clock, _ERASED)
    outbox = _outbox(scene)
    drive.wait("what waits for a look", outbox.tabs[Group.HELD].isVisible)
    drive.click(outbox.tabs[Group.HELD])
    still(scene, "outbox-held")


def _outbox(scene: Scene) -> OutboxPage:
    drive, window = scene.drive, scene.shell.window
    drive.key(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    drive.key(window, Qt.Key.Key_6, Qt.KeyboardModifier.ControlModifier)
    privacy = drive.wait("privacy", lambda: current(scene.shell, PrivacyScreen))
    drive.click(privacy.tabs["outbox"])
    return drive.wait("the outbox", lambda: section(privacy, OutboxPage))
