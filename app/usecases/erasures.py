"""Erasures under way: a family, a visit or a person that is to leave no word behind. The intent is durable before the first film goes; the
rows go when the last film has, in one unit of work with the end of the intent. A start after a kill finishes them.

Ids that were erased are noted, so that a backup does not bring them back; receipts stay, one for each film and one for the rows, which hold
no words.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import FamilyCode, RecordingId
from app.domain.receipt import DeletionRule, Receipt
from app.ports import Clock, Store, Work
from app.usecases.destroy_films import carry_out, is_on_hold, order, tidy_up, urgently
from app.usecases.leave_receipt import leave_receipt

SETTING = "erasing"


class Kind(StrEnum):
    FAMILY = "family"
    VISIT = "visit"
    VISIT_AND_FILMS = "visit_and_films"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Erasure:
    """What is to go: a family's code, or an id. Asked for twice it is the same one."""

    kind: Kind
    of: str
    asked_at: datetime = field(compare=False)


_RULES = {
    Kind.FAMILY: DeletionRule.FAMILY_ERASED,
    Kind.VISIT: DeletionRule.VISIT_ERASED,
    Kind.VISIT_AND_FILMS: DeletionRule.VISIT_ERASED,
    Kind.PERSON: DeletionRule.PERSON_ERASED,
}


@dataclass(frozen=True, slots=True)
class Gone:
    """Rows that were removed: of which family, and since when they can have been here."""

    family: FamilyCode
    here_since: datetime


@dataclass(frozen=True, slots=True)
class Eraser:
    """How one kind is erased: which films go first, and what removes the rows (None when they are gone already). Holds on the films it
    `leans_on` forbid it."""

    films: Callable[[Work, str], Sequence[RecordingId]]
    leans_on: Callable[[Work, str], Sequence[RecordingId]]
    remove: Callable[[Work, datetime, str], Gone | None]


def erase(store: Store, clock: Clock, erasure: Erasure, eraser: Eraser) -> list[Receipt]:
    """Erase now. Raises RECORDING_ON_HOLD before anything has happened; what kept a film from being destroyed leaves the rows where they
    are, for the next start."""

    def decide() -> Sequence[RecordingId]:
        with store.work() as work:
            if _is_held(work, erasure, eraser):
                raise Circumstance(ErrorCode.RECORDING_ON_HOLD)
            films = eraser.films(work, erasure.of)
            order(work, films, DeletionRule.ERASURE, erasure.asked_at)
            if erasure not in erasures(work):
                _keep(work, [*erasures(work), erasure])
            work.commit()
        return films

    films = carry_out(store, clock, urgently(store, decide))
    return [*finish(store, clock, erasure, eraser), *films]


def finish(store: Store, clock: Clock, erasure: Erasure, eraser: Eraser) -> list[Receipt]:
    """Remove the rows once the films are gone; those that came meanwhile go too. Receipts of what went: nothing while a hold keeps it, also
    one that was placed after the erasure was decided."""

    def remove() -> tuple[Sequence[RecordingId], Receipt | None]:
        with store.work() as work:
            receipt = None
            films = eraser.films(work, erasure.of)
            if films:
                order(work, films, DeletionRule.ERASURE, erasure.asked_at)
            elif not _is_held(work, erasure, eraser):
                receipt = _remove(work, erasure, eraser, clock.now())
                _keep(work, [one for one in erasures(work) if one != erasure])
            work.commit()
        return films, receipt

    late: list[Receipt] = []
    films, receipt = urgently(store, remove)
    if films:
        late = carry_out(store, clock, films)
        _films, receipt = urgently(store, remove)
    tidy_up(store)
    return late if receipt is None else [receipt, *late]


def erasures(work: Work) -> list[Erasure]:
    """Those that are not finished, as they were asked for."""
    kept = json.loads(work.settings.get(SETTING) or "[]")
    return [Erasure(Kind(kind), of, datetime.fromisoformat(asked_at)) for kind, of, asked_at in kept]


def _remove(work: Work, erasure: Erasure, eraser: Eraser, now: datetime) -> Receipt | None:
    gone = eraser.remove(work, now, erasure.of)
    if gone is None:
        return None
    return leave_receipt(work, gone.family, _RULES[erasure.kind], erasure.asked_at, now, here_since=gone.here_since)


def _is_held(work: Work, erasure: Erasure, eraser: Eraser) -> bool:
    return any(is_on_hold(work, film) for film in eraser.leans_on(work, erasure.of))


def _keep(work: Work, kept: Sequence[Erasure]) -> None:
    work.settings.put(SETTING, json.dumps([[one.kind.value, one.of, one.asked_at.isoformat()] for one in kept]))
