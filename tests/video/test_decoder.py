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
from video.worker.decoder import FrameReader

CACHE = 60 << 20
REAL = ("drew_sony_a7m3.mts", "drew_flir.mp4", "androidx_vp9.webm", "androidx_bbb_2500ms.ts", "androidx_sample_h262_mpeg_audio.ps")


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


@pytest.mark.parametrize("kind", PLANS)
def test_any_frame_in_any_order_is_the_right_one(kind: str) -> None:
    made = sample(kind)
    count = len(made.frames_us)
    order = [*random.Random(5).choices(range(count), k=12), 0, count - 1, count - 2, 0, 1]
    with reader_of(made.path) as reader:
        for wanted in order:
            number, frame = reader.frame(wanted)
            assert (number, number_in(frame)) == (wanted, wanted)
