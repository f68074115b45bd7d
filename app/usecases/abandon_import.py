"""Destroy an import that will not be finished: cancelled, or its card is not coming back. The film on the card is left as it is.

And a film filmed here of which nothing ever came. It goes the way of every deletion (`destroy_films`), and a hold keeps it.
"""

from __future__ import annotations

from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import RecordingId
from app.domain.receipt import DeletionRule, Receipt
from app.domain.recording import SourceKind
from app.ports import Clock, Store
from app.usecases.destroy_films import carry_out, is_on_hold, order, urgently


def abandon_import(store: Store, clock: Clock, recording: RecordingId) -> Receipt | None:
    """Crypto-shred what was copied and leave a receipt; None when there is no such recording. A kill in between is finished at start.
    Raises RECORDING_ON_HOLD."""
    urgently(store, lambda: _decide(store, clock, recording))
    return next(iter(carry_out(store, clock, [recording])), None)


def _decide(store: Store, clock: Clock, recording: RecordingId) -> None:
    with store.work() as work:
        known = work.recordings.get(recording)
        if known is None:
            return
        if is_on_hold(work, recording):
            raise Circumstance(ErrorCode.RECORDING_ON_HOLD)
        for film in work.cards.not_wiped():  # the card's list tells of films that are in the vault, or were; this one never was
            if film.recording == recording:
                work.cards.forget(film.card, film.source_key)
        rule = DeletionRule.NOTHING_FILMED if known.source_kind is SourceKind.LIVE else DeletionRule.IMPORT_ABANDONED
        order(work, [recording], rule, clock.now())
        work.commit()
