"""Which part of a picture is looked at, and how large it comes out: pure geometry, shared by the screen and the worker.

The picture is fitted into the place it has on the screen, keeping its shape; `zoom` enlarges it from there and the centre says what is
looked at. The worker cuts and scales, so that only the pixels that are shown ever cross over.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.recording import Picture

MAX_SIDE_PX = 4096
MAX_ZOOM = 8.0
SLOTS = 8  # pictures that may be on their way to the screen at once
SLOT_BYTES = 1920 * 1080 * 4 + 4096  # a larger view gets a picture of fewer pixels
_MIN_SIDE_PX = 16


@dataclass(frozen=True, slots=True)
class View:
    """A wish: the size of the place in device pixels, the enlargement, the point looked at (0..1 of the turned picture), an extra turn."""

    width_px: int = 960
    height_px: int = 540
    zoom: float = 1.0
    centre_x: float = 0.5
    centre_y: float = 0.5
    turn_deg: int = 0

    def bounded(self) -> View:
        """The same wish within what a screen can be, turn in whole quarters."""
        return View(
            min(max(self.width_px, _MIN_SIDE_PX), MAX_SIDE_PX),
            min(max(self.height_px, _MIN_SIDE_PX), MAX_SIDE_PX),
            min(max(self.zoom, 1.0), MAX_ZOOM),
            min(max(self.centre_x, 0.0), 1.0),
            min(max(self.centre_y, 0.0), 1.0),
            round(self.turn_deg / 90) % 4 * 90,
        )


@dataclass(frozen=True, slots=True)
class Layout:
    """What to cut from the stored picture (before turning), the size it is scaled to, and the clockwise turn after that."""

    left: int
    top: int
    cut_width: int
    cut_height: int
    scaled_width: int
    scaled_height: int
    turn_deg: int

    @property
    def out_size(self) -> tuple[int, int]:
        """Width and height of the finished picture."""
        turned = self.turn_deg % 180 == 90
        return (self.scaled_height, self.scaled_width) if turned else (self.scaled_width, self.scaled_height)


def lay_out(picture: Picture, view: View) -> Layout:
    """How to make the picture for this view: whole stored pixels, even where chroma is shared, never empty."""
    view = view.bounded()
    turn = (picture.rotation_deg + view.turn_deg) % 360
    square_width = picture.width * picture.sar_num / picture.sar_den
    shown = (picture.height, square_width) if turn % 180 else (square_width, picture.height)
    scale = min(view.width_px / shown[0], view.height_px / shown[1]) * view.zoom
    seen = tuple(min(1.0, place / (side * scale)) for place, side in zip((view.width_px, view.height_px), shown, strict=True))
    centre = tuple(
        min(max(at, part / 2), 1 - part / 2) for at, part in zip((view.centre_x, view.centre_y), seen, strict=True)
    )  # what is looked at never leaves the picture
    stored_centre, stored_seen = _unturned(centre, turn), (seen[1], seen[0]) if turn % 180 else seen
    left, cut_width = _span(stored_centre[0], stored_seen[0], picture.width)
    top, cut_height = _span(stored_centre[1], stored_seen[1], picture.height)
    out_width, out_height = (max(2, round(side * part * scale)) for side, part in zip(shown, seen, strict=True))
    out_width, out_height = min(out_width, view.width_px), min(out_height, view.height_px)
    scaled = (out_height, out_width) if turn % 180 else (out_width, out_height)
    return Layout(left, top, cut_width, cut_height, *scaled, turn)


def _unturned(centre: tuple[float, ...], turn: int) -> tuple[float, float]:
    """The point of the stored picture that lies at `centre` once it is turned clockwise by `turn`."""
    x, y = centre
    return {0: (x, y), 90: (y, 1 - x), 180: (1 - x, 1 - y), 270: (1 - y, x)}[turn]


def _span(centre: float, part: float, side: int) -> tuple[int, int]:
    """Start and length of a cut of `part` of `side` around `centre`, on even pixels."""
    if part >= 1.0:
        return 0, side
    length = min(side, max(2, round(part * side / 2) * 2))
    start = int((centre * side - length / 2) / 2) * 2
    return min(max(start, 0), side - length), length
