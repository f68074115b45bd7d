"""Beside a visit: what to look at before the door (who has still to agree, last time, clips to show), and the film once there is some."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.domain.clip import Clip
from app.domain.consent import Purpose
from app.domain.recording import Recording
from app.domain.visit import VisitState
from app.usecases.around_visit import AroundVisit
from ui import wording
from ui.families.words import on_day, person_words
from ui.texts import say
from ui.theme import SPACE_BETWEEN
from ui.widgets.parts import button, clear_layout, column, row, secondary, words

_MOST_WORDS = 140  # of what was agreed last time: the rest is in the note


class LeadsPanel(QFrame):
    """`show_around` fills it; it hides itself where there is nothing to say."""

    consent_wanted = Signal()
    film_wanted = Signal()
    import_wanted = Signal()
    visit_wanted = Signal(str)  # VisitId: last time
    moment_wanted = Signal(object, object)  # Recording, microseconds
    recording_wanted = Signal(object)  # Recording

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.consent_button: QWidget | None = None
        self.film_button: QWidget | None = None
        self._aside = False
        self._inner = column(spacing=6)
        self._inner.setContentsMargins(SPACE_BETWEEN, SPACE_BETWEEN, SPACE_BETWEEN, SPACE_BETWEEN)
        self.setLayout(self._inner)
        self.hide()

    def clear(self) -> None:
        self.consent_button = self.film_button = None
        clear_layout(self._inner)
        self.hide()

    def show_around(self, around: AroundVisit, *, may_film: bool) -> None:
        """`may_film`: it is the day of the visit."""
        self.clear()
        if around.visit.state is VisitState.PLANNED:
            self._before(around, may_film=may_film)
        if around.films:
            self._inner.addWidget(words(say("visits.films"), "row-title"))
            for film in around.films:
                self._inner.addLayout(self._film(film))
        self._let()

    def put_aside(self, aside: bool) -> None:
        """While a form needs the room."""
        self._aside = aside
        self._let()

    def _let(self) -> None:
        self.setVisible(self._inner.count() > 0 and not self._aside)

    def _before(self, around: AroundVisit, *, may_film: bool) -> None:
        self._inner.addWidget(words(say("visits.before"), "row-title"))
        for said in lacking_words(around):
            self._inner.addWidget(words(said, "warn"))
        self.consent_button = button(say("visits.consents"), self.consent_wanted.emit)
        if not around.lacking:
            self._inner.addWidget(words(say("visits.all_agree")))
        buttons = row(self.consent_button)
        if may_film:
            self.film_button = button(say("visits.film_now" if around.footage else "families.mark_along"), self.film_wanted.emit)
            buttons.addWidget(self.film_button)
            if around.footage:
                buttons.addWidget(button(say("visits.import"), self.import_wanted.emit, "quiet"))
        buttons.addStretch(1)
        self._inner.addLayout(buttons)
        if around.last is not None:
            self._inner.addLayout(self._last_time(around))
        if around.clips:
            self._inner.addWidget(secondary(say("visits.clips_to_show")))
            for clip, film in around.clips:
                self._inner.addLayout(self._clip(clip, film))

    def _last_time(self, around: AroundVisit) -> QVBoxLayout:
        last, note = around.last, around.note
        assert last is not None
        said = column(secondary(say("visits.last_time", date=on_day(last.starts_at.date()))), spacing=2)
        for field in ("next_step", "agreed_film"):
            text = _short(getattr(note, field)) if note is not None else ""
            if text:
                said.addWidget(words(say("visits.agreed", what=say(f"visits.note.{field}"), words=text)))
        read = button(say("visits.read_last"), partial(self.visit_wanted.emit, last.id), "quiet")
        said.addLayout(row(read, None))
        return said

    def _clip(self, clip: Clip, film: Recording) -> QVBoxLayout:
        called = clip.title or say("visits.clip_untitled")
        line = say("visits.clip_line", title=called, length=wording.length(clip.end_us - clip.start_us))
        watch = button(say("visits.watch"), partial(self.moment_wanted.emit, film, clip.start_us))
        watch.setAccessibleName(f"{say('visits.watch')}: {line}")
        return _beside(line, watch)

    def _film(self, film: Recording) -> QVBoxLayout:
        line = say("visits.film_line", time=wording.when(film.filmed_at), length=wording.length(film.duration_us))
        watch = button(say("visits.watch"), partial(self.recording_wanted.emit, film))
        watch.setAccessibleName(f"{say('visits.watch')}: {line}")
        return _beside(line, watch)


def lacking_words(around: AroundVisit) -> list[str]:
    """Who has not agreed to being filmed and to watching, each in a sentence; where it is the same people, in one."""
    if any(not who for who in around.lacking.values()):
        return [say("visits.nobody_in_it")]
    named = {purpose: wording.listed([person_words(one) for one in who]) for purpose, who in around.lacking.items()}
    if len(named) > 1 and len(set(named.values())) == 1:
        return [say("visits.lacking_both", who=named[Purpose.FILM])]
    return [say(f"visits.lacking_{purpose.value}", who=who) for purpose, who in named.items()]


def _beside(line: str, watch: QWidget) -> QVBoxLayout:
    across = row(words(line), watch, spacing=SPACE_BETWEEN)
    across.setStretch(0, 1)
    return column(across)


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _MOST_WORDS else f"{plain[:_MOST_WORDS].rsplit(' ', 1)[0]} …"
