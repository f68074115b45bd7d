"""When sound was heard, on simulated clocks: late blocks, a crystal that runs off, sound that is lost."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from video.capture.sound_stamps import SoundStamps

RATE = 48_000
BLOCK = 480
MS = 1_000_000
START_NS = 7_000_000_000_000


def run(seconds: float, *, ppm: float = 0, late_ms: float = 0, seed: int = 1) -> list[float]:
    """How far, in ms, each block's stamp is from the truth: blocks arrive up to `late_ms` after they are whole."""
    chance = random.Random(seed)
    stamps = SoundStamps(RATE)
    off = []
    arrived = 0.0
    for number in range(round(seconds * RATE / BLOCK)):
        true_ns = START_NS + number * BLOCK / RATE * 1e9 * (1 + ppm / 1e6)
        whole_ns = true_ns + BLOCK / RATE * 1e9 * (1 + ppm / 1e6)
        arrived = max(arrived, whole_ns + chance.random() ** 2 * late_ms * MS)
        off.append((stamps.first_ns(BLOCK, round(arrived)) - true_ns) / MS)
    return off


@pytest.mark.parametrize("ppm", [-200, 0, 200])
def test_late_blocks_and_a_crystal_that_runs_off_do_not_matter(ppm: float) -> None:
    off = run(120, ppm=ppm, late_ms=20)
    assert max(abs(one) for one in off[200:]) < 1.0


def test_counting_alone_would_be_wrong() -> None:
    """Guards the test above: by the count of samples it is 24 ms after two minutes."""
    assert 120 * 200e-6 * 1000 > 20


def test_one_very_late_block_changes_nothing() -> None:
    stamps = SoundStamps(RATE)
    told = []
    for number in range(300):
        late = 300 * MS if number == 150 else 0
        told.append(stamps.first_ns(BLOCK, START_NS + (number + 1) * 10 * MS + late))
    assert all(abs(after - before - 10 * MS) < 0.5 * MS for before, after in pairwise(told))


def test_a_second_that_was_collected_while_the_machine_was_busy_is_placed_where_it_was() -> None:
    stamps = SoundStamps(RATE)
    for number in range(100):
        stamps.first_ns(BLOCK, START_NS + (number + 1) * 10 * MS)
    assert abs(stamps.first_ns(RATE, START_NS + 2000 * MS) - (START_NS + 1000 * MS)) < MS


def test_sound_that_is_lost_leaves_a_hole_where_it_was() -> None:
    """A quarter of a second vanished after the first second; within half a second the stamps say so."""
    stamps = SoundStamps(RATE)
    told = {}
    for number in range(400):
        lost = 250 * MS if number >= 100 else 0
        told[number] = stamps.first_ns(BLOCK, START_NS + (number + 1) * 10 * MS + lost)
    assert abs(told[99] - (START_NS + 990 * MS)) < MS
    assert abs(told[200] - (START_NS + 2000 * MS + 250 * MS)) < 2 * MS
    assert abs(told[399] - (START_NS + 3990 * MS + 250 * MS)) < 2 * MS
