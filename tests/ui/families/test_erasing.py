"""A family and somebody in it are erased from the page: asked with what goes along, answered on purpose, and the receipts shown."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.ids import RecordingId
from app.usecases.place_hold import place_hold
from tests.ui.families.kit import check
from tests.ui.films import wait_for
from tests.ui.reading import words_in
from tests.usecases.caring import CHILD, CODE, FATHER, MOTHER, TODAY, Home
from ui.families.editors import PersonEditor
from ui.families.page import FamilyScreen


@pytest.fixture
def film(home: Home) -> RecordingId:
    made = home.film(MOTHER, CHILD, filmed_on=TODAY)
    home.visit(made)
    home.all_agree()
    return made


@pytest.fixture
def page(page: FamilyScreen, film: RecordingId) -> FamilyScreen:
    assert film
    page.show_family(CODE)
    wait_for(lambda: bool(page.events))
    return page


def ask(page: FamilyScreen) -> None:
    page.erase_button.click()
    wait_for(lambda: "1 recording, 2 marks, 1 clip" in words_in(page.erasing))


def ask_for(page: FamilyScreen, person: str) -> None:
    edit = next(made for known, made in page.people.edit_buttons.items() if known == person)
    QTest.keyClick(edit, Qt.Key.Key_Space)
    editor = page.people.editor
    assert isinstance(editor, PersonEditor) and editor.erase_button is not None
    QTest.keyClick(editor.erase_button, Qt.Key.Key_Space)
    wait_for(lambda: "1 person" in words_in(page.erasing))


def test_a_family_goes_when_its_code_was_typed(page: FamilyScreen, home: Home) -> None:
    gone: list[str] = []
    page.erased.connect(gone.append)
    ask(page)
    assert not page._body.isVisible() and "4 people, 2 visits, 1 note, 3 consents" in words_in(page.erasing)
    assert QApplication.focusWidget() is page.erasing.typed and not page.erasing.yes_button.isEnabled()
    QTest.keyClicks(page.erasing.typed, "k7q2")
    QTest.keyClick(page.erasing.typed, Qt.Key.Key_Return)
    assert not page.erasing.yes_button.isEnabled()
    QTest.keyClicks(page.erasing.typed, "m")
    check(page, "family-erase")
    QTest.keyClick(page.erasing.typed, Qt.Key.Key_Return)
    wait_for(lambda: gone == [CODE])
    assert "Family K7Q2M is erased" in words_in(page.erasing) and not page._head.isVisible()
    wait_for(lambda: "2 marks" in words_in(page.erasing))  # the receipt
    check(page, "family-erased")
    with home.vault.work() as work:
        assert work.families.get(CODE) is None
    assert home.films() == set()
    page.refresh()
    heard: list[bool] = []
    page.back_wanted.connect(lambda: heard.append(True))
    assert QApplication.focusWidget() is page.erasing.back_button
    QTest.keyClick(page.erasing.back_button, Qt.Key.Key_Space)
    assert heard == [True] and not page.notice.isVisible()


def test_another_family_is_shown_after_one_was_erased(page: FamilyScreen, home: Home) -> None:
    ask(page)
    page.erasing.typed.setText(CODE)
    page.erasing.yes_button.click()
    wait_for(page.erasing.back_button.isVisible)
    with home.vault.work() as work:
        other = work.families.all()[0]
    page.show_family(other)
    wait_for(lambda: page.page is not None and page.page.family.code == other)
    assert page._body.isVisible() and not page.erasing.isVisible()


def test_thought_better_with_escape(page: FamilyScreen, home: Home) -> None:
    ask(page)
    QTest.keyClick(page.erasing.typed, Qt.Key.Key_Escape)
    assert page._body.isVisible() and not page.erasing.isVisible()
    assert QApplication.focusWidget() is page.erase_button
    assert len(home.films()) == 1


def test_a_person_goes_with_the_film_and_the_family_stays(page: FamilyScreen, home: Home) -> None:
    ask_for(page, MOTHER)
    assert "Erase Mother?" in words_in(page.erasing)
    assert "1 recording, 2 marks, 1 clip, 1 person, 2 consents" in words_in(page.erasing), "with the one she gave for the child"
    assert QApplication.focusWidget() is page.erasing.leave_button, "Enter by a slip erases nothing"
    check(page, "person-erase")
    page.erasing.yes_button.click()
    wait_for(page.erasing.back_button.isVisible)
    with home.vault.work() as work:
        assert work.people.get(MOTHER) is None and work.people.get(FATHER) is not None
    assert home.films() == set()
    page.erasing.back_button.click()
    wait_for(lambda: page._body.isVisible() and MOTHER not in page.people.edit_buttons)


def test_a_hold_is_said_before_anything_can_be_pressed(page: FamilyScreen, home: Home, film: RecordingId) -> None:
    place_hold(home.vault, home.clock, film, "court", "Kari", lambda: True)
    page.erase_button.click()
    wait_for(lambda: "on hold" in words_in(page.erasing))
    page.erasing.typed.setText(CODE)
    assert not page.erasing.yes_button.isEnabled()


def test_a_hold_that_came_meanwhile_refuses_in_words(page: FamilyScreen, home: Home, film: RecordingId) -> None:
    ask(page)
    place_hold(home.vault, home.clock, film, "court", "Kari", lambda: True)
    page.erasing.typed.setText(CODE)
    page.erasing.yes_button.click()
    wait_for(page.erasing.notice.isVisible)
    wait_for(lambda: "on hold" in words_in(page.erasing))
    assert home.films() == {film} and page.erasing.leave_button.isEnabled()
