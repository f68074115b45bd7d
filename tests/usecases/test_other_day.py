"""A real process whose clock was set wrongly, by a day and by ten years, forwards and backwards (libfaketime)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.usecases.caring import CHILD, FATHER, MOTHER, Home

PROJECT = Path(__file__).resolve().parent.parent.parent
HOUR, DAY, YEAR = 3_600, 86_400, 31_557_600


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault that was used a moment ago by the true clock: one film that is due in three days, and consents for twenty."""
    if shutil.which("faketime") is None:
        pytest.skip("faketime is not installed (packaging/debian-packages.txt); the same is tested with a clock of our own")
    folder = tmp_path_factory.mktemp("lived") / "vault"
    home = Home(folder)
    home.clock.at = datetime.now(UTC)
    today = home.clock.at.astimezone().date()
    for person in (MOTHER, FATHER, CHILD):
        home.agree(person, until=today + timedelta(20))
    film = home.film(MOTHER, filmed_on=today - timedelta(87))
    home.visit(film, today - timedelta(87))
    home.vault.close()
    assert not look(folder, 0)["suspended"]
    return folder


def look(folder: Path, shift_s: int, *, confirm: bool = False) -> dict[str, object]:
    command = [sys.executable, "-m", "tests.usecases.other_day", str(folder), *(["confirm"] if confirm else [])]
    faked = ["faketime", "-f", f"{shift_s:+d}"] if shift_s else []
    environment = {**os.environ, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    done = subprocess.run([*faked, *command], cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert isinstance(told, dict)
    return told


# The shift of the clock, whether nothing is deleted, how many films are left once the date was confirmed, why filming is refused.
MATRIX = [
    (0, False, 1, ""),
    (DAY - HOUR, False, 1, ""),
    (-DAY + HOUR, False, 1, ""),
    (DAY + HOUR, True, 1, ""),
    (-DAY - HOUR, True, 1, ""),
    (4 * DAY, True, 0, ""),
    (10 * YEAR, True, 0, "consent_expired"),
    (-10 * YEAR, True, 1, ""),
]


@pytest.mark.parametrize(("shift_s", "suspended", "left", "refused"), MATRIX)
def test_nothing_goes_by_a_clock_that_jumped_until_it_is_confirmed(
    lived_in: Path, tmp_path: Path, shift_s: int, suspended: bool, left: int, refused: str
) -> None:
    folder = Path(shutil.copytree(lived_in, tmp_path / "vault"))
    assert look(folder, shift_s) == {"suspended": suspended, "films": 1, "refused": refused}
    if suspended:
        assert look(folder, 0) == {"suspended": True, "films": 1, "refused": ""}  # back in order, and still not confirmed
    assert look(folder, shift_s, confirm=True) == {"suspended": False, "films": left, "refused": refused}


def test_putting_the_clock_back_makes_no_consent_valid_again(lived_in: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(lived_in, tmp_path / "vault"))
    assert look(folder, 21 * DAY, confirm=True)["refused"] == "consent_expired"
    back = look(folder, 0)
    assert (back["suspended"], back["refused"]) == (True, "consent_expired")
    assert look(folder, 0, confirm=True)["refused"] == ""
