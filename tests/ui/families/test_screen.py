"""The list of families over a real vault: found, filtered, opened, made, merged; with the keyboard alone."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.family import PersonKind
from app.domain.ids import FamilyCode
from app.usecases.change_people import PersonFacts, add_person
from app.usecases.open_family import CODE_LENGTH, CODE_LETTERS, FamilyFacts, open_family
from tests.ui.families.conftest import CLOSED, TWIN
from tests.ui.films import wait_for
from tests.usecases.caring import CHILD, CODE, Home
from ui.families.screen import FamiliesScreen


def codes(screen: FamiliesScreen) -> list[FamilyCode]:
    return [one.line.family.code for one in screen.shown or ()]


def read(screen: FamiliesScreen, wanted: list[FamilyCode]) -> None:
    screen.refresh()
    wait_for(lambda: screen.shown is not None and codes(screen) == wanted)


def key(which: Qt.Key) -> None:
    now = QApplication.focusWidget()
    assert now is not None
    QTest.keyClick(now, which)


def test_the_list_says_what_is_known_and_what_is_late(screen: FamiliesScreen) -> None:
    read(screen, [TWIN, CODE])
    rows = screen.list.rows
    said = [str(rows.data(rows.index(n), Qt.ItemDataRole.AccessibleTextRole)) for n in range(2)]
    assert said == [
        "B4CDE  Hansn, 5 mo. 2 weeks, visit not entered",
        "K7Q2M  Hansen, 5 mo. 2 weeks  ·  next visit 24 November 2026 at 10:30",
    ]
    assert screen.count.text() == "2 families"


def test_the_age_of_twins_is_said_once(screen: FamiliesScreen, home: Home) -> None:
    add_person(home.vault, home.clock, TWIN, PersonFacts(PersonKind.CHILD, born_on=date(2026, 6, 1)))
    read(screen, [TWIN, CODE])
    rows = screen.list.rows
    assert rows.data(rows.index(0), Qt.ItemDataRole.AccessibleTextRole) == "B4CDE  Hansn, 5 mo. 2 weeks, visit not entered"


def test_found_by_typing_and_opened_with_enter(screen: FamiliesScreen) -> None:
    read(screen, [TWIN, CODE])
    heard: list[str] = []
    screen.family_wanted.connect(heard.append)
    screen.take_keyboard()
    QTest.keyClicks(screen.search, "hansen")
    wait_for(lambda: codes(screen) == [CODE])
    key(Qt.Key.Key_Return)
    key(Qt.Key.Key_Return)
    assert heard == [CODE]


def test_filters(screen: FamiliesScreen) -> None:
    read(screen, [TWIN, CODE])
    screen.overdue.click()
    wait_for(lambda: codes(screen) == [TWIN])
    screen.overdue.click()
    screen.state.setCurrentIndex(1)
    wait_for(lambda: codes(screen) == [CLOSED])
    screen.state.setCurrentIndex(2)
    wait_for(lambda: codes(screen) == [TWIN, CODE, CLOSED])
    screen.search.setText("nobody")
    wait_for(lambda: codes(screen) == [])
    assert screen.empty.isVisible() and not screen.list.isVisible()


def test_by_the_age_of_the_baby(screen: FamiliesScreen) -> None:
    read(screen, [TWIN, CODE])
    for n in range(1, screen.age.count()):
        screen.age.setCurrentIndex(n)
        wanted = [TWIN, CODE] if screen.age.currentText() == "3–5 mo." else []
        wait_for(lambda: codes(screen) == wanted and screen._asked is not None and screen._asked.from_months is not None)  # noqa: B023
    assert screen.age.currentText() == "13 mo. and older" and screen.empty.isVisible()


def test_a_new_family_gets_a_code(screen: FamiliesScreen, home: Home) -> None:
    read(screen, [TWIN, CODE])
    heard: list[str] = []
    screen.family_wanted.connect(heard.append)
    screen.new_button.click()
    assert not screen.new_button.isVisible() and screen.new_panel.name_line.hasFocus()
    assert QApplication.focusWidget() is screen.new_panel.name_line
    QTest.keyClicks(screen.new_panel.name_line, "Berg")
    key(Qt.Key.Key_Return)
    wait_for(lambda: bool(heard))
    assert len(heard[0]) == CODE_LENGTH and set(heard[0]) <= set(CODE_LETTERS)
    with home.vault.work() as work:
        made = work.families.get(FamilyCode(heard[0]))
    assert made is not None and made.name == "Berg"
    assert not screen.new_panel.isVisible()


def test_a_name_that_is_there_already_is_said_once_with_the_way_there(screen: FamiliesScreen, home: Home) -> None:
    open_family(home.vault, home.clock, "B2B", FamilyFacts("Berg"))
    heard: list[str] = []
    screen.family_wanted.connect(heard.append)
    panel = screen.new_panel
    for choose in (panel.known_button, panel.make_button):
        screen.new_button.click()
        panel.name_line.setText("berg")
        panel.make_button.click()
        wait_for(panel.known_button.isVisible)
        assert panel.notice.text() == "The name is there already: B2B" and panel.known_button.text() == "Open B2B"
        assert QApplication.focusWidget() is panel.known_button
        choose.click()
        wait_for(lambda: not panel.isVisible())
    assert heard[0] == "B2B" and heard[1:] != ["B2B"] and len(heard) == 2
    with home.vault.work() as work:
        assert len(work.families.all()) == 5


def test_a_code_that_is_taken_is_refused_with_words(screen: FamiliesScreen) -> None:
    screen.new_button.click()
    screen.new_panel.code_line.setText(" k7q2m")
    screen.new_panel.make_button.click()
    wait_for(lambda: screen.new_panel.notice.text() == "That code is in use")
    key(Qt.Key.Key_Escape)
    assert not screen.new_panel.isVisible() and QApplication.focusWidget() is screen.new_button


def test_two_entries_become_one_and_nobody_is_there_twice(screen: FamiliesScreen, home: Home) -> None:
    read(screen, [TWIN, CODE])
    screen.list.setCurrentIndex(screen.list.rows.index(1))
    screen.merge_button.click()
    panel = screen.merge_panel
    wait_for(panel.isVisible)
    assert not panel.merge_button.isEnabled() and not screen.list.isVisible()
    QTest.keyClicks(panel.code.line, TWIN)
    panel.look_button.click()
    wait_for(panel.merge_button.isEnabled)
    with home.vault.work() as work:
        baby, carer = work.people.of(TWIN)
    assert panel.choices[baby.id].currentData() == CHILD, "the baby of the same day is probably the same"
    assert panel.choices[carer.id].currentData() is None
    panel.merge_button.click()
    wait_for(lambda: codes(screen) == [CODE])
    assert screen.notice.text() == "B4CDE is now part of K7Q2M"
    with home.vault.work() as work:
        assert [one.kind.value for one in work.people.of(CODE)].count("child") == 1


def test_another_code_forgets_what_was_answered(screen: FamiliesScreen) -> None:
    read(screen, [TWIN, CODE])
    screen.merge_button.click()
    panel = screen.merge_panel
    wait_for(panel.isVisible)
    panel.code.line.setText(CODE)
    panel.look_button.click()
    wait_for(panel.merge_button.isEnabled)
    panel.code.line.setText("NOSUCH")
    assert not panel.merge_button.isEnabled() and not panel.choices
    panel.look_button.click()
    wait_for(lambda: panel.notice.text() == "It is no longer there")
    panel.code.line.setText(TWIN)
    assert not panel.look_button.isEnabled(), "not with itself"
    panel.leave_button.click()
    assert screen.list.isVisible()


def test_no_family_at_all_says_how_to_begin(screen: FamiliesScreen, home: Home) -> None:
    with home.vault.work() as work:
        for code in (TWIN, CODE, CLOSED):
            work.families.remove(code)
        work.commit()
    read(screen, [])
    assert screen.empty.isVisible() and not screen.list.isVisible()
    assert screen._empty_title.text() == "No open families"
    assert screen.new_button.isVisible() and screen.new_button.isEnabled()
