"""The pipeline with its thread: nobody waits to hand over, nothing is lost that there was room for, and the end is the end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import numpy as np
import pytest

from app.domain.errors import ErrorCode
from app.domain.filming import CameraFormat, FilmEnded, Gap, GapReason, Part, Preset, Pulse, Trouble
from tests.samples.live import SECOND_NS, coded_picture, index_of_film, shown_in
from video.capture.inbox import Inbox
from video.capture.pipeline import Pipeline, Told
from video.capture.taking import TakenSound

SHAPE = CameraFormat(320, 180, 30)
FRAME_NS = SECOND_NS // 30


class Studio:
    """A pipeline on a clock set by hand, its bytes and what it told."""

    def __init__(self, shape: CameraFormat | None = SHAPE, *, sound: bool = False, preset: Preset = Preset.ULTRAFAST) -> None:
        self.now = 9 * SECOND_NS
        self.film = bytearray()
        self.told: list[Told] = []
        self.may_write = threading.Event()
        self.may_write.set()
        self.fails = False
        self.number = 0
        self.line = Pipeline(shape, sound, self._out, self.told.append, preset, lambda: self.now, lambda: 0)
        self.line.start()

    def _out(self, data: bytes) -> None:
        self.may_write.wait()
        if self.fails:
            raise BrokenPipeError
        self.film += data

    def take(self, count: int, *, wait: bool = True) -> None:
        """Let the camera take some pictures."""
        for _ in range(count):
            self.line.picture(coded_picture(self.number, self.now))
            self.number += 1
            self.now += FRAME_NS
            if wait:
                until(lambda: self.line.waiting < 3)

    def idle(self, milliseconds: int) -> bool:
        """Let time go by."""
        self.now += milliseconds * 1_000_000
        return True

    def numbers(self) -> list[int]:
        return [shown.number for shown in shown_in(bytes(self.film), 0)]

    def pulses(self) -> list[Pulse]:
        return [told for told in self.told if isinstance(told, Pulse)]


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.002)


def silence(taken_ns: int, length_s: float) -> TakenSound:
    return TakenSound(np.zeros(round(48_000 * length_s), np.float32).tobytes(), 48_000, 1, taken_ns)


def test_what_was_handed_over_is_in_the_film_when_stop_returns() -> None:
    studio = Studio()
    studio.take(40)
    studio.may_write.clear()
    studio.take(10, wait=False)
    threading.Timer(0.1, studio.may_write.set).start()
    ended = studio.line.stop()
    assert studio.numbers() == list(range(50))
    assert (ended.frames, ended.dropped_frames) == (50, 0)
    assert abs(ended.duration_us - index_of_film(bytes(studio.film)).duration_us) <= 34_000


def test_pulses_tell_how_it_goes() -> None:
    studio = Studio(preset=Preset.SUPERFAST)
    studio.take(60)
    until(lambda: len(studio.pulses()) >= 4)
    studio.line.stop()
    pulses = studio.pulses()
    assert 5 <= len(pulses) <= 9
    assert all(pulse.preset is Preset.SUPERFAST and pulse.dropped_frames == 0 for pulse in pulses)
    assert [pulse.position_us for pulse in pulses] == sorted({pulse.position_us for pulse in pulses})
    assert abs(pulses[-1].position_us - 2_000_000) <= 400_000
    assert abs(pulses[-1].frames - pulses[-1].position_us * 30 // 1_000_000) <= 4


def test_a_machine_that_falls_behind_sheds_preview_then_quality_then_pictures_and_counts_them() -> None:
    studio = Studio(preset=Preset.VERYFAST)
    studio.take(30)
    studio.may_write.clear()
    studio.take(100, wait=False)  # returns although nothing can be written
    studio.may_write.set()
    until(lambda: studio.line.waiting == 0)
    assert studio.line.hurried
    studio.take(30)
    ended = studio.line.stop()
    numbers = studio.numbers()
    assert ended.dropped_frames == 160 - ended.frames == 160 - len(numbers) > 50
    assert numbers == sorted(set(numbers))
    assert numbers[-30:] == list(range(130, 160))
    assert studio.pulses()[-1].preset is not Preset.VERYFAST
    assert studio.pulses()[-1].dropped_frames == ended.dropped_frames


def test_a_pause_leaves_out_what_was_taken_in_it_and_is_told_after() -> None:
    studio = Studio(sound=True)
    studio.take(20)
    studio.may_write.clear()
    studio.take(3, wait=False)
    studio.line.pause()
    paused_at = studio.line.position_us()
    studio.may_write.set()
    studio.take(60)
    assert studio.line.position_us() == paused_at
    assert not [told for told in studio.told if isinstance(told, Gap)]
    studio.line.go_on()
    studio.take(20)
    studio.line.stop()
    assert studio.numbers() == [*range(23), *range(83, 103)]
    assert [told for told in studio.told if isinstance(told, Gap)] == [Gap(paused_at, 60 * FRAME_NS // 1000, GapReason.PAUSED)]


def test_a_film_that_is_stopped_in_its_pause_ends_where_the_pause_began() -> None:
    studio = Studio()
    studio.take(20)
    studio.line.pause()
    studio.take(20)
    ended = studio.line.stop()
    assert studio.numbers() == list(range(20))
    assert abs(ended.duration_us - 20 * FRAME_NS // 1000) <= 34_000
    assert not [told for told in studio.told if isinstance(told, Gap)]


def test_what_comes_after_stop_is_not_in_the_film() -> None:
    studio = Studio(sound=True)
    studio.take(5)
    ended = studio.line.stop()
    size = len(studio.film)
    studio.line.picture(coded_picture(99, studio.now))
    studio.line.sound(silence(studio.now, 1.0))
    assert (ended.frames, len(studio.film)) == (5, size)


def test_sound_alone_comes_out_while_it_goes() -> None:
    studio = Studio(None, sound=True)
    for _ in range(100):
        studio.now += SECOND_NS // 50
        studio.line.sound(silence(studio.now - SECOND_NS // 50, 0.02))
    until(lambda: studio.idle(10) and len(studio.film) > 2000)
    said = studio.line.position_us()
    ended = studio.line.stop()
    assert ended.frames == 0
    assert said >= 2_000_000
    assert abs(ended.duration_us - said) <= 70_000


def test_a_film_of_nothing_ends() -> None:
    assert Studio().line.stop() == FilmEnded(0, 0, 0)


@pytest.mark.parametrize("sound", [True, False])
def test_a_film_whose_bytes_nobody_takes_is_over(sound: bool) -> None:
    studio = Studio(sound=sound)
    studio.take(5)
    studio.fails = True
    studio.take(60, wait=False)
    until(lambda: Trouble(Part.STUDIO, ErrorCode.STUDIO_DIED) in studio.told)
    studio.take(5, wait=False)
    studio.line.stop()


def test_what_waits_is_bounded_by_memory() -> None:
    assert Inbox(320 * 180 * 2).room == 30
    assert Inbox(1920 * 1080 * 2).room * 1920 * 1080 * 2 <= 100_000_000
    assert Inbox(3840 * 2160 * 2).room == 6
    inbox = Inbox(1)
    for _ in range(400):
        inbox.put_sound(silence(0, 0.1))
    _, sounds, _ = inbox.take(0)
    assert sum(len(sound.pcm) for sound in sounds) <= 4_000_000
