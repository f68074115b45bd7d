"""Moving and comparing bytes: whole, in order, bounded, and stopped at once even when a card hangs."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable

import pytest

from app.domain.errors import Circumstance, ErrorCode
from app.usecases import copy_bytes
from app.usecases.copy_bytes import BLOCK_BYTES, Paused, begins_alike, copy_into, read_ahead, same_bytes
from tests.fakes.sources import MemorySource
from tests.usecases.importing import MIB, film

NOTHING: Callable[[], None] = lambda: None  # noqa: E731
UNHEARD: Callable[[int], None] = lambda _: None  # noqa: E731


class ListWriter:
    """A ReelWriter in memory. What was not flushed is what a kill would lose."""

    def __init__(self, full_at: int | None = None) -> None:
        self.kept = bytearray()
        self.flushes = 0
        self._waiting = bytearray()
        self._full_at = full_at

    @property
    def flushed_bytes(self) -> int:
        return len(self.kept)

    def append(self, data: bytes) -> None:
        if self._full_at is not None and len(self.kept) + len(self._waiting) + len(data) > self._full_at:
            raise Circumstance(ErrorCode.DISK_FULL)
        self._waiting += data

    def flush(self) -> None:
        self.flushes += 1
        self.kept += self._waiting
        self._waiting.clear()

    def flush_tail(self) -> None:
        self.flush()

    def finish(self) -> None:
        self.flush()

    def chunk_sha256(self) -> list[bytes]:
        return [hashlib.sha256(self.kept[at : at + MIB]).digest() for at in range(0, len(self.kept), MIB)]

    def close(self) -> None:
        self._waiting.clear()


class HangingSource(MemorySource):
    """Answers the first block and then hangs until let go, as a dying card does."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.let_go = threading.Event()

    def read_at(self, offset: int, length: int) -> bytes:
        if offset:
            self.let_go.wait(30)
        return super().read_at(offset, length)


@pytest.mark.parametrize("size", [0, 1, MIB, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 5 * BLOCK_BYTES + 12345])
def test_every_size_is_copied_whole(size: int) -> None:
    body = film(size) if size > 6 else bytes(size)
    writer = ListWriter()
    told: list[int] = []
    copy_into(writer, MemorySource(body), told.append, NOTHING)
    writer.finish()
    assert bytes(writer.kept) == body
    assert told == sorted(told)
    assert (told[-1] if told else 0) == size


def test_copying_goes_on_after_what_is_there() -> None:
    body = film(3 * BLOCK_BYTES + 5)
    writer = ListWriter()
    told: list[int] = []
    writer.append(body[: 2 * MIB])
    writer.flush()
    copy_into(writer, MemorySource(body), told.append, NOTHING)
    writer.finish()
    assert bytes(writer.kept) == body
    assert told[0] > 2 * MIB


@pytest.mark.parametrize("stop", [Paused, lambda: Circumstance(ErrorCode.CANCELLED)])
def test_what_was_copied_when_stopped_is_flushed(stop: Callable[[], Exception]) -> None:
    body = film(5 * BLOCK_BYTES)
    writer = ListWriter()
    told: list[int] = []

    def check() -> None:
        if len(told) >= 2:
            raise stop()

    with pytest.raises((Paused, Circumstance)):
        copy_into(writer, MemorySource(body), told.append, check)
    assert bytes(writer.kept) == body[: 2 * BLOCK_BYTES]


def test_on_a_full_disk_nothing_more_is_tried() -> None:
    writer = ListWriter(full_at=2 * BLOCK_BYTES)
    with pytest.raises(Circumstance) as caught:
        copy_into(writer, MemorySource(film(5 * BLOCK_BYTES)), UNHEARD, NOTHING)
    assert (caught.value.code, writer.flushes) == (ErrorCode.DISK_FULL, 0)


def test_a_long_copy_is_made_durable_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copy_bytes, "_FLUSH_BYTES", 2 * BLOCK_BYTES)
    writer = ListWriter()
    copy_into(writer, MemorySource(film(6 * BLOCK_BYTES)), UNHEARD, NOTHING)
    assert writer.flushes == 3
    monkeypatch.setattr(copy_bytes, "_FLUSH_SECONDS", 0.0)
    writer = ListWriter()
    copy_into(writer, MemorySource(film(6 * BLOCK_BYTES)), UNHEARD, NOTHING)
    assert writer.flushes == 6


def test_one_wrong_byte_anywhere_is_seen() -> None:
    body = film(3 * BLOCK_BYTES + 77)
    assert same_bytes(MemorySource(body), MemorySource(body), UNHEARD, NOTHING)
    for at in (0, BLOCK_BYTES - 1, BLOCK_BYTES, 2 * BLOCK_BYTES + 5, len(body) - 1):
        wrong = body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
        assert not same_bytes(MemorySource(body), MemorySource(wrong), UNHEARD, NOTHING), at
    assert not same_bytes(MemorySource(body), MemorySource(body[:-1]), UNHEARD, NOTHING)
    assert not same_bytes(MemorySource(body), MemorySource(body + b"x"), UNHEARD, NOTHING)


def test_a_beginning_is_known_by_its_first_and_last_chunks() -> None:
    body = film(40 * MIB + 9)
    writer = ListWriter()
    writer.append(body[: 33 * MIB])
    writer.flush()
    assert begins_alike(writer, MemorySource(body), NOTHING)
    for at in (0, 31 * MIB, 33 * MIB - 1):
        wrong = body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
        assert not begins_alike(writer, MemorySource(wrong), NOTHING), at
    assert not begins_alike(writer, MemorySource(body[: 20 * MIB]), NOTHING)
    assert begins_alike(ListWriter(), MemorySource(body), NOTHING)


def test_a_hanging_card_can_be_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    source = HangingSource(film(3 * BLOCK_BYTES))
    monkeypatch.setattr(copy_bytes, "_HANGING_SECONDS", 0.2)
    began = time.monotonic()

    def check() -> None:
        if time.monotonic() - began > 0.3:
            raise Circumstance(ErrorCode.CANCELLED)

    with pytest.raises(Circumstance):
        copy_into(ListWriter(), source, UNHEARD, check)
    assert time.monotonic() - began < 15
    source.let_go.set()


def test_reading_ahead_is_bounded() -> None:
    asked: list[int] = []

    class Counted(MemorySource):
        def read_at(self, offset: int, length: int) -> bytes:
            asked.append(offset)
            return super().read_at(offset, length)

    with read_ahead(Counted(bytes(40 * BLOCK_BYTES)), 0, NOTHING) as blocks:
        next(blocks)
        time.sleep(0.3)
        assert len(asked) <= 6


def test_a_bug_while_reading_comes_through() -> None:
    class Wrong(MemorySource):
        def read_at(self, offset: int, length: int) -> bytes:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        copy_into(ListWriter(), Wrong(bytes(100)), UNHEARD, NOTHING)
