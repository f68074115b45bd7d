"""A film put together step by step on a clock set by hand: everything stands where it was taken, through pauses, presets, other cameras."""

from __future__ import annotations

import bisect
import itertools
import random

import numpy as np
import pytest

from app.domain.filming import CameraFormat, GapReason, Preset
from tests.samples.live import SECOND_NS, Heard, clicks_in, coded_picture, flashes_in, index_of_film, number_at, shown_in, sound_of
from tests.video.capture.rooms import MS, START, Room
from video.capture.muxing import RUN_UP_US
from video.capture.taking import TakenSound

FRAME_US = 33_334


def nearest(times: list[int], wanted: int) -> int:
    place = bisect.bisect_left(times, wanted)
    return min(times[max(0, place - 1) : place + 1], key=lambda at: abs(at - wanted))


def test_every_picture_stands_where_it_was_taken_and_the_index_agrees() -> None:
    room = Room()
    room.run(4.0)
    said = room.clock.now_us()
    ended = room.end()
    index = index_of_film(bytes(room.film))
    shown = shown_in(bytes(room.film), index.origin_us)
    assert index.origin_us == 0
    assert [picture.number for picture in shown] == [number for number, _ in room.given]
    assert [picture.at_us for picture in shown] == list(index.pts_us)
    for picture, (_, taken) in zip(shown, room.given, strict=True):
        assert abs(picture.at_us - (taken - START) // 1000 - RUN_UP_US) <= 12
    assert abs(index.duration_us - said) <= FRAME_US
    assert ended.frames == len(shown)
    assert abs(ended.duration_us - index.duration_us) <= FRAME_US


def test_a_click_is_heard_with_its_flash() -> None:
    room = Room()
    room.run(5.0)
    room.end()
    film = bytes(room.film)
    origin = index_of_film(film).origin_us
    flashes, clicks = flashes_in(shown_in(film, origin)), clicks_in(film, origin)
    assert len(flashes) == len(clicks) == 5
    for flash, click in zip(flashes, clicks, strict=True):
        assert -1_000 <= flash.at_us - click <= FRAME_US + 1_000, "the first picture taken after the click flashes"


@pytest.mark.parametrize(("rate", "channels"), [(48_000, 2), (44_100, 1), (16_000, 1), (96_000, 4)])
def test_sound_of_any_rate_stands_where_it_was_heard(rate: int, channels: int) -> None:
    room = Room(mic=Heard(lambda _at: None, rate=rate, channels=channels))
    room.run(3.0)
    room.end()
    clicks = clicks_in(bytes(room.film), 0)
    assert len(clicks) == 3
    for count, click in enumerate(clicks):
        assert abs(click - RUN_UP_US - 500_000 - count * 1_000_000) <= 2_000


def test_a_pause_leaves_no_hole_in_picture_or_sound() -> None:
    room = Room()
    room.run(2.2)
    room.clock.pause()
    room.run(10.0)
    room.clock.go_on()
    room.run(2.3)
    room.end()
    film = bytes(room.film)
    index = index_of_film(film)
    (gap,) = room.clock.gaps()
    assert (gap.length_us, gap.reason) == (10_000_000, GapReason.PAUSED)
    assert abs(gap.at_us - 2_200_000 - RUN_UP_US) <= 1
    assert abs(index.duration_us - 4_500_000) <= FRAME_US + RUN_UP_US
    steps = np.diff(np.array(index.pts_us))
    assert steps.max() <= 2 * FRAME_US
    first_after = next(frame for frame, at in enumerate(index.pts_us) if at >= gap.at_us)
    assert first_after in [key.frame for key in index.keyframes], "filming goes on with a keyframe"
    flashes, clicks = flashes_in(shown_in(film, 0)), clicks_in(film, 0)
    assert len(flashes) == len(clicks) == 4
    assert all(-1_000 <= flash.at_us - click <= FRAME_US + 1_000 for flash, click in zip(flashes, clicks, strict=True))


def test_a_change_of_preset_loses_no_picture_and_every_frame_is_found_exactly() -> None:
    room = Room(preset=Preset.VERYFAST)
    for preset in (Preset.SUPERFAST, Preset.ULTRAFAST, Preset.SUPERFAST, Preset.VERYFAST):
        room.run(1.25)
        room.maker.ladder.preset = preset
    room.run(1.0)
    room.end()
    film = bytes(room.film)
    index = index_of_film(film)
    shown = shown_in(film, index.origin_us)
    assert [picture.number for picture in shown] == list(range(len(room.given)))
    assert [picture.at_us for picture in shown] == list(index.pts_us)
    for frame in random.Random(8).sample(range(len(shown)), 25):
        assert number_at(film, index, frame) == frame


def test_there_is_a_keyframe_each_second_whatever_the_camera_gives() -> None:
    room = Room(camera_ppm=-400_000)  # 18 pictures a second of 30 that were promised
    room.run(5.0)
    room.end()
    index = index_of_film(bytes(room.film))
    places = [index.pts_us[key.frame] for key in index.keyframes]
    assert np.diff(places).max() <= 1_100_000
    assert np.diff(places).min() >= 900_000


def test_pictures_with_equal_or_falling_times_still_rise_in_the_film() -> None:
    room = Room(sound=False)
    for number, off_ms in enumerate((0, 33, 33, 20, 67, 67, 100)):
        room.now = START + 200 * MS
        room.maker.picture(coded_picture(number, START + off_ms * MS))
    ended = room.end()
    index = index_of_film(bytes(room.film))
    assert ended.frames == len(index.pts_us) == 7
    assert all(later > earlier for earlier, later in itertools.pairwise(index.pts_us))


@pytest.mark.parametrize("pixels", ["nv12", "yuyv422", "yuvj422p", "yuvj420p", "bgr24", "rgba", "gray"])
def test_pictures_of_any_pixel_format_look_the_same(pixels: str) -> None:
    room = Room(pixels=pixels, sound=False)
    room.run(0.5)
    room.end()
    shown = shown_in(bytes(room.film), 0)
    assert [picture.number for picture in shown] == list(range(len(room.given)))


def test_a_camera_that_comes_back_another_fits_the_film() -> None:
    room = Room()
    room.run(1.0)
    room.size, room.pixels = (640, 480), "yuyv422"
    room.run(1.0)
    room.size, room.pixels = (160, 90), "bgr24"
    room.run(1.0)
    room.end()
    film = bytes(room.film)
    index = index_of_film(film)
    assert len(index.pts_us) == len(room.given)
    assert number_at(film, index, 5) == 5
    assert number_at(film, index, len(room.given) - 3) == len(room.given) - 3
    assert (index.picture.width, index.picture.height) == (320, 180)


def test_a_camera_of_odd_size_loses_a_line() -> None:
    room = Room(shape=CameraFormat(321, 181, 30), sound=False)
    room.size = (322, 182)
    room.run(0.3)
    room.end()
    assert {picture.size for picture in shown_in(bytes(room.film), 0)} == {(320, 180)}


def test_a_microphone_that_gives_nothing_is_silence() -> None:
    room = Room()
    room.run(2.0, hears=False)
    room.end()
    film = bytes(room.film)
    index = index_of_film(film)
    assert abs(index.sound_end_us - index.duration_us) <= 2 * FRAME_US
    assert clicks_in(film, 0) == []
    assert np.abs(sound_of(film)).max() < 0.001


def test_a_microphone_that_dies_and_comes_back_is_in_step_again() -> None:
    room = Room()
    room.run(2.2)
    room.run(3.0, hears=False)
    room.run(3.0)
    room.end()
    film = bytes(room.film)
    clicks, flashes = clicks_in(film, 0), flashes_in(shown_in(film, 0))
    assert len(flashes) == 8
    assert len(clicks) == 5
    assert all(-1_000 <= nearest([flash.at_us for flash in flashes], click) - click <= FRAME_US + 3_000 for click in clicks)


def test_sound_that_is_only_late_is_not_lost() -> None:
    room = Room()
    assert room.mic is not None
    late: list[TakenSound] = []
    while room.now < START + 4 * SECOND_NS:
        room.now = max(room.now, room.mic.next_ns)
        late.append(room.mic.block())
        if len(late) > 25:  # half a second
            room.maker.sound(late.pop(0))
        room.maker.fill()
    room.end()
    clicks = clicks_in(bytes(room.film + room.maker.taken()), 0)
    assert len(clicks) == 3
    assert all(abs(click - RUN_UP_US - 500_000 - count * 1_000_000) <= 2_000 for count, click in enumerate(clicks))


def test_a_camera_that_dies_leaves_the_sound_and_comes_back() -> None:
    room = Room()
    room.run(1.5)
    room.run(2.0, camera=False)
    room.run(1.5)
    room.end()
    film = bytes(room.film)
    index = index_of_film(film)
    assert len(clicks_in(film, 0)) == 5
    assert np.diff(np.array(index.pts_us)).max() >= 1_990_000
    assert [picture.number for picture in shown_in(film, 0)] == list(range(len(room.given)))


def test_sound_alone_is_a_film() -> None:
    room = Room(shape=None)
    room.run(3.0)
    ended = room.end()
    assert len(clicks_in(bytes(room.film), 0)) == 3
    assert (ended.frames, ended.dropped_frames) == (0, 0)
    assert abs(ended.duration_us - 3_000_000) <= 100_000


def test_a_picture_alone_is_a_film_that_begins_with_its_first_picture() -> None:
    room = Room(sound=False)
    room.run(1.5, camera=False)
    room.run(2.0)
    said = room.clock.now_us()
    room.end()
    index = index_of_film(bytes(room.film))
    assert index.sound_stream is None
    assert index.pts_us[0] == 0
    assert abs(index.duration_us - said) <= FRAME_US
    assert abs(said - 2_000_000) <= FRAME_US


def test_bytes_come_out_as_pictures_come_in() -> None:
    room = Room()
    sizes = []
    for _ in range(40):
        room.run(0.1)
        sizes.append(len(room.film))
    room.end()
    assert all(later > earlier for earlier, later in itertools.pairwise(sizes))
    index = index_of_film(bytes(room.film[: sizes[-1]]))
    assert index.duration_us >= 4_000_000 - 250_000, "what was taken a quarter of a second ago can be kept"
