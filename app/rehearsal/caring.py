"""The act `care`: a family and its child, a visit from plan to signed note, consents signed on the screen, and what the family may know
of it all afterwards: who has seen them, what is deleted when, and the evidence."""

from __future__ import annotations

import math
from datetime import date, timedelta

from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtWidgets import QWidget

from app.domain.consent import Purpose
from app.domain.episode import ReferralSource
from app.domain.family import PersonKind
from app.domain.visit import VisitState
from app.rehearsal.scene import Scene, W, current, unlock
from app.usecases.consent_gate import local_day
from ui.consent.give_page import GivePage
from ui.consent.screen import LedgerScreen
from ui.consent.withdraw_page import WithdrawPage
from ui.families.editors import PersonEditor
from ui.families.episode_forms import EpisodeEditor
from ui.families.page import FamilyScreen
from ui.families.screen import FamiliesScreen
from ui.history.screen import HistoryScreen
from ui.privacy.evidence_page import EvidencePage
from ui.privacy.screen import PrivacyScreen
from ui.search.screen import SearchScreen
from ui.today.screen import TodayScreen
from ui.visits.screen import VisitScreen

_CONTROL = Qt.KeyboardModifier.ControlModifier
_SETTLE_S = 0.3
_OF_THE_TEAM = ("outbox", "left")  # which has an act of its own


def care(scene: Scene) -> None:
    """From the list of families to closing the window."""
    unlock(scene)
    _family(scene)
    _visit(scene)
    _note(scene)
    _episode(scene)
    _consents(scene)
    _look_back(scene)
    _privacy(scene)
    scene.shell.window.close()
    scene.drive.wait("the end", lambda: False, 10)


def _family(scene: Scene) -> None:
    drive, window = scene.drive, scene.shell.window
    drive.key(window, Qt.Key.Key_2, _CONTROL)
    families = drive.wait("the families", lambda: current(scene.shell, FamiliesScreen))
    drive.wait("the one family", lambda: families.shown is not None and len(families.shown) == 1)
    drive.picture("families", window)
    drive.key(families.list, Qt.Key.Key_Return)
    family = _family_page(scene)
    child = next(one.person.id for one in family.page.people if one.person.kind is PersonKind.CHILD)  # type: ignore[union-attr]
    drive.click(family.people.edit_buttons[child])
    editor = drive.wait("the child's fields", lambda: family.people.editor)
    assert isinstance(editor, PersonEditor)
    born = _today(scene) - timedelta(150)
    drive.type(editor.born, f"{born.day}.{born.month}.{born.year}")
    drive.picture("family-person", window)
    drive.click(editor.save_button)
    drive.wait("the child's age", lambda: family.people.editor is None and any(one.age for one in family.page.people))  # type: ignore[union-attr]
    drive.live(_SETTLE_S)
    drive.picture("family", window)


def _visit(scene: Scene) -> None:
    """Planned for today, and held."""
    drive, window = scene.drive, scene.shell.window
    drive.click(_family_page(scene).plan_button)
    visit = drive.wait("the plan of a visit", lambda: current(scene.shell, VisitScreen))
    day = _today(scene)
    visit.new_form.day.setDate(QDate(day.year, day.month, day.day))  # as chosen in its calendar; it offers tomorrow
    drive.picture("visit-plan", window)
    drive.click(visit.new_form.save_button)
    drive.wait("the visit", lambda: visit.sheet is not None and visit.facts.hold_button.isVisible())
    drive.live(_SETTLE_S)
    drive.picture("visit", window)
    drive.click(visit.facts.hold_button)
    drive.wait("the questions of how it went", visit.facts.hold.save_button.isVisible)
    visit.facts.hold.minutes.setFocus()
    drive.key(visit.facts.hold.minutes, Qt.Key.Key_Up, times=3)
    drive.picture("visit-held", window)
    drive.click(visit.facts.hold.save_button)
    drive.wait("the held visit", lambda: visit.sheet is not None and visit.sheet.visit.state is VisitState.HELD)


def _note(scene: Scene) -> None:
    drive, window = scene.drive, scene.shell.window
    visit = drive.wait("the visit", lambda: current(scene.shell, VisitScreen))
    for field, words in (("saw", "saw"), ("parent_said", "parent said"), ("next_step", "next step")):
        drive.type(visit.note.fields.fields[field], scene.words[words])
    drive.wait("the draft being kept", visit.note.sign_button.isEnabled)
    drive.live(_SETTLE_S)
    drive.picture("visit-note", window)
    drive.click(visit.note.sign_button)
    drive.wait("the question before signing", visit.note.sign_now.isVisible)
    drive.picture("visit-sign", window)
    drive.click(visit.note.sign_now)
    drive.wait("the signed note", lambda: visit.sheet is not None and bool(visit.sheet.signed()))
    drive.live(_SETTLE_S)
    drive.picture("visit-signed", window)
    drive.click(visit.family_button)
    _family_page(scene)
    drive.picture("family-timeline", window)


