"""The film's clock: pauses are left out, standing still is a gap, nothing of the one is in the other."""

from __future__ import annotations

from app.domain.filming import Gap, GapReason
from video.capture.clock import STILL_NS, FilmClock

MS = 1_000_000
S = 1000 * MS


class Hands:
    """Two clocks that are set by hand: the machine's, and how long it slept."""

    def __init__(self) -> None:
        self.now = 5 * S
        self.asleep = 7 * S

    def clock(self, lead_us: int = 0) -> FilmClock:
        return FilmClock(lambda: self.now, lambda: self.asleep, lead_us)

    def run(self, clock: FilmClock, length_ns: int) -> None:
        """Time goes by, and the clock is looked at."""
        for _ in range(length_ns // (50 * MS)):
            self.now += 50 * MS
            clock.now_us()
        self.now += length_ns % (50 * MS)


def test_a_film_begins_at_its_lead_and_goes_on() -> None:
    hands = Hands()
    clock = hands.clock(lead_us=21_333)
    assert clock.now_us() == 21_333
    assert clock.place(hands.now - 1) is None
    hands.run(clock, S)
    assert clock.now_us() == 1_021_333
    assert clock.place(hands.now - 400 * MS) == (621_333, 0)
    assert clock.place(hands.now + 9 * S) == (1_021_333, 0), "a moment that has not come yet is now"


def test_a_pause_is_left_out_and_told_when_it_is_over() -> None:
    hands = Hands()
    clock = hands.clock()
    hands.run(clock, 2 * S)
    before = hands.now - 10 * MS
    clock.pause()
    clock.pause()
    hands.run(clock, 30 * S)
    assert clock.now_us() == 2_000_000
    assert clock.gaps() == []
    assert clock.place(hands.now - S) is None
    clock.go_on()
    clock.go_on()
    after = hands.now
    hands.run(clock, S)
    assert clock.now_us() == 3_000_000
    assert clock.gaps() == [Gap(2_000_000, 30_000_000, GapReason.PAUSED)]
    assert clock.gaps() == []
    assert clock.place(before) == (1_990_000, 0), "what is handed over late belongs where it was taken"
    assert clock.place(after) == (2_000_000, 1)
    assert clock.pieces(before, after + 20 * MS) == [
        (before, before + 10 * MS, 1_990 * MS),
        (after, after + 20 * MS, 2_000 * MS),
    ]


def test_a_process_that_stood_still_has_a_gap_and_no_hole() -> None:
    hands = Hands()
    clock = hands.clock()
    hands.run(clock, S)
    hands.now += STILL_NS + 8 * S
    assert clock.place(hands.now) == (1_000_000, 1)
    assert clock.gaps() == [Gap(1_000_000, STILL_NS // 1000 + 8_000_000, GapReason.ASLEEP)]
    hands.run(clock, S)
    assert clock.now_us() == 2_000_000


def test_a_laptop_that_slept_while_its_clock_stood_has_a_gap() -> None:
    hands = Hands()
    clock = hands.clock()
    hands.run(clock, S)
    hands.asleep += 3600 * S
    hands.now += 10 * MS
    assert clock.gaps() == [Gap(1_010_000, 3_600_000_000, GapReason.ASLEEP)]
    assert clock.now_us() == 1_010_000


def test_sleep_in_a_pause_is_part_of_the_pause() -> None:
    hands = Hands()
    clock = hands.clock()
    hands.run(clock, S)
    clock.pause()
    hands.run(clock, S)
    hands.asleep += 60 * S
    hands.run(clock, S)
    hands.now += 100 * S
    clock.go_on()
    assert clock.gaps() == [Gap(1_000_000, 162_000_000, GapReason.PAUSED)]


def test_a_film_may_begin_with_its_first_picture() -> None:
    hands = Hands()
    clock = hands.clock()
    hands.run(clock, S)
    clock.begin_here(800_000)
    assert clock.now_us() == 200_000
    assert clock.place(hands.now) == (200_000, 0)
