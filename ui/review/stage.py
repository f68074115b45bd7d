"""The film and its transport. Goes full screen as a window of its own and comes back to its place."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from ui.review.transport import Transport
from ui.texts import say
from ui.widgets.film_view import FilmView


class Stage(QWidget):
    """`full_changed` when it went full screen or came back."""

    full_changed = Signal(bool)

    def __init__(self, film: FilmView, transport: Transport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("shell.app"))
        self.film, self.transport = film, transport
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(film, 1)
        layout.addWidget(transport)
        self._home: QBoxLayout | None = None

    def is_full(self) -> bool:
        return self._home is not None

    def toggle_full(self, home: QBoxLayout) -> None:
        """Full screen, or back as the first thing in `home`."""
        if self.is_full():
            self.come_back()
            return
        self._home = home
        home.removeWidget(self)
        self.setParent(None)
        self.setWindowFlag(Qt.WindowType.Window)
        self.showFullScreen()
        self.activateWindow()
        self.full_changed.emit(True)

    def come_back(self) -> None:
        """To where it was before it went full screen. Nothing happens when it is there."""
        if self._home is None:
            return
        home, self._home = self._home, None
        self.setWindowFlags(Qt.WindowType.Widget)
        home.insertWidget(0, self, 1)
        self.show()
        self.full_changed.emit(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.is_full():
            self.come_back()
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing the full-screen window means coming back, not losing the film."""
        if self.is_full():
            event.ignore()
            self.come_back()
