"""Erase a person: the films this person is in, then name, dates, and every consent this person gave, also for others."""

from __future__ import annotations

from datetime import datetime

from app.domain.audit import Deed
from app.domain.ids import PersonId, RecordingId
from app.domain.receipt import Receipt
from app.ports import Clock, Store, Work
from app.usecases.change_family import known_family
from app.usecases.erasures import Eraser, Erasure, Gone, Kind, erase
from app.usecases.former_ids import take_former
from app.usecases.withdraw_consent import recordings_with


def erase_person(store: Store, clock: Clock, person: PersonId) -> list[Receipt]:
    """Its receipt, and those of the films. What notes say of the person in words is not found: that is the practitioner's to read again.
    Nothing happens when there is no such person. Raises RECORDING_ON_HOLD, and what keeps a film from being destroyed: then start-up
    finishes."""
    return erase(store, clock, Erasure(Kind.PERSON, person, clock.now()), ERASER)


def _films(work: Work, person: str) -> list[RecordingId]:
    known = work.people.get(PersonId(person))
    return [film.id for film in recordings_with(work, known)] if known else []


def _remove(work: Work, now: datetime, person: str) -> Gone | None:
    known = work.people.get(PersonId(person))
    if known is None:
        return None
    gone = [one.id for one in work.ledger.of(known.family) if known.id in (one.person, one.giver)]
    work.erased.add([known.id, *take_former(work, known.id), *gone], now)
    work.people.remove(known.id)
    work.audit.append(now, Deed.DELETED, known.family, known.id)
    return Gone(known.family, known_family(work, known.family).added_at)


ERASER = Eraser(_films, _films, _remove)
