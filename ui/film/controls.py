"""What can be done now, under the preview: one big button to start; time, pause, bookmark and stop while filming; what next afterwards."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget, QWidget

from app.domain.timebase import clock_text
from ui.film.hold_button import HoldButton
from ui.icons import icon
from ui.texts import say
from ui.theme import BIG_TARGET_PX, tokens
from ui.widgets.parts import button, column, name, row, set_role, words

ROW_PX = 84
_START_PX = 320
_ICON_PX = 22


class Controls(QStackedWidget):
    """Says what was meant; `show_idle`, `show_film` and `show_saved` choose what is in sight."""

    start_wanted = Signal()
    pause_wanted = Signal()
    go_on_wanted = Signal()
    bookmark_wanted = Signal()
    stop_wanted = Signal()
    look_wanted = Signal()
    again_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(ROW_PX)
        self.start = _big(say("filming.start"), self.start_wanted, "film-start", "record-fill", _START_PX)
        self.start.setToolTip(say("filming.start_tip"))
        self.start_hint = words("", "secondary")
        self.start_hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._idle = QWidget()
        self._idle.setLayout(column(row(None, self.start, None), self.start_hint, None, spacing=4))
        self.addWidget(self._idle)
        self._film = self._build_film()
        self.addWidget(self._film)
        self._saved = self._build_saved()
        self.addWidget(self._saved)

    # --- what is in sight ---------------------------------------------------------------------------------------------------

    def show_idle(self, *, ready: bool, hint: str) -> None:
        """`hint` says what is missing while the big button cannot be pressed, and where the film goes when it can."""
        self.start.setEnabled(ready)
        self.start_hint.setText(hint)
        self.start.setAccessibleDescription(hint)
        self.setCurrentWidget(self._idle)

    def show_film(self, *, paused: bool, ending: bool, beginning: bool) -> None:
        rolling = not (paused or ending or beginning)
        key = "ending" if ending else "beginning" if beginning else "paused" if paused else "on"
        self.sign.setText(say(f"filming.sign.{key}"))
        set_role(self.dot, "film-dot" if rolling else "film-dot-off")
        away, here = (self.pause, self.go_on) if paused else (self.go_on, self.pause)
        held = away.hasFocus()
        away.hide()  # first: both at once would push a small window wider
        here.show()
        if held:
            here.setFocus(Qt.FocusReason.TabFocusReason)  # the same key again takes it back
        for made in (self.pause, self.bookmark, self.stop):
            made.setEnabled(not ending and not beginning)
        self.setCurrentWidget(self._film)

    def show_saved(self, facts: str, *, can_look: bool) -> None:
        """The film is over: what came of it, and what is next."""
        self.saved_facts.setText(facts)
        self.look.setEnabled(can_look)
        self.setCurrentWidget(self._saved)

    def show_time(self, position_us: int) -> None:
        text = clock_text(position_us)
        if text != self.time.text():
            self.time.setText(text)

    def show_bookmark(self, text: str) -> None:
        """What was dropped, for a while."""
        self.said.setText(text)
        self._said_for.start()

    def is_filming(self) -> bool:
        return self.currentWidget() is self._film

    def is_saved(self) -> bool:
        return self.currentWidget() is self._saved

    # --- building -------------------------------------------------------------------------------------------------------------

    def _build_film(self) -> QWidget:
        self.dot = words("●", "film-dot", wrap=False)
        self.sign = words("", "film-sign", wrap=False)
        self.time = _time_label()
        self.said = words()
        self._said_for = QTimer(self)
        self._said_for.setSingleShot(True)
        self._said_for.setInterval(5000)
        self._said_for.timeout.connect(self.said.clear)
        self.pause = _big(say("filming.pause"), self.pause_wanted, "film-big", "pause-fill", 0)
        self.go_on = _big(say("filming.go_on"), self.go_on_wanted, "film-go-on", "play-fill", 220)
        self.go_on.hide()  # in place of pause, never beside it
        self.bookmark = _big(say("filming.bookmark"), self.bookmark_wanted, "film-big", "bookmark-simple", 0)
        self.bookmark.setToolTip(say("filming.bookmark_tip"))
        self.stop = HoldButton(say("filming.stop"), say("filming.stop_sure"))
        _dress(self.stop, "film-stop", "stop-fill", 0)
        self.stop.setToolTip(say("filming.stop_tip"))
        self.stop.confirmed.connect(self.stop_wanted)
        self.stop.asking_changed.connect(self._asking)
        for made in (self.pause, self.go_on, self.bookmark, self.stop):
            made.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard with the film
        head = QWidget()
        head.setLayout(row(self.dot, self.sign, self.time, None))
        head.setFixedHeight(BIG_TARGET_PX)
        told = column(head, self.said, spacing=2)
        holder = QWidget()
        line = row(told, self.pause, self.go_on, self.bookmark, self.stop, spacing=12)
        line.setStretch(0, 1)
        for made in (self.pause, self.go_on, self.bookmark, self.stop):
            line.setAlignment(made, Qt.AlignmentFlag.AlignTop)  # and stays there when something is said beside it
        holder.setLayout(column(line, None, spacing=0))
        return holder

    def _build_saved(self) -> QWidget:
        self.saved_title = words(say("filming.saved"), "section")
        self.saved_facts = words("", "secondary")
        self.look = _big(say("filming.look"), self.look_wanted, "film-go-on", "eye", 200)
        self.again = button(say("filming.again"), self.again_wanted.emit, "film-big")
        self.again.setMinimumHeight(BIG_TARGET_PX)
        holder = QWidget()
        line = row(column(self.saved_title, self.saved_facts, spacing=2), self.again, self.look, spacing=12)
        line.setStretch(0, 1)
        holder.setLayout(column(line, None, spacing=0))
        return holder

    def _asking(self, asking: bool) -> None:
        self.said.setText(say("filming.stop_ask") if asking else "")
        self._said_for.stop()


def _big(text: str, wanted: SignalInstance, role: str, picture: str, width: int) -> QPushButton:
    made = button(text, wanted.emit, role)
    _dress(made, role, picture, width)
    return made


def _dress(made: QPushButton, role: str, picture: str, width: int) -> None:
    made.setProperty("role", role)
    filled = {"film-start": tokens().on_danger, "film-stop": tokens().on_danger, "film-go-on": tokens().on_accent}
    made.setIcon(icon(picture, filled.get(role)))
    made.setIconSize(QSize(_ICON_PX, _ICON_PX))
    if width:
        made.setMinimumWidth(width)


def _time_label() -> QLabel:
    label = words("00:00", "film-time", wrap=False)
    font = QFont(label.font())
    font.setFeature(QFont.Tag("tnum"), 1)
    label.setFont(font)
    name(label, say("filming.time"))
    return label
