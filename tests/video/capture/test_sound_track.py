"""When blocks were really heard, and one unbroken track of them."""

from __future__ import annotations

import random

import numpy as np

from tests.samples.live import SECOND_NS, Heard, clicks_in, sound_of
from tests.video.capture.rooms import START, Room
from video.capture.sound_track import BlockClock

MS = 1_000_000
BLOCK_NS = 20 * MS


def off(blocks: BlockClock, count: int, ppm: float, lates_ns: list[int]) -> list[float]:
    """How far from the truth each block was put, in milliseconds, when it said it was late by this."""
    length = BLOCK_NS / (1 + ppm / 1_000_000)
    return [(blocks.heard_at(round(n * length) + lates_ns[n % len(lates_ns)], BLOCK_NS)[0] - n * length) / MS for n in range(count)]


def test_blocks_that_drift_are_followed() -> None:
    for ppm in (-200, 200):
        assert max(map(abs, off(BlockClock(), 15_000, ppm, [0])[500:])) < 0.3


def test_uneven_deliveries_are_made_even() -> None:
    rare = random.Random(2)
    late = [rare.randrange(0, 20 * MS) for _ in range(997)]
    found = np.diff(off(BlockClock(), 10_000, 100, late)[3000:])
    assert np.abs(found).max() < 0.3, "the pitch does not waver: 20 ms and less than 2 % of that"


def test_one_block_that_waited_somewhere_does_not_move_the_others() -> None:
    blocks = BlockClock()
    late = [0] * 1000
    late[700] = 200 * MS
    late[701] = 180 * MS
    found = off(blocks, 1000, 0, late)
    assert max(map(abs, found)) < 1


def test_a_hole_is_found() -> None:
    blocks = BlockClock()
    for n in range(100):
        blocks.heard_at(n * BLOCK_NS, BLOCK_NS)
    places = [blocks.heard_at((n + 5) * BLOCK_NS, BLOCK_NS)[0] - (n + 5) * BLOCK_NS for n in range(100, 150)]
    assert places[0] == -100 * MS, "perhaps it is only late"
    assert max(map(abs, places[20:])) < MS, "it stays late: a tenth of a second is missing"
    assert blocks.heard_at(300 * BLOCK_NS, BLOCK_NS)[0] == 300 * BLOCK_NS


def test_pauses_do_not_click() -> None:
    room = Room(shape=None, mic=Heard(lambda _at: None))
    for _ in range(5):
        room.run(0.33)
        room.clock.pause()
        room.run(0.777)
        room.clock.go_on()
    room.run(0.5)
    ended = room.end()
    assert abs(ended.duration_us - 5 * 330_000 - 500_000) <= 70_000
    assert np.abs(np.diff(sound_of(bytes(room.film)))).max() < 0.6, "but for the clicks of the room itself"


def test_a_microphone_that_is_exchanged_goes_on_in_step() -> None:
    room = Room(shape=None)
    room.run(2.2)
    room.mic = Heard(room.clicks, rate=44_100, channels=2, start_ns=room.now)
    room.run(2.0)
    room.mic = Heard(room.clicks, rate=16_000, start_ns=room.now)
    room.run(2.0)
    room.end()
    clicks = clicks_in(bytes(room.film), 0)
    wanted = [round((at + 0.5) * 1_000_000) + 21_333 for at in range(6)]
    assert len(clicks) == 6
    assert max(abs(click - at) for click, at in zip(clicks, wanted, strict=True)) <= 3_000


def test_both_ears_hear_one_microphone_as_loud_as_it_is() -> None:
    room = Room(shape=None, mic=Heard(lambda _at: None))
    room.run(1.0)
    room.end()
    assert 0.7 < np.abs(sound_of(bytes(room.film))).max() < 0.95


def test_silence_comes_only_where_sound_cannot_be_late_any_more() -> None:
    room = Room(shape=None)
    room.run(0.7, hears=False)
    assert room.film.count(b"\x47\x41") <= 1, "nothing but the tables"
    room.run(1.0, hears=False)
    assert len(room.film) > 1000
    assert room.now > START + SECOND_NS
