"""Words looked for over a real vault, and where each that was found leads."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.family import ClosureReason
from app.domain.ids import FamilyCode
from app.usecases.end_episode import close_episode
from app.usecases.open_family import FamilyFacts, open_family
from app.usecases.search_words import Found
from tests.ui.films import wait_for
from tests.usecases.caring import CODE, TODAY, Home
from ui.search.listing import one_line
from ui.search.screen import SearchScreen
from ui.widgets.painted_rows import ITEM_ROLE


def found(screen: SearchScreen, typed: str, many: int) -> None:
    screen.field.clear()
    QTest.keyClicks(screen.field, typed)
    wait_for(lambda: screen.found is not None and len(screen.found) == many and screen._asked == (typed, screen._family))


def lines(screen: SearchScreen) -> list[str]:
    model = screen.list.rows
    return [model.data(model.index(n), Qt.ItemDataRole.AccessibleTextRole) for n in range(model.rowCount())]


@pytest.fixture
def told(home: Home) -> dict[str, str]:
    """What lies in the vault."""
    film = home.film(filmed_on=TODAY, marker="rester under bordet")
    visit, _note = home.visit(on=TODAY, marker="Babyen hviler,\nså ser den på mor.")
    return {"film": film, "visit": visit}


@pytest.mark.usefixtures("told")
def test_nothing_typed_says_what_may_be_typed(screen: SearchScreen) -> None:
    assert screen.empty.isVisible() and screen._empty_title.text() == "What are you looking for?"
    found(screen, "rest", 3)
    assert screen.list.isVisible() and not screen.empty.isVisible() and screen.count.text() == "3 hits"
    found(screen, "giraff", 0)
    assert screen._empty_title.text() == "Nothing holds these words"


def test_each_line_leads_to_its_place_by_keyboard_alone(screen: SearchScreen, told: dict[str, str]) -> None:
    heard: list[object] = []
    screen.note_wanted.connect(heard.append)
    screen.moment_wanted.connect(lambda recording, at: heard.append((recording.id, at)))
    screen.take_keyboard()
    found(screen, "hvil", 1)
    assert lines(screen) == [f"Babyen hviler, så ser den på mor.  ·  Note  ·  {CODE}  ·  21 November 2026"]
    QTest.keyClick(screen.field, Qt.Key.Key_Down)
    assert QApplication.focusWidget() is screen.list
    QTest.keyClick(screen.list, Qt.Key.Key_Return)
    assert heard == [told["visit"]]
    found(screen, "bordet", 3)
    ats = [(screen.list.rows.index(n).data(ITEM_ROLE).hit.start_us, screen.list.rows.index(n)) for n in range(3)]
    at, index = max(ats, key=lambda one: one[0])
    screen.list.setCurrentIndex(index)
    screen.open_button.click()
    wait_for(lambda: len(heard) > 1)
    assert heard[1:] == [(told["film"], at)]


def test_in_one_family_and_everywhere(screen: SearchScreen, home: Home, told: dict[str, str]) -> None:
    assert told
    screen.search_in(FamilyCode("ZZZ99"))
    found(screen, "rest", 0)
    screen.everywhere_button.click()
    wait_for(lambda: len(screen.found or ()) == 3)
    assert not screen.everywhere_button.isVisible() and QApplication.focusWidget() is screen.field
    screen.search_in(home.code)
    wait_for(lambda: screen._asked == ("rest", home.code) and len(screen.found or ()) == 3)
    assert "K7Q2M" in screen.everywhere_button.text()


@pytest.mark.usefixtures("told")
def test_a_film_that_went_meanwhile_is_said(screen: SearchScreen, home: Home) -> None:
    found(screen, "bordet", 3)
    with home.vault.work() as work:
        for recording in work.recordings.all():
            work.recordings.remove(recording.id)
        work.commit()
    screen.list.enter()
    wait_for(lambda: screen.notice.text() == "It is no longer there")
    wait_for(lambda: screen.found == ())


@pytest.mark.usefixtures("told")
def test_escape_empties_the_field(screen: SearchScreen) -> None:
    found(screen, "hvil", 1)
    QTest.keyClick(screen.field, Qt.Key.Key_Escape)
    assert not screen.field.text()
    wait_for(lambda: screen._empty_title.text() == "What are you looking for?")


@pytest.mark.usefixtures("told")
def test_bold_stands_on_the_words_typed(screen: SearchScreen) -> None:
    found(screen, "ser", 1)
    assert screen.found and isinstance(screen.found[0], Found)
    text, spans = one_line(screen.found[0].hit)
    assert [text[start:end] for start, end in spans] == ["ser"] and "\n" not in text


@pytest.mark.usefixtures("told")
def test_families_come_first_by_code_and_by_name_open_or_closed(screen: SearchScreen, home: Home) -> None:
    closed = open_family(home.vault, home.clock, "B4CDE", FamilyFacts("Hvilsen")).code
    close_episode(home.vault, home.clock, closed, ClosureReason.MOVED)
    heard: list[str] = []
    screen.family_wanted.connect(heard.append)
    found(screen, "hvil", 2)
    first, second = lines(screen)
    assert first.startswith("B4CDE  Hvilsen  ·  Family  ·") and "  ·  Note  ·  " in second
    QTest.keyClick(screen.field, Qt.Key.Key_Down)
    QTest.keyClick(screen.list, Qt.Key.Key_Return)
    assert heard == [closed]
    found(screen, CODE.lower(), 1)
    screen.search_in(CODE)
    found(screen, "hvil", 1)
    assert "Note" in lines(screen)[0], "in one family only its words"
