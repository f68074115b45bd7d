"""What left this laptop: each batch that was put on its way, with its exact bytes, when, to whom, and the base's receipt."""

from __future__ import annotations

from app.domain.audit import Fault
from app.domain.ids import BatchId
from app.domain.outbox import Departure, SentItem
from app.ports import Store


def left(store: Store, most: int, before: int | None = None) -> tuple[Departure, ...]:
    """Newest first, those with a lower number than `before`."""
    with store.work() as work:
        return tuple(work.departures.last(most, before))


def left_items(store: Store, batch: BatchId) -> tuple[SentItem, ...]:
    """In the order of the body; of a family that was erased only the digest is left."""
    with store.work() as work:
        return tuple(work.departures.items(batch))


def check_what_left(store: Store) -> Fault | None:
    """Reads all of it: takes a part of a second after some years."""
    with store.work() as work:
        return work.departures.fault()
