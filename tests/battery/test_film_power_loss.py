"""The plug is pulled while a film is taken, at hundreds of moments: all that was acknowledged becomes a recording, and what
is there is what was filmed."""

from __future__ import annotations

import random
import shutil
import sys
from collections import Counter
from pathlib import Path

import pytest

from storage.practice import open_practice_vault
from tests.battery.power import Disk
from tests.battery.test_power_loss import watch
from tests.storage.film_killing import check_aftermath, film_it, make_place

pytestmark = pytest.mark.battery
MOMENTS = 300


def test_a_film_survives_power_loss(tmp_path: Path) -> None:
    folder, start, lost = make_place(tmp_path / "vault"), tmp_path / "start", tmp_path / "lost"
    shutil.copytree(folder, start)
    ops = watch(tmp_path / "trace", folder, workload=__name__)
    rng = random.Random(20261121)
    moments = set(rng.sample(range(len(ops) + 1), min(MOMENTS, len(ops) + 1)))
    disk, tried, stages = Disk(start, folder), Counter[str](), Counter[str]()
    for index in range(len(ops) + 1):
        if index in moments:
            mood = rng.choice(["nothing", "everything", "part", "part", "part"])
            disk.lose_power(lost, rng, mood)
            stages[check_aftermath(lost, int(disk.said[-1]) if disk.said else 0)] += 1
            shutil.rmtree(lost)
            tried[mood] += 1
        if index < len(ops):
            disk.do(ops[index])
    print(f"\n{sum(tried.values())} of {len(ops)} moments: {dict(tried)}; {dict(stages)}; nothing acknowledged was lost")
    assert len(disk.said) > 8
    assert {"exactly", "more", "ended"} <= set(stages)


if __name__ == "__main__":
    opened = open_practice_vault(Path(sys.argv[1]))
    film_it(opened)
    opened.close()
