"""What is said to be saved is saved: against a kill right after, and against a disk that takes no more."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.domain.ids import MarkId, RecordingId
from app.domain.mark import Mark
from storage.practice import create_practice_vault, open_practice_vault
from tests.samples.make import sample
from tests.ui.films import keep_film
from tests.ui.review.conftest import FILM_S, Desk

S = 1_000_000
PROJECT = Path(__file__).parents[3]


@contextmanager
def full_disk() -> Iterator[None]:
    """No file may grow: the operating system refuses as it does for a quota."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_failed_save_is_said_kept_on_screen_and_tried_again(desk: Desk) -> None:
    header = desk.screen.header
    desk.go(3 * S)
    desk.saved()
    with full_disk():
        desk.press(Qt.Key.Key_1)
        desk.until(lambda: desk.screen.book.failure is not None)
        desk.press(Qt.Key.Key_2)
        assert desk.jobs.flush(10)
        desk.until(lambda: desk.screen.book.waiting() == 2)
    marks = desk.screen.book.marks()
    assert len(marks) == 2
    assert desk.screen.book.unsaved() == {mark.id for mark in marks}
    assert desk.stored_marks() == []
    assert header.state.text() == "Not saved"
    assert "2 changes are not saved yet" in header.notice.accessibleName()
    assert "not saved" in str(desk.screen.marks.model.index(0).data())
    QTest.mouseClick(header.retry, Qt.MouseButton.LeftButton)
    desk.saved()
    assert desk.stored_marks() == marks
    assert header.state.text() == "All saved"
    assert header.notice.isHidden()
    assert header.answer.isHidden()


def test_the_next_mark_takes_the_unsaved_ones_along(desk: Desk) -> None:
    desk.go(3 * S)
    with full_disk():
        desk.press(Qt.Key.Key_1)
        desk.until(lambda: desk.screen.book.failure is not None)
    desk.press(Qt.Key.Key_3)
    desk.saved()
    assert len(desk.stored_marks()) == 2


def test_leaving_with_something_unsaved_is_asked(desk: Desk) -> None:
    screen = desk.screen
    desk.go(3 * S)
    with full_disk():
        desk.press(Qt.Key.Key_1)
        desk.until(lambda: screen.book.failure is not None)
        assert not screen.may_leave()
        assert screen.header.leave.isVisible()
        with desk.qtbot.waitSignal(screen.back_wanted):
            QTest.mouseClick(screen.header.leave, Qt.MouseButton.LeftButton)
        assert screen.may_leave()
    screen.book.retry()


def test_a_mark_made_before_the_earlier_ones_were_read_joins_them(desk: Desk) -> None:
    desk.go(3 * S)
    desk.press(Qt.Key.Key_1)
    desk.saved()
    desk.screen.book.open(desk.recording.id, lambda _error: None)
    desk.screen.marker.press("needs_pause")  # nothing was read yet
    desk.until(lambda: len(desk.screen.book.marks()) == 2)
    desk.saved()
    assert desk.stored_marks() == desk.screen.book.marks()


def test_leaving_with_all_saved_just_goes(desk: Desk) -> None:
    assert desk.screen.may_leave()
    assert not desk.screen.header.leave.isVisible()


def test_killed_right_after_saved_was_shown_the_mark_is_there(tmp_path: Path) -> None:
    vault = create_practice_vault(tmp_path / "vault")
    recording = keep_film(vault, sample("mp4_gop30", seconds=FILM_S).path)
    vault.close()
    script = [sys.executable, "-m", "tests.ui.review.mark_and_wait", str(tmp_path / "vault"), recording.id]
    with subprocess.Popen(
        script, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "All saved\n"
        os.killpg(running.pid, signal.SIGKILL)
    again = open_practice_vault(tmp_path / "vault")
    with again.work() as work:
        marks = work.marks.of(recording.id)
    again.close()
    assert [(mark.code, mark.note) for mark in marks] == [("invites", "hun smiler")]


def test_a_film_that_cannot_be_read_is_said_and_its_marks_are_still_there(desk: Desk) -> None:
    gone = replace(desk.recording, id=RecordingId("0" * 32))
    with desk.vault.work() as work:
        work.recordings.put(gone)
        work.marks.put(Mark(MarkId("kept"), gone.id, "invites", S))
        work.commit()
    desk.screen.open(gone)
    desk.until(lambda: desk.screen.notice.isVisible() and len(desk.screen.book.marks()) == 1)
    assert desk.screen.notice.text()
    for which in (Qt.Key.Key_Space, Qt.Key.Key_Period, Qt.Key.Key_1, Qt.Key.Key_Right):
        desk.press(which)
    desk.saved()
    assert len(desk.screen.book.marks()) == 2


# Last in this file: it ends the worker that the tests share.
def test_locking_tries_the_unsaved_once_more(desk: Desk) -> None:
    desk.go(3 * S)
    with full_disk():
        desk.press(Qt.Key.Key_1)
        desk.until(lambda: desk.screen.book.failure is not None)
    desk.screen.close()
    assert desk.jobs.flush(10)  # as the shell does before it lets the keys go
    assert len(desk.stored_marks()) == 1
