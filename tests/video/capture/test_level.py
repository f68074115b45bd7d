"""The level meter, on made-up sound."""

from __future__ import annotations

import numpy as np
import pytest

from app.domain.filming import Level
from tests.samples.live import SECOND_NS
from video.capture.level import LevelMeter
from video.capture.taking import TakenSound

RATE = 48_000


def levels(samples: np.ndarray[tuple[int, ...], np.dtype[np.float64]], block: int = 960, channels: int = 1) -> list[Level]:
    meter = LevelMeter()
    many = np.repeat(samples.astype(np.float32)[:, None], channels, axis=1)
    sounds = [TakenSound(many[at : at + block].tobytes(), RATE, channels, at * SECOND_NS // RATE) for at in range(0, len(many), block)]
    return [level for sound in sounds for level in meter.through(sound)]


def tone(amplitude: float, seconds: float = 1.0) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return amplitude * np.sin(2 * np.pi * 440 * np.arange(round(seconds * RATE)) / RATE)


@pytest.mark.parametrize("block", [1, 441, 960, 4096, 48_000])
@pytest.mark.parametrize("channels", [1, 2])
def test_twenty_a_second_whatever_the_blocks_are(block: int, channels: int) -> None:
    found = levels(tone(0.5, 0.5), block, channels)
    assert len(found) == 10
    assert all(abs(level.peak_permille - 500) <= 2 and abs(level.rms_permille - 354) <= 5 and not level.clipping for level in found)


def test_silence_is_no_level() -> None:
    assert set(levels(np.zeros(RATE))) == {Level(0, 0, clipping=False)}


def test_what_is_cut_off_at_the_top_clips_and_a_peak_that_just_fits_does_not() -> None:
    assert all(level.clipping for level in levels(np.clip(tone(1.6), -1, 1)))
    single = np.zeros(RATE)
    single[::4800] = 1.0
    assert not any(level.clipping for level in levels(single))


def test_what_is_louder_than_full_scale_is_told_as_full() -> None:
    assert levels(tone(3.0))[0].peak_permille == 1000


def test_clipping_is_told_once_it_is_and_no_longer() -> None:
    found = levels(np.concatenate([np.clip(tone(2.0, 0.1), -1, 1), tone(0.2, 0.2)]))
    assert [level.clipping for level in found] == [True, True, False, False, False, False]
