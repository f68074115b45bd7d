"""What the outbox shows, read in one go: first all that is due is made."""

from __future__ import annotations

from dataclasses import dataclass

from app.ports import CancelToken, Clock, Progress, Store
from app.usecases.outbox import OutboxView, look_at_outbox
from app.usecases.prepare_summaries import prepare_summaries
from app.usecases.release_summaries import Packed, pack
from ui.services import TeamWays


@dataclass(frozen=True)
class OutboxNow:
    """What was read in one go. `packs`: what the next press sends; empty without a team. `new`: this reading made something
    ready, and other places that count what waits have to look again."""

    view: OutboxView
    packs: tuple[Packed, ...]
    new: bool


def read_outbox(store: Store, clock: Clock, ways: TeamWays, progress: Progress, cancel: CancelToken) -> OutboxNow:
    """Make what is due, then look. Thousands take seconds: not on the lane of the store."""
    made = prepare_summaries(store, clock, ways.codec, progress, cancel)
    view = look_at_outbox(store)
    packs = pack(store, ways.codec) if view.membership is not None else ()
    return OutboxNow(view, packs, bool(made.made or made.tombstones))
