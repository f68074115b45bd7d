"""Destroy a film for good, and leave a receipt. The store does it in an order that a kill cannot spoil; start-up finishes what is left."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import ReceiptId, RecordingId, new_id
from app.domain.receipt import DeletionRule, Receipt, Unreached
from app.domain.recording import Recording
from app.ports import Clock, Store, Work


@dataclass(frozen=True, slots=True)
class Loss:
    """What a deletion would take along, for the screen that asks."""

    recording: Recording
    marks: int
    clips: int
    unreached: tuple[Unreached, ...]


def foresee_loss(store: Store, recording: RecordingId) -> Loss:
    """What would go, and what could not be reached. Changes nothing. Raises REEL_MISSING when there is no such recording."""
    with store.work() as work:
        return _loss(work, recording)


def delete_recording(store: Store, clock: Clock, recording: RecordingId) -> Receipt:
    """Destroy it now. When this returns the film cannot be opened again and the receipt is kept. Raises REEL_MISSING, DISK_FULL."""
    asked_at = clock.now()
    loss = foresee_loss(store, recording)
    receipt = Receipt(
        id=ReceiptId(new_id()),
        family=loss.recording.family,
        rule=DeletionRule.ON_REQUEST,
        asked_at=asked_at,
        finished_at=asked_at,
        film_bytes=loss.recording.size_bytes,
        film_duration_us=loss.recording.duration_us,
        marks=loss.marks,
        clips=loss.clips,
        unreached=loss.unreached,
    )
    store.destroy_reel(recording, receipt)
    with store.work() as work:
        kept = [one for one in work.receipts.all() if one.id == receipt.id]
    return kept[0] if kept else receipt


def finish_deletions(store: Store, clock: Clock) -> list[RecordingId]:
    """At start: finish what was asked for before a kill or a full disk. Returns which recordings are now gone."""
    unfinished = store.unfinished_destructions()
    for recording in unfinished:
        store.finish_destruction(recording, clock.now())
    return unfinished


def _loss(work: Work, recording: RecordingId) -> Loss:
    known = work.recordings.get(recording)
    if known is None:
        raise Circumstance(ErrorCode.REEL_MISSING)
    on_card = any(film.recording == recording for film in work.cards.not_wiped())
    unreached = (Unreached.CARD_NOT_WIPED,) if on_card else ()
    return Loss(known, len(work.marks.of(recording)), len(work.clips.of(recording)), unreached)
