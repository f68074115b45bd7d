"""Opening a film on the review screen: whether it may be looked at, the player, and what is drawn of it on the timeline."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from app.domain.errors import SamspillError
from app.domain.ids import RecordingId
from app.domain.spans import Span
from app.ports import Clock, Store
from app.usecases.look_at_film import OpenedFilm, open_film
from ui.jobs import Jobs
from ui.review.extras import FilmExtras, read_extras
from ui.widgets.film_guard import FilmGuard
from video.player import Player


class Opening(QObject):
    """One film at a time. `opened` once it may be looked at; `refused` when it may not, or not any more: nothing of it is there then."""

    opened = Signal(object)  # OpenedFilm
    refused = Signal(object)  # SamspillError
    hidden = Signal(object)  # tuple[Span, ...]: what nobody may see of it now
    extras = Signal(object)  # FilmExtras, without what is hidden
    failed = Signal(object)  # SamspillError: the small pictures could not be read

    def __init__(self, store: Store, clock: Clock, jobs: Jobs, player: Player, parent: QObject) -> None:
        super().__init__(parent)
        self._store, self._clock, self._jobs, self._player = store, clock, jobs, player
        self._wanted: RecordingId | None = None
        self._film: OpenedFilm | None = None
        self._guard = FilmGuard(store, clock, jobs, player, self)
        self._guard.hidden_changed.connect(self._hide)
        self._guard.refused.connect(self._refuse)

    def begin(self, recording: RecordingId) -> None:
        """Let go of the film before, and open this one. Also to try again when it was refused."""
        self.end()
        self._player.close_film()
        self._wanted = recording
        self._jobs.store(
            self,
            partial(open_film, self._store, self._clock, recording),
            partial(self._may_look, recording),
            lambda error: self._refuse(error) if self._wanted == recording else None,
        )

    def end(self) -> None:
        self._guard.end()
        self._wanted = self._film = None

    def is_refused(self) -> bool:
        """Whether the film that was asked for may not be looked at."""
        return self._wanted is not None and self._film is None

    def ask_again(self) -> None:
        """Something may have changed about who is in it or who agreed: look now. A film that was refused is opened if it may be now."""
        if self._film is not None:
            self._guard.ask()
        elif self._wanted is not None:
            self.begin(self._wanted)

    def _may_look(self, recording: RecordingId, film: OpenedFilm) -> None:
        if self._wanted != recording:
            return  # another film was opened meanwhile
        self._film = film
        self._guard.watch(film)
        self.opened.emit(film)
        self._hide(film.hidden)

    def _hide(self, spans: tuple[Span, ...]) -> None:
        film = self._film
        if film is None:
            return
        self.hidden.emit(spans)
        self._jobs.pool(self, partial(read_extras, film, spans), partial(self._show_extras, film), self.failed.emit)

    def _show_extras(self, film: OpenedFilm, found: FilmExtras) -> None:
        if film is self._film:
            self.extras.emit(found)

    def _refuse(self, error: SamspillError) -> None:
        self._film = None
        self.refused.emit(error)
