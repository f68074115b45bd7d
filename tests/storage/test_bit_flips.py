"""A few dozen flipped bits; the battery flips two hundred and more."""

from __future__ import annotations

from pathlib import Path

from tests.storage.flipping import flip_many


def test_no_flipped_bit_is_silent(tmp_path: Path) -> None:
    outcomes = flip_many(tmp_path, flips=30, seed=7)
    assert sum(outcomes.values()) == 30
    assert len({kind for kind, _ in outcomes}) >= 5
