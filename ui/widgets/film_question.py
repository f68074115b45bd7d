"""Asked in its place when something that ends the film was pressed while filming: the lock, the window's cross, throwing practice away.

A slip stops no film: it goes on until this is answered, and if it is not.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.texts import say
from ui.theme import BIG_TARGET_PX, SPACE_BETWEEN, SPACE_INSIDE
from ui.widgets.announce import announce
from ui.widgets.parts import button, column, name, words

# What was pressed: each has its words, `shell.film_asks.<name>` and `shell.film_asks.<name>_yes`.
LOCK, CLOSE, THROW = "lock", "close", "throw"


class FilmQuestion(QFrame):
    """Hidden until `ask`. Escape, or the button that has the keyboard first, goes on filming."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice-warn")
        self._then: Callable[[], None] | None = None
        self._title = words(say("shell.film_asks.title"), "notice-title")
        self._what = words()
        self.go_on_button = button(say("shell.film_asks.go_on"), self.put_away, "primary")
        self.end_button = button("", self._end, "danger")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_BETWEEN, SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE)
        layout.setSpacing(SPACE_BETWEEN)
        layout.addLayout(column(self._title, self._what, spacing=4), 1)
        for made in (self.end_button, self.go_on_button):
            made.setStyleSheet(f"min-height: {BIG_TARGET_PX - 10}px")
            layout.addWidget(made)
        self.hide()

    def ask(self, what: str, then: Callable[[], None]) -> None:
        """Ask about LOCK, CLOSE or THROW; `then` is called once if the answer is yes. Asking again replaces what was asked."""
        self._then = then
        self._what.setText(say(f"shell.film_asks.{what}"))
        self.end_button.setText(say(f"shell.film_asks.{what}_yes"))
        name(self.end_button, self.end_button.text())
        self.end_button.setEnabled(True)
        self.go_on_button.show()
        self.show()
        self.go_on_button.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, f"{self._title.text()}. {self._what.text()}")

    def is_asking(self) -> bool:
        return not self.isHidden()

    def put_away(self) -> None:
        """Filming goes on, or has ended anyway."""
        self._then = None
        self.hide()

    def _end(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            self.end_button.setEnabled(False)
            self.end_button.setText(say("shell.film_asks.ending"))
            self.go_on_button.hide()
            then()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._then is not None:
            self.put_away()
        else:
            super().keyPressEvent(event)
