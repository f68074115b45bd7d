"""What consents mean for the film on the review screen: it opens or it is said why not, hidden parts are hatched, and clips are shown to a
parent only when they may be. Who stands in the way is named: it is the practitioner's screen."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.domain.clip import Clip
from app.domain.errors import SamspillError
from app.domain.ids import RecordingId
from app.domain.spans import Span
from app.ports import Clock, Store
from app.usecases.look_at_film import TO_SHOW, ShownClips, show_clips
from app.usecases.who_is_in_film import FilmPeople, who_is_in_film
from ui.consent.words import lack_words
from ui.jobs import Jobs
from ui.review.opening import Opening
from ui.review.refusal import Refusal
from ui.texts import say
from ui.timeline.timeline import Timeline
from ui.widgets.film_guard import BY_CONSENT
from video.player import Player


class Access(QObject):
    """`begin` with a recording. `closed`: nothing of its film is there any more. `may_show`: these clips may be shown to a parent."""

    closed = Signal()
    may_show = Signal(object)  # ShownClips

    def __init__(self, store: Store, clock: Clock, jobs: Jobs, player: Player, timeline: Timeline) -> None:
        super().__init__(timeline)
        self._store, self._clock, self._jobs, self._player, self._timeline = store, clock, jobs, player, timeline
        self._recording: RecordingId | None = None
        self._wanted_us = 0
        self.refusal = Refusal()
        self.opening = Opening(store, clock, jobs, player, self)
        self.opening.refused.connect(self._refused)
        self.opening.hidden.connect(self._hide)
        player.opened.connect(lambda _info: self._go_where_wanted())

    def begin(self, recording: RecordingId, at_us: int) -> None:
        """Open this film, at this position, if it may be looked at."""
        self._recording, self._wanted_us = recording, at_us
        self.refusal.hide()
        self.opening.begin(recording)

    def end(self) -> None:
        self._recording = None
        self.opening.end()

    def ask_to_show(self, clips: Sequence[Clip]) -> None:
        """`may_show` follows, or it is said why not."""
        recording = self._recording
        if recording is not None:
            ask = partial(show_clips, self._store, self._clock, recording, clips)
            self._jobs.store(self, ask, self._shown, partial(self._say_why, recording))

    def _shown(self, shown: ShownClips) -> None:
        if shown.film.recording.id == self._recording:  # no other film was opened meanwhile
            self.refusal.hide()
            self.may_show.emit(shown)

    def _go_where_wanted(self) -> None:
        if self._wanted_us:
            self._player.seek(self._wanted_us)

    def _hide(self, spans: tuple[Span, ...]) -> None:
        self.refusal.hide()
        self._timeline.set_extras(None, None)
        self._timeline.set_hidden(spans)

    def _refused(self, error: SamspillError) -> None:
        """Nobody may look at it, or not any more: what was drawn of it goes too."""
        self._timeline.set_extras(None, None)
        self._timeline.set_hidden(())
        self.closed.emit()
        if self._recording is not None:
            self._say_why(self._recording, error)

    def _say_why(self, recording: RecordingId, error: SamspillError) -> None:
        if recording != self._recording:
            return
        self.refusal.show_error(error)
        if error.code in BY_CONSENT:
            who = partial(who_is_in_film, self._store, self._clock, recording)
            self._jobs.store(self, who, partial(self._name, recording, error))

    def _name(self, recording: RecordingId, error: SamspillError, film: FilmPeople) -> None:
        """The first use that is refused says who stands in its way."""
        refused = next((one for one in film.uses if one.purpose in TO_SHOW and one.lacks), None)
        if recording == self._recording and refused is not None and not self.refusal.isHidden():
            self.refusal.show_error(error, say(f"review.who_lacks.{refused.purpose.value}", who=lack_words(refused.lacks, film.persons)))
