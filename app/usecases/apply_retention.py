"""Delete what is due: at start and daily, as long as the clock is believed.

One unit of work decides: it looks at the clock, orders the films (`destroy_films`), removes clips and notes, writes receipts and deeds. So
a kill leaves either nothing or orders that the next start carries out. Of very much that is due it decides a part at a time, and carries
that out, so that whoever else needs the store meanwhile has it within the second.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from app.domain.audit import Deed
from app.domain.clip import Clip
from app.domain.errors import Circumstance
from app.domain.ids import ClipId, NoteId, RecordingId
from app.domain.receipt import DeletionRule, Receipt
from app.domain.retention import Due, DueRule
from app.ports import Clock, Store, Work
from app.usecases.deletion_calendar import planned
from app.usecases.destroy_films import carry_out, order, orders, tidy_up, urgently
from app.usecases.leave_receipt import leave_receipt
from app.usecases.watch_clock import look_at_clock

AT_ONCE = 200  # films, clips and notes that one unit of work decides
_OF_FILM = frozenset({DueRule.FILM_AFTER_GUIDANCE, DueRule.FILM_AFTER_FILMING})


@dataclass(frozen=True, slots=True)
class Purge:
    """What went. `suspended`: the clock is not believed, and nothing was decided."""

    receipts: tuple[Receipt, ...]
    suspended: bool = False


@dataclass(frozen=True, slots=True)
class _Decided:
    """Receipts of clips and notes; films are ordered. `more`: something is left to decide."""

    receipts: list[Receipt]
    more: bool


def apply_retention(store: Store, clock: Clock) -> Purge:
    """Delete all that is due today. Also carries out what was ordered before. Raises what kept a film from being destroyed, after all
    else was done."""
    receipts: list[Receipt] = []
    trouble: Circumstance | None = None
    decided: _Decided | None = _Decided([], more=True)
    while decided is not None and decided.more:
        decided = urgently(store, lambda: _decide(store, clock))
        receipts += decided.receipts if decided is not None else ()
        try:
            receipts += carry_out(store, clock)
        except Circumstance as error:
            trouble = trouble or error
    if trouble is not None:
        raise trouble
    tidy_up(store)
    return Purge(tuple(receipts), suspended=decided is None)


def _decide(store: Store, clock: Clock) -> _Decided | None:
    """The films first: clips of those that go are counted in the films' own receipts. None when the clock is not believed."""
    now = clock.now()
    with store.work() as work:
        believed = look_at_clock(work, clock)
        if not believed:
            work.commit()
            return None
        today = now.astimezone().date()
        ordered = {one.recording for one in orders(work)}
        due = [one for one in planned(work, today) if one.goes_on(today) and one.what not in ordered]
        films = [one for one in due if one.rule in _OF_FILM][:AT_ONCE]
        for rule in {one.rule for one in films}:
            order(work, [RecordingId(one.what) for one in films if one.rule is rule], DeletionRule(rule.value), now)
        going = ordered.union(RecordingId(one.what) for one in films)
        with_film = {clip.id for film in going for clip in work.clips.of(film)}
        of_clips = [one for one in due if one.rule is DueRule.CLIP_AFTER_CLOSING and one.what not in with_film]
        clips = _whole_families(of_clips, AT_ONCE - len(films))
        room = max(0, AT_ONCE - len(films) - len(clips))
        notes = [one for one in due if one.rule is DueRule.NOTE_AFTER_EXPORT][:room]
        receipts = _remove_clips(work, clips, now) + _remove_notes(work, notes, now)
        more = len(films) + len(clips) + len(notes) < sum(one.what not in with_film for one in due)
        work.commit()
    return _Decided(receipts, more)


def _whole_families(due: list[Due], most: int) -> list[Due]:
    """So many, and the rest of the last family: clips of one film have one receipt."""
    taken: list[Due] = []
    for one in sorted(due, key=attrgetter("family")):
        if len(taken) >= most and (not taken or one.family != taken[-1].family):
            break
        taken.append(one)
    return taken


def _remove_clips(work: Work, due: list[Due], now: datetime) -> list[Receipt]:
    """One receipt for each recording."""
    of: defaultdict[RecordingId, list[Clip]] = defaultdict(list)
    for clip in (work.clips.get(ClipId(one.what)) for one in due):
        if clip is not None:
            of[clip.recording].append(clip)
    families = {one.what: one.family for one in due}
    receipts = []
    for recording, clips in of.items():
        family = families[clips[0].id]
        film = work.recordings.get(recording)
        for clip in clips:
            work.clips.remove(clip.id)
            work.audit.append(now, Deed.DELETED, family, clip.id)
        work.erased.add([clip.id for clip in clips], now)
        since = film.imported_at if film else now
        receipts.append(leave_receipt(work, family, DeletionRule.CLIP_AFTER_CLOSING, now, now, here_since=since, clips=len(clips)))
    return receipts


def _remove_notes(work: Work, due: list[Due], now: datetime) -> list[Receipt]:
    receipts = []
    for one in due:
        note = work.notes.get(NoteId(one.what))
        if note is None:
            continue
        with_addenda = [each.id for each in work.notes.of_visit(note.visit) if note.id in (each.id, each.addendum_to)]
        work.notes.remove(note.id)
        work.audit.append(now, Deed.DELETED, one.family, note.id)
        work.erased.add(with_addenda, now)
        receipts.append(leave_receipt(work, one.family, DeletionRule.NOTE_AFTER_EXPORT, now, now, here_since=note.written_at))
    return receipts
