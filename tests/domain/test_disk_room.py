"""How long can be filmed: tables of sizes and rates."""

from __future__ import annotations

import pytest

from app.domain.disk_room import DiskRoom, FilmRate, guessed_rate
from app.domain.filming import FLOOR_BYTES, CameraFormat
from video.capture import encoder

SECOND = 1_000_000


@pytest.mark.parametrize(
    ("free", "rate", "seconds", "fills_20"),
    [
        (FLOOR_BYTES + 1_200_000_000, 1_000_000, 1200, False),
        (FLOOR_BYTES + 1_199_000_000, 1_000_000, 1199, True),
        (FLOOR_BYTES, 1_000_000, 0, True),
        (FLOOR_BYTES - 1, 1_000_000, 0, True),
        (10**12, 0, 10**12 - FLOOR_BYTES, False),
    ],
)
def test_room(free: int, rate: int, seconds: int, fills_20: bool) -> None:
    room = DiskRoom(free, rate)
    assert (room.seconds_left, room.minutes_left, room.will_fill(20)) == (seconds, seconds // 60, fills_20)


def test_a_larger_or_faster_picture_is_guessed_to_take_more() -> None:
    rates = [
        guessed_rate(None),
        *(guessed_rate(CameraFormat(*shape)) for shape in ((640, 480, 30), (1280, 720, 30), (1280, 720, 60), (1920, 1080, 60))),
    ]
    assert rates == sorted(set(rates))


def test_the_guess_holds_until_the_film_says_something() -> None:
    rate = FilmRate(700_000)
    rate.saw(4 * SECOND, 1_000_000)
    assert rate.bytes_per_s == 700_000
    rate.saw(10 * SECOND, 3_000_000)
    assert rate.bytes_per_s == 300_000


def test_a_livelier_half_minute_counts_and_a_calm_one_does_not() -> None:
    rate = FilmRate(1)
    total = 0
    for second in range(1, 301):
        total += 100_000 if second <= 240 else 400_000
        rate.saw(second * SECOND, total)
    assert rate.bytes_per_s == pytest.approx(400_000, rel=0.05)
    for second in range(301, 601):
        total += 1_000
        rate.saw(second * SECOND, total)
    assert rate.bytes_per_s == total // 600


def test_a_film_that_stands_still_changes_nothing() -> None:
    rate = FilmRate(1)
    for at in (10, 20, 20, 20):
        rate.saw(at * SECOND, at * 1000)
    assert rate.bytes_per_s == 1000


def test_the_guess_is_not_below_what_the_encoder_may_take() -> None:
    for shape in (CameraFormat(640, 480, 30), CameraFormat(1280, 720, 30), CameraFormat(1920, 1080, 30), CameraFormat(3840, 2160, 60)):
        pixels = shape.width * shape.height * shape.frames_per_s
        assert guessed_rate(shape) * 8 > min(encoder._MOST_BITS, pixels * encoder._MOST_BITS_PER_PIXEL)
