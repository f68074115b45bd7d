"""The calendar through real widgets on a real vault: what goes and why, holds by two, deleting before the day, the clock."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QStackedWidget

from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import RecordingId, new_id
from app.domain.receipt import DeletionRule
from app.domain.recording import Recording, RecordingState, SourceKind
from app.domain.retention import DueRule, Hold
from app.usecases.apply_retention import apply_retention
from app.usecases.delete_recording import purge_now
from app.usecases.place_hold import place_hold
from app.usecases.withdraw_consent import withdraw_consent
from tests.ui.calendar.conftest import COLLEAGUE
from tests.ui.films import wait_for
from tests.usecases.caring import CODE, MOTHER, NOON, TODAY, Home
from ui.calendar.listing import AT_A_TIME
from ui.calendar.panels import HoldQuestion, LiftQuestion, PurgeQuestion, Question
from ui.calendar.reading import MOST_LINES, Line
from ui.calendar.screen import CalendarScreen
from ui.calendar.words import day_words, what_words


def said(screen: CalendarScreen) -> str:
    return "\n".join(label.text() for label in screen.findChildren(QLabel) if label.isVisibleTo(screen))


def press(button: QPushButton) -> None:
    wait_for(lambda: button.isEnabled() and button.isVisible())
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)


def standing(home: Home) -> list[Hold]:
    with home.vault.work() as work:
        return work.holds.standing()


def again(screen: CalendarScreen) -> None:
    screen.view = None
    screen.refresh()
    wait_for(lambda: screen.view is not None)


def test_what_goes_when_why_and_what_holds_it_back(screen: CalendarScreen) -> None:
    wait_for(lambda: "Skulle vært slettet 19. november 2026" in said(screen))
    shown = said(screen)
    assert "26. november 2026, om 5 dager" in shown
    assert "Holdes tilbake til et notat er signert." in shown
    assert shown.count("Da er tiden etter filmingen ute.") == 2
    assert "Ingenting er sperret. En sperre" in shown and "Klokken" not in shown


def test_what_is_later_is_shown_when_asked_for(screen: CalendarScreen, home: Home) -> None:
    home.film(MOTHER, filmed_on=TODAY)
    again(screen)
    assert screen.view is not None and len(screen.view.lines) == 2
    screen.within.setFocus()
    QTest.keyClick(screen.within, Qt.Key.Key_Down)
    wait_for(lambda: screen.view is not None and len(screen.view.lines) == 3)


def test_a_hold_by_two_and_what_is_wrong_is_said_where_it_is_asked(screen: CalendarScreen, home: Home, soon: RecordingId) -> None:
    press(screen.hold_buttons[soon])
    question = screen.question
    assert isinstance(question, HoldQuestion)
    press(question.do_button)
    wait_for(lambda: question.notice.text() == "Sperren trenger en grunn")
    QTest.keyClicks(question.reason, "barnevern")
    QTest.keyClicks(question.second, "Kari")
    QTest.keyClicks(question.secret.line, "1111")
    press(question.do_button)
    wait_for(lambda: question.notice.text() == "Kollegaen er ikke bekreftet")
    assert question.secret.text() == "" and question.reason.text() == "barnevern" and standing(home) == []
    assert question.do_button.hasFocus(), "to try again, not to leave"
    question.secret.line.setFocus()
    QTest.keyClicks(question.secret.line, "2222")
    QTest.keyClick(question.secret.line, Qt.Key.Key_Return)
    wait_for(lambda: question.secret.text() == "" and question.notice.text() == "Kollegaen er ikke bekreftet")
    assert question.focusWidget() is question.secret.line
    QTest.keyClicks(question.secret.line, COLLEAGUE)
    QTest.keyClick(question.secret.line, Qt.Key.Key_Return)
    wait_for(lambda: screen.notice.text() == "Filmen er sperret" and soon not in screen.hold_buttons)
    assert screen.within.hasFocus(), "beside what came of it"
    (hold,) = standing(home)
    assert (hold.recording, hold.reason, hold.second) == (soon, "barnevern", "Kari")
    wait_for(lambda: "barnevern · bekreftet av Kari, 21. november 2026" in said(screen))
    wait_for(lambda: "Holdes tilbake: sperret." in said(screen))


def test_escape_leaves_the_question_and_nothing_is_held(screen: CalendarScreen, home: Home, soon: RecordingId) -> None:
    press(screen.hold_buttons[soon])
    question = screen.question
    assert isinstance(question, HoldQuestion)
    QTest.keyClick(question.reason, Qt.Key.Key_Escape)
    wait_for(lambda: screen.question is None)
    assert standing(home) == []


def test_what_is_refused_out_of_sight_takes_no_keyboard(qapp: QApplication, english: None) -> None:
    question, elsewhere, places = Question("", "", "Do"), QLineEdit(), QStackedWidget()
    question._end(question.leave_button)
    for place in (question, elsewhere):
        places.addWidget(place)
    places.show()
    places.activateWindow()
    question.leave_button.setFocus()
    wait_for(question.leave_button.hasFocus)
    question.work("")
    places.setCurrentWidget(elsewhere)
    elsewhere.setFocus()
    question.failed(Circumstance(ErrorCode.DISK_FULL))
    assert places.focusWidget() is elsewhere
    places.close()


def test_lifting_takes_two_as_well_and_says_what_went(screen: CalendarScreen, home: Home, soon: RecordingId) -> None:
    hold = place_hold(home.vault, home.clock, soon, "barnevern", "Kari", lambda: True)
    withdraw_consent(home.vault, home.clock, MOTHER)  # what else she is in goes at once
    again(screen)
    press(screen.lift_buttons[hold.id])
    question = screen.question
    assert isinstance(question, LiftQuestion)
    QTest.keyClicks(question.secret.line, "0000")
    press(question.do_button)
    wait_for(lambda: question.notice.text() == "Kollegaen er ikke bekreftet")
    assert home.films() == {soon}
    QTest.keyClicks(question.secret.line, COLLEAGUE)
    press(question.do_button)
    wait_for(lambda: screen.notice.text() == "Sperren er opphevet")
    assert home.films() == set() and standing(home) == []
    wait_for(lambda: "Slettet: film fra familie K7Q2M" in said(screen))


def test_deleting_before_the_day_needs_a_reason_and_the_code(
    screen: CalendarScreen, home: Home, soon: RecordingId, unsigned: RecordingId
) -> None:
    press(screen.purge_buttons[unsigned])
    question = screen.question
    assert isinstance(question, PurgeQuestion)
    assert not question.do_button.isEnabled()
    QTest.keyClick(question.reasons, Qt.Key.Key_Down)
    QTest.keyClicks(question.typed, "K7Q2")
    QTest.keyClick(question.typed, Qt.Key.Key_Return)
    assert home.films() == {soon, unsigned}
    QTest.keyClicks(question.typed, "m")
    press(question.do_button)
    wait_for(lambda: screen.notice.text().startswith("Slettet: film fra familie K7Q2M"))
    assert home.films() == {soon}
    with home.vault.work() as work:
        assert [one.rule for one in work.receipts.all()] == [DeletionRule.FORCED_FAMILY_ASKED]


def test_a_film_put_on_hold_meanwhile_is_not_deleted_and_it_is_said(screen: CalendarScreen, home: Home, soon: RecordingId) -> None:
    press(screen.purge_buttons[soon])
    question = screen.question
    assert isinstance(question, PurgeQuestion)
    place_hold(home.vault, home.clock, soon, "barnevern", "Kari", lambda: True)
    QTest.keyClicks(question.typed, CODE)
    press(question.do_button)
    wait_for(lambda: question.notice.text() == "Opptaket er sperret")
    assert soon in home.films()
    press(question.leave_button)
    assert screen.question is None


def test_a_clock_that_jumped_holds_all_until_the_date_is_confirmed(screen: CalendarScreen, home: Home) -> None:
    apply_retention(home.vault, home.clock)
    home.clock.turn(days=5)
    again(screen)
    wait_for(screen.doubt.isVisible)
    assert "Maskinen sier 26. november 2026" in said(screen)
    wait_for(lambda: said(screen).count("Holdes tilbake til datoen er bekreftet.") == 2)
    assert apply_retention(home.vault, home.clock).suspended
    press(screen.confirm_button)
    wait_for(lambda: screen.notice.text() == "Datoen er bekreftet" and not screen.doubt.isVisible())
    assert not screen.confirm_button.isVisible()
    assert not apply_retention(home.vault, home.clock).suspended


def test_one_question_at_a_time_and_the_keyboard_goes_back(screen: CalendarScreen, soon: RecordingId, unsigned: RecordingId) -> None:
    press(screen.hold_buttons[soon])
    first = screen.question
    press(screen.purge_buttons[unsigned])
    assert first is not None and screen.question is not first and not first.isVisible()
    second = screen.question
    assert second is not None
    press(second.leave_button)
    assert screen.question is None and screen.focusWidget() is screen.purge_buttons[unsigned]


def test_many_lines_come_a_few_at_a_time_and_the_rest_is_counted(screen: CalendarScreen, home: Home) -> None:
    long_ago = NOON - timedelta(90)
    with home.vault.work() as work:
        for _ in range(MOST_LINES):
            work.recordings.put(Recording(RecordingId(new_id()), CODE, SourceKind.FILE, RecordingState.READY, long_ago, 100))
        work.commit()
    again(screen)
    wait_for(lambda: len(screen.hold_buttons) == AT_A_TIME)
    wait_for(lambda: f"og {MOST_LINES + 2 - AT_A_TIME} til" in said(screen))
    first = set(screen.hold_buttons)
    press(screen.listing.more_button)
    wait_for(lambda: len(screen.hold_buttons) == 2 * AT_A_TIME)
    new = next(made for film, made in screen.hold_buttons.items() if film not in first)
    assert screen.focusWidget() is new
    wait_for(lambda: f"og {MOST_LINES + 2 - 2 * AT_A_TIME} til" in said(screen))


def test_many_holds_come_a_few_at_a_time(screen: CalendarScreen, home: Home) -> None:
    for _ in range(AT_A_TIME + 2):
        place_hold(home.vault, home.clock, home.film(), "barnevern", "Kari", lambda: True)
    again(screen)
    wait_for(lambda: len(screen.lift_buttons) == AT_A_TIME and screen.listing.more_holds_button.isVisible())
    press(screen.listing.more_holds_button)
    wait_for(lambda: len(screen.lift_buttons) == AT_A_TIME + 2)
    assert not screen.listing.more_holds_button.isVisible()


def test_nothing_due_is_said(screen: CalendarScreen, home: Home, soon: RecordingId, unsigned: RecordingId) -> None:
    for film in (soon, unsigned):
        purge_now(home.vault, home.clock, film, DeletionRule.FORCED_NOT_NEEDED)
    again(screen)
    wait_for(lambda: "Ingenting blir slettet i denne perioden." in said(screen))
    assert not screen.listing.more_button.isVisible()


def test_days_and_kinds_in_words() -> None:
    assert day_words(date(2026, 11, 21), TODAY) == "I dag, 21. november 2026"
    assert day_words(date(2026, 11, 22), TODAY) == "I morgen, 22. november 2026"
    assert what_words(Line(CODE, DueRule.CLIP_AFTER_CLOSING, TODAY, (), count=3)) == "3 klipp fra familie K7Q2M"
    assert what_words(Line(CODE, DueRule.NOTE_AFTER_EXPORT, TODAY, ())) == "1 notat fra familie K7Q2M"
