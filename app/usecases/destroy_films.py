"""Orders to destroy films: durable before anything is destroyed, and carried out until nothing is left of them, also by the next start.

An order is written in the unit of work that decides (a withdrawal, a rule of retention, an erasure), so that there is never one without
the other. Carrying it out writes the deed down once, whatever is killed on the way, and then goes the way of every deletion
(`Store.destroy_reel`). A hold keeps a film from being destroyed: orders of withdrawal and erasure wait for its end, others are dropped.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TypeVar

from app.domain.audit import Deed
from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import ReceiptId, RecordingId, new_id
from app.domain.receipt import DeletionRule, Receipt, Unreached
from app.domain.recording import Recording, RecordingState
from app.ports import Clock, Store, Work
from app.usecases.backups import may_be_in_a_backup

T = TypeVar("T")

SETTING = "destroying"
_WAITS = frozenset({DeletionRule.WITHDRAWAL, DeletionRule.ERASURE})
_HALF = (RecordingState.COPYING, RecordingState.FILMING)  # no backup has a film that is not all in the vault


@dataclass(frozen=True, slots=True)
class Order:
    """One film that is to go. `begun`: the deed is written down; from here nothing stops it."""

    recording: RecordingId
    rule: DeletionRule
    asked_at: datetime
    receipt: ReceiptId
    begun: bool = False


def order(work: Work, recordings: Iterable[RecordingId], rule: DeletionRule, at: datetime) -> None:
    """Decide that these are to go; lands with the caller's commit. One that was ordered before keeps its order, unless this one waits for
    the end of a hold and that one would not."""
    known = {one.recording: one for one in orders(work)}
    for recording in recordings:
        before = known.get(recording)
        if before is None:
            known[recording] = Order(recording, rule, at, ReceiptId(new_id()))
        elif not before.begun and rule in _WAITS and before.rule not in _WAITS:
            known[recording] = replace(before, rule=rule, asked_at=at)
    _keep(work, known.values())


def orders(work: Work) -> list[Order]:
    """All that are not carried out, as they were given."""
    return [
        Order(
            RecordingId(one["recording"]),
            DeletionRule(one["rule"]),
            datetime.fromisoformat(one["asked_at"]),
            ReceiptId(one["receipt"]),
            one["begun"],
        )
        for one in json.loads(work.settings.get(SETTING) or "[]")
    ]


def carry_out(store: Store, clock: Clock, only: Collection[RecordingId] | None = None) -> list[Receipt]:
    """Destroy every film that is ordered (`only` these when they are named: who asked for these is told of no other) and not on hold. One
    that cannot be destroyed now does not keep the others: what stood in its way is raised at the end, and its order stays for the next
    start."""
    with store.work() as work:
        waiting = [one for one in orders(work) if only is None or one.recording in only]
    went = do_all(partial(_destroy, store, clock, one) for one in waiting)
    done = [one.receipt for one, is_gone in zip(waiting, went, strict=True) if is_gone]
    if not done:
        return []
    with store.work() as work:
        return [receipt for receipt in work.receipts.all() if receipt.id in done]


def is_on_hold(work: Work, recording: RecordingId) -> bool:
    return any(hold.lifted_at is None for hold in work.holds.of(recording))


def is_going(work: Work, recording: RecordingId) -> bool:
    """Whether its destruction has begun and cannot be stopped any more."""
    return any(one.recording == recording and one.begun for one in orders(work))


def tidy_up(store: Store) -> None:
    """After deletions, once for all of them: no word of what was deleted is left in the store. While a film is being taken (it must not
    wait) and without room for it on the disk it stays owed, and the next round does it."""
    if store.being_written():
        return
    try:
        store.tidy()
    except Circumstance as error:
        if error.code is not ErrorCode.DISK_FULL:
            raise


def do_all(steps: Iterable[Callable[[], T]]) -> list[T]:
    """Do each of these. One that cannot be done now does not keep the others: what stood in the way of the first is raised at the end."""
    done: list[T] = []
    trouble: Circumstance | None = None
    for step in steps:
        try:
            done.append(step())
        except Circumstance as error:
            trouble = trouble or error
    if trouble is not None:
        raise trouble
    return done


def urgently(store: Store, step: Callable[[], T]) -> T:
    """Do a step that has to be done on a full disk too: then with the room that is put aside for this."""
    try:
        return step()
    except Circumstance as error:
        if error.code is not ErrorCode.DISK_FULL or not store.make_room():
            raise
    try:
        return step()
    finally:
        store.keep_room()


def _destroy(store: Store, clock: Clock, one: Order) -> bool:
    receipt = urgently(store, lambda: _begin(store, clock, one))
    if receipt is None:
        return False
    store.destroy_reel(one.recording, receipt)
    urgently(store, lambda: _end(store, one))
    return True


def _begin(store: Store, clock: Clock, one: Order) -> Receipt | None:
    """Write the deed down, once. None when there is nothing to destroy, or a hold forbids it."""
    with store.work() as work:
        now = next((known for known in orders(work) if known.receipt == one.receipt), None)
        if now is None:
            return None
        film = work.recordings.get(now.recording)
        held = not now.begun and is_on_hold(work, now.recording)
        if film is None or (held and now.rule not in _WAITS):
            _drop(work, now)
            work.commit()
            return None
        if held:
            return None
        receipt = _receipt(work, film, now, clock.now())
        if not now.begun:
            work.audit.append(clock.now(), Deed.DELETED, film.family, film.id)
            work.erased.add([film.id], clock.now())
            _keep(work, [replace(known, begun=True) if known.receipt == now.receipt else known for known in orders(work)])
            work.commit()
    return receipt


def _end(store: Store, one: Order) -> None:
    with store.work() as work:
        _drop(work, one)
        work.commit()


def _receipt(work: Work, film: Recording, one: Order, now: datetime) -> Receipt:
    clips = work.clips.of(film.id)
    return Receipt(
        id=one.receipt,
        family=film.family,
        rule=one.rule,
        asked_at=one.asked_at,
        finished_at=max(now, one.asked_at),
        film_bytes=film.size_bytes,
        film_duration_us=film.duration_us,
        marks=len(work.marks.of(film.id)),
        clips=len(clips),
        unreached=_unreached(work, film, one.rule, {film.id, *(clip.id for clip in clips)}),
    )


def _unreached(work: Work, film: Recording, by: DeletionRule, parts: set[str]) -> tuple[Unreached, ...]:
    found = []
    if by is DeletionRule.IMPORT_ABANDONED or any(one.recording == film.id for one in work.cards.not_wiped()):
        found.append(Unreached.CARD_NOT_WIPED)
    if any(one.deed is Deed.SEALED and one.subject in parts for one in work.audit.of(film.family)):
        found.append(Unreached.PACKAGE_HANDED_OVER)
    if film.stays_on_camcorder:
        found.append(Unreached.CAMCORDER)
    if film.state not in _HALF and may_be_in_a_backup(work, film.imported_at):
        found.append(Unreached.BACKUP)
    return tuple(found)


def _drop(work: Work, one: Order) -> None:
    _keep(work, [known for known in orders(work) if known.receipt != one.receipt])


def _keep(work: Work, kept: Iterable[Order]) -> None:
    words = [
        {
            "recording": one.recording,
            "rule": one.rule.value,
            "asked_at": one.asked_at.isoformat(),
            "receipt": one.receipt,
            "begun": one.begun,
        }
        for one in kept
    ]
    work.settings.put(SETTING, json.dumps(words))
