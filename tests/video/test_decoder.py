"""The decoder gives exactly the frame that was asked for, from any place, in any order, in every container."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import pytest

from tests.samples.coded import read_frame_number
from tests.samples.make import PLANS, sample
from tests.video.reels import index_of
from video.worker.decoder import FrameReader, Interrupted

CACHE = 60 << 20


@contextmanager
def reader_of(path: Path) -> Iterator[FrameReader]:
    with path.open("rb") as stream:
        reader = FrameReader(stream, index_of(path), cache_bytes=CACHE)
        try:
            yield reader
        finally:
            reader.close()


def number_in(frame: av.VideoFrame) -> int:
    return read_frame_number(frame.reformat(format="gray8").to_ndarray())


@pytest.mark.parametrize("alone", [False, True])
@pytest.mark.parametrize("kind", PLANS)
def test_any_frame_in_any_order_is_the_right_one(kind: str, alone: bool) -> None:
    made = sample(kind)
    count = len(made.frames_us)
    order = [*random.Random(5).choices(range(count), k=12), 0, count - 1, count - 2, 0, 1]
    with reader_of(made.path) as reader:
        for wanted in order:
            number, frame = reader.frame(wanted, alone=alone)
            assert (number, number_in(frame)) == (wanted, wanted)


def test_an_interrupted_search_can_go_on_or_elsewhere() -> None:
    made = sample("mp4_gop250")
    packets = iter(range(1000))
    with reader_of(made.path) as reader:
        with pytest.raises(Interrupted):
            reader.frame(90, lambda: next(packets) > 20)
        assert number_in(reader.frame(90)[1]) == 90
        with pytest.raises(Interrupted):
            reader.frame(40, lambda: True)
        assert number_in(reader.frame(12)[1]) == 12


@pytest.mark.parametrize("kind", ["mp4_gop30", "vfr", "mts", "ts_mpeg2", "mpeg_ps", "hevc"])
def test_a_frame_alone_is_whole_and_needs_fewer_packets(kind: str) -> None:
    made = sample(kind)
    looks: dict[bool, int] = {False: 0, True: 0}

    def look(alone: bool) -> bool:
        looks[alone] += 1
        return False

    with reader_of(made.path) as reader, reader_of(made.path) as other:
        for wanted in (7, 61, 50, 33, 93):
            whole, alone = other.frame(wanted, lambda: look(False)), reader.frame(wanted, lambda: look(True), alone=True)
            assert alone[0] == whole[0] == wanted
            assert (alone[1].to_ndarray() == whole[1].to_ndarray()).all()
            assert number_in(reader.frame(wanted + 1)[1]) == wanted + 1
    assert looks[True] < looks[False]


def test_an_interrupted_search_for_one_alone_can_go_on_beyond_it() -> None:
    made = sample("mp4_gop250")
    packets = iter(range(1000))
    with reader_of(made.path) as reader:
        with pytest.raises(Interrupted):
            reader.frame(40, lambda: next(packets) > 20, alone=True)
        began = next(packets)
        assert number_in(reader.frame(45, lambda: next(packets) < 0)[1]) == 45
        assert next(packets) - began < 40  # it went on from there


@pytest.mark.parametrize("kind", ["mp4_gop30", "mts", "hevc"])
def test_the_last_frames_come_without_searching_again(kind: str) -> None:
    made = sample(kind)
    last = len(made.frames_us) - 1
    packets = 0

    def look() -> bool:
        nonlocal packets
        packets += 1
        return False

    with reader_of(made.path) as reader:
        for wanted in range(last - 8, last + 1):
            found = reader.onward(wanted, look)
            assert found is not None
            assert (found[0], number_in(found[1])) == (wanted, wanted)
            if wanted == last - 8:
                packets = 0
    assert packets <= 12


def test_what_is_kept_is_near_and_bounded() -> None:
    made = sample("mp4_gop250")
    with reader_of(made.path) as reader:
        _, frame = reader.frame(60)
        reader.fill(40, 64)
        assert 20 <= reader.held_behind(60) <= 28
        assert all(reader.holds(number) for number in range(40, 65))
        reader.keep(4, 2, 3 * frame.width * frame.height * 3 // 2)
        assert [number for number in range(100) if reader.holds(number)] in ([59, 60, 61], [58, 59, 60], [60, 61, 62])
        assert number_in(reader.frame(59)[1]) == 59


def test_a_keyframe_alone_and_then_any_frame() -> None:
    for kind in ("mp4_gop30", "mts", "mpeg_ps"):
        made = sample(kind)
        with reader_of(made.path) as reader:
            found = reader.key_frame(70)
            assert found is not None
            assert number_in(found[1]) == found[0]
            assert 0 <= 70 - found[0] < 30  # MPEG-PS is entered one group of pictures early
            assert number_in(reader.frame(71)[1]) == 71
