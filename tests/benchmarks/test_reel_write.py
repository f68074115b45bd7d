"""How fast footage goes into a reel and comes out, beside raw SQLCipher and plain SQLite writing the same bytes in the same run.

The choice of page, HMAC and journal in `storage/sqlcipher.py` rests on the table this prints; see docs/decisions/0101.
"""

from __future__ import annotations

import random
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from app.ports import CHUNK_BYTES
from storage.sqlcipher import REEL_SHAPE
from storage.vault import Vault
from tests.storage.making import add_recording, make_vault, receipt_for

pytestmark = pytest.mark.benchmark
MIB = 256
BATCH = 32
ROUNDS = 4


@dataclass(frozen=True)
class Way:
    """One way of writing chunks; no HMAC is plain SQLite."""

    page_bytes: int
    hmac: str
    journal: str

    def __str__(self) -> str:
        return f"{self.page_bytes:6} {self.hmac or 'plain SQLite':12} {self.journal}"


OURS = Way(REEL_SHAPE.page_bytes, REEL_SHAPE.hmac, REEL_SHAPE.journal)
PLAIN = Way(65536, "", "TRUNCATE")
WAYS = [
    Way(4096, "HMAC_SHA512", "WAL"),
    Way(16384, "HMAC_SHA512", "WAL"),
    Way(16384, "HMAC_SHA256", "TRUNCATE"),
    Way(65536, "HMAC_SHA512", "TRUNCATE"),
    Way(65536, "HMAC_SHA256", "WAL"),
    OURS,
    PLAIN,
]


@pytest.fixture(scope="module")
def pieces() -> list[bytes]:
    rng = random.Random(1)
    return [rng.randbytes(CHUNK_BYTES) for _ in range(16)]


def raw(path: Path, way: Way) -> dbapi2.Connection:
    connection = dbapi2.connect(str(path), isolation_level=None)
    if way.hmac:
        connection.execute(f"PRAGMA key = \"x'{secrets.token_hex(32)}'\"")
        connection.execute(f"PRAGMA cipher_page_size = {way.page_bytes}")
        connection.execute(f"PRAGMA cipher_hmac_algorithm = {way.hmac}")
    else:
        connection.execute(f"PRAGMA page_size = {way.page_bytes}")
    connection.execute("PRAGMA cache_size = -2048")
    connection.execute(f"PRAGMA journal_mode = {way.journal}")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE chunk (n INTEGER PRIMARY KEY, body BLOB NOT NULL)")
    return connection


def write_raw(path: Path, way: Way, pieces: list[bytes]) -> float:
    """MiB/s."""
    connection = raw(path, way)
    started = time.perf_counter()
    for first in range(0, MIB, BATCH):
        connection.execute("BEGIN IMMEDIATE")
        for n in range(first, first + BATCH):
            connection.execute("INSERT INTO chunk VALUES (?, ?)", (n, pieces[n % len(pieces)]))
        connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    speed = MIB / (time.perf_counter() - started)
    connection.close()
    for leftover in path.parent.glob(f"{path.name}*"):
        leftover.unlink()
    return speed


def write_reel(vault: Vault, pieces: list[bytes]) -> float:
    """MiB/s into a reel, manifest and tide included. The reel is destroyed again."""
    recording = add_recording(vault)
    writer = vault.create_reel(recording.id)
    started = time.perf_counter()
    for n in range(MIB):
        writer.append(pieces[n % len(pieces)])
    writer.finish()
    speed = MIB / (time.perf_counter() - started)
    writer.close()
    vault.destroy_reel(recording.id, receipt_for(recording))
    return speed


def test_writing(tmp_path: Path, pieces: list[bytes]) -> None:
    vault = make_vault(tmp_path / "vault").vault
    reference, ours, plain = [], [], []
    for _ in range(ROUNDS):  # side by side, so that a busy machine slows both
        reference.append(write_raw(tmp_path / "raw", OURS, pieces))
        ours.append(write_reel(vault, pieces))
        plain.append(write_raw(tmp_path / "raw", PLAIN, pieces))
    vault.close()
    ratio = max(ours) / max(reference)  # the best of each: what else the machine does only ever slows
    print(f"\nreel {max(ours):.0f} MiB/s; raw SQLCipher of the same shape {max(reference):.0f}, ratio {ratio:.2f}", end="; ")
    print(f"plain SQLite {max(plain):.0f}, ratio {max(ours) / max(plain):.2f}")
    print(f"{'page':>6} {'HMAC':12} journal: MiB/s written")
    for way in WAYS:
        print(f"{way}: {max(write_raw(tmp_path / 'raw', way, pieces) for _ in range(2)):.0f}")
    assert ratio >= 0.8


def test_reading(tmp_path: Path, pieces: list[bytes]) -> None:
    vault = make_vault(tmp_path / "vault").vault
    recording = add_recording(vault)
    writer = vault.create_reel(recording.id)
    for n in range(MIB):
        writer.append(pieces[n % len(pieces)])
    writer.finish()
    writer.close()
    for step in (64 * 1024, CHUNK_BYTES, 4 * CHUNK_BYTES):
        reel = vault.open_reel(recording.id)
        started = time.perf_counter()
        for at in range(0, reel.size_bytes, step):
            reel.read_at(at, step)
        speed = MIB / (time.perf_counter() - started)
        reel.close()
        print(f"\nread in order by {step // 1024} KiB: {speed:.0f} MiB/s, each chunk compared with its digest", end="")
    reel = vault.open_reel(recording.id)
    rng = random.Random(2)
    waits = []
    for _ in range(200):
        at = rng.randrange(reel.size_bytes)
        started = time.perf_counter()
        reel.read_at(at, 64 * 1024)
        waits.append((time.perf_counter() - started) * 1000)
    reel.close()
    vault.close()
    waits.sort()
    print(f"\n64 KiB anywhere: p50 {waits[100]:.1f} ms, p95 {waits[190]:.1f} ms")
    assert waits[100] < 20
