"""A disk that is full to the last byte in the middle of a film, for real: what was acknowledged is kept, now or at the next start."""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from app.domain.errors import Circumstance, ErrorCode
from app.domain.recording import RecordingState
from app.usecases.film_live import Filming
from app.usecases.import_card import ImportTools
from app.usecases.resume_imports import finish_at_start
from app.usecases.unwatched import Never
from storage.check import check_open_vault
from storage.practice import open_practice_vault
from tests.usecases.filming import Set, soon
from tests.usecases.importing import film
from video.card.reader import FolderCards

FOOTAGE = film(40 << 20, 9)
PIECE = 200_000
SAFE = 2_000_000

Fill = Callable[[], None]
Disk = Callable[[Path], AbstractContextManager[tuple[Path, Fill, Fill]]]


@contextmanager
def small_disk(folder: Path) -> Iterator[tuple[Path, Fill, Fill]]:
    """A disk of 24 MB; fill it with other things, and make room again."""
    folder.mkdir()
    made = ["mount", "-t", "tmpfs", "-o", "size=24m,mode=0700", "none", str(folder)]
    if os.geteuid() != 0 or subprocess.run(made, capture_output=True, check=False).returncode:
        pytest.skip("no small disk can be mounted here; the same is tested with a limit on the size of files")
    other = folder / "other"

    def fill() -> None:
        with other.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while file.write(bytes(100_000)):
                pass

    try:
        (folder / "place").mkdir()
        yield folder / "place", fill, lambda: other.unlink(missing_ok=True)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def small_files(folder: Path) -> Iterator[tuple[Path, Fill, Fill]]:
    """No file may become larger; and without that limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    folder.mkdir()
    try:
        yield (
            folder,
            lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard)),
            lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard)),
        )
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def acknowledged(scene: Set, filming: Filming) -> int:
    assert filming.recording
    with scene.vault.work() as work:
        known = work.reels.known(filming.recording.id)
    return known.size_bytes if known else 0


def play(scene: Set, start: int, end: int) -> None:
    for at in range(start, end, PIECE):
        scene.studio.film(FOOTAGE[at : min(at + PIECE, end)])


def end_of(filming: Filming) -> ErrorCode | None:
    """Why the film ended: finished with what there was, or left for the next start."""
    try:
        return filming.wait(30).code
    except Circumstance as error:
        return error.code


@pytest.mark.parametrize("disk", [small_disk, small_files])
def test_a_disk_that_is_full_keeps_what_was_acknowledged(tmp_path: Path, disk: Disk) -> None:
    with disk(tmp_path / "disk") as (place, fill, make_room):
        scene = Set(place)
        try:
            filming = scene.begun()
            play(scene, 0, SAFE)
            soon(lambda: acknowledged(scene, filming) == SAFE)
            fill()
            play(scene, SAFE, len(FOOTAGE))
            assert end_of(filming) is ErrorCode.DISK_FULL
            assert "stop" in scene.studio.asked
            make_room()
            scene.vault.close()
            scene.vault = open_practice_vault(scene.folder)
            finish_at_start(ImportTools(scene.vault, FolderCards(), scene.workshop, scene.clock), Never())
            ready = scene.row(filming)
            assert ready is not None
            assert (ready.state, ready.problems) == (RecordingState.READY, (ErrorCode.FILMING_BROKEN_OFF,))
            kept = scene.footage(ready)
            assert kept == FOOTAGE[: len(kept)]
            assert len(kept) >= SAFE
            assert check_open_vault(scene.vault, lambda _done, _total: None) == []
        finally:
            make_room()
            scene.vault.close()
