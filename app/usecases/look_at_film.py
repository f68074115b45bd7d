"""Look at a film: the only way by which a screen comes to its pictures and its sound.

The practitioner looks at a film once everybody in it has agreed to be filmed; a parent is shown clips of it once everybody has agreed to
that too. What is opened says which parts stay hidden: somebody is in them who has not agreed. That it was opened is written down. The
ledger is read each time, so a consent that was withdrawn a moment ago opens nothing; whoever has a film open asks `look_again` meanwhile.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from app.domain.appearance import Appearance
from app.domain.audit import Deed
from app.domain.clip import Clip
from app.domain.consent import Consent, Purpose
from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import PersonId, RecordingId
from app.domain.recording import Recording
from app.domain.spans import Span, together, touch
from app.ports import Clock, Reel, Store, Work
from app.usecases.consent_gate import Parts, consent_day, lacks, refuse, require_kept, seen_in, sort_out, spans_lacking
from app.usecases.destroy_films import orders

TO_LOOK = (Purpose.FILM,)
TO_SHOW = (Purpose.FILM, Purpose.REPLAY)


@dataclass(frozen=True, slots=True)
class OpenedFilm:
    """A film that may be looked at for these purposes. No picture and no sound of the `hidden` parts comes onto a screen (in order, none
    touching the next). `open_reel` is slow: never on the interface's thread; raises REEL_MISSING and REEL_DAMAGED."""

    recording: Recording
    hidden: tuple[Span, ...]
    purposes: tuple[Purpose, ...]
    open_reel: Callable[[], Reel] = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class ShownClips:
    """Clips for a parent, in the order they were asked for. `left_out`: how many were not, since a hidden part is in them."""

    film: OpenedFilm
    clips: tuple[Clip, ...]
    left_out: int = 0


def open_film(store: Store, clock: Clock, recording: RecordingId) -> OpenedFilm:
    """For the practitioner; written down as OPENED. Raises CONSENT_WITHDRAWN, NOBODY_NAMED, CONSENT_NOT_GIVEN or CONSENT_EXPIRED (the
    gravest), NO_LONGER_THERE for a film that is to be destroyed, REEL_MISSING for none."""
    with store.work() as work:
        film = _opened(store, work, clock, recording, TO_LOOK)
        work.audit.append(clock.now(), Deed.OPENED, film.recording.family, recording)
        work.commit()
    return film


def glance_at(store: Store, clock: Clock, recording: RecordingId) -> OpenedFilm:
    """For a small picture of the film in a list: the same gate, and nothing is written down. Raises as `open_film` does."""
    with store.work() as work:
        return _opened(store, work, clock, recording, TO_LOOK)


def show_clips(store: Store, clock: Clock, recording: RecordingId, clips: Iterable[Clip]) -> ShownClips:
    """For a parent. Each clip is written down when it is played (`clip_played`). Raises as `open_film` does, NOTHING_TO_SHOW without a
    clip, and CLIPS_HIDDEN (`clips`: how many) when somebody who has not agreed is in all of them."""
    asked = [clip for clip in clips if clip.recording == recording]
    if not asked:
        raise Circumstance(ErrorCode.NOTHING_TO_SHOW)
    with store.work() as work:
        film = _opened(store, work, clock, recording, TO_SHOW)
    shown = tuple(clip for clip in asked if not touch(film.hidden, clip.start_us, clip.end_us))
    if not shown:
        raise Circumstance(ErrorCode.CLIPS_HIDDEN, clips=len(asked))
    return ShownClips(film, shown, len(asked) - len(shown))


def clip_played(store: Store, clock: Clock, clip: Clip) -> None:
    """Write down that this clip was played to a parent."""
    with store.work() as work:
        film = work.recordings.get(clip.recording)
        if film is not None:
            work.audit.append(clock.now(), Deed.PLAYED, film.family, clip.id)
            work.commit()


def look_again(store: Store, clock: Clock, film: OpenedFilm) -> tuple[Span, ...]:
    """Whether it may still be looked at, and what of it is hidden now. Raises as `open_film` does once it may not. Takes a millisecond."""
    with store.work() as work:
        return hidden_now(work, clock, film.recording.id, film.purposes)


def _opened(store: Store, work: Work, clock: Clock, recording: RecordingId, purposes: tuple[Purpose, ...]) -> OpenedFilm:
    hidden = hidden_now(work, clock, recording, purposes)
    film = work.recordings.get(recording)
    if film is None:
        raise Circumstance(ErrorCode.REEL_MISSING)
    return OpenedFilm(film, hidden, purposes, partial(store.open_reel, recording))


def hidden_now(work: Work, clock: Clock, recording: RecordingId, purposes: tuple[Purpose, ...] = TO_LOOK) -> tuple[Span, ...]:
    """The gate itself: what of a film is hidden for these purposes. Raises as `open_film` does when it may not be looked at."""
    film = work.recordings.get(recording)
    if film is None:
        raise Circumstance(ErrorCode.REEL_MISSING)
    require_kept(film, orders(work))
    throughout, parts = seen_in(work, recording)
    return _hidden(work.ledger.of_people([*throughout, *parts]), throughout, parts, purposes, consent_day(work, clock))


def hidden_in_each(work: Work, clock: Clock) -> Callable[[Recording], tuple[Span, ...]]:
    """The same gate for a list of films, to look at: what it asks is read once for all of them, in this unit of work."""
    day, ordered = consent_day(work, clock), orders(work)
    seen: defaultdict[RecordingId, list[Appearance]] = defaultdict(list)
    for appearance in work.appearances.all():
        seen[appearance.recording].append(appearance)
    given: defaultdict[PersonId, list[Consent]] = defaultdict(list)
    for consent in work.ledger.of_purposes(TO_LOOK):
        given[consent.person].append(consent)

    def hidden(film: Recording) -> tuple[Span, ...]:
        require_kept(film, ordered)
        throughout, parts = sort_out(seen[film.id], lambda: work.people.of(film.family))
        return _hidden([one for person in (*throughout, *parts) for one in given[person]], throughout, parts, TO_LOOK, day)

    return hidden


def _hidden(
    consents: Collection[Consent], throughout: tuple[PersonId, ...], parts: Parts, purposes: tuple[Purpose, ...], day: date
) -> tuple[Span, ...]:
    for purpose in purposes:
        refuse(lacks(consents, throughout, purpose, day))
    return tuple(together(span for purpose in purposes for span in spans_lacking(consents, parts, purpose, day)))
