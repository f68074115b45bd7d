"""The keys of the film screen: Space for the one thing to do next, B for a bookmark, Enter and Escape for the question whether to stop."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget

from ui.film.controls import Controls
from ui.film.desk import DeskState, FilmDesk
from ui.film.held_keys import HeldKeys
from ui.film.hold_button import HoldButton

_ANSWERS = ("Return", "Enter", "Escape")
_NEVER_HELD = frozenset({Qt.Key.Key_Space, Qt.Key.Key_B, Qt.Key.Key_Return, Qt.Key.Key_Enter})


class FilmKeys(QObject):
    """Alive while `screen` is in sight. A text field that has the focus keeps its letters: Qt asks it first.

    The field for the family's code gives Space away once the film may begin: no code has one in it, and the button says that Space begins.
    """

    def __init__(self, screen: QWidget, desk: FilmDesk, controls: Controls, start: Callable[[], None], code: QLineEdit) -> None:
        super().__init__(screen)
        self._desk = desk
        self._controls = controls
        self._start = start
        stop = controls.stop
        pressed = {"Space": self._space, "B": desk.bookmark, "Return": stop.press_once, "Enter": stop.press_once, "Escape": stop.put_away}
        self._held = HeldKeys(screen, _NEVER_HELD)
        self._shortcuts: dict[str, QShortcut] = {}
        for keys, run in pressed.items():
            shortcut = QShortcut(QKeySequence(keys), screen)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(run)
            self._shortcuts[keys] = shortcut
        stop.asking_changed.connect(self._let_answer)
        self._let_answer(False)
        code.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        asks = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space
        if asks and self._controls.start.isEnabled():
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _let_answer(self, asking: bool) -> None:
        for keys in _ANSWERS:
            self._shortcuts[keys].setEnabled(asking)

    def _space(self) -> None:
        """What was reached with Tab is pressed; else it is the one thing to do next."""
        focus = QApplication.focusWidget()
        if isinstance(focus, HoldButton):
            focus.press_once()
        elif isinstance(focus, QAbstractButton):
            focus.click()
        elif isinstance(focus, QComboBox):
            focus.showPopup()
        elif self._desk.state is DeskState.PAUSED:
            self._desk.go_on()
        elif self._desk.state is DeskState.FILMING:
            self._controls.stop.press_once()
        elif not self._controls.is_saved():
            self._start()
