"""The camcorder's counter, large: it runs along from the press of one key, stands, and is set where the camcorder shows something else."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPushButton, QWidget

from app.domain.camcorder import Counter, counter_text, read_counter
from ui.camcorder.style import FACE_PX
from ui.icons import icon
from ui.texts import say
from ui.theme import SPACE_BETWEEN, tokens
from ui.widgets.parts import button, column, name, row, secondary, set_role, words

_BETWEEN_MS = 100  # ten times a second: the seconds change when the camcorder's do
_FIELD_PX = 150
_TICKS_A_US = 1000


def steady_us() -> int:
    """A clock that no one sets."""
    return time.monotonic_ns() // _TICKS_A_US


class CounterField(QLineEdit):
    """A counter to be typed: `read` gives microseconds, or None and says what is wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.setMaxLength(11)
        self.setFixedWidth(_FIELD_PX)
        self.setProperty("role", "big")
        self.setPlaceholderText(counter_text(0))
        self.setToolTip(say("camcorder.counter_tip"))
        name(self, say("camcorder.counter"), say("camcorder.counter_tip"))

    def read(self) -> int | None:
        """Nothing typed is nothing on the counter."""
        return read_counter(self.text()) if self.text().strip() else 0


class CounterFace(QFrame):
    """`switched(bool)` when it was started or stopped; `set_wanted(us, along)`: the camcorder shows this, and (`along`) every mark was set
    against a counter that was as wrong; `end_wanted()`: the film is over."""

    switched = Signal(bool)
    set_wanted = Signal(object, bool)
    end_wanted = Signal()

    def __init__(self, ticks: Callable[[], int] = steady_us) -> None:
        super().__init__()
        self.ticks = ticks
        self._counter = Counter()
        self.setProperty("role", "card")
        self.time = _centred(words(counter_text(0), "counter", wrap=False))
        self.time.setMinimumHeight(FACE_PX + SPACE_BETWEEN)
        self.state = _centred(words(say("camcorder.stands"), "secondary", wrap=False))
        self.switch = button(say("camcorder.start"), self.toggle, "primary")
        self.set_button = button(say("camcorder.set"), self.ask)
        self.end_button = button(say("camcorder.end"), self.end_wanted.emit)
        tips = ((self.switch, "switch_tip"), (self.set_button, "set_tip"), (self.end_button, "end_tip"))
        for made, tip in tips:
            made.setToolTip(say(f"camcorder.{tip}"))
            made.setProperty("target", "big")
        self.question = self._build_question()
        layout = column(
            None, self.time, self.state, None, row(None, self.switch, self.set_button, self.end_button, None), self.question, None
        )
        layout.setContentsMargins(SPACE_BETWEEN, SPACE_BETWEEN, SPACE_BETWEEN, SPACE_BETWEEN)
        self.setLayout(layout)
        self._timer = QTimer(self)
        self._timer.setInterval(_BETWEEN_MS)
        self._timer.timeout.connect(self._show_time)

    def _build_question(self) -> QWidget:
        self.field = CounterField()
        self.field.returnPressed.connect(lambda: self._answer(along=False))
        self.set_here: QPushButton = button(say("camcorder.set_here"), lambda: self._answer(along=False), "primary")
        self.set_along = button(say("camcorder.set_along"), lambda: self._answer(along=True))
        self.set_along.setToolTip(say("camcorder.set_along_tip"))
        leave = button(say("wording.cancel"), self._put_away, "quiet")
        self.fault = words("", "warn")
        asked = QWidget()
        asked.setLayout(
            column(
                _centred(secondary(say("camcorder.set_ask"))),
                row(None, self.field, self.set_here, self.set_along, leave, None),
                _centred(self.fault),
            )
        )
        self.fault.hide()
        asked.hide()
        return asked

    # --- what it shows --------------------------------------------------------------------------------------------------------

    def at_us(self) -> int:
        """What the counter shows now."""
        return self._counter.shows(self.ticks())

    def is_running(self) -> bool:
        return self._counter.is_running

    def begin(self, at_us: int, *, running: bool) -> None:
        """Another film: the counter is here, and runs or stands. Nothing is told."""
        self._counter = Counter(at_us)
        if running:
            self._counter = self._counter.started(self.ticks())
        self._put_away()
        self._show()

    def set_to(self, at_us: int) -> None:
        """Shows this from now on, and runs or stands as before."""
        self._counter = self._counter.set_to(at_us, self.ticks())
        self._show_time()

    def nudge(self, by_us: int) -> None:
        """A little earlier or later."""
        self.set_to(self.at_us() + by_us)

    # --- what is pressed ------------------------------------------------------------------------------------------------------

    def toggle(self) -> None:
        """Start it where it stands, or stop it."""
        self.rest() if self.is_running() else self._start()

    def rest(self) -> None:
        """Stop it. Nothing happens when it stands."""
        if self.is_running():
            self._counter = self._counter.stopped(self.ticks())
            self._show()
            self.switched.emit(False)

    def ask(self) -> None:
        """What does the camcorder show?"""
        self.question.show()
        self.field.setText(counter_text(self.at_us()))
        self.field.selectAll()
        self.field.setFocus()

    def _start(self) -> None:
        self._counter = self._counter.started(self.ticks())
        self._show()
        self.switched.emit(True)

    def _answer(self, *, along: bool) -> None:
        at_us = self.field.read()
        self.fault.setVisible(at_us is None)
        if at_us is None:
            self.fault.setText(say("camcorder.counter_wrong"))
            self.field.setFocus()
            return
        self._put_away()
        self.set_wanted.emit(at_us, along)

    def _put_away(self) -> None:
        self.question.hide()
        self.fault.hide()
        self.switch.setFocus()

    def _show(self) -> None:
        running = self.is_running()
        self._timer.start() if running else self._timer.stop()
        self.switch.setText(say("camcorder.stop" if running else "camcorder.start"))
        name(self.switch, self.switch.text())
        self.switch.setIcon(icon("pause-fill" if running else "play-fill", tokens().on_accent))
        self.state.setText(say("camcorder.runs" if running else "camcorder.stands"))
        set_role(self.state, "good" if running else "secondary")
        set_role(self.time, "counter" if running else "counter-off")
        self._show_time()

    def _show_time(self) -> None:
        text = counter_text(self.at_us())
        if text != self.time.text():
            self.time.setText(text)


def _centred(label: QLabel) -> QLabel:
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label
