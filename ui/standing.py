"""How things stand, in the slim line at the bottom: saved and encrypted, summaries that wait, films that still lie on cards, a card that is
in. And whether film may come onto this laptop at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.domain.outbox import KeptState
from app.ports import Store
from app.usecases.no_import import footage_is_allowed
from app.usecases.team import membership
from ui import wording
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

    def _tell(self, facts: _Facts) -> None:
        self._window.set_footage(facts.footage)
        self.footage.emit(facts.footage)
        status = self._window.status
        status.set_fact("waiting", wording.count("shell.waiting", facts.waiting) if facts.waiting else "")
        status.set_fact("card", wording.count("shell.not_wiped", facts.on_cards) if facts.on_cards else "", warn=True)


@dataclass(frozen=True, slots=True)
class _Facts:
    """How many films still lie on cards, unencrypted; how many summaries wait for the team base, where there is one; and whether film may
    come onto this laptop."""

    on_cards: int
    waiting: int
    footage: bool


def _facts(store: Store) -> _Facts:
    with store.work() as work:
        waiting = work.outbox.counts()[KeptState.WAITING] if membership(work) is not None else 0
        return _Facts(len(work.cards.not_wiped()), waiting, footage_is_allowed(work))
