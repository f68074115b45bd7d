"""Three hundred flipped bits over store, log, reels, key slots, tide and the rest of the folder."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.storage.flipping import flip_many

pytestmark = pytest.mark.battery


def show(outcomes: Counter[tuple[str, str]]) -> None:
    print()
    for (kind, outcome), count in sorted(outcomes.items()):
        print(f"{kind:16} {outcome:40} {count}")


def harmless(outcomes: Counter[tuple[str, str]]) -> set[str]:
    return {kind for kind, outcome in outcomes if outcome == "harmless"}


def test_two_hundred_flips_in_a_vault_that_was_killed(tmp_path: Path) -> None:
    """A page of the store whose newer form is in the log is harmless; nothing else that holds content is."""
    outcomes = flip_many(tmp_path, flips=200, seed=20261121)
    show(outcomes)
    assert sum(outcomes.values()) == 200
    assert harmless(outcomes) <= {".db", "tide", "ballast"}


def test_a_hundred_flips_in_a_vault_that_was_closed(tmp_path: Path) -> None:
    """Now no page of the store is without its use."""
    outcomes = flip_many(tmp_path, flips=100, seed=1, log=False)
    show(outcomes)
    assert sum(outcomes.values()) == 100
    assert harmless(outcomes) <= {"tide", "ballast"}
