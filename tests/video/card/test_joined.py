"""The parts of a film as one run of bytes; and what is said when the card is pulled, changed, or cannot be read."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import sys
import time
from pathlib import Path

import pytest

from app.domain.errors import Circumstance, ErrorCode
from tests.video.card.cards import Camera, avchd, lay, snapshot
from video.card.joined import JoinedParts
from video.card.places import part_of
from video.card.reader import FolderCards


def parts_of(folder: Path, *bodies: bytes) -> JoinedParts:
    parts = []
    for number, body in enumerate(bodies):
        path = folder / f"{number}.bin"
        path.write_bytes(body)
        part = part_of(str(path))
        assert part
        parts.append(part)
    return JoinedParts(tuple(parts))


def test_parts_are_read_as_one(tmp_path: Path) -> None:
    chance = random.Random(1)
    bodies = [chance.randbytes(size) for size in (1000, 0, 1, 4096, 777)]
    whole = b"".join(bodies)
    source = parts_of(tmp_path, *bodies)
    assert source.size_bytes == len(whole)
    assert source.read_at(0, 10_000) == whole
    for _ in range(300):
        offset, length = chance.randrange(0, len(whole) + 50), chance.randrange(0, 3000)
        assert source.read_at(offset, length) == whole[offset : offset + length]
    source.close()


def code_of(source: JoinedParts, offset: int = 0) -> ErrorCode:
    with pytest.raises(Circumstance) as caught:
        source.read_at(offset, 100)
    assert not str(caught.value).count("/")
    source.close()
    return caught.value.code


def test_a_part_that_is_gone_is_a_pulled_card(tmp_path: Path) -> None:
    source = parts_of(tmp_path, b"x" * 1000, b"y" * 1000)
    assert source.read_at(0, 10)
    (tmp_path / "1.bin").unlink()
    assert code_of(source, 950) is ErrorCode.CARD_PULLED


def test_a_part_that_grew_shrank_or_was_replaced_has_changed(tmp_path: Path) -> None:
    for spoil in (b"x" * 900, b"x" * 1100):
        source = parts_of(tmp_path, b"x" * 1000)
        (tmp_path / "0.bin").write_bytes(spoil)
        assert code_of(source) is ErrorCode.CARD_CHANGED
    source = parts_of(tmp_path, b"x" * 1000)
    os.utime(tmp_path / "0.bin", ns=(1, 1))
    assert code_of(source) is ErrorCode.CARD_CHANGED


def test_a_part_that_is_a_link_or_a_pipe_now_is_not_read(tmp_path: Path) -> None:
    source = parts_of(tmp_path, b"x" * 1000)
    (tmp_path / "0.bin").rename(tmp_path / "elsewhere")
    (tmp_path / "0.bin").symlink_to(tmp_path / "elsewhere")
    assert code_of(source) is ErrorCode.CARD_CHANGED
    (tmp_path / "0.bin").unlink()
    os.mkfifo(tmp_path / "0.bin")
    assert code_of(source) is ErrorCode.CARD_CHANGED


def test_a_part_written_to_while_it_is_read_has_changed(tmp_path: Path) -> None:
    source = parts_of(tmp_path, b"x" * 1000)
    assert source.read_at(0, 10)
    with (tmp_path / "0.bin").open("r+b") as file:
        file.write(b"y" * 1000)
    os.utime(tmp_path / "0.bin", ns=(5, 5))
    assert source.read_at(10, 10)
    assert code_of(source, 950) is ErrorCode.CARD_CHANGED


def test_a_part_cut_while_it_is_read_has_changed(tmp_path: Path) -> None:
    source = parts_of(tmp_path, b"x" * 1000)
    assert source.read_at(0, 10)
    os.truncate(tmp_path / "0.bin", 500)
    assert code_of(source, 450) is ErrorCode.CARD_CHANGED


def test_a_reading_error_on_a_card_that_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = parts_of(tmp_path, b"x" * 1000)
    assert source.read_at(0, 10)

    def failing(*_: object) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("video.card.joined.os.read", failing)
    with pytest.raises(Circumstance) as caught:
        source.read_at(0, 10)
    assert caught.value.code is ErrorCode.CARD_READ_FAILED
    shutil.rmtree(tmp_path)
    with pytest.raises(Circumstance) as caught:
        source.read_at(0, 10)
    assert caught.value.code is ErrorCode.CARD_PULLED
    source.close()


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux whether a page is in memory")
def test_reading_again_goes_past_the_memory_of_the_system(tmp_path: Path) -> None:
    if shutil.disk_usage("/var/tmp").free < 64 << 20:
        pytest.skip("no room on a real disk")
    folder = Path("/var/tmp") / f"samspill-test-{os.getpid()}"  # /tmp may be memory itself
    folder.mkdir()
    try:
        body = random.Random(2).randbytes(8 << 20)
        parts_of(folder, body).close()
        with (folder / "0.bin").open("rb") as file:
            os.fsync(file.fileno())
        part = part_of(str(folder / "0.bin"))
        assert part
        assert in_memory(folder / "0.bin") is True
        source = JoinedParts((part,))
        source.read_at(0, 10)
        source.close()
        assert in_memory(folder / "0.bin", 7 << 20) is True  # without `fresh` it stays
        # Linux keeps a page that it happens to hold at that moment (seen once on a busy machine), so it is asked again then.
        deadline = time.monotonic() + 20
        while in_memory(folder / "0.bin", 7 << 20):
            assert time.monotonic() < deadline
            time.sleep(0.05)
            source.close()
            source = JoinedParts((part,), fresh=True)
            source.read_at(0, 10)
        assert hashlib.sha256(source.read_at(0, len(body))).digest() == hashlib.sha256(body).digest()
        source.close()
    finally:
        shutil.rmtree(folder)


def in_memory(path: Path, offset: int = 0) -> bool:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.preadv(handle, [bytearray(4096)], offset, os.RWF_NOWAIT)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return True


def test_the_reader_joins_a_spanned_film_and_leaves_the_card_as_it_was(tmp_path: Path) -> None:
    camera = Camera()
    clips = {"00000": camera.film(2), "00001": camera.film(2)}
    before = snapshot(lay(tmp_path, avchd(clips, [("00000", 1), ("00001", 6)])))
    cards = FolderCards()
    contents = cards.look(tmp_path)
    assert (len(contents.films), contents.label) == (1, tmp_path.name)
    for source in (cards.open(contents.films[0]), cards.reread(contents.films[0])):
        assert source.read_at(0, source.size_bytes) == clips["00000"] + clips["00001"]
        source.close()
    assert snapshot(tmp_path) == before


def test_looking_at_nothing_is_a_pulled_card(tmp_path: Path) -> None:
    with pytest.raises(Circumstance) as caught:
        FolderCards().look(tmp_path / "gone")
    assert caught.value.code is ErrorCode.CARD_PULLED
