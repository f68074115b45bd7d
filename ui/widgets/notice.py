"""An answer in its place: what happened, what it means for the film, what to do now. Never a dialog, never gone by itself."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy

from app.domain.errors import SamspillError
from ui.texts import error_words, say
from ui.theme import SPACE_BETWEEN, SPACE_INSIDE
from ui.widgets.parts import button, column, set_role, words


class Notice(QFrame):
    """Hidden until there is something to say. `closable` adds a button that puts it away."""

    closed = Signal()

    def __init__(self, *, closable: bool = False) -> None:
        super().__init__()
        self.setProperty("role", "notice")
        self._title = words(role="notice-title")
        self._what = words()
        self._next = words()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_BETWEEN, SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE)
        layout.setSpacing(SPACE_BETWEEN)
        layout.addLayout(column(self._title, self._what, self._next, spacing=4), 1)
        self._close: QPushButton | None = None
        if closable:
            self._close = button(say("shell.close"), self._put_away, "quiet")
            layout.addWidget(self._close)
        self.hide()

    def show_error(self, error: SamspillError) -> None:
        title, what, next_step = error_words(error)
        self.show_words(title, what, next_step, tone="error")

    def show_words(self, title: str, what: str = "", next_step: str = "", tone: str = "info") -> None:
        """`tone` is error, warn, good or info: it colours the edge, never the meaning alone."""
        set_role(self, f"notice-{tone}")
        for label, text in ((self._title, title), (self._what, what), (self._next, next_step)):
            label.setText(text)
            label.setVisible(bool(text))
        said = " ".join(text for text in (title, what, next_step) if text)
        self.setAccessibleName(said)
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))

    def clear(self) -> None:
        self.hide()
        self._title.clear()

    def text(self) -> str:
        """The title shown, or nothing."""
        return self._title.text()

    def _put_away(self) -> None:
        self.clear()
        self.closed.emit()
