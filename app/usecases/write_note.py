"""The note of a visit: a draft that is saved as it is typed, signed once, and from then on only added to.

A note that is begun or added to is a value in the hands of the screen until it holds a word: an empty draft is never kept.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from app.domain.audit import Deed
from app.domain.errors import Bug, Circumstance, ErrorCode
from app.domain.ids import NoteId, VisitId, new_id
from app.domain.visit import Note, signed
from app.ports import Clock, Store, Work
from app.usecases.note_templates import says_nothing
from app.usecases.plan_visit import known_visit


def begin_note(clock: Clock, visit: VisitId) -> Note:
    """An empty note; nothing is kept yet."""
    return Note(NoteId(new_id()), visit, clock.now())


def keep_draft(store: Store, note: Note) -> Note:
    """Keep it as it is now; on the disk when this returns. Quick enough for every pause in typing. A draft that was emptied is gone, and
    comes back with the next word. Raises NOTE_SIGNED when it was signed meanwhile with other words, NO_LONGER_THERE without its visit."""
    with store.work() as work:
        known = _kept(work, note)
        if known is not None and (known.is_signed or known == note):
            return known
        if not note.is_empty():
            _put(work, replace(note, signed_at=None))
            work.commit()
        elif known is not None:
            work.notes.remove(note.id)
            work.commit()
    return note


def sign_note(store: Store, clock: Clock, note: Note) -> Note:
    """Keep the words and sign them in one. A clock that was put back does not date it before it was written. One that is signed keeps its
    own time. Raises NOTE_EMPTY (a template's beginnings alone are no note), and what `keep_draft` raises."""
    if says_nothing(note):
        raise Circumstance(ErrorCode.NOTE_EMPTY)
    now = clock.now()
    with store.work() as work:
        known = _kept(work, note)
        if known is not None and known.is_signed:
            return known
        done = signed(replace(note, signed_at=None), max(now, note.written_at))
        _put(work, done)
        work.audit.append(now, Deed.NOTE_SIGNED, known_visit(work, note.visit).family, note.id)
        work.commit()
    return done


def begin_addendum(store: Store, clock: Clock, to: NoteId) -> Note:
    """An empty addendum to a signed note; one to an addendum is one to its note. Nothing is kept yet. Raises NO_LONGER_THERE; a Bug for a
    draft, which is changed and not added to."""
    with store.work() as work:
        known = work.notes.get(to)
        if known is None:
            raise Circumstance(ErrorCode.NO_LONGER_THERE)
        if not known.is_signed:
            raise Bug("a draft is changed, not added to")
        first = known.addendum_to or known.id
        before = [one for one in work.notes.of_visit(known.visit) if first in (one.id, one.addendum_to)]
    return Note(NoteId(new_id()), known.visit, max(clock.now(), _after(before)), addendum_to=first)


def _after(notes: list[Note]) -> datetime:
    """Later than all of these, so that an addendum stands behind what it adds to, whatever the clock says."""
    return max(one.signed_at or one.written_at for one in notes) + timedelta(microseconds=1)


def _kept(work: Work, note: Note) -> Note | None:
    """As it is kept; None when it is not yet. Raises NOTE_SIGNED when it is signed and says something else."""
    known = work.notes.get(note.id)
    if known is None:
        known_visit(work, note.visit)
        return None
    if known.is_signed and _words(known) != _words(note):
        raise Circumstance(ErrorCode.NOTE_SIGNED)
    return known


def _put(work: Work, note: Note) -> None:
    if note.addendum_to is not None and work.notes.get(note.addendum_to) is None:
        raise Circumstance(ErrorCode.NO_LONGER_THERE)
    work.notes.put(note)


def _words(note: Note) -> tuple[str, ...]:
    return note.saw, note.parent_said, note.next_step, note.agreed_film
