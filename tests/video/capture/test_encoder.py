"""A film's colours are those the camera saw, whatever way it gives its pictures; and its keyframes are where they should be."""

from __future__ import annotations

import io
from fractions import Fraction

import av
import numpy as np
import pytest
from av.video.frame import VideoFrame

from app.domain.filming import CameraFormat, Preset
from app.domain.recording import Picture
from tests.samples.live import coded_picture, index_of_film, shown_in
from video.capture.clock import FilmClock
from video.capture.encoder import even
from video.capture.making import FilmMaker
from video.capture.taking import TakenPicture
from video.view import View
from video.worker.drawing import Painter

COLOURS = ((200, 40, 40), (40, 180, 60), (50, 60, 200), (220, 220, 220), (30, 30, 30), (210, 180, 140))  # RGB, the last one is skin
SKIN_OFF = 8  # of 255: chroma is kept for two by two pixels, and coded


def patches(width: int, height: int) -> VideoFrame:
    """The colours side by side."""
    picture = np.zeros((height, width, 3), np.uint8)
    for number, colour in enumerate(COLOURS):
        picture[:, number * width // len(COLOURS) : (number + 1) * width // len(COLOURS)] = colour
    return VideoFrame.from_ndarray(picture, format="rgb24")


def film_of(frame: VideoFrame, shape: CameraFormat, preset: Preset = Preset.SUPERFAST) -> bytes:
    now = 0
    maker = FilmMaker(shape, sound=False, clock=FilmClock(lambda: now, lambda: 0), preset=preset, now_ns=0)
    for number in range(4):
        now = number * 33_333_333
        maker.picture(TakenPicture(frame, now))
    maker.finish(0)
    return maker.taken()


@pytest.mark.parametrize("size", [(640, 360), (1280, 720)])
@pytest.mark.parametrize("pixels", ["bgr24", "yuyv422", "nv12", "yuv420p", "yuvj420p", "yuvj422p"])
def test_colours_come_through_as_the_player_shows_them(pixels: str, size: tuple[int, int]) -> None:
    full = pixels.startswith("yuvj")
    frame = patches(*size).reformat(format=pixels, dst_color_range=2 if full else 1) if pixels != "bgr24" else patches(*size)
    film = film_of(frame, CameraFormat(*size, 30))
    with av.open(io.BytesIO(film), "r") as container:
        shown = next(container.decode(video=0))
        painter = Painter(Picture(*size), Fraction(1, 90_000))
        painter.view = View(*size)
        seen = painter.still(shown).to_ndarray(format="rgb24")
    for number, colour in enumerate(COLOURS):
        middle = (2 * number + 1) * seen.shape[1] // len(COLOURS) // 2
        assert np.abs(seen[seen.shape[0] // 2, middle].astype(int) - colour).max() <= SKIN_OFF, (number, colour)


@pytest.mark.parametrize("preset", list(Preset))
def test_a_film_can_be_cut_anywhere(preset: Preset) -> None:
    now = 0
    maker = FilmMaker(CameraFormat(320, 180, 30), sound=False, clock=FilmClock(lambda: now, lambda: 0), preset=preset, now_ns=0)
    lengths, film = [], bytearray()
    for number in range(60):
        now = number * 33_333_333
        maker.picture(coded_picture(number, now))
        film += maker.taken()
        lengths.append(len(film))
    maker.finish(0)
    for number in (20, 33, 47, 59):
        for cut in (lengths[number], lengths[number] - 61, lengths[number] - 1000):
            piece = bytes(film[:cut])
            assert len(index_of_film(piece).pts_us) >= number - 4
            assert [picture.number for picture in shown_in(piece, 0)][: number - 4] == list(range(number - 4))


def test_a_picture_that_nobody_can_read_is_counted_and_the_film_goes_on() -> None:
    now = 0
    maker = FilmMaker(CameraFormat(320, 180, 30), sound=False, clock=FilmClock(lambda: now, lambda: 0), preset=Preset.ULTRAFAST, now_ns=0)
    for number in range(9):
        now = number * 33_333_333
        strange = TakenPicture(VideoFrame(320, 180 + number, "gray32le"), now)
        maker.picture(strange if number % 4 == 0 else coded_picture(number, now))
    ended = maker.finish(5)
    assert (ended.frames, ended.dropped_frames) == (6, 8)
    assert [picture.number for picture in shown_in(maker.taken(), 0)] == [1, 2, 3, 5, 6, 7]


def test_sides_are_even_and_never_nothing() -> None:
    assert even(CameraFormat(641, 361, 0)) == CameraFormat(640, 360, 1)
    assert even(CameraFormat(1, 1, 30)) == CameraFormat(2, 2, 30)
