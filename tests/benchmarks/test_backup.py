"""How fast a backup is made and restored beside a plain copy of the same files, how much memory it takes, and how long a large store is
busy with it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.domain.ids import RecordingId
from app.ports import CHUNK_BYTES
from tests.storage.backing_up import Laptop
from tests.storage.big_vault import make_big_vault
from tests.storage.making import add_recording

pytestmark = pytest.mark.benchmark
PROJECT = Path(__file__).resolve().parent.parent.parent
SMALL_MIB, LARGE_MIB = 64, 512
MOST_GROWTH_MIB = 48


def long_film(laptop: Laptop, mib: int) -> RecordingId:
    made = add_recording(laptop.vault)
    writer = laptop.vault.create_reel(made.id)
    for _ in range(mib):
        writer.append(os.urandom(CHUNK_BYTES))
    writer.finish()
    writer.close()
    return made.id


def run(folder: Path, mib: int) -> None:
    """In a process of its own: back up and restore, then say how long each took and the most memory it ever had."""
    laptop = Laptop(folder / "vault").set_up()
    long_film(laptop, mib)
    (folder / "drive").mkdir()
    started = time.perf_counter()
    shutil.copytree(laptop.folder / "reels", folder / "plain copy")
    os.sync()
    copied = time.perf_counter() - started
    started = time.perf_counter()
    file = laptop.back_up(folder / "drive").file
    made = time.perf_counter() - started
    laptop.close()
    started = time.perf_counter()
    new = Laptop(folder / "new")
    new.restore(file)
    restored = time.perf_counter() - started
    new.close()
    most = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    print(copied, made, restored, int(most.split()[1]) // 1024)


def measured(folder: Path, mib: int) -> tuple[float, float, float, int]:
    folder.mkdir()
    code = f"from pathlib import Path; from tests.benchmarks.test_backup import run; run(Path({str(folder)!r}), {mib})"
    out = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True).stdout.split()
    shutil.rmtree(folder)
    return float(out[0]), float(out[1]), float(out[2]), int(out[3])


def test_speed_and_memory(tmp_path: Path) -> None:
    small = measured(tmp_path / "small", SMALL_MIB)
    copied, made, restored, most = measured(tmp_path / "large", LARGE_MIB)
    print(
        f"\n{LARGE_MIB} MiB of film: plain copy {LARGE_MIB / copied:.0f} MiB/s, backup written and read back {LARGE_MIB / made:.0f} MiB/s,"
    )
    print(f"restored {LARGE_MIB / restored:.0f} MiB/s; most memory {most} MiB ({small[3]} MiB for {SMALL_MIB} MiB of film)")
    assert most - small[3] < MOST_GROWTH_MIB


def test_how_long_nobody_gets_a_turn_at_a_large_store(tmp_path: Path) -> None:
    laptop = Laptop(tmp_path / "vault").set_up()
    make_big_vault(laptop.vault)
    laptop.vault.checkpoint()
    size = (laptop.folder / "vault.db").stat().st_size
    started = time.perf_counter()
    laptop.vault.copy_store(tmp_path / "copy", bytes(32))
    print(f"\na store of {size >> 20} MiB is copied in {time.perf_counter() - started:.2f} s")
    laptop.close()
