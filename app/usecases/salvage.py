"""Reads around the places that a failing card can no longer read, so that one bad spot does not cost the rest of a film."""

from __future__ import annotations

from app.domain.errors import Circumstance, ErrorCode
from app.ports import ByteSource

HOLE_BYTES = 64 << 10
MOST_HOLES = 32  # each may take the card's reader many seconds; a card that has more is not going to be read


class Salvage:
    """A ByteSource over another: what cannot be read is zeros, in holes of 64 KiB. Raises CARD_READ_FAILED when there are too many."""

    def __init__(self, source: ByteSource) -> None:
        self._source = source
        self.holes = 0

    @property
    def size_bytes(self) -> int:
        return self._source.size_bytes

    def read_at(self, offset: int, length: int) -> bytes:
        try:
            return self._source.read_at(offset, length)
        except Circumstance as error:
            if error.code is not ErrorCode.CARD_READ_FAILED:
                raise
        length = min(length, self.size_bytes - offset)
        if length <= HOLE_BYTES:
            return self._hole(length)
        half = -(-length // (2 * HOLE_BYTES)) * HOLE_BYTES
        return self.read_at(offset, half) + self.read_at(offset + half, length - half)

    def close(self) -> None:
        self._source.close()

    def _hole(self, length: int) -> bytes:
        self.holes += 1
        if self.holes > MOST_HOLES:
            raise Circumstance(ErrorCode.CARD_READ_FAILED)
        return bytes(length)
