"""The note of a visit: typed, kept as typed, never lost, signed once, added to; templates and plain words."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import VisitId
from app.usecases.note_templates import FIELDS
from app.usecases.write_note import sign_note
from storage.practice import open_practice_vault
from tests.ui.films import wait_for
from tests.ui.visits.conftest import Desk, click
from tests.usecases.caring import Home
from ui.visits.draft import PAUSE_MS
from ui.visits.plain_field import LONGEST


@pytest.fixture
def visit(home: Home) -> VisitId:
    return home.visit_without_note()


def test_what_is_typed_is_kept_while_it_is_typed_and_said_quietly(desk: Desk, visit: VisitId) -> None:
    desk.open(visit)
    assert desk.screen.note.saved_line.text() == "Nothing written yet"
    desk.type("saw", "Babyen ser opp")
    assert desk.screen.note.saved_line.text() == "Saving …"
    wait_for(lambda: desk.screen.note.saved_line.text() == "Draft saved")
    assert [note.saw for note in desk.notes(visit)] == ["Babyen ser opp"]
    desk.type("next_step", "Vente")
    wait_for(lambda: desk.notes(visit)[0].next_step == "Vente")
    assert len(desk.notes(visit)) == 1


def test_typing_without_a_break_is_saved_all_the_same(desk: Desk, visit: VisitId) -> None:
    desk.open(visit)
    began = time.monotonic()

    def type_on() -> bool:
        desk.type("saw", "a")
        return bool(desk.notes(visit))

    wait_for(type_on)
    assert time.monotonic() - began >= PAUSE_MS / 1000 * 0.9, "not at every key either"


def test_a_kill_loses_nothing_that_was_said_to_be_saved(desk: Desk, visit: VisitId, home: Home) -> None:
    desk.open(visit)
    for field in FIELDS:
        desk.type(field, f"æøå {field}")
    wait_for(lambda: desk.screen.note.saved_line.text() == "Draft saved")
    home.vault.close()  # nothing is asked of the screen: it is as if the process had ended
    home.vault = open_practice_vault(home.folder)
    (note,) = desk.notes(visit)
    assert [getattr(note, field) for field in FIELDS] == [f"æøå {field}" for field in FIELDS]
    assert not note.is_signed


def test_leaving_and_locking_keep_the_last_word_at_once(desk: Desk, visit: VisitId, home: Home) -> None:
    other, _ = home.visit()
    desk.open(visit)
    desk.type("saw", "siste ord")
    desk.screen.stop()
    assert desk.jobs.flush(10)  # what locking does
    assert desk.notes(visit)[0].saw == "siste ord"
    desk.type("saw", " og ett til")
    desk.open(other)
    desk.settle()
    assert desk.notes(visit)[0].saw == "siste ord og ett til"
    desk.open(visit)
    desk.settle()
    assert desk.field("saw").property("plainText") == "siste ord og ett til"


def test_reading_the_visit_again_leaves_what_is_being_typed(desk: Desk, visit: VisitId) -> None:
    desk.open(visit)
    desk.type("saw", "Babyen")
    desk.screen.refresh()
    desk.settle()
    desk.type("saw", " ser")
    desk.screen.stop()
    desk.settle()
    assert [note.saw for note in desk.notes(visit)] == ["Babyen ser"]


def test_a_save_that_fails_is_said_and_tried_again(desk: Desk, visit: VisitId, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.open(visit)
    note = desk.screen.note
    monkeypatch.setattr("ui.visits.draft.AGAIN_MS", 50)
    real = desk.home.vault.work
    full = [True]

    def work() -> object:
        if full[0]:
            raise Circumstance(ErrorCode.DISK_FULL)
        return real()

    monkeypatch.setattr(desk.home.vault, "work", work)
    desk.type("saw", "Babyen")
    wait_for(note.notice.isVisible)
    assert note.notice.text() == "The disk is full" and "still here" in note.saved_line.text()
    full[0] = False
    wait_for(lambda: note.saved_line.text() == "Draft saved")
    assert desk.notes(visit)[0].saw == "Babyen" and not note.notice.isVisible()


def test_signing_is_asked_once_and_cannot_be_undone(desk: Desk, visit: VisitId) -> None:
    desk.open(visit)
    note, heard = desk.screen.note, list[str]()
    desk.screen.note_signed.connect(heard.append)
    desk.screen.facts.hold_button.setFocus()  # it was there once: that is no reason to take the keyboard when the visit is read anew
    desk.field("saw").setFocus()
    desk.type("saw", "Babyen ler")
    click(note.sign_button)
    assert note.question.isVisible() and QApplication.focusWidget() is note.sign_now
    assert not desk.notes(visit) or not desk.notes(visit)[0].is_signed
    QTest.keyClick(note.sign_now, Qt.Key.Key_Space)
    wait_for(lambda: bool(heard))
    (kept,) = desk.notes(visit)
    assert kept.is_signed and kept.saw == "Babyen ler" and heard == [visit]
    assert not note.fields.isVisible() and note.add_button.isVisible()
    desk.settle()
    assert QApplication.focusWidget() is note.add_button


def test_not_yet_changes_nothing(desk: Desk, visit: VisitId) -> None:
    desk.open(visit)
    note = desk.screen.note
    desk.type("saw", "Babyen ler")
    click(note.sign_button)
    click(note._not_yet)
    assert note.question.isHidden() and note.sign_button.isEnabled()
    desk.screen.stop()
    desk.settle()
    assert not desk.notes(visit)[0].is_signed


def test_an_empty_note_is_not_signed_and_a_template_alone_is_kept_but_not_signed(desk: Desk, visit: VisitId) -> None:
    desk.open(visit)
    note = desk.screen.note
    note.templates.setCurrentIndex(1)
    note.templates.activated.emit(1)
    click(note.sign_button)
    click(note.sign_now)
    wait_for(note.notice.isVisible)
    assert note.notice.text() == "The note is empty" and note.fields.isEnabled()
    (kept,) = desk.notes(visit)
    assert kept.saw and not kept.is_signed


def test_a_template_leaves_what_was_written(desk: Desk, visit: VisitId) -> None:
    desk.open(visit)
    note = desk.screen.note
    desk.type("saw", "mine ord")
    note.templates.setCurrentIndex(1)
    note.templates.activated.emit(1)
    assert note.templates.currentIndex() == 0
    desk.screen.stop()
    desk.settle()
    (kept,) = desk.notes(visit)
    assert kept.saw == "mine ord" and kept.next_step


def test_an_addendum_stands_below_what_it_adds_to(desk: Desk, visit: VisitId) -> None:
    desk.open(visit)
    note, heard = desk.screen.note, list[str]()
    desk.screen.note_signed.connect(heard.append)
    desk.type("saw", "først")
    click(note.sign_button)
    click(note.sign_now)
    wait_for(lambda: len(heard) == 1)
    click(note.add_button)
    wait_for(note.fields.isVisible)
    desk.type("saw", "så dette")
    click(note.sign_button)
    click(note.sign_now)
    wait_for(lambda: len(heard) == 2)
    first, added = desk.notes(visit)
    assert added.addendum_to == first.id and added.is_signed and (first.saw, added.saw) == ("først", "så dette")
    assert note._cards.count() == 2


def test_an_addendum_that_is_not_wanted_goes_again(desk: Desk, visit: VisitId) -> None:
    desk.open(visit)
    note = desk.screen.note
    desk.type("saw", "først")
    assert not note.drop_button.isVisible()
    click(note.sign_button)
    click(note.sign_now)
    wait_for(note.add_button.isVisible)
    click(note.add_button)
    wait_for(note.drop_button.isVisible)
    click(note.drop_button)
    assert not note.fields.isVisible() and note.add_button.hasFocus()
    click(note.add_button)
    wait_for(note.drop_button.isVisible)
    desk.type("saw", "så dette")
    click(note.drop_button)
    assert note.fields.isVisible() and note.drop_button.text() == "Yes, discard what I wrote"
    desk.type("saw", " og")
    assert note.drop_button.text() == "Drop the addendum"
    wait_for(lambda: len(desk.notes(visit)) == 2)
    click(note.drop_button)
    click(note.drop_button)
    assert not note.fields.isVisible()
    desk.screen.refresh()
    desk.settle()
    assert len(desk.notes(visit)) == 1 and note.add_button.isVisible()


def test_a_note_that_was_signed_elsewhere_is_not_overwritten(desk: Desk, visit: VisitId, home: Home) -> None:
    desk.open(visit)
    note = desk.screen.note
    desk.type("saw", "Babyen")
    desk.screen.stop()
    desk.settle()
    sign_note(home.vault, home.clock, desk.notes(visit)[0])
    desk.type("saw", " mer")
    wait_for(note.notice.isVisible)
    assert note.notice.text() == "The note is signed"
    assert desk.notes(visit)[0].saw == "Babyen"


def test_tab_goes_on_and_only_plain_words_come_in(desk: Desk, visit: VisitId) -> None:
    desk.open(visit)
    fields = list(desk.screen.note.fields.fields.values())
    fields[0].setFocus()
    QTest.keyClick(fields[0], Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is fields[1] and "\t" not in fields[0].words()
    rich = QMimeData()
    rich.setHtml("<b>fet</b>")
    rich.setText("fet")
    fields[1].insertFromMimeData(rich)
    assert fields[1].words() == "fet"
    book = QMimeData()
    book.setText("x" * (2 * LONGEST))
    fields[1].insertFromMimeData(book)
    assert len(fields[1].words()) == LONGEST
