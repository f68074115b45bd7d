"""The act `team`: weeks of visits wait in the outbox; a team is joined with a typed code, what waits is looked at and sent, and what left
is read. Where there is no team base (see `app.rehearsal.team_base`) it waits, as on any laptop that is in no team."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.domain.consent import Purpose
from app.domain.episode import ReferralSource, StaffHours
from app.domain.family import PersonKind, Role
from app.domain.ids import FamilyCode, RecordId
from app.domain.invitation import taken_apart
from app.domain.visit import VisitKind, VisitState
from app.rehearsal.returning import CORRECTED, come_back
from app.rehearsal.scene import SETTLE_S, Scene, current, section, settings, still, unlock
from app.usecases.agree_on_paper import Paper, agree_on_paper
from app.usecases.cancel_visit import cancel_visit
from app.usecases.change_people import PersonFacts
from app.usecases.consent_gate import local_day
from app.usecases.episode_facts import Beginning, tell_episode
from app.usecases.hold_visit import Holding, hold_visit
from app.usecases.open_family import open_family
from app.usecases.plan_visit import VisitPlan, plan_visit
from app.usecases.staff_hours import enter_hours
from ui.hours.screen import HoursScreen
from ui.outbox.left_page import LeftPage
from ui.outbox.listing import Group
from ui.outbox.screen import OutboxPage
from ui.privacy.evidence_page import EvidencePage
from ui.privacy.screen import PrivacyScreen
from ui.team.screen import TeamScreen
from ui.texts import say

_CONTROL = Qt.KeyboardModifier.ControlModifier
_BASE_S = 30.0
_FAMILIES = ("K7Q2M", "R4TWB", "H9XCN")
# Of each family: how many days ago, what it was, and how long it lasted; None where nobody came.
_VISITS = ((32, VisitKind.FIRST, 70), (25, VisitKind.FILM, 45), (18, VisitKind.GUIDANCE, 60), (11, VisitKind.FILM, None))


def team(scene: Scene) -> None:
    """From the weeks before to closing the window."""
    unlock(scene)
    _weeks(scene)
    chosen = settings(scene)
    scene.drive.click(chosen.hours_button)
    scene.drive.wait("the hours", lambda: (hours := current(scene.shell, HoursScreen)) and hours.lines)
    still(scene, "hours")
    _join(scene)
    sent = _send(scene)
    if scene.invitation:
        come_back(scene, sent)
    scene.shell.window.close()
    scene.drive.wait("the end", lambda: False, 10)


def _weeks(scene: Scene) -> None:
    """Three made-up families that have agreed to be counted, and their visits: entered as the screens of the acts before do."""
    session = scene.shell.session
    assert session is not None
    store, clock, today = session.store, session.clock, local_day(session.clock)
    for number, code in enumerate(map(FamilyCode, _FAMILIES)):
        child = PersonFacts(PersonKind.CHILD, born_on=today - timedelta(80 + 60 * number))
        open_family(store, clock, code, people=(child, PersonFacts(PersonKind.CAREGIVER, Role.MOTHER, has_responsibility=True)))
        tell_episode(store, clock, code, Beginning(today - timedelta(20 + number), ReferralSource.HEALTH_VISITOR, number))
        agree_on_paper(store, clock, Paper(code, "1", frozenset({Purpose.STATISTICS})))
        for ago, kind, minutes in _VISITS:
            day = today - timedelta(ago - number)
            visit = plan_visit(store, code, VisitPlan(datetime.combine(day, time(9 + number)), kind)).id
            if minutes is None:
                cancel_visit(store, visit, VisitState.FAMILY_CANCELLED)
            else:
                hold_visit(store, clock, visit, Holding(minutes, travel_minutes=20))
    enter_hours(store, clock, StaffHours.SUPERVISION, today - timedelta(9), 90)
    enter_hours(store, clock, StaffHours.TRAINING, today - timedelta(2), 180)


def _join(scene: Scene) -> None:
    drive = scene.drive
    drive.click(settings(scene).team_button)
    team = drive.wait("the team", lambda: current(scene.shell, TeamScreen))
    drive.wait("how to join one", team.join.isVisible)
    still(scene, "team")
    invitation = taken_apart(scene.invitation)
    if invitation is None:
        return
    address, code = invitation
    drive.type(team.join.address, address)
    drive.type(team.join.code, code)
    drive.click(team.join.join_button)
    drive.wait("the base's answer", team.member.isVisible, _BASE_S)
    drive.check("joined a team", team.now is not None and team.now.member is not None)
    still(scene, "team-joined")


def _send(scene: Scene) -> list[RecordId]:
    """What is seen is what goes; without a base it is seen all the same. Returns what went of the family that is corrected later."""
    drive = scene.drive
    drive.key(scene.shell.window, Qt.Key.Key_6, _CONTROL)
    privacy = drive.wait("privacy", lambda: current(scene.shell, PrivacyScreen))
    drive.click(privacy.tabs["outbox"])
    outbox = drive.wait("the outbox", lambda: section(privacy, OutboxPage))
    drive.wait("what waits", lambda: len(outbox.rows(Group.GOING)) > len(_FAMILIES) * len(_VISITS))
    outbox.list.setFocus()
    drive.key(outbox.list, Qt.Key.Key_Down)
    still(scene, "outbox")
    drive.wait("a family that has not agreed to be counted", outbox.tabs[Group.NO_CONSENT].isVisible)
    drive.click(outbox.tabs[Group.NO_CONSENT])
    still(scene, "outbox-no-consent")
    drive.click(outbox.tabs[Group.GOING])
    going = [row.record for row in outbox.rows(Group.GOING) if row.line.kept.family == CORRECTED]
    if not scene.invitation:
        return going
    drive.click(outbox.shipment_button)
    still(scene, "outbox-shipment")
    drive.click(outbox.send_button)
    drive.wait("the receipt", outbox.notice.isVisible, _BASE_S)
    drive.wait("the empty outbox", lambda: not outbox.is_sending() and not outbox.rows(Group.GOING))
    drive.check("summaries that wait after sending", len(outbox.rows(Group.GOING)), 0)
    still(scene, "outbox-sent")
    drive.click(outbox.left_button)
    left = drive.wait("what left", lambda: section(privacy, LeftPage))
    drive.wait("the batch", lambda: bool(left.cards) and bool(left.verdict.text()))
    drive.click(left.cards[1].open_button)
    drive.wait("what was in it", lambda: left.cards[1].inside)
    drive.check("batches with a receipt", sum(one.received is not None for one in left.departures), 1)
    still(scene, "left")
    drive.click(privacy.tabs["evidence"])
    evidence = drive.wait("the evidence", lambda: section(privacy, EvidencePage))
    drive.wait("what it says of the base", lambda: evidence.evidence is not None and evidence.evidence.sharing.left.batches)
    drive.live(SETTLE_S)
    heading = next(label for label in evidence.findChildren(QLabel) if label.text() == say("evidence.sharing"))
    card = heading.parentWidget()
    assert card is not None
    evidence.ensureWidgetVisible(card)
    still(scene, "privacy-evidence-team")
    return going
