"""A merge that is killed anywhere has happened, or has not: never half."""

from __future__ import annotations

import shutil
from pathlib import Path

from app.domain.ids import FamilyCode
from storage.vault import Vault
from tests.usecases.caring import CODE, Home
from tests.usecases.merging import OTHER, run_merge
from tests.usecases.test_merge_families import add_other

KILLS = 6


def left(vault: Vault, family: FamilyCode) -> tuple[int, ...]:
    with vault.work() as work:
        return (
            len(work.people.of(family)),
            len(work.ledger.of(family)),
            len(work.visits.of(family)),
            len(work.recordings.all(family)),
            len(work.appearances.of_family(family)),
        )


def test_killed_anywhere(tmp_path: Path) -> None:
    home = Home(tmp_path / "vault")
    add_other(home)
    before = left(home.vault, CODE), left(home.vault, OTHER)
    home.vault.close()
    calls = run_merge(Path(shutil.copytree(home.folder, tmp_path / "counted")))
    seen = set()
    for n in range(KILLS):
        folder = Path(shutil.copytree(home.folder, tmp_path / f"killed{n}"))
        assert run_merge(folder, calls if n == KILLS - 1 else 1 + calls * n // (KILLS - 1)) == -1
        again = Home(folder, fresh=False)
        after = left(again.vault, CODE), left(again.vault, OTHER)
        with again.vault.work() as work:
            merged = work.families.get(OTHER) is None
            assert work.audit.fault() is None
        again.vault.close()
        assert after == (((5, 2, 1, 1, 1), (0,) * 5) if merged else before)
        seen.add(merged)
    assert seen == {True, False}
