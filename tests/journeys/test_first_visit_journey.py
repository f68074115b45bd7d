"""From the first visit to the receipt, by the keyboard alone, in both languages: a family, its consents, a visit that is planned and held,
a film, a mark, a clip shown to the parent, a signed note, a consent taken back, and what then is left of the film.

Nothing here sets the focus or clicks: each step goes on from where the keyboard stands, with Tab, the arrows, Space, Enter and the keys of
the menu.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.bootstrap import VaultDoor
from app.domain.audit import Deed
from app.domain.consent import Purpose
from app.domain.ids import FamilyCode, RecordingId
from app.domain.receipt import DeletionRule
from app.domain.visit import VisitState
from app.ports import Store, VaultKeeper
from app.usecases.exit_pin import set_exit_pin
from storage.device_secret import FileSecrets
from storage.kdf import PRACTICE
from storage.vault import create_vault
from tests.fakes.studio import DrawnStudio
from tests.journeys.hand import ALT, CONTROL, Hand
from tests.journeys.kit import House, settle, until
from tests.video.live_films import live_film
from ui.consent.give_page import GivePage
from ui.consent.screen import LedgerScreen
from ui.consent.withdraw_page import WithdrawPage
from ui.families.editors import PersonEditor
from ui.families.page import FamilyScreen
from ui.families.screen import FamiliesScreen
from ui.film.desk import DeskState
from ui.film.hold_button import NOT_TWICE_MS
from ui.film.screen import FilmScreen
from ui.parent.window import ParentWindow
from ui.privacy.screen import PrivacyScreen
from ui.receipts.screen import ReceiptsScreen
from ui.review.screen import ReviewScreen
from ui.services import Session
from ui.texts import LANGUAGES, say
from ui.today.screen import TodayScreen
from ui.visits.screen import VisitScreen

PASSPHRASE = "sol sand seil sommer sakte"
PIN = "2468"
CODE = "K7Q2M"
SAW = "ser opp og smiler"


@pytest.fixture(params=LANGUAGES)
def hand(request: pytest.FixtureRequest, qapp: QApplication, nobodys_home: Path) -> Iterator[Hand]:
    studio = DrawnStudio(pieces=(live_film(4),))

    class Door(VaultDoor):
        def _session(self, keeper: VaultKeeper, store: Store) -> Session:
            return replace(super()._session(keeper, store), studio=lambda: studio)

    vault = create_vault(nobodys_home / "vault", PASSPHRASE, FileSecrets(nobodys_home / "keyring"), argon=PRACTICE).vault
    set_exit_pin(vault, PIN)
    vault.close()
    house = House(nobodys_home, str(request.param), door_of=Door)
    house.window.activateWindow()
    yield Hand(house, str(request.param))
    house.close()


def test_from_the_first_visit_to_the_receipt(hand: Hand) -> None:
    unlock(hand)
    enter_the_family(hand)
    agree(hand)
    plan(hand)
    film(hand)
    clip = mark_and_clip(hand)
    show_the_parent(hand)
    hold_and_sign(hand)
    film_id = what_is_known(hand, clip)
    withdraw(hand)
    read_the_receipt(hand, film_id)


def unlock(hand: Hand) -> None:
    hand.unlock(PASSPHRASE)
    today = hand.house.stage(TodayScreen)
    hand.stands_on(lambda: today.families_button)
    hand.picture("today")
    hand.key(Qt.Key.Key_Space)


def enter_the_family(hand: Hand) -> None:
    families = hand.house.stage(FamiliesScreen)
    hand.press(lambda: families.new_button)
    hand.stands_on(lambda: families.new_panel.name_line)
    hand.tab_to(lambda: families.new_panel.code_line)
    hand.type(CODE.lower())
    hand.key(Qt.Key.Key_Return)
    page = hand.house.stage(FamilyScreen)
    child, carer = [one.person.id for one in until(lambda: page.page).people]
    for who in (child, carer):  # a child and a caregiver are there from the beginning
        hand.press(lambda who=who: page.people.edit_buttons.get(who))  # type: ignore[misc]
        editor = until(lambda: page.people.editor)
        assert isinstance(editor, PersonEditor)
        hand.stands_on(lambda editor=editor: editor.name_line)  # type: ignore[misc]
        if who == child:
            hand.tab_to(lambda editor=editor: editor.born)  # type: ignore[misc]
            hand.type(f"{date.today() - timedelta(120):%d.%m.%Y}")
            hand.key(Qt.Key.Key_Return)
        else:
            hand.tab_to(lambda editor=editor: editor.role)  # type: ignore[misc]
            hand.key(Qt.Key.Key_Down)
            hand.press(lambda editor=editor: editor.save_button)  # type: ignore[misc]
        until(lambda: page.people.editor is None)
    until(lambda: [one.person.born_on is not None for one in until(lambda: page.page).people] == [True, False])
    hand.picture("family")


def agree(hand: Hand) -> None:
    """Filming and watching, parent and child, each with its words on the screen, signed on paper."""
    page = hand.house.stage(FamilyScreen)
    hand.press(lambda: page.consent_button)
    ledger = hand.house.stage(LedgerScreen)
    until(lambda: ledger.ledger is not None)
    assert ledger.ledger is not None
    hand.picture("consents-none")
    hand.press(lambda: ledger.turn_button)
    signed: QWidget | None = None
    for n in range(4):
        giving = until(lambda signed=signed: next_page(ledger, signed))  # type: ignore[misc]
        until(giving.enter_button.isEnabled)
        hand.picture(f"consent-{n}")
        hand.press(lambda giving=giving: giving.paper)  # type: ignore[misc]
        hand.stands_on(lambda giving=giving: giving.kept_at)  # type: ignore[misc]
        hand.type("permen, 3")
        hand.press(lambda giving=giving: giving.enter_button)  # type: ignore[misc]
        signed = giving
    until(lambda: ledger.currentWidget() is ledger.list_page)
    until(lambda: ledger.before_filming.text() == say("ledger.may_film"))
    hand.picture("consents-given")
    hand.key(Qt.Key.Key_Left, ALT)
    hand.stands_on(lambda: page.consent_button)


def next_page(ledger: LedgerScreen, signed: QWidget | None) -> GivePage | None:
    """The page of the next consent, once the one that was signed has gone."""
    shown = ledger.currentWidget()
    return shown if isinstance(shown, GivePage) and shown is not signed else None


def plan(hand: Hand) -> None:
    page = hand.house.stage(FamilyScreen)
    hand.press(lambda: page.plan_button)
    visit = hand.house.stage(VisitScreen)
    hand.stands_on(lambda: visit.new_form.day)
    hand.key(Qt.Key.Key_Down)  # tomorrow is offered: it is today
    hand.picture("plan")
    hand.press(lambda: visit.new_form.save_button)
    until(lambda: visit.sheet is not None)
    hand.picture("visit-planned")


def film(hand: Hand) -> None:
    visit = hand.house.stage(VisitScreen)
    hand.press(lambda: visit.leads.film_button)
    screen = hand.house.stage(FilmScreen)
    until(screen.controls.start.isEnabled)
    assert screen.side.family.family() == CODE
    hand.tab_to(lambda: screen.controls.start)
    hand.picture("film-ready")
    hand.key(Qt.Key.Key_Space)
    until(lambda: screen.desk.state is DeskState.FILMING)
    hand.picture("filming")
    hand.key(Qt.Key.Key_Space)
    assert screen.controls.stop.is_asking()
    settle(NOT_TWICE_MS / 1000)
    hand.key(Qt.Key.Key_Space)
    until(screen.controls.is_saved)
    hand.stands_on(lambda: screen.controls.look)
    hand.picture("filmed")
    hand.key(Qt.Key.Key_Space)


def mark_and_clip(hand: Hand) -> str:
    review = hand.house.stage(ReviewScreen)
    until(lambda: not review.player.image().isNull() and review.player.is_exact())
    hand.stands_on(lambda: review.film)
    hand.key(Qt.Key.Key_1)
    until(lambda: len(review.book.marks()) == 1)
    hand.key(Qt.Key.Key_I)
    hand.key(Qt.Key.Key_Right)
    until(lambda: review.player.is_exact() and review.player.shown_us() > 500_000)
    hand.key(Qt.Key.Key_O)
    until(lambda: len(review.book.clips()) == 1)
    until(lambda: not review.has_unsaved())
    hand.picture("review")
    return str(review.book.clips()[0].id)


def show_the_parent(hand: Hand) -> None:
    workspace = hand.house.shell.workspace
    assert workspace is not None
    hand.key(Qt.Key.Key_P, CONTROL)
    parent = until(lambda: workspace.cinema.parent_window)
    assert isinstance(parent, ParentWindow) and not hand.house.window.isVisible()
    parent.activateWindow()
    until(lambda: not parent.player.image().isNull() and QApplication.activeWindow() is parent)
    hand.key(Qt.Key.Key_Space)
    until(parent.is_clip_playing)
    hand.key(Qt.Key.Key_Escape)
    hand.stands_on(lambda: parent.leave_panel.field)
    hand.type(PIN)
    hand.key(Qt.Key.Key_Return)
    until(hand.house.window.isVisible)
    hand.house.window.activateWindow()
    until(lambda: QApplication.activeWindow() is hand.house.window)


def hold_and_sign(hand: Hand) -> None:
    """Back over the film screen to the visit, whose form knows the film and the clip already."""
    hand.key(Qt.Key.Key_Left, ALT)
    hand.house.stage(FilmScreen)
    hand.key(Qt.Key.Key_Left, ALT)
    visit = hand.house.stage(VisitScreen)
    hand.press(lambda: visit.facts.hold_button)
    form = visit.facts.hold
    hand.stands_on(lambda: form.minutes)
    hand.type("45")
    until(lambda: [tick.isChecked() for tick in form.films.values()] == [True])  # the film of the day
    for find in (lambda: next(iter(form.people.values())), lambda: next(iter(form.clips.values()))):
        hand.press(find)
    hand.picture("visit-held")
    hand.press(lambda: form.save_button)
    until(lambda: visit.sheet is not None and visit.sheet.visit.state is VisitState.HELD)
    hand.tab_to(lambda: visit.note.fields.fields["saw"])
    hand.type(SAW)
    hand.press(lambda: visit.note.sign_button)
    hand.stands_on(lambda: visit.note.sign_now)
    hand.key(Qt.Key.Key_Space)
    until(lambda: visit.sheet is not None and visit.sheet.signed())
    hand.picture("visit-signed")


def what_is_known(hand: Hand, clip: str) -> RecordingId:
    """In the vault: the film is linked to its visit, and everything that was done with it stands in the log."""
    with hand.store().work() as work:
        (film,) = work.recordings.all()
        (visit,) = work.visits.of(FamilyCode(CODE))
        (note,) = work.notes.of(FamilyCode(CODE))
        assert (visit.state, visit.minutes, len(visit.took_part)) == (VisitState.HELD, 45, 1)
        assert {link.recording for link in work.visits.films_of(FamilyCode(CODE))} == {film.id}
        assert note.saw == SAW and note.is_signed
        assert [one.id for one in work.clips.of(film.id)] == [clip]
        deeds = [entry.deed for entry in work.audit.of(FamilyCode(CODE))]
    assert {Deed.CONSENT_GIVEN, Deed.FILMED, Deed.OPENED, Deed.PLAYED} <= set(deeds)
    return film.id


def withdraw(hand: Hand) -> None:
    """The mother changes her mind: one line of the ledger, one button, and the film is gone."""
    hand.key(Qt.Key.Key_Left, ALT)
    page = hand.house.stage(FamilyScreen)
    hand.press(lambda: page.consent_button)
    ledger = hand.house.stage(LedgerScreen)
    until(lambda: ledger.ledger is not None)
    assert ledger.ledger is not None
    mother = next(one.id for one in ledger.ledger.people if one.has_responsibility)
    hand.press(lambda: ledger.buttons.get((mother, Purpose.FILM, "")))
    asked = until(lambda: shown if isinstance(shown := ledger.currentWidget(), WithdrawPage) else None)
    hand.stands_on(lambda: asked.withdraw_button)
    hand.picture("withdraw")
    hand.key(Qt.Key.Key_Space)
    hand.stands_on(lambda: asked.leave_button)
    hand.picture("withdrawn")


def read_the_receipt(hand: Hand, film_id: RecordingId) -> None:
    hand.go("privacy")
    privacy = hand.house.stage(PrivacyScreen)
    hand.press(lambda: privacy.tabs["receipts"])
    receipts = until(lambda: next((one for one in privacy.findChildren(ReceiptsScreen) if one.isVisible()), None))
    rule = say(f"receipts.rule.{DeletionRule.WITHDRAWAL.value}")
    until(lambda: any(CODE in label.text() for label in receipts.findChildren(QLabel)))
    assert any(rule in label.text() for label in receipts.findChildren(QLabel))
    hand.picture("receipt")
    with hand.store().work() as work:
        assert work.recordings.all() == [] and work.clips.of(film_id) == []
        assert [receipt.rule for receipt in work.receipts.all()] == [DeletionRule.WITHDRAWAL]
        assert work.erased.holds(film_id) and work.audit.fault() is None
        assert Deed.CONSENT_WITHDRAWN in {entry.deed for entry in work.audit.of(FamilyCode(CODE))}
    assert list((hand.house.home / "vault" / "reels").glob("*")) == []
