"""The page of a family over a real vault: one timeline whose lines lead somewhere, people changed in place, closed and reopened."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from app.domain.consent import Purpose
from app.domain.family import Adaptation, FamilyState, PersonKind, Role
from app.domain.recording import Picture, Recording
from app.usecases.change_people import PersonFacts, change_person
from app.usecases.delete_recording import delete_recording
from app.usecases.family_page import EventKind
from app.usecases.mark_along import begin_marking
from app.usecases.no_import import set_no_import
from app.usecases.withdraw_consent import withdraw_consent
from tests.ui.families.conftest import CLOSED
from tests.ui.families.kit import save
from tests.ui.films import wait_for
from tests.usecases.caring import CHILD, CODE, FATHER, MOTHER, TODAY, Home
from ui.families.editors import Editor, FamilyEditor, PersonEditor, read_day
from ui.families.page import FIRST_EVENTS, FamilyScreen
from ui.texts import say

E = TypeVar("E", bound=Editor)


def read(page: FamilyScreen) -> None:
    before = page.page
    page.show_family(CODE)
    wait_for(lambda: page.page is not None and page.page is not before and len(page.events) == min(FIRST_EVENTS, len(page._lines)))


def form(page: FamilyScreen, kind: type[E]) -> E:
    assert isinstance(page.people.editor, kind)
    return page.people.editor


def test_everything_stands_on_one_timeline_and_leads_where_it_is_done(page: FamilyScreen, home: Home) -> None:
    home.agree(MOTHER)
    film = home.film(filmed_on=TODAY - timedelta(2))
    visit, _note = home.visit(film, TODAY - timedelta(2), signed=False)
    with home.vault.work() as work:
        known = work.recordings.get(film)
        assert known is not None
        work.recordings.put(replace(known, picture=Picture(640, 360)))
        work.commit()
    read(page)
    said = [(one.line.event.kind, one.said.text()) for one in page.events]
    assert said[0] == (EventKind.VISIT, "Film and guidance  ·  planned")
    assert {kind for kind, _words in said} == {
        EventKind.OPENED, EventKind.VISIT, EventKind.FILM, EventKind.CLIP, EventKind.NOTE, EventKind.CONSENT_GIVEN,
    }  # fmt: skip
    assert (EventKind.CONSENT_GIVEN, "Consent to being filmed: Mother") in said
    heard: dict[EventKind, object] = {}
    page.visit_wanted.connect(lambda one: heard.setdefault(EventKind.VISIT, one))
    page.note_wanted.connect(lambda one: heard.setdefault(EventKind.NOTE, one))
    page.consent_wanted.connect(lambda one: heard.setdefault(EventKind.CONSENT_GIVEN, one))
    page.recording_wanted.connect(lambda one: heard.setdefault(EventKind.FILM, one.id))
    for one in page.events:
        if one.button is not None:
            QTest.keyClick(one.button, Qt.Key.Key_Space)
    assert heard == {EventKind.VISIT: "next", EventKind.NOTE: visit, EventKind.CONSENT_GIVEN: CODE, EventKind.FILM: film}


def test_consents_of_a_day_stand_together(page: FamilyScreen, home: Home) -> None:
    for purpose in (Purpose.FILM, Purpose.REPLAY):
        home.all_agree(purpose)
    home.agree(MOTHER, Purpose.TEACHING)
    withdraw_consent(home.vault, home.clock, MOTHER, {Purpose.TEACHING})
    home.clock.turn(days=1)
    home.agree(MOTHER, Purpose.STATISTICS)
    read(page)
    said = [one.said.text() for one in page.events if one.line.consents]
    assert said[0] == "Consent to statistics: Mother", "another day"
    assert set(said) == {
        "Consent to statistics: Mother",
        "Withdrew consent to teaching: Mother",
        "Consent to teaching: Mother",
        "Consent to being filmed and watching the film together: Baby, Father and Mother",
    }


def test_a_clip_leads_to_its_place_where_its_film_can_be_watched(page: FamilyScreen, home: Home) -> None:
    film, other = home.film(filmed_on=TODAY), home.film(filmed_on=TODAY)
    with home.vault.work() as work:
        known = work.recordings.get(film)
        assert known is not None and other
        work.recordings.put(replace(known, picture=Picture(640, 360)))
        work.commit()
    read(page)
    heard: list[object] = []
    page.moment_wanted.connect(lambda one, at: heard.append((one.id, at)))
    clips = [one for one in page.events if one.line.event.kind is EventKind.CLIP]
    assert len(clips) == 2
    for one in clips:
        if one.button is not None:
            QTest.keyClick(one.button, Qt.Key.Key_Space)
    assert heard == [(film, 0)]


def test_what_was_deleted_leads_to_its_receipt_and_the_buttons_lead_on(page: FamilyScreen, home: Home) -> None:
    delete_recording(home.vault, home.clock, home.film())
    heard: list[str] = []
    for signal in (page.receipts_wanted, page.film_wanted, page.import_wanted, page.history_wanted, page.search_wanted):
        signal.connect(heard.append)
    read(page)
    gone = next(one for one in page.events if one.line.event.kind is EventKind.DELETED)
    assert gone.button is not None
    for button in (gone.button, page.film_button, page.import_button, page.history_button, page.search_button):
        QTest.keyClick(button, Qt.Key.Key_Space)
    assert heard == [CODE] * 5


def test_who_has_to_agree_before_a_film_is_said_until_all_have(page: FamilyScreen, home: Home) -> None:
    home.agree(FATHER)
    read(page)
    assert page._lacking.text() == "Consent to filming is missing: Baby and Mother."
    home.all_agree()
    read(page)
    assert not page._lacking.isVisible()


def test_the_keyboard_stays_on_its_line_when_others_come(page: FamilyScreen, home: Home) -> None:
    read(page)
    planned = page.events[0].button
    assert planned is not None
    planned.setFocus()
    home.visit(signed=False)
    read(page)
    now = page.events[0].button
    assert now is not planned and now is QApplication.focusWidget()


def test_what_changed_under_a_form_is_shown_when_it_is_put_away(page: FamilyScreen, home: Home) -> None:
    read(page)
    page.people.edit_button.click()
    home.visit(signed=False)
    page.refresh()
    known = page.page
    form(page, FamilyEditor).leave_button.click()
    wait_for(lambda: page.page is not known)
    assert EventKind.NOTE in {one.line.event.kind for one in page.events}


def test_a_long_timeline_comes_bit_by_bit(page: FamilyScreen, home: Home) -> None:
    for n in range(FIRST_EVENTS):
        home.visit(on=TODAY - timedelta(n))
    read(page)
    assert page.page is not None and len(page.events) == FIRST_EVENTS and page.more.isVisible()
    while page.more.isVisible():
        shown = len(page.events)
        page.more.click()
        wait_for(lambda: len(page.events) == min(shown + FIRST_EVENTS, len(page._lines)))  # noqa: B023
    assert len(page.events) == len(page.page.timeline)


def test_what_is_known_is_changed_in_its_place(page: FamilyScreen, home: Home) -> None:
    read(page)
    page.people.edit_button.click()
    editor = form(page, FamilyEditor)
    editor.language.setText("Somali")
    editor.interpreter.click()
    editor.adaptations[Adaptation.HEARING].click()
    save(page)
    with home.vault.work() as work:
        family = work.families.get(CODE)
    assert family is not None
    assert (family.name, family.language, family.interpreter, family.adaptations) == (
        "Hansen",
        "Somali",
        True,
        frozenset({Adaptation.HEARING}),
    )


def test_the_keyboard_comes_back_to_where_a_form_was_opened(page: FamilyScreen, home: Home) -> None:
    """Also when the page was read anew after it."""
    page.activateWindow()
    read(page)
    before = page.people.edit_buttons[CHILD]
    QTest.keyClick(before, Qt.Key.Key_Space)
    editor = form(page, PersonEditor)
    assert editor.heading.text() == before.accessibleName().partition(": ")[2]
    editor.name_line.setText("Emma")
    save(page)
    wait_for(lambda: "Emma" in page.people.edit_buttons[CHILD].accessibleName())
    wait_for(page.people.edit_buttons[CHILD].hasFocus)
    QTest.keyClick(page.people.add_child, Qt.Key.Key_Space)
    editor = form(page, PersonEditor)
    assert editor.heading.text() == page.people.add_child.text()
    wait_for(editor.name_line.isVisible)
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    wait_for(page.people.add_child.hasFocus)


def test_a_twin_and_a_foster_carer_come_in(page: FamilyScreen, home: Home) -> None:
    read(page)
    page.people.add_child.click()
    editor = form(page, PersonEditor)
    editor.born.setText("1.6.2026")
    editor.due.setText("2026-08-01")
    save(page)
    page.people.add_carer.click()
    carer = form(page, PersonEditor)
    carer.role.setCurrentIndex(carer.role.findData(Role.FOSTER_CARER.value))
    save(page)
    with home.vault.work() as work:
        people = work.people.of(CODE)
    assert [one.due_on for one in people if one.kind is PersonKind.CHILD and one.id != CHILD] == [date(2026, 8, 1)]
    assert Role.FOSTER_CARER in {one.role for one in people}


def test_a_day_that_cannot_be_is_refused_and_the_form_stays(page: FamilyScreen) -> None:
    read(page)
    page.people.edit_buttons[CHILD].setFocus()
    QTest.keyClick(page.people.edit_buttons[CHILD], Qt.Key.Key_Space)
    editor = form(page, PersonEditor)
    assert editor.born.text() == "01.06.2026"
    editor.born.setText("soon")
    editor.save_button.click()
    assert editor.notice.text() == "The date cannot be read"
    editor.born.setText("01.06.2027")
    editor.save_button.click()
    wait_for(lambda: editor.notice.text() == "That day cannot be right")
    page.refresh()
    QTest.keyClick(editor.born, Qt.Key.Key_Escape)
    assert page.people.editor is None and CHILD in page.people.edit_buttons


def test_the_gentle_prompt_and_the_corrected_age(page: FamilyScreen, home: Home) -> None:
    facts = PersonFacts(PersonKind.CHILD, born_on=date(2025, 12, 1), due_on=date(2026, 2, 1))
    change_person(home.vault, home.clock, CHILD, facts)
    read(page)
    wait_for(page.people.edit_buttons[CHILD].isVisible)
    texts = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    assert "9 mo. 2 weeks, corrected  ·  born 1 December 2025" in texts
    assert "Soon one year. Time to talk about the way on?" in texts


def test_a_baby_that_came_early_has_no_age_to_count_before_its_due_date(page: FamilyScreen, home: Home) -> None:
    early = PersonFacts(PersonKind.CHILD, born_on=TODAY - timedelta(weeks=11), due_on=TODAY + timedelta(days=10))
    change_person(home.vault, home.clock, CHILD, early)
    read(page)
    wait_for(page.people.edit_buttons[CHILD].isVisible)
    said = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    assert any(text.startswith("before the due date  ·  born ") for text in said)


def test_closed_with_a_reason_and_opened_again(page: FamilyScreen, home: Home) -> None:
    read(page)
    page.close_button.click()
    page.closing.reason.setCurrentIndex(page.closing.reason.findData("stepped_up"))
    page.closing.sure_button.click()
    wait_for(page.reopen_button.isVisible)
    assert "stepped up" in page._state.text() and not page.plan_button.isVisible()
    assert page.notice.text() == "The episode is closed", "a visit is still planned"
    assert "The episode was closed: stepped up" in [one.said.text() for one in page.events]
    page.reopen_button.click()
    wait_for(page.plan_button.isVisible)
    with home.vault.work() as work:
        family = work.families.get(CODE)
    assert family is not None and family.state is FamilyState.OPEN


def test_a_family_that_is_gone_is_said(page: FamilyScreen, home: Home) -> None:
    with home.vault.work() as work:
        work.families.remove(CLOSED)
        work.commit()
    page.show_family(CLOSED)
    wait_for(lambda: page.notice.text() == "It is no longer there")


@pytest.mark.parametrize("typed", ["1.6.2026", "01.06.26", "1/6 2026", "1. 6. 2026", "2026-06-01"])
def test_a_day_is_read_as_people_write_it(typed: str) -> None:
    assert read_day(typed) == date(2026, 6, 1)


def test_the_keyboard_is_put_where_the_day_cannot_be_read(qapp: QApplication) -> None:
    del qapp
    form = PersonEditor(PersonKind.CHILD, "The baby")
    form.show()
    form.born.setText("31.2.2026")
    form.due.setText("1.9.2026")
    form.due.setFocus()
    form.save()
    assert form.focusWidget() is form.born
    assert form.born.selectedText() == "31.2.2026"
    assert form.notice.text() == say("families.day_wrong")
    form.deleteLater()


@pytest.mark.parametrize("typed", ["31.2.2026", "soon", "1.6.126", "1.6.1926", "2026-13-01"])
def test_what_is_no_day_is_no_day(typed: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_day(typed)


def test_a_film_that_stays_on_its_camcorder_leads_to_its_marks(page: FamilyScreen, home: Home) -> None:
    home.all_agree()
    film = begin_marking(home.vault, home.clock, CODE).recording
    read(page)
    line = next(one for one in page.events if one.button is not None and one.button.text() == say("families.do.marks"))
    wanted: list[Recording] = []
    page.recording_wanted.connect(wanted.append)
    assert line.button is not None
    line.button.click()
    assert wanted == [film]


def test_where_no_film_may_be_here_it_says_what_is_done_instead(page: FamilyScreen, home: Home) -> None:
    set_no_import(home.vault, home.clock, on=True)
    heard: list[str] = []
    page.film_wanted.connect(heard.append)
    read(page)
    wait_for(lambda: page.film_button.text() == "Mark along with the camcorder")
    assert page.import_button.isHidden() and not page.film_button.isHidden()
    page.film_button.click()
    assert heard == [CODE]
    set_no_import(home.vault, home.clock, on=False)
    page.refresh()
    wait_for(lambda: page.film_button.accessibleName() == "Film now")
    assert not page.import_button.isHidden()
