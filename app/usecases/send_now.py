"""Send what was looked at, and fetch what the base has for this laptop: one conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.base_ports import BaseLink, Pacer
from app.domain.errors import Circumstance, ErrorCode
from app.ports import CancelToken, Clock, Progress, Store
from app.usecases.release_summaries import Packed, Released, release
from app.usecases.take_documents import Arrived, fetch_documents


@dataclass(frozen=True, slots=True)
class Exchange:
    """`trouble`: what kept the documents from being fetched; what kept summaries here is told in `released`."""

    released: Released
    arrived: Arrived = field(default_factory=Arrived)
    trouble: ErrorCode | None = None


def send_now(
    store: Store, clock: Clock, base: BaseLink, pacer: Pacer, packs: Sequence[Packed], progress: Progress, cancel: CancelToken
) -> Exchange:
    """Raises NOT_IN_TEAM."""
    released = release(store, clock, base, pacer, packs, progress, cancel)
    if released.trouble is not None or cancel.cancelled():
        return Exchange(released)
    try:
        return Exchange(released, fetch_documents(store, clock, base, cancel))
    except Circumstance as error:
        return Exchange(released, trouble=error.code)
