"""Run as a process of its own and killed: makes a mark and a note with real keys, and says what the screen says once it says saved."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.ids import RecordingId
from storage.practice import open_practice_vault
from tests.ui.films import AT_THE_TIME, wait_for
from ui.jobs import Jobs
from ui.preferences import Preferences
from ui.review.screen import ReviewScreen
from ui.texts import set_language
from video.player import Player


def main() -> None:
    application = QApplication([])
    set_language("en")
    vault = open_practice_vault(Path(sys.argv[1]))
    with vault.work() as work:
        recording = work.recordings.get(RecordingId(sys.argv[2]))
    assert recording is not None
    screen = ReviewScreen(vault, AT_THE_TIME, Jobs(), Player, Preferences(Path(sys.argv[1])))
    screen.show()
    screen.open(recording)
    wait_for(screen.player.is_exact)
    QTest.keyClick(screen.film, Qt.Key.Key_1)
    QTest.keyClick(screen.film, Qt.Key.Key_N)
    QTest.keyClicks(screen.mark_editor.note, "hun smiler")
    wait_for(lambda: screen.book.marks()[0].note == "hun smiler" and screen.header.state.text() == "All saved")
    print(screen.header.state.text(), flush=True)
    QTimer.singleShot(60_000, application.quit)  # killed long before
    application.exec()


if __name__ == "__main__":
    main()
