"""What it costs to make film safe twice a second while it is taken: three ways of keeping the short last chunk, beside the film itself.

The way `storage/reel_writer.py` goes rests on the table this prints; see docs/decisions/0811.
"""

from __future__ import annotations

import random
import secrets
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest
from sqlcipher3 import dbapi2

from app.ports import CHUNK_BYTES
from storage.sqlcipher import REEL_SHAPE
from storage.vault import Vault
from tests.storage.making import add_recording, make_vault, receipt_for

pytestmark = pytest.mark.benchmark
FILM_S = 120
FLUSHES_A_SECOND = 2
RATES = {"720p30, quiet room": 300_000, "1080p30": 1_000_000}


class Way(Protocol):
    """One way of making the next piece of film safe; nothing is left in memory that a kill would take."""

    def flush(self, piece: bytes) -> None: ...


def raw(path: Path) -> dbapi2.Connection:
    """A file of the shape of a reel."""
    connection = dbapi2.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{secrets.token_hex(32)}'\"")
    connection.execute(f"PRAGMA cipher_page_size = {REEL_SHAPE.page_bytes}")
    connection.execute(f"PRAGMA cipher_hmac_algorithm = {REEL_SHAPE.hmac}")
    connection.execute(f"PRAGMA cache_size = -{REEL_SHAPE.cache_kib}")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute(f"PRAGMA journal_mode = {REEL_SHAPE.journal}")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE chunk (n INTEGER PRIMARY KEY, body BLOB NOT NULL)")
    connection.execute("CREATE TABLE tail (n INTEGER PRIMARY KEY, body BLOB NOT NULL)")
    return connection


class _Raw(ABC):
    """Cuts pieces at the end of a chunk; one transaction for each flush."""

    def __init__(self, connection: dbapi2.Connection) -> None:
        self._db = connection
        self._n = 0
        self._filled = 0

    def flush(self, piece: bytes) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        while piece:
            part, piece = piece[: CHUNK_BYTES - self._filled], piece[CHUNK_BYTES - self._filled :]
            self._keep(part)
            self._filled += len(part)
            if self._filled == CHUNK_BYTES:
                self._full()
                self._n, self._filled = self._n + 1, 0
        self._db.execute("COMMIT")

    @abstractmethod
    def _keep(self, part: bytes) -> None:
        """Make this piece safe."""

    def _full(self) -> None:  # noqa: B027  not every way has something to do then
        """The chunk is full."""


class RewriteRow(_Raw):
    """The row of the chunk is written anew each time, longer."""

    _body = b""

    def _keep(self, part: bytes) -> None:
        self._body += part
        self._db.execute("INSERT INTO chunk VALUES (?, ?) ON CONFLICT (n) DO UPDATE SET body = excluded.body", (self._n, self._body))

    def _full(self) -> None:
        self._body = b""


class SmallRows(_Raw):
    """Pieces in a table of their own, put together when the chunk is full."""

    def _keep(self, part: bytes) -> None:
        self._db.execute("INSERT INTO tail (body) VALUES (?)", (part,))

    def _full(self) -> None:
        body = b"".join(row[0] for row in self._db.execute("SELECT body FROM tail ORDER BY n"))
        self._db.execute("DELETE FROM tail")
        self._db.execute("INSERT INTO chunk VALUES (?, ?)", (self._n, body))


class OverZeros(_Raw):
    """The row has its full length from the first; each piece is written over its next zeros."""

    def _keep(self, part: bytes) -> None:
        if not self._filled:
            self._db.execute("INSERT INTO chunk VALUES (?, zeroblob(?))", (self._n, CHUNK_BYTES))
        with self._db.open_blob("chunk", "body", self._n) as blob:
            blob.seek(self._filled)
            blob.write(part)


class Reel:
    """Ours, with the manifest in the vault, and the tide: what a film is really taken with."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._recording = add_recording(vault)
        self._writer = vault.create_reel(self._recording.id)

    def flush(self, piece: bytes) -> None:
        self._writer.append(piece)
        self._writer.flush_tail()

    def destroy(self) -> None:
        self._vault.destroy_reel(self._recording.id, receipt_for(self._recording))


@dataclass(frozen=True)
class Cost:
    """Of one flush: milliseconds (median, 95th of a hundred, worst), of those in our process; and bytes written for each byte of film."""

    p50: float
    p95: float
    worst: float
    cpu: float
    written: float

    def __str__(self) -> str:
        return (
            f"{self.written:5.1f} bytes written for each of film; a flush {self.p50:5.1f} ms "
            f"(p95 {self.p95:5.1f}, worst {self.worst:5.1f}), {self.cpu:4.1f} ms of processor"
        )


def written_bytes() -> int:
    table = Path("/proc/self/io")
    if not table.exists():
        pytest.skip("this system does not count what a process writes (/proc/self/io), and that is what is measured")
    return int(dict(line.split(": ") for line in table.read_text("ascii").splitlines())["wchar"])


def cost_of(way: Way, rate: int) -> Cost:
    """Film two minutes as fast as it goes, in pieces of half a second that differ as those of a moving picture do."""
    rng = random.Random(1)
    pieces = [rng.randbytes(int(rate / FLUSHES_A_SECOND * rng.uniform(0.7, 1.3))) for _ in range(FILM_S * FLUSHES_A_SECOND)]
    waits = []
    before, cpu = written_bytes(), time.process_time()
    for piece in pieces:
        started = time.perf_counter()
        way.flush(piece)
        waits.append((time.perf_counter() - started) * 1000)
    spent = (time.process_time() - cpu) * 1000 / len(pieces)
    written = (written_bytes() - before) / sum(map(len, pieces))
    waits.sort()
    return Cost(waits[len(waits) // 2], waits[len(waits) * 95 // 100], waits[-1], spent, written)


@pytest.mark.parametrize("film", RATES)
def test_a_flush_of_the_tail(tmp_path: Path, film: str) -> None:
    ways: dict[str, Callable[[dbapi2.Connection], Way]] = {
        "row written anew": RewriteRow,
        "small rows, merged": SmallRows,
        "over zeros": OverZeros,
    }
    print(f"\n{film}, {RATES[film] / 1e6} MB/s, {FLUSHES_A_SECOND} flushes a second")
    costs: dict[str, Cost] = {}
    for name, make in ways.items():
        connection = raw(tmp_path / name)
        costs[name] = cost_of(make(connection), RATES[film])
        connection.close()
        print(f"  {name:20}{costs[name]}")
    vault = make_vault(tmp_path / "vault").vault
    reel = Reel(vault)
    ours = cost_of(reel, RATES[film])
    reel.destroy()
    vault.close()
    reference = costs["over zeros"]
    print(f"  {'a reel, with manifest':20}{ours}, time ratio to the same way without {ours.p50 / reference.p50:.2f}")
    assert ours.written < costs["row written anew"].written
    assert ours.p95 < 1000 / FLUSHES_A_SECOND / 5
