"""What stands beside a visit and leads elsewhere, and the visit erased."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app.domain.ids import NoteId
from app.domain.visit import Note
from app.usecases.no_import import set_no_import
from tests.ui.films import wait_for
from tests.ui.reading import words_in
from tests.ui.visits.conftest import Desk, click
from tests.ui.visits.test_facts import TEN, planned
from tests.usecases.caring import CODE, NOON, TODAY, Home


def press(desk: Desk, said: str) -> None:
    """The button with these words, by keyboard."""
    made = next(one for one in desk.screen.leads.findChildren(QPushButton) if one.accessibleName().startswith(said) and one.isVisible())
    QTest.keyClick(made, Qt.Key.Key_Space)


def test_before_the_door(desk: Desk, home: Home) -> None:
    film = home.film(filmed_on=TODAY - timedelta(2), marker="waits")
    last, note = home.visit(on=TODAY - timedelta(3))
    with home.vault.work() as work:
        work.notes.put(Note(NoteId("more"), last, NOON, next_step="Wait  a\nlittle.", agreed_film="x " * 99, signed_at=NOON))
        work.commit()
    heard: list[object] = []
    screen = desk.screen
    for signal in (screen.consent_wanted, screen.film_wanted, screen.import_wanted, screen.visit_wanted, screen.family_wanted):
        signal.connect(heard.append)
    screen.moment_wanted.connect(lambda one, at: heard.append((one.id, at)))
    desk.open(planned(home))
    wait_for(screen.leads.isVisible)
    said = words_in(screen.leads)
    assert note and "to being filmed or to watching clips together." in said
    assert "Next step: Wait a little." in said and "x …" in said and "waits, 00:05" in said
    for button in ("Consents", "Film now", "From a card", "Read last", "Watch"):
        press(desk, button)
    screen.family_button.click()
    assert heard == [CODE, CODE, CODE, last, (film, 0), CODE]
    screen.offer_family(False)  # back leads there already
    screen.refresh()
    desk.settle()
    assert not screen.family_button.isVisible()


def test_a_form_that_is_open_has_the_room_for_itself(desk: Desk, home: Home) -> None:
    desk.open(planned(home))
    wait_for(desk.screen.leads.isVisible)
    click(desk.screen.facts.hold_button)
    assert not desk.screen.leads.isVisible()
    desk.screen.refresh()
    desk.settle()
    assert not desk.screen.leads.isVisible()
    click(desk.screen.facts.hold.leave_button)
    assert desk.screen.leads.isVisible()


def test_not_to_be_filmed_before_its_day(desk: Desk, home: Home) -> None:
    home.all_agree()
    desk.open(planned(home, TEN + timedelta(3)))
    wait_for(desk.screen.leads.isVisible)
    assert desk.screen.leads.film_button is None and "watching clips together" in words_in(desk.screen.leads)


def test_one_that_was_held_leads_to_its_film(desk: Desk, home: Home) -> None:
    film = home.film(filmed_on=TODAY)
    visit, _note = home.visit(film)
    heard: list[object] = []
    desk.screen.recording_wanted.connect(lambda one: heard.append(one.id))
    desk.open(visit)
    wait_for(desk.screen.leads.isVisible)
    assert "Before you go" not in words_in(desk.screen.leads)
    press(desk, "Watch")
    assert heard == [film]


def test_a_visit_is_erased_with_its_film_and_what_was_being_typed(desk: Desk, home: Home) -> None:
    film = home.film(filmed_on=TODAY)
    visit, _note = home.visit(film, signed=False)
    gone, closed = list[str](), list[bool]()
    desk.screen.removed.connect(gone.append)
    desk.screen.closed.connect(lambda: closed.append(True))
    desk.open(visit)
    desk.type("saw", "only a beginning")
    click(desk.screen.erase_button)
    erasing = desk.screen.erasing
    wait_for(lambda: "1 visit, 1 note" in words_in(erasing) and erasing.yes_button.isEnabled())
    assert not desk.screen._both.isVisible()
    erasing.option.click()
    wait_for(lambda: "1 recording, 2 marks, 1 clip, 1 visit, 1 note" in words_in(erasing))
    erasing.yes_button.click()
    wait_for(lambda: gone == [CODE])
    with home.vault.work() as work:
        assert work.visits.get(visit) is None and work.notes.of(CODE) == []
    assert home.films() == set()
    desk.screen.refresh()
    desk.settle()
    assert not desk.screen.notice.isVisible()
    erasing.back_button.click()
    assert closed == [True]


def test_thought_better(desk: Desk, home: Home) -> None:
    visit, _note = home.visit()
    desk.open(visit)
    click(desk.screen.erase_button)
    click(desk.screen.erasing.leave_button)
    assert desk.screen._both.isVisible() and desk.screen.erase_button.hasFocus()
    assert desk.visit(visit)


def test_where_no_film_may_be_here_it_leads_to_marks(desk: Desk, home: Home) -> None:
    set_no_import(home.vault, home.clock, on=True)
    desk.open(planned(home))
    wait_for(desk.screen.leads.isVisible)
    said = [one.text() for one in desk.screen.leads.findChildren(QPushButton)]
    assert "Mark along with the camcorder" in said and "Film now" not in said and "From a card" not in said
