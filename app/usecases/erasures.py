"""Erasures under way: a family, a visit or a person that is to leave no word behind. The intent is durable before the first film goes; the
rows go when the last film has, in one unit of work with the end of the intent. A start after a kill finishes them.

Ids that were erased are noted, so that a backup does not bring them back; receipts stay, which hold no words.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import RecordingId
from app.domain.receipt import DeletionRule, Receipt
from app.ports import Clock, Store, Work
from app.usecases.destroy_films import carry_out, is_on_hold, order, tidy_up, urgently

SETTING = "erasing"


class Kind(StrEnum):
    FAMILY = "family"
    VISIT = "visit"
    VISIT_AND_FILMS = "visit_and_films"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Erasure:
    """What is to go: a family's code, or an id."""

    kind: Kind
    of: str


@dataclass(frozen=True, slots=True)
class Eraser:
    """How one kind is erased: which films go first, and what removes the rows (and says nothing when they are gone already). Holds on the
    films it `leans_on` forbid it."""

    films: Callable[[Work, str], Sequence[RecordingId]]
    leans_on: Callable[[Work, str], Sequence[RecordingId]]
    remove: Callable[[Work, Clock, str], None]


def erase(store: Store, clock: Clock, erasure: Erasure, eraser: Eraser) -> list[Receipt]:
    """Erase now. Raises RECORDING_ON_HOLD before anything has happened; what kept a film from being destroyed leaves the rows where they
    are, for the next start."""

    def decide() -> Sequence[RecordingId]:
        with store.work() as work:
            if _is_held(work, erasure, eraser):
                raise Circumstance(ErrorCode.RECORDING_ON_HOLD)
            films = eraser.films(work, erasure.of)
            order(work, films, DeletionRule.ERASURE, clock.now())
            _keep(work, [*(one for one in erasures(work) if one != erasure), erasure])
            work.commit()
        return films

    receipts = carry_out(store, clock, urgently(store, decide))
    finish(store, clock, erasure, eraser)
    return receipts


def finish(store: Store, clock: Clock, erasure: Erasure, eraser: Eraser) -> bool:
    """Remove the rows once the films are gone; those that came meanwhile go too. False while a hold keeps them, also one that was placed
    after the erasure was decided."""

    def remove() -> Sequence[RecordingId] | None:
        with store.work() as work:
            films = eraser.films(work, erasure.of)
            if films:
                order(work, films, DeletionRule.ERASURE, clock.now())
            elif _is_held(work, erasure, eraser):
                return None
            else:
                eraser.remove(work, clock, erasure.of)
                _keep(work, [one for one in erasures(work) if one != erasure])
            work.commit()
        return films

    left = urgently(store, remove)
    if left:
        carry_out(store, clock, left)
        left = urgently(store, remove)
    if left is None or left:
        return False
    tidy_up(store)
    return True


def erasures(work: Work) -> list[Erasure]:
    """Those that are not finished, as they were asked for."""
    return [Erasure(Kind(kind), of) for kind, of in json.loads(work.settings.get(SETTING) or "[]")]


def _is_held(work: Work, erasure: Erasure, eraser: Eraser) -> bool:
    return any(is_on_hold(work, film) for film in eraser.leans_on(work, erasure.of))


def _keep(work: Work, kept: Sequence[Erasure]) -> None:
    work.settings.put(SETTING, json.dumps([[one.kind.value, one.of] for one in kept]))
