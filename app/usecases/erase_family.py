"""Erase a family: its films are destroyed, then all that was written of it goes, and its entries in the audit log are emptied.

What stays: receipts with the short code, which hold no words, and on the list of cards films that were not wiped.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from app.domain.errors import Circumstance, ErrorCode
from app.domain.family import Family
from app.domain.ids import FamilyCode, RecordingId
from app.domain.receipt import Receipt
from app.ports import Clock, Store, Work
from app.usecases.erasures import Eraser, Erasure, Gone, Kind, erase
from app.usecases.former_ids import take_former
from app.usecases.open_family import retire_code


def erase_family(store: Store, clock: Clock, family: FamilyCode) -> list[Receipt]:
    """Its receipt, and those of its films. Raises FAMILY_CODE_INVALID when there is none with this code, RECORDING_ON_HOLD, and what keeps
    a film from being destroyed: then start-up finishes."""
    with store.work() as work:
        if work.families.get(family) is None:
            raise Circumstance(ErrorCode.FAMILY_CODE_INVALID)
    return erase(store, clock, Erasure(Kind.FAMILY, family, clock.now()), ERASER)


def erased_name(family: Family) -> str:
    """What the list of erased ids has of a family: of this one, never of another that has its code later."""
    return hashlib.sha256(f"{family.code}|{family.added_at.isoformat()}".encode()).hexdigest()


def _films(work: Work, code: str) -> list[RecordingId]:
    return [film.id for film in work.recordings.all(FamilyCode(code))]


def _remove(work: Work, now: datetime, code: str) -> Gone | None:
    family = work.families.get(FamilyCode(code))
    if family is None:
        return None
    people = [one.id for one in work.people.of(family.code)]
    ids = [
        erased_name(family),
        *people,
        *(former for one in (family.code, *people) for former in take_former(work, one)),
        *(one.id for one in work.visits.of(family.code)),
        *(one.id for one in work.notes.of(family.code)),
        *(one.id for one in work.ledger.of(family.code)),
    ]
    work.erased.add(ids, now)
    work.audit.empty(family.code, now)
    retire_code(work, family.code)
    work.families.remove(family.code)
    return Gone(family.code, family.added_at)


ERASER = Eraser(_films, _films, _remove)
