"""Destroy a film for good because a person asks for it now, and leave a receipt: on request, or before its day with a reason.

It goes the way of every deletion (`destroy_films`): what is decided is durable first, a hold keeps it, start-up finishes what is left.
"""

from __future__ import annotations

from functools import partial

from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import RecordingId
from app.domain.receipt import FORCED, DeletionRule, Receipt
from app.ports import Clock, Store
from app.usecases.destroy_films import carry_out, do_all, order, orders, tidy_up, urgently


def delete_recording(store: Store, clock: Clock, recording: RecordingId) -> Receipt:
    """When this returns the film cannot be opened again and the receipt is kept. Raises REEL_MISSING, RECORDING_ON_HOLD, DISK_FULL."""
    return _destroy_now(store, clock, recording, DeletionRule.ON_REQUEST)


def purge_now(store: Store, clock: Clock, recording: RecordingId, reason: DeletionRule) -> Receipt:
    """Delete a film before its day, signed note or not. `reason` is one of FORCED; ValueError for another. Raises as `delete_recording`
    does. The receipt has the reason of an earlier decision when the film was to go already."""
    if reason not in FORCED:
        raise ValueError("a forced deletion has one of the reasons of a forced deletion")
    return _destroy_now(store, clock, recording, reason)


def finish_deletions(store: Store, clock: Clock) -> list[RecordingId]:
    """At start: finish the destructions that had begun before a kill or a full disk. Returns which recordings are now gone. Raises what
    keeps one from being finished, after all others."""
    unfinished = store.unfinished_destructions()
    do_all(partial(store.finish_destruction, recording, clock.now()) for recording in unfinished)
    return unfinished


def _destroy_now(store: Store, clock: Clock, recording: RecordingId, rule: DeletionRule) -> Receipt:
    def decide() -> str:
        with store.work() as work:
            if work.recordings.get(recording) is None:
                raise Circumstance(ErrorCode.REEL_MISSING)
            order(work, [recording], rule, clock.now())
            receipt = next(one.receipt for one in orders(work) if one.recording == recording)
            work.commit()
        return receipt

    wanted = urgently(store, decide)
    carry_out(store, clock, [recording])
    tidy_up(store)
    with store.work() as work:
        kept = [one for one in work.receipts.all() if one.id == wanted]
        held = work.recordings.get(recording) is not None
    if not kept:  # a hold keeps it: the order was dropped, or waits; or it went another way meanwhile and left its own receipt
        raise Circumstance(ErrorCode.RECORDING_ON_HOLD if held else ErrorCode.REEL_MISSING)
    return kept[0]
