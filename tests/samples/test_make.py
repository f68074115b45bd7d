"""The made media are what they claim: coded numbers survive codecs, scaling and turning, and truth is true."""

from __future__ import annotations

import av
import numpy as np
import pytest

from tests.samples.coded import Unreadable, draw_frame, is_flash, read_frame_number
from tests.samples.make import PLANS, sample


@pytest.mark.parametrize("number", [0, 1, 255, 256, 40_000, 65_535])
def test_a_number_is_read_back_from_a_drawn_frame(number: int) -> None:
    assert read_frame_number(draw_frame(number, 640, 360)[:360]) == number


def test_a_picture_without_a_code_is_refused() -> None:
    with pytest.raises(Unreadable):
        read_frame_number(np.full((360, 640), 120, np.uint8))


def test_one_wrong_block_is_noticed() -> None:
    frame = draw_frame(5, 640, 360)[:360].copy()
    frame[:45, 2 * 32 : 3 * 32] = 24
    with pytest.raises(Unreadable):
        read_frame_number(frame)


@pytest.mark.parametrize("kind", [kind for kind in PLANS if kind != "dv"])
def test_every_kind_carries_its_numbers_at_its_times(kind: str) -> None:
    made = sample(kind, seconds=2)
    with av.open(str(made.path)) as film:
        starts = [stream.start_time * stream.time_base for stream in film.streams if stream.start_time is not None and stream.time_base]
        origin = float(min(starts))
        seen = [(read_frame_number(frame.to_ndarray(format="rgb24")), frame.time) for frame in film.decode(film.streams.video[0])]
    assert [number for number, _ in seen] == list(range(len(made.frames_us)))
    for number, at in seen:
        assert abs((at - origin) * 1e6 - made.frames_us[number]) < 1100, number  # Matroska rounds to whole milliseconds


def test_the_interlaced_kind_is_interlaced_in_192_byte_packets() -> None:
    made = sample("mts", seconds=2, channels=6)
    data = made.bytes()
    assert len(data) % 192 == 0
    assert all(data[at + 4] == 0x47 for at in range(0, len(data), 192))
    with av.open(str(made.path)) as film:
        assert film.streams.audio[0].codec_context.layout.name == "5.1(side)"
        assert next(film.decode(video=0)).interlaced_frame


def test_flash_frames_are_seen_at_proxy_size() -> None:
    made = sample("mp4_gop30", seconds=2)
    with av.open(str(made.path)) as film:
        frames = [frame.reformat(320, 180, "rgb24").to_ndarray() for frame in film.decode(video=0)]
    assert [number for number, frame in enumerate(frames) if is_flash(frame)] == list(made.flashes)
    assert read_frame_number(frames[7]) == 7


def test_the_turned_kind_says_so() -> None:
    with av.open(str(sample("rotated", seconds=2).path)) as film:
        assert next(film.decode(video=0)).rotation in (90, -90, 270)
