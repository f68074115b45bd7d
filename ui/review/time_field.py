"""A field for an exact time: type it, or move it picture by picture with the up and down arrows."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.timebase import SECOND_US, clock_text
from ui.texts import say
from ui.widgets.parts import set_role

_TIME = re.compile(r"(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,4})(?:[.,](\d{1,6}))?")


def read_time(typed: str) -> int | None:
    """Microseconds of `1:07.24`, `1:02:03`, `67,24` or `67`. None when it is no time."""
    found = _TIME.fullmatch(typed.strip())
    if not found:
        return None
    hours, minutes, seconds, fraction = found.groups()
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds)
    return whole * SECOND_US + int((fraction or "").ljust(6, "0"))


class TimeField(QLineEdit):
    """Shows a position with milliseconds. Says `time_typed` on Enter or on leaving, `stepped` for the arrows."""

    time_typed = Signal(object)
    stepped = Signal(int)

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown_us = 0
        self.setAccessibleName(words)
        self.setToolTip(say("marks.time_tip"))
        self.setMaxLength(16)
        self.editingFinished.connect(self._finish)

    def show_time(self, at_us: int) -> None:
        self._shown_us = at_us
        text = clock_text(at_us, with_ms=True)
        if text != self.text():
            self.setText(text)
        set_role(self, "")

    def _finish(self) -> None:
        if self.text() == clock_text(self._shown_us, with_ms=True):
            return
        typed = read_time(self.text())
        if typed is None:
            set_role(self, "wrong")
            self.setAccessibleDescription(say("marks.bad_time"))
            return
        self.setAccessibleDescription("")
        self.time_typed.emit(typed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if step is not None:
            self.stepped.emit(step)
        elif event.key() == Qt.Key.Key_Escape:
            self.show_time(self._shown_us)
        else:
            super().keyPressEvent(event)
