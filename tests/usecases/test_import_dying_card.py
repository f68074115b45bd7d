"""A real disk that dies while it is read: the kernel's own errors. Needs root to mount; `test_import_card` makes errors by hand."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.errors import ErrorCode
from app.usecases.import_card import Signals, import_films
from tests.usecases.importing import FAMILY, MIB, Place, film
from tests.video.card.cards import lay

GOOD, BAD = film(4 * MIB, 1), film(40 * MIB, 2)


def run(*command: str | Path) -> bool:
    return subprocess.run([str(word) for word in command], capture_output=True, check=False).returncode == 0


@pytest.fixture
def disk(place: Place, tmp_path: Path) -> Iterator[Path]:
    """A disk in a file, mounted where the card is, with two films on it. Cutting the file breaks the disk."""
    image = tmp_path / "disk"
    with image.open("wb") as file:
        file.truncate(64 * MIB)
    if os.geteuid() != 0 or not shutil.which("mkfs.ext4") or not run("mkfs.ext4", "-q", image) or not run("mount", image, place.card):
        pytest.skip("no disk can be mounted here")
    lay(place.card, {"1.MP4": GOOD, "2.MP4": BAD})
    for name, at in (("1", 1), ("2", 2)):
        os.utime(place.card / f"{name}.MP4", (at, at))
    run("umount", place.card)  # and back: nothing of it is in memory now
    assert run("mount", "-o", "ro", image, place.card)
    yield image
    run("umount", "-l", place.card)


def test_a_dying_card_gives_what_it_can(place: Place, disk: Path) -> None:
    contents = place.look()
    assert len(contents.films) == 2
    place.cards.on_read = lambda offset: os.truncate(disk, 30 * MIB) if offset == 8 * MIB else None
    report = import_films(place.tools, contents, contents.films, FAMILY, Signals())
    whole, cut = report.outcomes
    assert (whole.code, whole.verified) == (None, True)
    assert (cut.code, cut.verified) == (ErrorCode.CARD_READ_FAILED, False)
    assert ErrorCode.FILM_TRUNCATED in cut.problems
    assert whole.recording
    assert cut.recording
    assert place.film_bytes(whole.recording) == GOOD
    saved = place.film_bytes(cut.recording)
    assert len(saved) >= 8 * MIB
    # The loop device fills the one request across the cut with zeros instead of failing it; the film itself ends in none.
    assert BAD.startswith(saved.rstrip(b"\0"))
