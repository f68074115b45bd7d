"""Encodes the pictures of a film: any pixel format and size in, H.264 of one size out, a keyframe each second, no frame held back for long.

Each preset is an encoder instance of its own. Every keyframe carries the stream's parameters, so that a decoder goes on where the preset
changes, and where the film is cut. Timestamps go through as they are: the encoder is told a steady rate only so that the stream says
how long a picture is, and none is shown before another that was taken earlier (no B-frames). docs/decisions/0803.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from av.codec.context import CodecContext
from av.error import FFmpegError
from av.filter import Graph
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType, VideoFrame
from av.video.reformatter import VideoReformatter

from app.domain.filming import CameraFormat, Preset

TICKS: Final = 90_000  # a second
TIME_BASE: Final = Fraction(1, TICKS)
THREADS: Final = 2
_CRF: Final = 23
_MOST_BITS_PER_PIXEL: Final = 0.22  # 6 Mbit/s at 720p30: noise in a dim room must not fill the disk
_MOST_BITS: Final = 40_000_000
_GIVEN_AS_THEY_ARE: Final = ("yuv420p", "yuvj420p", "nv12")
_FULL_RANGE, _STUDIO_RANGE, _BT601 = 2, 1, 6  # ITU-T H.273, as FFmpeg numbers them
_UNKNOWN_MATRIX: Final = (0, 2)


def even(shape: CameraFormat) -> CameraFormat:
    """The size in which a film of this shape is taken: colour is kept for two by two pixels."""
    return CameraFormat(max(2, shape.width & ~1), max(2, shape.height & ~1), max(1, shape.frames_per_s))


def open_h264(shape: CameraFormat, preset: Preset, pixels: str = "yuv420p", matrix: int = _BT601) -> VideoCodecContext:
    """An encoder with our settings, open. Also what the calibration measures."""
    made = CodecContext.create("libx264", "w")
    made.width, made.height, made.pix_fmt = shape.width, shape.height, pixels
    made.time_base, made.framerate = TIME_BASE, Fraction(shape.frames_per_s)
    made.thread_count = THREADS
    made.color_range = _FULL_RANGE if pixels.startswith("yuvj") else _STUDIO_RANGE
    made.colorspace = matrix
    made.options = settings(shape, preset)
    made.open()
    return made


def settings(shape: CameraFormat, preset: Preset) -> dict[str, str]:
    """What libx264 is told, in FFmpeg's words."""
    most = min(_MOST_BITS, round(shape.width * shape.height * shape.frames_per_s * _MOST_BITS_PER_PIXEL))
    return {
        "preset": preset.value,
        "crf": str(_CRF),
        "maxrate": str(most),
        "bufsize": str(2 * most),
        "bf": "0",
        "forced-idr": "1",
        "rc-lookahead": "0",
        "x264-params": f"force-cfr=1:scenecut=0:open-gop=0:keyint={shape.frames_per_s * 10}",
    }


