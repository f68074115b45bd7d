"""When film, clips and notes fall due for deletion, why, and what holds them back. Rules are data; everything here is arithmetic on dates.

Defaults of product.md: film 30 days after the guidance session that used it, or 90 days after filming, whichever comes first; clips 60
days after the episode closes; notes when they were exported and the episode is closed, then by policy. Days are local days.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from operator import attrgetter
from typing import NamedTuple

from app.domain.ids import ClipId, FamilyCode, HoldId, NoteId, RecordingId

BELIEVED_DAYS = 365  # how long before its import a film may say that it was filmed


@dataclass(frozen=True, slots=True)
class Policy:
    """Days to keep. A team may shorten these; only a policy signed by the organisation lengthens them."""

    film_keep_days_after_guidance: int = 30
    film_keep_days_after_filming: int = 90
    clip_keep_days_after_closing: int = 60
    note_keep_days_after_export: int = 30

    def __post_init__(self) -> None:
        if min(self._days()) < 0:
            raise ValueError("nothing is kept for less than no time")

    def tightened(self, other: Policy) -> Policy:
        """The stricter of both, rule by rule."""
        return Policy(*map(min, self._days(), other._days()))

    def _days(self) -> tuple[int, int, int, int]:
        return (
            self.film_keep_days_after_guidance,
            self.film_keep_days_after_filming,
            self.clip_keep_days_after_closing,
            self.note_keep_days_after_export,
        )


class DueRule(StrEnum):
    """Which rule makes something due."""

    FILM_AFTER_GUIDANCE = "film_after_guidance"
    FILM_AFTER_FILMING = "film_after_filming"
    CLIP_AFTER_CLOSING = "clip_after_closing"
    NOTE_AFTER_EXPORT = "note_after_export"


class HeldBack(StrEnum):
    """What keeps something that is due from being deleted."""

    HOLD = "hold"  # safeguarding or legal
    NO_SIGNED_NOTE = "no_signed_note"
    CLOCK_JUMPED = "clock_jumped"


@dataclass(frozen=True, slots=True)
class Hold:
    """Stops deletion of one recording, its clips, and the notes of its visits. `second` is who confirmed it besides the practitioner."""

    id: HoldId
    recording: RecordingId
    reason: str = field(repr=False)
    second: str = field(repr=False)
    placed_at: datetime
    lifted_at: datetime | None = None


class FilmFacts(NamedTuple):
    """What the rules need to know of one film. A tuple, as the facts below and what is due: a plan makes tens of thousands of them."""

    recording: RecordingId
    family: FamilyCode
    filmed_on: date
    last_guidance_on: date | None  # of the last visit held that used it
    has_signed_note: bool  # a signed note of a visit that filmed or used it
    on_hold: bool


class ClipFacts(NamedTuple):
    clip: ClipId
    recording: RecordingId
    family: FamilyCode
    closed_on: date | None
    on_hold: bool
    has_signed_note: bool  # of its film


class NoteFacts(NamedTuple):
    """Of a note with its addenda, which live and die with it. `exported_on` is None until all of it was exported. `has_film`: film of its
    visit is there still."""

    note: NoteId
    family: FamilyCode
    closed_on: date | None
    exported_on: date | None
    on_hold: bool = False
    has_film: bool = False


class Due(NamedTuple):
    """One line of the deletion calendar. `held_back` empty and `on` reached: it goes today."""

    what: RecordingId | ClipId | NoteId
    family: FamilyCode
    rule: DueRule
    on: date
    held_back: tuple[HeldBack, ...] = ()

    def goes_on(self, day: date) -> bool:
        return day >= self.on and not self.held_back


_HELD: dict[bool, tuple[HeldBack, ...]] = {False: (), True: (HeldBack.HOLD,)}
_HELD_FILM = {  # by: on hold, has a signed note
    (on_hold, signed): _HELD[on_hold] + (() if signed else (HeldBack.NO_SIGNED_NOTE,))
    for on_hold in (False, True)
    for signed in (False, True)
}


def filmed_day(camera_on: date | None, imported_on: date) -> date:
    """The day a film is counted from: the camera's own, unless that cannot be true (after the import, or over a year before it, as
    when the camera's clock was never set). Then the day of the import: a film must neither go at once nor stay for ever because of a clock.
    """
    if camera_on is None or not imported_on - timedelta(BELIEVED_DAYS) <= camera_on <= imported_on:
        return imported_on
    return camera_on


def film_due(film: FilmFacts, policy: Policy) -> Due:
    """When a film is due: the earlier of its two dates. No guidance used it before it was filmed: a visit dated so is a slip, and a slip
    makes nothing go at once."""
    rule, on = DueRule.FILM_AFTER_FILMING, film.filmed_on + timedelta(policy.film_keep_days_after_filming)
    if film.last_guidance_on is not None:
        after_guidance = max(film.last_guidance_on, film.filmed_on) + timedelta(policy.film_keep_days_after_guidance)
        if after_guidance < on:
            rule, on = DueRule.FILM_AFTER_GUIDANCE, after_guidance
    return Due(film.recording, film.family, rule, on, _HELD_FILM[film.on_hold, film.has_signed_note])


def clip_due(clip: ClipFacts, policy: Policy) -> Due | None:
    """When a clip is due; None while its episode is open."""
    if clip.closed_on is None:
        return None
    on = clip.closed_on + timedelta(policy.clip_keep_days_after_closing)
    return Due(clip.clip, clip.family, DueRule.CLIP_AFTER_CLOSING, on, _HELD_FILM[clip.on_hold, clip.has_signed_note])


def note_due(note: NoteFacts, policy: Policy) -> Due | None:
    """When a note is due; None until it was exported and its episode is closed, and while film of its visit is there: the note outlives
    the film, which would wait for a signed note for ever."""
    if note.closed_on is None or note.exported_on is None or (note.has_film and not note.on_hold):
        return None
    on = max(note.closed_on, note.exported_on) + timedelta(policy.note_keep_days_after_export)
    return Due(note.note, note.family, DueRule.NOTE_AFTER_EXPORT, on, _HELD[note.on_hold])


class Reach(NamedTuple):
    """What can be due until some day: a store need not tell of the rest. What it tells is judged by the rules above all the same."""

    filmed_on: date  # a film that is counted from a later day is not due until then
    imported_on: date  # one that came on this day or before it surely is
    closed_on: date  # clips of an episode that was closed by then are due, and no others
    noted_on: date  # a note of an episode that was closed later, or exported later, is not


def reach(policy: Policy, until: date) -> Reach:
    """Of all that is due on this day or before it."""
    soonest = min(policy.film_keep_days_after_guidance, policy.film_keep_days_after_filming)
    days = (soonest, policy.film_keep_days_after_filming, policy.clip_keep_days_after_closing, policy.note_keep_days_after_export)
    return Reach(*(date.fromordinal(max(1, until.toordinal() - kept)) for kept in days))


def calendar(dues: Iterable[Due | None], until: date = date.max) -> list[Due]:
    """All that is due some day, or on this day or before it, soonest first; of one day in the order given."""
    return sorted((due for due in dues if due is not None and due.on <= until), key=attrgetter("on"))
