"""The film and its transport. Goes full screen in a window of its own and comes back to its place."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from ui.review.style import review_style
from ui.review.transport import Transport
from ui.texts import say
from ui.widgets.film_view import FilmView


class Stage(QWidget):
    """The film over its transport."""

    def __init__(self, film: FilmView, transport: Transport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.film, self.transport = film, transport
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(film, 1)
        layout.addWidget(transport)
        self._home: QBoxLayout | None = None
        self._hall: _Hall | None = None

    def is_full(self) -> bool:
        return self._hall is not None

    def toggle_full(self, home: QBoxLayout) -> None:
        """Full screen, or back as the first thing in `home`."""
        if self._hall is not None:
            self.come_back()
            return
        self._home = home
        self._hall = _Hall(self)
        self._hall.leave_wanted.connect(self.come_back)
        self._hall.showFullScreen()
        self._hall.activateWindow()
        self.film.setFocus()

    def come_back(self) -> None:
        """To where it was before it went full screen. Nothing happens when it is there."""
        if self._hall is None or self._home is None:
            return
        hall, self._hall = self._hall, None
        self._home.insertWidget(0, self, 1)
        self.show()
        self.window().activateWindow()
        self.film.setFocus()
        hall.hide()
        hall.deleteLater()


class _Hall(QWidget):
    """The full-screen window. Escape and closing it lead back; the film is never lost with it."""

    leave_wanted = Signal()

    def __init__(self, stage: Stage) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setWindowTitle(say("shell.app"))
        self.setStyleSheet(review_style())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.addWidget(stage)
        self.addActions(stage.actions())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave_wanted.emit()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        QTimer.singleShot(0, self, self.leave_wanted.emit)  # not while Qt is closing it
