"""Thumbnails and waveform as the timeline reads them: right, in time, and nothing else is accepted."""

from __future__ import annotations

import struct

import av
import numpy as np
import pytest

from app.domain.errors import Circumstance
from app.domain.recording import Picture
from tests.fakes.sources import MemorySource
from tests.samples.make import sample
from tests.video.keeping import Kept, Never
from video.thumbnails import Thumbnails
from video.waveform import Waveform
from video.worker.thumbs import upright_rgb
from video.workshop import FilmWorkshop


def prepared(kind: str, seconds: float, **how: int) -> Kept:
    kept, workshop = Kept(), FilmWorkshop()
    try:
        workshop.prepare(MemorySource(sample(kind, seconds=seconds, **how).bytes()), kept.keep, kept.progress, Never())
    finally:
        workshop.close()
    return kept


@pytest.mark.parametrize(
    ("kind", "channels"), [("mp4_gop30", 2), ("mts", 6), ("avi", 2), ("mpeg_ps", 2), ("audio_late", 2), ("video_late", 2), ("webm", 2)]
)
def test_clicks_stand_in_the_waveform_where_their_frames_stand(kind: str, channels: int) -> None:
    made = sample(kind, seconds=3, channels=channels)
    wave = Waveform.from_bytes(prepared(kind, 3, channels=channels)["waveform"])
    late_us = 800_000 if kind == "audio_late" else 0
    for number in made.flashes:
        at_us = made.frames_us[number]
        if at_us < late_us:
            assert wave.loudness(at_us - 40_000, at_us + 40_000) == 0
            continue
        assert wave.loudness(at_us - 20_000, at_us + 20_000) > 0.4
        assert wave.loudness(at_us - 300_000, at_us - 40_000) < 0.1


def test_columns_cover_a_range() -> None:
    wave = Waveform(10_000, bytes([0] * 50 + [255] * 50))
    assert wave.columns(0, 1_000_000, 4) == [0.0, 0.0, 1.0, 1.0]
    assert wave.loudness(5_000_000, 6_000_000) == 0.0
    assert wave.duration_us == 1_000_000


def test_a_silent_film_has_no_waveform() -> None:
    assert "waveform" not in prepared("mp4_silent", 2)


def test_thumbnails_are_spread_over_the_film() -> None:
    kept = prepared("mp4_gop30", 21, width=320, height=180)
    thumbnails = Thumbnails.from_bytes(kept["thumbnails"])
    assert len(thumbnails) == 10
    gaps = [after - before for before, after in zip(thumbnails.at_us, thumbnails.at_us[1:], strict=False)]
    assert max(gaps) <= 3_700_000
    assert thumbnails.nearest(0) == 0
    assert thumbnails.nearest(10**9) == len(thumbnails) - 1
    assert len(thumbnails.rgb(3)) == thumbnails.width * thumbnails.height * 3


@pytest.mark.parametrize(("height", "told", "matrix"), [(720, 6, "ITU601"), (720, 2, "ITU709"), (360, 2, "ITU601"), (360, 1, "ITU709")])
def test_colours_are_as_the_film_says_or_as_films_of_its_size_are(height: int, told: int, matrix: str) -> None:
    red = np.full((height, 640, 3), (200, 60, 40), np.uint8)
    frame = av.VideoFrame.from_ndarray(red, format="rgb24").reformat(format="yuv420p", dst_colorspace=matrix)
    frame.colorspace = told
    assert np.abs(upright_rgb(frame, Picture(640, height), (160, 120)).astype(int) - (200, 60, 40)).max() <= 3


def test_what_is_neither_is_refused() -> None:
    wave, small = Waveform(10_000, b"abc").to_bytes(), Thumbnails(2, 1, (0, 5), bytes(12)).to_bytes()
    assert Waveform.from_bytes(wave).peaks == b"abc"
    assert Thumbnails.from_bytes(small).at_us == (0, 5)
    for spoiled in (b"", wave[:-1], wave + b"x", small, struct.pack("<8sII", b"SSPWAVE1", 5, 3) + b"abc"):
        with pytest.raises(Circumstance):
            Waveform.from_bytes(spoiled)
    for spoiled in (b"", small[:-1], wave, Thumbnails(2, 1, (5, 5), bytes(12)).to_bytes(), Thumbnails(2, 1, (-1, 5), bytes(12)).to_bytes()):
        with pytest.raises(Circumstance):
            Thumbnails.from_bytes(spoiled)
