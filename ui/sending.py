"""What is done for the team base without being asked: summaries are made ready when something changed, and sent where the team's policy
names the network's gateway: after unlocking, and each hour. Anywhere else only the outbox sends.

Quiet: what needs a person stands on Today, and what waits in the status line.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from app.ports import CancelToken
from app.usecases.pacing import Pauses
from app.usecases.prepare_summaries import prepare_summaries
from app.usecases.send_quietly import send_quietly
from app.usecases.team import team
from app.usecases.unwatched import unseen
from ui.jobs import Cancel, Jobs
from ui.services import Session

_FIRST_AFTER_MS = 6000  # Today is read first, and the first film opened
_SOON_MS = 2000
_EACH_MS = 60 * 60 * 1000


class Sending(QObject):
    """`changed` when summaries were made or sent."""

    changed = Signal()

    def __init__(self, session: Session, jobs: Jobs, may: Callable[[], bool], parent: QObject) -> None:
        """`may`: whether the machine is free for it now."""
        super().__init__(parent)
        self._session, self._jobs, self._may = session, jobs, may
        self._running: Cancel | None = None
        self._each = self._timer(_EACH_MS, self.look, once=False)
        self._soon = self._timer(_SOON_MS, self._prepare, once=True)

    def _timer(self, after_ms: int, then: Callable[[], None], *, once: bool) -> QTimer:
        made = QTimer(self)
        made.setInterval(after_ms)
        made.setSingleShot(once)
        made.timeout.connect(then)
        return made

    def start(self) -> None:
        self._each.start()
        QTimer.singleShot(_FIRST_AFTER_MS, self, self.look)

    def stop(self) -> None:
        """What is on its way is asked about again the next time."""
        self._each.stop()
        self._soon.stop()
        if self._running is not None:
            self._running.cancel()

    def look(self) -> None:
        """Send, if this is a network from which that needs no question."""
        self._run(_send)

    def something_changed(self) -> None:
        """Make ready what it may have changed, once there is a pause."""
        self._soon.start()

    def _prepare(self) -> None:
        self._run(_make_ready)

    def _run(self, act: Callable[[Session, CancelToken], bool]) -> None:
        if self._running is not None:
            self._soon.start()  # it may have looked already at what has changed since
        elif self._may():
            cancel = self._running = Cancel()
            self._jobs.far(self, partial(act, self._session, cancel), self._done, lambda _error: self._done(False))

    def _done(self, anything: bool) -> None:
        self._running = None
        if anything:
            self.changed.emit()


def _make_ready(session: Session, cancel: CancelToken) -> bool:
    """Whether anything is other than before. Nothing is made ready for nobody."""
    if team(session.store) is None:
        return False
    made = prepare_summaries(session.store, session.clock, session.team.codec, unseen, cancel)
    return bool(made.made or made.tombstones or made.without_consent)


def _send(session: Session, cancel: CancelToken) -> bool:
    ways = session.team
    sent = send_quietly(session.store, session.clock, ways.base, ways.codec, ways.networks, Pauses(cancel), cancel)
    return sent is not None or _make_ready(session, cancel)
