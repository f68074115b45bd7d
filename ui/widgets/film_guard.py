"""A film that is open on a screen is asked for again all the while: may it still be looked at, and what of it is hidden now?

A consent that was withdrawn, or ran out, closes the film within a second, wherever on this laptop it was withdrawn; a person entered as
being in a part hides that part. Nothing can be asked of a store that is closed or damaged: then the film is closed too.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.errors import ErrorCode, SamspillError
from app.domain.spans import Span
from app.ports import Clock, Store
from app.usecases.look_at_film import OpenedFilm, look_again
from ui.jobs import Jobs
from video.player import Player

ASK_EVERY_MS = 200
# What entering a consent mends.
BY_CONSENT = frozenset(
    {
        ErrorCode.CONSENT_NOT_GIVEN,
        ErrorCode.CONSENT_EXPIRED,
        ErrorCode.CONSENT_WITHDRAWN,
        ErrorCode.NOBODY_NAMED,
        ErrorCode.CLIPS_HIDDEN,
    }
)


class FilmGuard(QObject):
    """`watch` the film that the player has open. What becomes hidden is hidden in the player before anybody hears of it."""

    hidden_changed = Signal(object)  # tuple[Span, ...]
    refused = Signal(object)  # SamspillError: the player has let go of the film

    def __init__(self, store: Store, clock: Clock, jobs: Jobs, player: Player, parent: QObject) -> None:
        super().__init__(parent)
        self._store, self._clock, self._jobs, self._player = store, clock, jobs, player
        self._film: OpenedFilm | None = None
        self._hidden: tuple[Span, ...] = ()
        self._asking = False
        self._timer = QTimer(self, interval=ASK_EVERY_MS)
        self._timer.timeout.connect(self.ask)

    def watch(self, film: OpenedFilm) -> None:
        """Open it in the player, and watch over it until `end`."""
        self._film, self._hidden = film, film.hidden
        self._player.open(film.open_reel, film.hidden)
        self._timer.start()

    def end(self) -> None:
        """Nothing is open any more."""
        self._film = None
        self._timer.stop()

    def ask(self) -> None:
        """Now, not only when its time comes."""
        film = self._film
        if film is None or self._asking:
            return
        self._asking = True
        self._jobs.watch(
            self, partial(look_again, self._store, self._clock, film), partial(self._answered, film), partial(self._refused, film)
        )

    def _answered(self, film: OpenedFilm, hidden: tuple[Span, ...]) -> None:
        self._asking = False
        if film is self._film and hidden != self._hidden:
            self._hidden = hidden
            self._player.hide(hidden)
            self.hidden_changed.emit(hidden)

    def _refused(self, film: OpenedFilm, error: SamspillError) -> None:
        self._asking = False
        if film is self._film:
            self.end()
            self._player.close_film()
            self.refused.emit(error)
