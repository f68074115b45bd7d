"""Planning, moving, holding and cancelling a visit, through the widgets."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import QDate, Qt, QTime
from PySide6.QtTest import QTest

from app.domain.ids import VisitId
from app.domain.visit import Visit, VisitFilm, VisitKind, VisitPlace, VisitState
from app.usecases.plan_visit import VisitPlan, plan_visit
from tests.journeys.kit import settle
from tests.ui.films import wait_for
from tests.ui.visits.conftest import Desk, click
from tests.usecases.caring import CHILD, CODE, MOTHER, TODAY, Home

TEN = datetime(TODAY.year, TODAY.month, TODAY.day, 10, 0)


def planned(home: Home, at: datetime = TEN) -> VisitId:
    return plan_visit(home.vault, CODE, VisitPlan(at, VisitKind.COMBINED)).id


def test_a_visit_is_planned(desk: Desk) -> None:
    screen, heard = desk.screen, list[Visit]()
    screen.changed.connect(heard.append)
    screen.plan_for(CODE)
    form = screen.new_form
    assert form.isVisible() and form.plan() == VisitPlan(datetime(2026, 11, 22, 9, 0), VisitKind.COMBINED, VisitPlace.HOME)
    form.day.setDate(QDate(2026, 12, 3))
    form.time.setTime(QTime(13, 15))
    form.kind.setCurrentIndex(form.kind.findText("Phone"))
    form.place.setCurrentIndex(form.place.findText("Clinic"))
    click(form.save_button)
    wait_for(lambda: screen.sheet is not None)
    made = desk.visit(heard[0].id)
    assert (made.starts_at, made.kind, made.place, made.family) == (datetime(2026, 12, 3, 13, 15), VisitKind.PHONE, VisitPlace.CLINIC, CODE)
    assert screen.notice.text() == "The visit is in the diary" and not form.isVisible()
    assert "3 December 2026" in screen.title.text()


def test_a_visit_is_moved(desk: Desk, home: Home) -> None:
    visit = planned(home)
    desk.open(visit)
    click(desk.screen.facts.change_button)
    desk.screen.facts.plan.day.setDate(QDate(2026, 11, 25))
    click(desk.screen.facts.plan.save_button)
    wait_for(lambda: desk.visit(visit).starts_at == TEN + timedelta(4))
    wait_for(lambda: "25 November" in desk.screen.title.text())
    assert not desk.screen.facts.hold_button.isVisible(), "how it went is entered from its day on"


def test_a_visit_is_held_with_everything_that_came_of_it(desk: Desk, home: Home) -> None:
    film, clip = home.film(MOTHER, filmed_on=TODAY), None
    visit = planned(home)
    with home.vault.work() as work:
        clip = work.clips.of(film)[0].id
    desk.open(visit)
    click(desk.screen.facts.hold_button)
    form = desk.screen.facts.hold
    assert form.films[film].isChecked(), "a film of that day is likely to be from the visit"
    form.minutes.setValue(55)
    form.travel.setValue(20)
    form.people[MOTHER].setChecked(True)
    form.people[CHILD].setChecked(True)
    form.clips[clip].setChecked(True)
    click(form.save_button)
    wait_for(lambda: desk.visit(visit).state is VisitState.HELD)
    held = desk.visit(visit)
    assert (held.minutes, held.travel_minutes, held.took_part) == (55, 20, frozenset({MOTHER, CHILD}))
    assert (held.film_minutes, held.clips_shown) == (1, 1)
    wait_for(lambda: "Lasted 55 min  ·  travel 20 min\nPresent: " in desk.screen.facts.lead.text())
    assert desk.screen.facts.lead.text().endswith(" and Mother")
    with home.vault.work() as work:
        assert set(work.visits.films_of(CODE)) == {VisitFilm(visit, film, used=False), VisitFilm(visit, film, used=True)}


def test_a_film_that_comes_while_the_form_is_open_is_offered_too(desk: Desk, home: Home) -> None:
    first = home.film(MOTHER, filmed_on=TODAY)
    visit = planned(home)
    desk.open(visit)
    click(desk.screen.facts.hold_button)
    form = desk.screen.facts.hold
    form.minutes.setValue(55)
    form.films[first].setChecked(False)
    form.people[MOTHER].setChecked(True)
    form.people[MOTHER].setFocus()
    late = home.film(MOTHER, filmed_on=TODAY)
    desk.screen.refresh()
    wait_for(lambda: late in form.films)
    assert form.films[late].isChecked() and not form.films[first].isChecked()
    assert form.people[MOTHER].isChecked() and form.minutes.value() == 55
    wait_for(form.people[MOTHER].hasFocus)  # once it is shown
    click(form.save_button)
    wait_for(lambda: desk.visit(visit).state is VisitState.HELD)
    with home.vault.work() as work:
        assert work.visits.films_of(CODE) == [VisitFilm(visit, late, used=False)]


def test_enter_in_any_field_saves_and_escape_leaves(desk: Desk, home: Home) -> None:
    visit = planned(home)
    desk.open(visit)
    facts = desk.screen.facts
    for ask, form, field in (
        (facts.hold_button, facts.hold, facts.hold.travel),
        (facts.change_button, facts.plan, facts.plan.kind),
        (facts.cancel_button, facts.cancel, facts.cancel.travel),
    ):
        click(ask)
        assert form.isVisible()
        QTest.keyClick(field, Qt.Key.Key_Escape)
        assert not facts.is_asking() and facts.hold_button.hasFocus()
    click(facts.change_button)
    facts.plan.day.setDate(QDate(2026, 11, 20))
    QTest.keyClick(facts.plan.time, Qt.Key.Key_Return)
    wait_for(lambda: desk.visit(visit).starts_at == TEN - timedelta(1))
    wait_for(lambda: not facts.is_asking())
    click(facts.hold_button)
    facts.hold.minutes.setValue(40)
    QTest.keyClick(facts.hold.people[MOTHER], Qt.Key.Key_Enter)
    wait_for(lambda: desk.visit(visit).state is VisitState.HELD)
    assert desk.visit(visit).minutes == 40


def test_beside_a_tall_form_a_short_note_and_its_summary_stay_together(desk: Desk, home: Home) -> None:
    for _ in range(6):
        home.film(filmed_on=TODAY)  # each is a line of the form
    visit, _note = home.visit()
    desk.open(visit)
    click(desk.screen.facts.hold_button)
    desk.settle()
    settle(0.05)
    for panel in (desk.screen.note, desk.screen.summary):
        assert panel.isVisible() and panel.height() <= panel.heightForWidth(panel.width()) + 1
    assert desk.screen.facts.height() > desk.screen.note.height() + desk.screen.summary.height() + 40


def test_a_correction_leaves_what_nobody_touched(desk: Desk, home: Home) -> None:
    film = home.film(filmed_on=TODAY)
    visit = planned(home)
    desk.open(visit)
    for minutes in (50, 60):
        click(desk.screen.facts.hold_button)
        if minutes == 50:
            desk.screen.facts.hold.clips[next(iter(desk.screen.facts.hold.clips))].setChecked(True)
        desk.screen.facts.hold.minutes.setValue(minutes)
        click(desk.screen.facts.hold.save_button)
        wait_for(lambda: desk.visit(visit).minutes == minutes)  # noqa: B023
        desk.settle()
    held = desk.visit(visit)
    assert (held.minutes, held.film_minutes, held.clips_shown, held.travel_minutes) == (60, 1, 1, None)
    with home.vault.work() as work:
        assert VisitFilm(visit, film, used=True) in work.visits.films_of(CODE)


@pytest.mark.parametrize("how", [VisitState.FAMILY_CANCELLED, VisitState.SERVICE_CANCELLED, VisitState.NO_ACCESS])
def test_a_visit_is_cancelled_in_one_of_three_ways_and_planned_anew(desk: Desk, home: Home, how: VisitState) -> None:
    visit = planned(home)
    desk.open(visit)
    facts = desk.screen.facts
    click(facts.cancel_button)
    facts.cancel.travel.setValue(30)
    click(facts.cancel.ways[how])
    wait_for(lambda: desk.visit(visit).state is how)
    assert desk.visit(visit).travel_minutes == 30
    desk.settle()
    assert not facts.cancel_button.isVisible()
    click(facts.change_button)
    assert not facts.plan.kind.isVisible(), "the same kind in the same place"
    facts.plan.day.setDate(QDate(2026, 11, 30))
    click(facts.plan.save_button)
    wait_for(lambda: desk.screen.sheet is not None and desk.screen.sheet.visit.starts_at.date() == date(2026, 11, 30))
    assert desk.screen.sheet is not None and desk.screen.sheet.visit.id != visit
    assert desk.visit(visit).state is how


def test_an_error_is_said_on_the_screen(desk: Desk, home: Home) -> None:
    visit, _ = home.visit()  # held, with a signed note
    desk.open(visit)
    click(desk.screen.facts.cancel_button)
    click(desk.screen.facts.cancel.ways[VisitState.NO_ACCESS])
    wait_for(desk.screen.notice.isVisible)
    assert desk.screen.notice.text() == "The visit has been held"
    assert desk.visit(visit).state is VisitState.HELD


def test_a_visit_that_is_gone_is_said_to_be_gone(desk: Desk) -> None:
    desk.screen.open(VisitId("nowhere"))
    wait_for(desk.screen.notice.isVisible)
    assert desk.screen.notice.text() == "It is no longer there"
