"""What a file's wrapping claims is compared with what is there; what is no film is not called one."""

from __future__ import annotations

import io
import random
import struct

import pytest

from tests.samples.make import sample
from video.worker.wrapping import Wrapping, look_at_wrapping


def look(data: bytes) -> Wrapping:
    return look_at_wrapping(io.BytesIO(data), len(data))


WHOLE = ["mp4_gop30", "mp4_fragmented", "mov_mjpeg", "mts", "ts_mpeg2", "mkv", "webm", "avi", "mpeg_ps", "dv"]


@pytest.mark.parametrize("kind", WHOLE)
def test_a_whole_film_is_whole(kind: str) -> None:
    seen = look(sample(kind, seconds=2).bytes())
    assert seen.is_known
    assert not seen.is_cut


@pytest.mark.parametrize("kind", ["mp4_gop30", "mp4_fragmented", "mts", "ts_mpeg2", "mkv", "webm", "avi", "mpeg_ps"])
def test_a_cut_film_is_cut(kind: str) -> None:
    data = sample(kind, seconds=2).bytes()
    seen = look(data[: int(len(data) * 0.7) + 77])
    assert seen.is_known
    assert seen.is_cut


def test_only_an_mp4_without_its_table_is_headless() -> None:
    assert look(sample("mp4_no_moov", seconds=2).bytes()).headless
    assert not look(sample("fragmented_cut", seconds=2).bytes()).headless


def test_a_large_avi_is_several_chunks() -> None:
    one = b"RIFF" + struct.pack("<I", 20) + b"AVI " + bytes(16)
    more = b"RIFF" + struct.pack("<I", 4000) + b"AVIX" + bytes(3996)
    assert not look(one + more).is_cut
    assert look(one + more[:-100]).is_cut


def test_a_camera_that_counts_a_few_bytes_too_many_is_forgiven() -> None:
    data = bytearray(sample("avi", seconds=2).bytes())
    struct.pack_into("<I", data, 4, len(data))
    assert not look(bytes(data)).is_cut


@pytest.mark.parametrize(
    "data", [b"", b"\0" * 5000, b"hello" * 900, b"\x47" * 10, b"\xff\xd8\xff\xe0" + bytes(5000), b"%PDF-1.7" + bytes(500)]
)
def test_what_is_no_film_is_not_known(data: bytes) -> None:
    assert not look(data).is_known


def test_any_bytes_are_looked_at_without_harm() -> None:
    chance = random.Random(6)
    for kind in WHOLE:
        data = sample(kind, seconds=2).bytes()[:9000]
        for _ in range(150):
            spoiled = bytearray(data)
            for _ in range(8):
                spoiled[chance.randrange(600)] = chance.randrange(256)
            assert 0 <= look(bytes(spoiled)).cut_share <= 1