def _episode(scene: Scene) -> None:
    """Where it came from is told in its place; and how its end is asked about, which is left again."""
    drive, window = scene.drive, scene.shell.window
    family = _family_page(scene)
    drive.click(family.people.episode_button)
    told = drive.wait("the episode's fields", lambda: family.people.editor)
    assert isinstance(told, EpisodeEditor)
    referred = _today(scene) - timedelta(30)
    drive.type(told.referred, f"{referred.day}.{referred.month}.{referred.year}")
    told.source.setCurrentIndex(told.source.findData(ReferralSource.MIDWIFE.value))
    drive.live(_SETTLE_S)
    drive.picture("family-episode", window)
    drive.click(told.save_button)
    drive.wait("what was told of it", lambda: family.people.editor is None)
    drive.click(_family_page(scene).close_button)
    drive.wait("how the episode ended", family.closing.isVisible)
    drive.live(_SETTLE_S)
    drive.picture("family-closing", window)
    drive.click(family.closing.leave_button)


def _consents(scene: Scene) -> None:
    """Teaching with clips is agreed to on the screen, with a hand; and how it would be taken back."""
    drive, window = scene.drive, scene.shell.window
    drive.click(_family_page(scene).consent_button)
    ledger = drive.wait("the consents", lambda: current(scene.shell, LedgerScreen))
    drive.wait("who agrees to what", lambda: ledger.ledger is not None and bool(ledger.buttons))
    drive.picture("consents", window)
    assert ledger.ledger is not None
    grown_up = next(one.id for one in ledger.ledger.people if one.kind is PersonKind.CAREGIVER)
    drive.click(ledger.buttons[grown_up, Purpose.TEACHING, ""])
    giving = drive.wait("the words to sign", lambda: _page(ledger, GivePage))
    drive.wait("the text", lambda: bool(giving.text.text()))
    drive.draw(giving.pad, _signature(giving.pad))
    drive.picture("consent-sign", window)
    drive.click(giving.enter_button)
    drive.wait("the signed consent", lambda: ledger.notice.isVisible() and _page(ledger, GivePage) is None)
    drive.live(_SETTLE_S)
    drive.picture("consents-given", window)
    drive.click(ledger.all_buttons[grown_up])
    taking = drive.wait("how it is taken back", lambda: _page(ledger, WithdrawPage))
    drive.wait("what would go", taking.withdraw_button.isEnabled)
    drive.picture("consent-withdraw", window)
    drive.click(taking.leave_button)
    drive.key(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)


def _look_back(scene: Scene) -> None:
    """The family can read who has seen them, words that were written are found, and today says what there is to do."""
    drive, window = scene.drive, scene.shell.window
    drive.click(_family_page(scene).history_button)
    history = drive.wait("who has seen the family", lambda: current(scene.shell, HistoryScreen))
    drive.wait("what they may read", lambda: history.view is not None)
    drive.live(_SETTLE_S)
    drive.picture("history", window)
    drive.key(window, Qt.Key.Key_F, _CONTROL)
    search = drive.wait("the search", lambda: current(scene.shell, SearchScreen))
    drive.type(search.field, scene.words["search"])
    drive.wait("what was found", lambda: bool(search.found))
    drive.picture("search", window)
    drive.key(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier, times=2)
    drive.click(_family_page(scene).plan_button)
    next_time = drive.wait("the plan of the next visit", lambda: current(scene.shell, VisitScreen))
    drive.click(next_time.new_form.save_button)
    drive.wait("the next visit", lambda: next_time.sheet is not None)
    drive.key(window, Qt.Key.Key_1, _CONTROL)
    today = drive.wait("today", lambda: current(scene.shell, TodayScreen))
    drive.wait("what there is to do", lambda: bool(today.cards()))
    drive.live(_SETTLE_S)
    drive.picture("today", window)


def _privacy(scene: Scene) -> None:
    drive, window = scene.drive, scene.shell.window
    drive.key(window, Qt.Key.Key_6, _CONTROL)
    privacy = drive.wait("privacy", lambda: current(scene.shell, PrivacyScreen))
    for section, tab in privacy.tabs.items():
        if section in _OF_THE_TEAM:
            continue
        drive.click(tab)
        drive.live(2 * _SETTLE_S)
        if section == "evidence":  # below where the vault lies on this machine
            bar = next(page for page in privacy.findChildren(EvidencePage)).verticalScrollBar()
            bar.setValue(bar.maximum() // 2)
        drive.picture(f"privacy-{section}", window)


def _family_page(scene: Scene) -> FamilyScreen:
    family = scene.drive.wait("the family's page", lambda: current(scene.shell, FamilyScreen))
    scene.drive.wait("what is on it", lambda: family.page is not None and bool(family.people.edit_buttons))
    scene.drive.live(_SETTLE_S)
    return family


def _today(scene: Scene) -> date:
    session = scene.shell.session
    assert session is not None
    return local_day(session.clock)


def _page(ledger: LedgerScreen, kind: type[W]) -> W | None:
    shown = ledger.currentWidget()
    return shown if isinstance(shown, kind) else None


def _signature(pad: QWidget) -> list[QPoint]:
    """Loops, as a name is written in haste."""
    width, middle = pad.width() * 0.5, pad.height() / 2
    turns = [at / 3 for at in range(180)]
    return [QPoint(round(30 + width * at / 60 + 12 * math.sin(at * 0.9)), round(middle + 22 * math.cos(at * 0.9) - at / 4)) for at in turns]
