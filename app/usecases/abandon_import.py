"""Destroy an import that will not be finished: cancelled, or its card is not coming back. The film on the card is left as it is.

And a film filmed here of which nothing ever came.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from app.domain.card import CardFilm
from app.domain.errors import Circumstance
from app.domain.ids import ReceiptId, RecordingId, new_id
from app.domain.receipt import DeletionRule, Receipt, Unreached
from app.domain.recording import SourceKind
from app.ports import Clock, Store


def abandon_import(store: Store, clock: Clock, recording: RecordingId) -> Receipt | None:
    """Crypto-shred what was copied and leave a receipt; None when there is no such recording. A kill in between is finished at start."""
    with store.work() as work:
        known = work.recordings.get(recording)
        if known is None:
            return None
        films = [film for film in work.cards.not_wiped() if film.recording == recording]
        marks = len(work.marks.of(recording))
    with suppress(Circumstance):  # on a full disk even this has to wait until the reel is gone
        _forget(store, films)
    filmed_here = known.source_kind is SourceKind.LIVE
    now = clock.now()
    receipt = Receipt(
        id=ReceiptId(new_id()),
        family=known.family,
        rule=DeletionRule.NOTHING_FILMED if filmed_here else DeletionRule.IMPORT_ABANDONED,
        asked_at=now,
        finished_at=now,
        film_bytes=known.size_bytes,
        film_duration_us=known.duration_us,
        marks=marks,
        clips=0,
        unreached=() if filmed_here else (Unreached.CARD_NOT_WIPED,),
    )
    store.destroy_reel(recording, receipt)
    _forget(store, films)
    return receipt


def _forget(store: Store, films: Sequence[CardFilm]) -> None:
    """The card's list tells of films that are in the vault, or were; this one never was."""
    with store.work() as work:
        for film in films:
            work.cards.forget(film.card, film.source_key)
        work.commit()
