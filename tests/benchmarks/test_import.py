"""How fast a film comes in from a card, beside writing the same bytes to SQLCipher alone; how much memory; how long Python is held.

The size is SAMSPILL_BENCH_MIB (1024 by default). The import is measured as its two steps, copying (what the figure is about) and comparing.
The reference is raw SQLCipher: the same page shape and chunks, one connection, one transaction each 64 MiB, synchronous FULL.
"""

from __future__ import annotations

import os
import resource
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.import_job import ImportProgress, ImportStep
from app.usecases.import_card import ImportTools, Signals, import_films
from storage.practice import create_practice_vault
from storage.vault import Vault
from tests.consenting import agreed
from tests.usecases.importing import FAMILY, MIB, PlainWorkshop, TestClock
from video.card.reader import FolderCards

SIZE_MIB = int(os.environ.get("SAMSPILL_BENCH_MIB", "1024"))
LEAST_RATIO = 0.8
MOST_MEMORY_MIB = 300
MOST_BLOCKED_MS = 100

pytestmark = pytest.mark.benchmark


@pytest.fixture
def card(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "card" / "DCIM"
    folder.mkdir(parents=True)
    block = b"AVFILM" + secrets.token_bytes(64 * MIB - 6)
    with (folder / "1.MP4").open("wb") as file:
        for number in range(0, SIZE_MIB, 64):
            file.write(block[: min(64, SIZE_MIB - number) * MIB])
        file.flush()
        os.fsync(file.fileno())
    yield folder.parent


@pytest.mark.timeout(900)
def test_import_beside_raw_sqlcipher(card: Path, tmp_path: Path) -> None:
    raw_before = raw_sqlcipher(card / "DCIM/1.MP4", tmp_path / "raw1.db")
    steps, blocked_ms, memory = measured_import(card, tmp_path / "vault")
    raw = (raw_before + raw_sqlcipher(card / "DCIM/1.MP4", tmp_path / "raw2.db")) / 2
    copying, comparing = steps[ImportStep.COPYING], steps[ImportStep.COMPARING]
    ratio = raw / copying
    print(f"\nimport of {SIZE_MIB} MiB: copied {copying:.2f} s ({SIZE_MIB / copying:.0f} MiB/s), compared {comparing:.2f} s")
    print(f"raw SQLCipher: {raw:.2f} s ({SIZE_MIB / raw:.0f} MiB/s); ratio {ratio:.2f} (at least {LEAST_RATIO})")
    print(f"memory {memory} MiB at most (at most {MOST_MEMORY_MIB}); another thread waited {blocked_ms:.0f} ms at most")
    assert ratio >= LEAST_RATIO
    assert memory <= MOST_MEMORY_MIB
    assert blocked_ms <= MOST_BLOCKED_MS


def measured_import(card: Path, vault_folder: Path) -> tuple[dict[ImportStep, float], float, int]:
    """Seconds of each step, the longest wait of another thread in ms, the memory peak in MiB of a process that only imports."""
    vault = _vault_of_a_family(vault_folder)
    cards = FolderCards()
    began: dict[ImportStep, float] = {}

    def told(progress: ImportProgress) -> None:
        began.setdefault(progress.step, time.monotonic())

    contents = cards.look(card)
    with _Heartbeat() as heart:
        tools = ImportTools(vault, cards, PlainWorkshop(), TestClock())
        report = import_films(tools, contents, contents.films, FAMILY, Signals(progress=told))
    vault.close()
    assert report.outcomes[0].verified
    steps = {
        ImportStep.COPYING: began[ImportStep.COMPARING] - began[ImportStep.COPYING],
        ImportStep.COMPARING: began[ImportStep.PREPARING] - began[ImportStep.COMPARING],
    }
    return steps, heart.longest_ms, memory_of_an_import(card, vault_folder.parent / "vault-2")


def _vault_of_a_family(folder: Path) -> Vault:
    vault = create_practice_vault(folder)
    agreed(vault, TestClock(), FAMILY)
    return vault


def memory_of_an_import(card: Path, vault_folder: Path) -> int:
    """Imports in a process of its own, so that nothing else of the test run counts."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.test_import", str(card), str(vault_folder)], check=True, capture_output=True, text=True
    )
    return int(done.stdout)


def raw_sqlcipher(film: Path, target: Path) -> float:
    """Seconds to write the film's bytes as rows of 1 MiB, read block by block from the same disk, and nothing else."""
    from sqlcipher3 import dbapi2

    from storage.sqlcipher import REEL_SHAPE

    connection = dbapi2.connect(str(target), isolation_level=None)
    connection.execute("PRAGMA cipher_log_level = NONE").fetchall()
    for pragma in (
        f"key = \"x'{secrets.token_hex(32)}'\"",
        f"cipher_page_size = {REEL_SHAPE.page_bytes}",
        f"cipher_hmac_algorithm = {REEL_SHAPE.hmac}",
        f"journal_mode = {REEL_SHAPE.journal}",
        "synchronous = FULL",
    ):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    connection.execute("CREATE TABLE chunk (n INTEGER PRIMARY KEY, body BLOB NOT NULL)")
    began = time.monotonic()
    with film.open("rb", buffering=0) as source:
        number = 0
        connection.execute("BEGIN")
        while body := source.read(MIB):
            connection.execute("INSERT INTO chunk VALUES (?, ?)", (number, body))
            number += 1
            if number % 64 == 0:
                connection.execute("COMMIT")
                connection.execute("BEGIN")
        connection.execute("COMMIT")
    taken = time.monotonic() - began
    connection.close()
    target.unlink()
    return taken


class _Heartbeat(threading.Thread):
    """Stands in for the interface's thread: wakes every 5 ms and notes by how much it was late."""

    def __init__(self) -> None:
        super().__init__(name="heartbeat")
        self._ended = threading.Event()
        self.longest_ms = 0.0

    def run(self) -> None:
        while not self._ended.is_set():
            asleep = time.monotonic()
            time.sleep(0.005)
            self.longest_ms = max(self.longest_ms, (time.monotonic() - asleep - 0.005) * 1000)

    def __enter__(self) -> _Heartbeat:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self.join()


if __name__ == "__main__":
    _contents = FolderCards().look(Path(sys.argv[1]))
    _vault = _vault_of_a_family(Path(sys.argv[2]))
    import_films(ImportTools(_vault, FolderCards(), PlainWorkshop(), TestClock()), _contents, _contents.films, FAMILY, Signals())
    _vault.close()
    sys.stdout.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024))
