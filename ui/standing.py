"""How things stand, in the slim line at the bottom: saved and encrypted, films that still lie on cards, a card that is in."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from app.ports import Store
from ui.jobs import Jobs
from ui.main_window import MainWindow
from ui.services import Session
from ui.texts import say


class Standing(QObject):
    """`read` looks in the vault again; `say` says it all anew, in another language."""

    def __init__(self, window: MainWindow, session: Session, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._store, self._jobs = window, session.store, jobs

    def say(self) -> None:
        self._window.status.set_fact("saved", say("shell.saved"))
        self.read()

    def read(self) -> None:
        self._jobs.store(self, partial(_not_wiped, self._store), self._tell)

    def tell_of_cards(self, *, there: bool) -> None:
        """Whether a card is in that may hold film."""
        self._window.status.set_fact("card_in", say("shell.card_in") if there else "")

    def _tell(self, films: int) -> None:
        words = "" if not films else say("shell.not_wiped.one") if films == 1 else say("shell.not_wiped.many", count=films)
        self._window.status.set_fact("card", words, warn=True)


def _not_wiped(store: Store) -> int:
    """How many films still lie on cards, unencrypted."""
    with store.work() as work:
        return len(work.cards.not_wiped())
