"""Notices cards as they come and go, wherever the person is: asks every two seconds, off the interface's thread, one question at a time."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from app.film_ports import CardReader
from ui.jobs import Jobs

_EVERY_MS = 2000


class CardWatch(QObject):
    """`roots` are the cards that are in now; `changed(list[Path])` when they are others than before."""

    changed = Signal(object)

    def __init__(self, cards: CardReader, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cards = cards
        self._jobs = jobs
        self._asking = False
        self.roots: list[Path] = []
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.ask)

    def start(self) -> None:
        self._timer.start()
        self.ask()

    def stop(self) -> None:
        self._timer.stop()

    def ask(self) -> None:
        """A card that answers slowly is not asked twice."""
        if not self._asking:
            self._asking = True
            self._jobs.pool(self, self._cards.roots, self._answered, lambda _error: self._answered([]))

    def _answered(self, roots: list[Path]) -> None:
        self._asking = False
        if roots != self.roots:
            self.roots = roots
            self.changed.emit(roots)