class PictureEncoder:
    """Use in one thread."""

    def __init__(self, shape: CameraFormat, preset: Preset) -> None:
        """`shape` as `even` gives it. The first picture decides what the colours mean; later ones are made to fit."""
        self._shape = shape
        self._preset = preset
        self._context: VideoCodecContext | None = None
        self._pixels = ""
        self._matrix = _BT601
        self._fit = Fitting(shape)
        self._last = -1
        self._key_due = 0  # the first picture from this timestamp on is a keyframe

    def fitted(self, frame: VideoFrame) -> VideoFrame | None:
        """The picture as the film needs it, often the same; None when nobody can make anything of it."""
        pixels = self._pixels or _pixels_for(frame)
        matrix = self._matrix if self._pixels or frame.colorspace in _UNKNOWN_MATRIX else frame.colorspace
        try:
            fitting = self._fit.through(frame, pixels, matrix)
        except FFmpegError:
            return None
        self._pixels, self._matrix = pixels, matrix
        return fitting

    def encode(self, fitting: VideoFrame, position_us: int) -> list[Packet[Any]]:
        """The packets that are ready, for a picture out of `fitted`. One that is not later than the one before is moved a tick behind it.
        The frame's own timestamp and type are overwritten."""
        if self._context is None:
            self._context = open_h264(self._shape, self._preset, self._pixels, self._matrix)
            self._key_due = 0
        fitting.pts, fitting.time_base = max(position_us * 9 // 100, self._last + 1), TIME_BASE
        self._last = fitting.pts
        fitting.pict_type = PictureType.NONE
        if self._last >= self._key_due:
            fitting.pict_type = PictureType.I
            self._key_due = self._last + TICKS - TICKS // (2 * self._shape.frames_per_s)
        return self._context.encode(fitting)

    def key_next(self) -> None:
        """The next picture is a keyframe."""
        self._key_due = 0

    def change(self, preset: Preset) -> list[Packet[Any]]:
        """Go on with another preset, from a keyframe on. What the encoder still held."""
        rest = self.finish()
        self._preset = preset
        return rest

    def finish(self) -> list[Packet[Any]]:
        """What the encoder still held."""
        context, self._context = self._context, None
        return context.encode(None) if context is not None else []


class Fitting:
    """Makes pictures of any size and format fit the film; what fits is not touched. Use in one thread."""

    def __init__(self, shape: CameraFormat) -> None:
        self._shape = shape
        self._converter = VideoReformatter()
        self._graph: Graph | None = None
        self._graph_for: tuple[int, int, str] | None = None

    def through(self, frame: VideoFrame, pixels: str, matrix: int) -> VideoFrame:
        """A picture of another size is scaled as a whole, with black beside it where its shape is another."""
        if (frame.width, frame.height) != (self._shape.width, self._shape.height):
            frame = self._scaled(frame, pixels)
        if frame.format.name == pixels:
            return frame
        return self._converter.reformat(
            frame,
            format=pixels,
            src_colorspace=frame.colorspace if frame.colorspace not in _UNKNOWN_MATRIX else _BT601,
            dst_colorspace=matrix,
            src_color_range=_range_of(frame),
            dst_color_range=_FULL_RANGE if pixels.startswith("yuvj") else _STUDIO_RANGE,
            threads=1,
        )

    def _scaled(self, frame: VideoFrame, pixels: str) -> VideoFrame:
        way = (frame.width, frame.height, frame.format.name)
        if self._graph is None or self._graph_for != way:
            self._graph, self._graph_for = self._line(way, pixels), way
        frame.pts, frame.time_base = 0, TIME_BASE
        self._graph.vpush(frame)
        return self._graph.vpull()

    def _line(self, way: tuple[int, int, str], pixels: str) -> Graph:
        width, height, _ = way
        to = f"{self._shape.width}:{self._shape.height}"
        graph = Graph()
        source = graph.add("buffer", f"video_size={width}x{height}:pix_fmt={way[2]}:time_base={TIME_BASE}:pixel_aspect=1/1")
        steps = (("scale", f"{to}:force_original_aspect_ratio=decrease"), ("format", pixels), ("pad", f"{to}:-1:-1"), ("buffersink", None))
        last = source
        for name, settings in steps:
            node = graph.add(name, settings)
            last.link_to(node)
            last = node
        graph.configure()
        return graph


def _pixels_for(frame: VideoFrame) -> str:
    """The nearest format that H.264 players understand, with as little work as can be."""
    if frame.format.name in _GIVEN_AS_THEY_ARE and not (frame.format.name != "yuvj420p" and frame.color_range == _FULL_RANGE):
        return frame.format.name
    return "yuvj420p" if _range_of(frame) == _FULL_RANGE and frame.format.name.startswith("yuv") else "yuv420p"


def _range_of(frame: VideoFrame) -> int:
    full = frame.format.name.startswith("yuvj") or frame.color_range == _FULL_RANGE or frame.format.is_rgb
    return _FULL_RANGE if full else _STUDIO_RANGE
