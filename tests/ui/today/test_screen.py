"""Today over a real vault: each line leads to the one thing to do, the keyboard stays where it is, a quiet day says what may be done."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.ids import FamilyCode, RecordingId, VisitId
from app.domain.recording import Recording
from app.domain.retention import DueRule
from app.domain.visit import Visit, VisitKind
from app.usecases.no_import import set_no_import
from app.usecases.today import MOST_LINES, Part, TodayLine, ToDo
from app.usecases.watch_clock import look_at_clock
from tests.ui.films import wait_for
from tests.ui.today.full_day import OVER, VISIT, fill
from tests.usecases.caring import CODE, TODAY, Home
from ui.today.line_card import FIRST_LINES, LineCard
from ui.today.screen import TodayScreen
from ui.today.words import explanation, heading


def read(screen: TodayScreen) -> None:
    before = screen.view
    screen.refresh()
    wait_for(lambda: screen.view is not None and screen.view is not before)


def on_screen(screen: TodayScreen, part: Part) -> list[LineCard]:
    return [one for one in screen.cards() if one.line.part is part]


def press(screen: TodayScreen, todo: ToDo, told: SignalInstance) -> object:
    """The keyboard on the line with this to do, Space, and what the signal says."""
    heard: list[object] = []
    told.connect(lambda *what: heard.append(what[0] if what else True))
    one = next(one for one in screen.cards() if one.line.todo is todo)
    one.button.setFocus()
    QTest.keyClick(one.button, Qt.Key.Key_Space)
    wait_for(lambda: bool(heard))
    return heard[0]


def test_a_quiet_day_says_what_may_be_done(screen: TodayScreen) -> None:
    screen.show()
    read(screen)
    assert screen.cards() == [] and screen.empty.isVisible() and not screen.doubt.isVisible()
    screen.take_keyboard()
    assert QApplication.focusWidget() is screen.families_button
    heard: list[bool] = []
    screen.families_wanted.connect(lambda: heard.append(True))
    QTest.keyClick(screen.families_button, Qt.Key.Key_Space)
    assert heard


def test_a_quiet_day_offers_no_filming_where_no_film_may_come(screen: TodayScreen, home: Home) -> None:
    screen.show()
    read(screen)
    assert screen.film_button.isVisible()
    set_no_import(home.vault, home.clock, True)
    read(screen)
    assert screen.empty.isVisible() and not screen.film_button.isVisible()


def test_every_line_leads_to_the_one_thing_to_do(screen: TodayScreen, home: Home) -> None:
    known = fill(home)
    screen.show()
    read(screen)
    assert [one.part for one in screen.parts] == list(Part), "every part has something today, in its order"
    assert not screen.empty.isVisible()
    assert press(screen, ToDo.PREPARE_VISIT, screen.visit_wanted) == VISIT
    assert press(screen, ToDo.ENTER_VISIT, screen.visit_wanted) == OVER
    assert press(screen, ToDo.SIGN_NOTE, screen.note_wanted) == known["draft"]
    assert cast(Recording, press(screen, ToDo.REVIEW_FILM, screen.recording_wanted)).id == known["film"]
    assert press(screen, ToDo.RENEW_CONSENT, screen.consent_wanted) == CODE
    assert press(screen, ToDo.SEE_CALENDAR, screen.calendar_wanted)
    assert press(screen, ToDo.WIPE_CARD, screen.card_wanted)
    assert press(screen, ToDo.PLAN_ENDING, screen.family_wanted) == CODE
    assert press(screen, ToDo.SEND_SUMMARIES, screen.outbox_wanted) == ""


def test_a_line_says_what_it_is_about(screen: TodayScreen, home: Home) -> None:
    fill(home)
    read(screen)
    first, over = on_screen(screen, Part.VISITS_TODAY)
    assert first.about.text() == "10:30  ·  K7Q2M  Hansen og Berg  ·  Film and guidance"
    assert over.about.text().startswith("20 November 2026") and over.line.visit == OVER
    assert first.button.accessibleName() == f"Prepare: {first.about.text()}"
    assert on_screen(screen, Part.CARDS)[0].about.text() == "CANON_SD"
    assert "24 November 2026" in on_screen(screen, Part.CONSENTS)[0].why.text()
    assert on_screen(screen, Part.DELETIONS)[0].why.text() == "The film is deleted 26 November 2026."


def test_a_long_part_shows_its_first_lines_and_unfolds(screen: TodayScreen, home: Home) -> None:
    fill(home)
    screen.show()
    read(screen)
    week = next(one for one in screen.parts if one.part is Part.VISITS_THIS_WEEK)
    assert len(week.cards) == FIRST_LINES and week.more.text() == "Show 4 more"
    week.more.setFocus()
    QTest.keyClick(week.more, Qt.Key.Key_Space)
    assert len(week.cards) == 8 and QApplication.focusWidget() is week.cards[FIRST_LINES].button
    home.film()
    home.clock.turn(hours=1)
    home.visit(signed=False)
    read(screen)
    assert len(on_screen(screen, Part.VISITS_THIS_WEEK)) == 8, "stays unfolded"


def test_a_very_long_part_comes_in_turns_and_comes_whole(screen: TodayScreen, home: Home) -> None:
    with home.vault.work() as work:
        for n in range(MOST_LINES + 2):
            work.visits.put(Visit(VisitId(f"{n:03}"), CODE, datetime(2026, 11, 22, 9), VisitKind.FILM))
        work.commit()
    screen.show()
    read(screen)
    (week,) = screen.parts
    week.more.click()
    assert len(week.cards) < MOST_LINES
    wait_for(lambda: len(week.cards) == MOST_LINES)
    assert week.beyond.isVisible() and week.beyond.text() == "And 2 more."


def test_the_keyboard_stays_on_its_line_when_others_change(screen: TodayScreen, home: Home) -> None:
    fill(home)
    screen.show()
    read(screen)
    on_screen(screen, Part.CARDS)[0].button.setFocus()
    home.visit(signed=False)
    read(screen)
    assert QApplication.focusWidget() is on_screen(screen, Part.CARDS)[0].button


def test_films_of_one_day_are_told_apart_by_the_hour() -> None:
    lines = [TodayLine(Part.FILM, ToDo.REVIEW_FILM, date(2026, 6, 10), CODE, hour_minute=(9, minute)) for minute in (5, 40)]
    assert [explanation(line, date(2026, 6, 10)) for line in lines] == [
        "Filmet 10. juni 2026 kl. 09:05. Ingen har sett på den ennå.",
        "Filmet 10. juni 2026 kl. 09:40. Ingen har sett på den ennå.",
    ]
    assert heading(lines[0], date(2026, 6, 10)) == CODE, "the hour is said once"


def test_a_film_that_is_gone_meanwhile_is_said_and_the_line_goes(screen: TodayScreen, home: Home) -> None:
    known = fill(home)
    screen.show()
    read(screen)
    with home.vault.work() as work:
        work.recordings.remove(RecordingId(known["film"]))
        work.commit()
    on_screen(screen, Part.FILM)[0].button.click()
    wait_for(lambda: not on_screen(screen, Part.FILM))
    assert screen.notice.text() == "It is no longer there"


def test_a_clock_that_jumped_is_said_above_all(screen: TodayScreen, home: Home) -> None:
    home.visit(home.film(filmed_on=TODAY))
    with home.vault.work() as work:
        look_at_clock(work, home.clock)
        work.commit()
    home.clock.turn(days=100)
    screen.show()
    read(screen)
    assert screen.doubt.isVisible() and screen.date.text() == "Monday 1 March 2027"
    assert "1 March 2027" in screen.doubt.asked.text(), "what is confirmed is in sight"
    assert press(screen, ToDo.CONFIRM_DATE, screen.calendar_wanted)
    heard: list[bool] = []
    screen.changed.connect(lambda: heard.append(True))
    screen.doubt.button.setFocus()
    QTest.keyClick(screen.doubt.button, Qt.Key.Key_Space)
    wait_for(lambda: bool(heard) and not screen.doubt.isVisible())
    assert not [one for one in screen.cards() if one.line.todo is ToDo.CONFIRM_DATE]


def test_what_should_be_gone_already_is_said_so(screen: TodayScreen) -> None:
    line = TodayLine(Part.DELETIONS, ToDo.WRITE_NOTE_FIRST, date(2026, 6, 10), FamilyCode("K7Q2M"), rule=DueRule.FILM_AFTER_FILMING)
    assert explanation(line, date(2026, 11, 22)) == "Was to be deleted 10 June 2026. Nothing is deleted before the note is signed."
    assert explanation(line, date(2026, 6, 10)) == "The film is deleted 10 June 2026. Nothing is deleted before the note is signed."
