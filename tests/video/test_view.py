"""What is cut, scaled and turned for a view: geometry and the pixels that come of it."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
import pytest

from app.domain.recording import Picture, Scan
from tests.samples.coded import read_frame_number
from tests.samples.make import sample
from tests.video.reels import index_of
from video.view import View, lay_out
from video.worker.decoder import FrameReader
from video.worker.drawing import Painter

HD = Picture(1920, 1080)


@pytest.mark.parametrize(
    ("picture", "view", "size"),
    [
        (HD, View(960, 540), (960, 540)),
        (HD, View(1000, 540), (960, 540)),
        (HD, View(960, 600), (960, 540)),
        (Picture(720, 576, 64, 45), View(1024, 576), (1024, 576)),
        (Picture(1440, 1080, 4, 3), View(1280, 720), (1280, 720)),
        (Picture(1920, 1080, rotation_deg=90), View(960, 540), (304, 540)),
        (HD, View(540, 960, turn_deg=90), (540, 960)),
        (HD, View(960, 540, zoom=2.0), (960, 540)),
        (HD, View(960, 960, zoom=1.5), (960, 810)),
    ],
)
def test_the_shape_is_kept_and_the_place_filled(picture: Picture, view: View, size: tuple[int, int]) -> None:
    assert lay_out(picture, view).out_size == size


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_part_looked_at_is_cut_where_it_lies_before_turning(turn: int) -> None:
    layout = lay_out(HD, View(960, 540, zoom=8.0, centre_x=0.0, centre_y=0.0, turn_deg=turn))
    corner = (layout.left == 0, layout.top == 0)
    assert corner == {0: (True, True), 90: (True, False), 180: (False, False), 270: (False, True)}[turn]
    assert layout.left + layout.cut_width <= 1920
    assert layout.top + layout.cut_height <= 1080


def drawn(picture: Picture, frame: av.VideoFrame, view: View) -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
    painter = Painter(picture, Fraction(1, 90_000))
    painter.view = view
    return np.asarray(painter.still(frame).to_ndarray(), np.uint8)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_turned_pictures_are_upright_after_turning_back(turn: int) -> None:
    with sample("mp4_gop30").path.open("rb") as stream:
        reader = FrameReader(stream, index_of(sample("mp4_gop30").path), cache_bytes=1 << 26)
        pixels = drawn(Picture(640, 360), reader.frame(7)[1], View(640, 640, turn_deg=turn))
        reader.close()
    assert read_frame_number(np.rot90(pixels, turn // 90)) == 7


def bars(matrix: str, full: bool, height: int) -> av.VideoFrame:
    """A frame whose upper half is a known red and whose lower half is a known green, in the given matrix, without saying so."""
    rgb = np.zeros((height, height * 16 // 9, 3), np.uint8)
    rgb[: height // 2], rgb[height // 2 :] = (200, 40, 40), (40, 160, 60)
    frame = av.VideoFrame.from_ndarray(rgb, format="rgb24")
    made = frame.reformat(format="yuv420p", dst_colorspace=matrix, dst_color_range="JPEG" if full else "MPEG")
    made.colorspace, made.color_range = 2, 2 if full else 0
    return made


@pytest.mark.parametrize(("matrix", "full", "height"), [("ITU709", False, 1080), ("ITU601", False, 576), ("ITU709", True, 720)])
def test_colours_come_out_as_they_went_in(matrix: str, full: bool, height: int) -> None:
    frame = bars(matrix, full, height)
    pixels = drawn(Picture(frame.width, frame.height), frame, View(640, 360))
    assert np.abs(pixels[60, 300, :3].astype(int) - (40, 40, 200)).max() <= 4
    assert np.abs(pixels[300, 300, :3].astype(int) - (60, 160, 40)).max() <= 4


def test_a_still_of_interlaced_film_has_no_combs() -> None:
    film = sample("mts")
    with film.path.open("rb") as stream:
        reader = FrameReader(stream, index_of(film.path), cache_bytes=1 << 26)
        frame = reader.frame(20)[1]
        assert frame.interlaced_frame
        clean = drawn(Picture(640, 360, scan=Scan.TOP_FIRST), frame, View(640, 360))[:, :, 1].astype(int)
        combed = frame.to_ndarray(format="gray8").astype(int)
        reader.close()
    body = slice(80, 340)
    assert comb(clean[body]) < comb(combed[body]) / 2


def comb(rows: np.ndarray[tuple[int, int], np.dtype[np.int64]]) -> float:
    """How much each row differs from the mean of its neighbours, beyond how those differ from each other."""
    between = np.abs(2 * rows[1:-1] - rows[:-2] - rows[2:]).mean()
    return float(between - np.abs(rows[2:] - rows[:-2]).mean() / 2)
