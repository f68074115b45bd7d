"""Delete what is due: at start and daily, as long as the clock is believed.

One unit of work decides: it looks at the clock, orders the films (`destroy_films`), removes clips and notes, writes receipts and deeds. So
a kill leaves either nothing or orders that the next start carries out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime

from app.domain.audit import Deed
from app.domain.clip import Clip
from app.domain.ids import ClipId, FamilyCode, NoteId, ReceiptId, RecordingId, new_id
from app.domain.receipt import DeletionRule, Receipt
from app.domain.retention import Due, DueRule
from app.ports import Clock, Store, Work
from app.usecases.deletion_calendar import planned
from app.usecases.destroy_films import carry_out, order, tidy_up, urgently
from app.usecases.watch_clock import look_at_clock

_OF_FILM = frozenset({DueRule.FILM_AFTER_GUIDANCE, DueRule.FILM_AFTER_FILMING})


@dataclass(frozen=True, slots=True)
class Purge:
    """What went. `suspended`: the clock is not believed, and nothing was decided."""

    receipts: tuple[Receipt, ...]
    suspended: bool = False


def apply_retention(store: Store, clock: Clock) -> Purge:
    """Delete all that is due today. Also carries out what was ordered before. Raises what kept a film from being destroyed, after all
    else was done."""
    decided = urgently(store, lambda: _decide(store, clock))
    films = carry_out(store, clock)
    tidy_up(store)
    return Purge((*(decided or ()), *films), suspended=decided is None)


def _decide(store: Store, clock: Clock) -> list[Receipt] | None:
    """Receipts of clips and notes; films are ordered. None when the clock is not believed."""
    now = clock.now()
    with store.work() as work:
        believed = look_at_clock(work, clock)
        if not believed:
            work.commit()
            return None
        today = now.astimezone().date()
        due = [one for one in planned(work, today) if one.goes_on(today)]
        going = {RecordingId(one.what): DeletionRule(one.rule.value) for one in due if one.rule in _OF_FILM}
        for rule in set(going.values()):
            order(work, [film for film, by in going.items() if by is rule], rule, now)
        receipts = _remove_clips(work, [one for one in due if one.rule is DueRule.CLIP_AFTER_CLOSING], going, now)
        receipts += _remove_notes(work, [one for one in due if one.rule is DueRule.NOTE_AFTER_EXPORT], now)
        work.commit()
    return receipts


def _remove_clips(work: Work, due: list[Due], going: Container[RecordingId], now: datetime) -> list[Receipt]:
    """One receipt for each recording. Clips of films that go as well are counted in the film's own."""
    found = [clip for clip in (work.clips.get(ClipId(one.what)) for one in due) if clip is not None and clip.recording not in going]
    of: defaultdict[RecordingId, list[Clip]] = defaultdict(list)
    for clip in found:
        of[clip.recording].append(clip)
    families = {one.what: one.family for one in due}
    receipts = []
    for clips in of.values():
        family = families[clips[0].id]
        for clip in clips:
            work.clips.remove(clip.id)
            work.audit.append(now, Deed.DELETED, family, clip.id)
        work.erased.add([clip.id for clip in clips], now)
        receipts.append(_receipt(work, family, DeletionRule.CLIP_AFTER_CLOSING, now, len(clips)))
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
        receipts.append(_receipt(work, one.family, DeletionRule.NOTE_AFTER_EXPORT, now, 0))
    return receipts


def _receipt(work: Work, family: FamilyCode, rule: DeletionRule, now: datetime, clips: int) -> Receipt:
    receipt = Receipt(ReceiptId(new_id()), family, rule, now, now, film_bytes=0, film_duration_us=0, marks=0, clips=clips)
    work.receipts.add(receipt)
    return receipt
