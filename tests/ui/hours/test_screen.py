"""Hours of training and supervision: entered, summed by year, put right, taken away and put back; and the page fits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from app.domain.episode import StaffHours
from app.usecases.staff_hours import enter_hours, hours_of_year
from tests.ui.families.kit import check
from tests.ui.films import wait_for
from tests.ui.scaled import again_at_two_hundred_percent
from tests.usecases.caring import TODAY, Home
from ui.hours.screen import HoursScreen, lasting
from ui.jobs import Jobs
from ui.texts import LANGUAGES, Language, say, set_language
from ui.theme import DARK, LIGHT, Palette, apply_theme


@pytest.fixture
def jobs(english: None, home: Home, jobs: Jobs) -> Jobs:
    return jobs


@pytest.fixture
def page(home: Home, jobs: Jobs) -> Iterator[HoursScreen]:
    made = HoursScreen(home.vault, home.clock, jobs)
    made.resize(1258, 660)
    made.show()
    made.refresh()
    wait_for(lambda: made.view is not None)
    yield made
    made.close()
    made.deleteLater()


def now(home: Home, year: int = TODAY.year) -> list[tuple[StaffHours, date, int]]:
    return [(one.kind, one.on, one.minutes) for one in hours_of_year(home.vault, year).entries]


def press(page: HoursScreen, made: QPushButton) -> None:
    """And wait for the page to have been read again."""
    before = page.view
    made.click()
    wait_for(lambda: page.view is not before)


def put_right(page: HoursScreen, line: int = 0) -> None:
    [change] = page.lines[line].findChildren(QPushButton)
    QTest.keyClick(change, Qt.Key.Key_Space)
    assert page.holds_words()


@pytest.mark.parametrize("field", ["kind", "day", "hours", "minutes"])
def test_an_hour_is_entered_with_one_key_in_any_field(page: HoursScreen, home: Home, field: str) -> None:
    page.take_keyboard()
    assert page.form.kind.hasFocus()
    before = page.view
    for _ in range(2):  # whoever presses twice has had one hour
        QTest.keyClick(getattr(page.form, field), Qt.Key.Key_Return)
    wait_for(lambda: page.view is not before)
    assert now(home) == [(StaffHours.TRAINING, TODAY, 60)]
    assert page._sum.text() == "Training: 1 h"
    assert len(page.lines) == 1


def test_they_are_put_right_in_their_place(page: HoursScreen, home: Home) -> None:
    press(page, page.form.save_button)
    put_right(page)
    assert (page.form.hours.value(), page.form.minutes.value(), page.form.remove_button.isVisible()) == (1, 0, True)
    page.form.kind.setCurrentIndex(1)
    page.form.minutes.setValue(45)
    page.form.day.setText("31.12.2025")
    press(page, page.form.save_button)
    assert now(home, 2025) == [(StaffHours.SUPERVISION, date(2025, 12, 31), 105)]
    assert page.view is not None
    assert page.view.year == 2025  # where they are now
    assert not page.holds_words()
    assert not page.form.remove_button.isVisible()


def test_thought_better_of_it(page: HoursScreen, home: Home) -> None:
    press(page, page.form.save_button)
    put_right(page)
    page.form.hours.setValue(9)
    QTest.keyClick(page.form.hours, Qt.Key.Key_Escape)
    assert not page.holds_words()
    assert page.form.hours.value() == 1
    assert now(home) == [(StaffHours.TRAINING, TODAY, 60)]


def test_what_is_half_entered_is_held(page: HoursScreen) -> None:
    assert not page.holds_words()
    page.form.minutes.setValue(30)
    assert page.holds_words()
    press(page, page.form.save_button)
    assert not page.holds_words()


def test_they_are_taken_away_and_put_back(page: HoursScreen, home: Home) -> None:
    press(page, page.form.save_button)
    assert not page.put_back_button.isVisible()
    put_right(page)
    press(page, page.form.remove_button)
    assert now(home) == []
    assert page.removed_words.isVisible()
    press(page, page.put_back_button)
    assert now(home) == [(StaffHours.TRAINING, TODAY, 60)]
    assert not page.put_back_button.isVisible()


@pytest.mark.parametrize(("day", "hours"), [("", 1), ("soon", 1), ("1.1.2100", 1), ("1.11.2026", 0)])
def test_what_cannot_be_is_told_in_the_form(page: HoursScreen, home: Home, day: str, hours: int) -> None:
    page.form.day.setText(day)
    page.form.hours.setValue(hours)
    page.form.save_button.click()
    wait_for(lambda: bool(page.form.notice.text()) and page.form.save_button.isEnabled())
    assert now(home) == []


def test_a_year_at_a_time_and_older_ones_on_a_press(page: HoursScreen, home: Home) -> None:
    assert not page.after_button.isVisible()
    for n in range(20):
        enter_hours(home.vault, home.clock, StaffHours.SUPERVISION, date(2025, 1, 1) + timedelta(n), 90)
    press(page, page.before_button)
    assert page._sum.text() == "Supervision of you: 30 h"
    assert (len(page.lines), page.more.isVisible(), page.after_button.text()) == (12, True, "2026")
    page.more.click()
    assert (len(page.lines), page.more.isVisible()) == (20, False)
    press(page, page.after_button)
    assert page._sum.text() == say("hours.nothing")


def test_lasting(english: None) -> None:
    assert [lasting(minutes) for minutes in (45, 60, 90)] == ["45 min", "1 h", "1 h 30 min"]


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_fits(home: Home, jobs: Jobs, qapp: QApplication, language: Language, look: Palette) -> None:
    set_language(language)
    apply_theme(qapp, look)
    for n, kind in enumerate((StaffHours.TRAINING, StaffHours.SUPERVISION, StaffHours.SUPERVISION)):
        enter_hours(home.vault, home.clock, kind, TODAY - timedelta(7 * n), 45 + 60 * n)
    screen = HoursScreen(home.vault, home.clock, jobs)
    screen.refresh()
    wait_for(lambda: bool(screen.lines))
    check(screen, "hours")
    put_right(screen)
    check(screen, "hours-put-right")
    screen.form.remove_button.click()
    wait_for(lambda: len(screen.lines) == 2)
    check(screen, "hours-removed")
    screen.close()
    screen.deleteLater()


def test_at_two_hundred_percent(project: Path) -> None:
    again_at_two_hundred_percent(project, __file__)
