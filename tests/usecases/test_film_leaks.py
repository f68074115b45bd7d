"""Nothing of a film is anywhere unencrypted while it is taken: not in a file, not under a name, not held open by a process without keys."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.filming import TEST_MICROPHONE
from tests.samples.coded_stream import CodedStream
from tests.usecases.importing import FAMILY
from tests.usecases.real_filming import RealSet

PIECE = 48
SHARED = Path("/dev/shm")


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[RealSet]:
    made = RealSet(tmp_path)
    yield made
    made.close()


def regular_files_open(pid: int) -> list[str]:
    """Names of the files on a disk that a process holds open."""
    found = []
    for fd in Path(f"/proc/{pid}/fd").iterdir():
        try:
            place, kind = str(fd.readlink()), fd.stat().st_mode
        except OSError:
            continue  # closed meanwhile
        if stat.S_ISREG(kind) and not place.startswith("/memfd:"):
            found.append(place)
    return found


def files_under(*folders: Path) -> set[Path]:
    """Other programs come and go there: what is gone is passed over."""
    found = {Path(place, name) for folder in folders for place, _, names in os.walk(folder) for name in names}
    return {path for path in found if path.is_file() and not path.is_symlink()}


def read_all(paths: set[Path]) -> bytes:
    data = bytearray()
    for path in sorted(paths):
        with contextlib.suppress(OSError):
            data += path.read_bytes()
    return bytes(data)


def test_nothing_of_a_film_lies_about(scene: RealSet, nobodys_home: Path) -> None:
    ours, shared = (scene.folder, nobodys_home), (SHARED, Path(tempfile.gettempdir()))
    before = files_under(*shared)
    taken = bytearray()
    with CodedStream() as camera:
        url = camera.url
        scene.open(url)
        scene.studio.view(320, 180)
        filming = scene.begun()
        pass_on = filming.take

        def take(data: bytes) -> None:
            taken.extend(data)
            pass_on(data)

        filming.take = take  # type: ignore[method-assign]
        scene.filmed(1_500_000)
        open_elsewhere = {place for pid in (scene.studio.pid, *scene.workers()) for place in regular_files_open(pid)}
        there = files_under(*ours), files_under(*shared) - before
        told = read_all(there[0]), read_all(there[1])
        ready = filming.stop()
    assert not open_elsewhere, "a process without keys holds a file open"
    assert len(taken) > 100_000
    pieces = [bytes(taken[at : at + PIECE]) for at in range(10_000, len(taken) - PIECE, len(taken) // 40)]
    pieces = [piece for piece in pieces if len(set(piece)) > PIECE // 3]  # not the filling between packets
    assert len(pieces) > 20
    assert len(told[0]) > len(taken) // 2  # the reel was among them
    for data in (*told, read_all(files_under(*ours))):
        assert not any(piece in data for piece in pieces)
    for words in (FAMILY, TEST_MICROPHONE, url, ready.id):
        assert words.encode() not in told[0]
        assert not any(words in str(path) for path in (*there[0], *there[1]))
    kept = scene.bytes_of(ready)
    assert all(piece in kept for piece in pieces)  # and with the key it is found
