"""Summaries as bytes. Fulfils `app.base_ports.Codec`."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import ValidationError

from app.domain.errors import Bug
from app.domain.ids import BatchId, RecordId
from app.domain.summary import Summary
from sync.wire import batch_bytes, item_bytes


class WireCodec:
    """The types of `sync.wire`, and nothing but them."""

    def encode(self, record: RecordId, revision: int, summary: Summary | None) -> bytes:
        try:
            return item_bytes(record, revision, summary)
        except ValidationError:  # its text has the values: it goes no further
            raise Bug("a summary that the wire does not allow") from None

    def body(self, batch: BatchId, team: str, items: Sequence[bytes]) -> bytes:
        return batch_bytes(batch, team, list(items))
