"""Decoded frames made into the pixels that are shown: one field or two, cut, scaled, turned, in right colours, BGRA.

One filter graph per way of drawing. Stills of interlaced film take one field (no filter invents anything, 1 ms); playing takes bwdif at
one picture a field, which at SIMD speed costs less than making the picture narrow first (docs/decisions/0302).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import av.error
from av.filter import Graph
from av.filter.context import FilterContext
from av.video.frame import VideoFrame

from app.domain.recording import Picture, Scan
from video.view import Layout, View, lay_out

_HD_LINES: Final = 720
_JPEG_RANGE: Final = 2
_MUCH_LARGER: Final = 1.5  # enlarged more than this, the dearer scaler is worth it
# Numbers of the standard (ITU-T H.273) that FFmpeg shows as `frame.colorspace`, and what the scaler calls them.
_MATRICES: Final = {1: "bt709", 4: "fcc", 5: "bt601", 6: "bt601", 7: "smpte240m", 9: "bt2020", 10: "bt2020"}
_TURNS: Final = {90: "transpose=clock", 180: "hflip,vflip", 270: "transpose=cclock"}
_NO_MORE = (av.error.BlockingIOError, av.error.EOFError)


@dataclass(frozen=True, slots=True)
class _Way:
    """All that a graph depends on: a frame that differs in any of these needs a new one."""

    width: int
    height: int
    pixels: str
    matrix: str
    full_range: bool
    time_base: str
    layout: Layout
    fields: str  # "", "top", "bottom": keep one field; "both": a picture for each


class Painter:
    """Draws frames of one film for a view that may change between frames. Use in one thread."""

    def __init__(self, picture: Picture, time_base: Fraction, lines: int | None = None) -> None:
        """`time_base` is that of the stream: frames that come out last do not know it any more. `lines`: how tall the film was at first."""
        self._picture = picture
        self._time_base = time_base
        self._usual_matrix = "bt709" if (lines or picture.height) >= _HD_LINES else "bt601"
        self.view = View()
        self._still: _Line | None = None
        self._moving: _Line | None = None

    def still(self, frame: VideoFrame) -> VideoFrame:
        """The frame as one clean picture."""
        fields = ""
        if frame.interlaced_frame:
            fields = "bottom" if self._picture.scan is Scan.BOTTOM_FIRST else "top"
        self._still = self._line(self._still, frame, fields)
        return self._still.through(frame)[0]

    def moving(self, frame: VideoFrame) -> list[VideoFrame]:
        """The pictures that this frame completes: one, or for interlaced film two that belong to the frame before (none at first).
        Their `pts` and `time_base` are theirs."""
        self._moving = self._line(self._moving, frame, "both" if frame.interlaced_frame or self._deinterlacing() else "")
        return self._moving.through(frame)

    def rest(self) -> list[VideoFrame]:
        """What `moving` still holds back at the end, which is then over."""
        line, self._moving = self._moving, None
        return line.end() if line is not None else []

    def forget_motion(self) -> None:
        """The next frame does not follow the last one."""
        self._moving = None

    def _deinterlacing(self) -> bool:
        return self._moving is not None and self._moving.way.fields == "both"

    def _line(self, line: _Line | None, frame: VideoFrame, fields: str) -> _Line:
        way = _Way(
            frame.width,
            frame.height,
            frame.format.name,
            _MATRICES.get(frame.colorspace, self._usual_matrix),
            frame.color_range == _JPEG_RANGE or frame.format.name.startswith("yuvj"),
            str(self._time_base),
            lay_out(self._as_stored(frame), self.view),
            fields,
        )
        return line if line is not None and line.way == way else _Line(way)

    def _as_stored(self, frame: VideoFrame) -> Picture:
        """The picture, with the size that this frame really has: streams may change in the middle."""
        known = self._picture
        if (frame.width, frame.height) == (known.width, known.height):
            return known
        return Picture(frame.width, frame.height, known.sar_num, known.sar_den, known.rotation_deg, known.scan)


class _Line:
    """A filter graph from one kind of frame to one kind of picture."""

    def __init__(self, way: _Way) -> None:
        self.way = way
        self._graph = Graph()
        self._source = self._graph.add(
            "buffer", f"video_size={way.width}x{way.height}:pix_fmt={way.pixels}:time_base={way.time_base}:pixel_aspect=1/1"
        )
        last = self._source
        for step in _steps(way):
            name, _, arguments = step.partition("=")
            node = self._graph.add(name, arguments or None)
            last.link_to(node)
            last = node
        self._sink: FilterContext = self._graph.add("buffersink")
        last.link_to(self._sink)
        self._graph.configure()

    def through(self, frame: VideoFrame) -> list[VideoFrame]:
        self._source.push(frame)
        return self._all()

    def end(self) -> list[VideoFrame]:
        self._source.push(None)
        return self._all()

    def _all(self) -> list[VideoFrame]:
        made: list[VideoFrame] = []
        while True:
            try:
                pulled = self._sink.pull()
            except _NO_MORE:
                return made
            assert isinstance(pulled, VideoFrame)
            made.append(pulled)


def _steps(way: _Way) -> list[str]:
    """The filters in order."""
    layout, steps = way.layout, list[str]()
    top, height = layout.top, layout.cut_height
    if way.fields == "both":
        steps.append("bwdif=mode=send_field:deint=interlaced")
    elif way.fields:
        steps.append(f"field=type={way.fields}")
        top, height = top // 2, max(1, height // 2)
    if (layout.cut_width, layout.cut_height) != (way.width, way.height):
        steps.append(f"crop={layout.cut_width}:{height}:{layout.left}:{top}")
    smooth = "bicubic" if layout.scaled_width > layout.cut_width * _MUCH_LARGER else "bilinear"
    source_range = "pc" if way.full_range else "tv"
    steps.append(
        f"scale={layout.scaled_width}:{layout.scaled_height}:flags={smooth}:in_color_matrix={way.matrix}:in_range={source_range}:out_range=pc"
    )
    steps.append("format=bgra")
    if layout.turn_deg in _TURNS:
        steps.extend(_TURNS[layout.turn_deg].split(","))
    return steps
