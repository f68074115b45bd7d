"""How things stand, in the slim line at the bottom: saved and encrypted, films that still lie on cards, a card that is in. And whether film
may come onto this laptop at all.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from app.ports import Store
from app.usecases.no_import import footage_is_allowed
from ui.jobs import Jobs
from ui.main_window import MainWindow
from ui.services import Session
from ui.texts import say


class Standing(QObject):
    """`read` looks in the vault again; `say` says it all anew, in another language. `footage(bool)`: whether film may come in."""

    footage = Signal(bool)

    def __init__(self, window: MainWindow, session: Session, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._store, self._jobs = window, session.store, jobs

    def say(self) -> None:
        self._window.status.set_fact("saved", say("shell.saved"))
        self.read()

    def read(self) -> None:
        self._jobs.store(self, partial(_facts, self._store), self._tell)

    def tell_of_cards(self, *, there: bool) -> None:
        """Whether a card is in that may hold film."""
        self._window.status.set_fact("card_in", say("shell.card_in") if there else "")

    def _tell(self, facts: tuple[int, bool]) -> None:
        films, allowed = facts
        self._window.set_footage(allowed)
        self.footage.emit(allowed)
        words = "" if not films else say("shell.not_wiped.one") if films == 1 else say("shell.not_wiped.many", count=films)
        self._window.status.set_fact("card", words, warn=True)


def _facts(store: Store) -> tuple[int, bool]:
    """How many films still lie on cards, unencrypted, and whether film may come onto this laptop."""
    with store.work() as work:
        return len(work.cards.not_wiped()), footage_is_allowed(work)
