"""Encodes coded frames and clicks into one container, for real, with PyAV."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import av
import av.filter
import numpy as np
from av.audio.stream import AudioStream
from av.video.frame import PictureType
from av.video.stream import VideoStream

from tests.samples.coded import draw_frame

RATE = 48_000
_CLICK_S = 0.004
_TICKS = 90_000


@dataclass(frozen=True)
class FilmPlan:
    """How a kind of film is encoded. Late ones start that much after the other stream."""

    container: str
    video: str
    audio: str | None
    gop: int
    vfr: bool = False
    interlaced: bool = False
    bottom_first: bool = False
    open_gop: bool = False
    sound_late_us: int = 0
    picture_late_us: int = 0
    mux: dict[str, str] = field(default_factory=dict)

    def __hash__(self) -> int:
        return id(self)


def encode_film(
    path: Path,
    plan: FilmPlan,
    times: Sequence[Fraction],
    flashes: Sequence[int],
    *,
    width: int,
    height: int,
    fps: int,
    bit_rate: int = 0,
    channels: int = 2,
) -> None:
    """Write the film. `times` are seconds from the first frame; a click sounds at the time of each flash frame."""
    with av.open(str(path), "w", format=plan.container, options=plan.mux) as out:
        picture = _video_stream(out, plan, width, height, fps, bit_rate)
        sound = _audio_stream(out, plan.audio, channels) if plan.audio else None
        lines = _as_fields(plan, picture) if plan.interlaced else None
        late = Fraction(plan.picture_late_us, 1_000_000)
        length = times[-1] + Fraction(1, fps)
        pcm = _clicks([times[n] + late for n in flashes], late + length) if sound else None
        written = plan.sound_late_us * RATE // 1_000_000
        for number, at in enumerate(times):
            planes = draw_frame(number, width, height, flash=number in flashes, interlaced=plan.interlaced)
            frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
            frame = frame.reformat(format=picture.pix_fmt)
            if lines is not None:
                frame = lines(frame)
            frame.pts, frame.time_base = _ticks(at + late, picture.time_base or Fraction(1, _TICKS)), picture.time_base
            frame.pict_type = PictureType.NONE
            out.mux(picture.encode(frame))
            if sound is not None and pcm is not None:
                written = _feed(out, sound, pcm, written, round((at + late) * RATE))
        out.mux(picture.encode(None))
        if sound is not None and pcm is not None:
            _feed(out, sound, pcm, written, len(pcm))
            out.mux(sound.encode(None))


def _as_fields(plan: FilmPlan, picture: VideoStream) -> Callable[[av.VideoFrame], av.VideoFrame]:
    """A step that says of each frame that it holds two fields (PyAV cannot set the flag itself; a filter can)."""
    graph = av.filter.Graph()
    time_base = picture.time_base or Fraction(1, _TICKS)
    source = graph.add_buffer(width=picture.width, height=picture.height, format=av.VideoFormat("yuv420p"), time_base=time_base)
    mark = graph.add("setfield", "bff" if plan.bottom_first else "tff")
    source.link_to(mark)
    mark.link_to(graph.add("buffersink"))
    graph.configure()

    def through(frame: av.VideoFrame) -> av.VideoFrame:
        graph.push(frame)
        pulled = graph.pull()
        assert isinstance(pulled, av.VideoFrame)
        return pulled

    return through


def encode_sound_only(path: Path, seconds: float) -> None:
    """An MP4 with sound and no picture."""
    with av.open(str(path), "w", format="mp4") as out:
        sound = _audio_stream(out, "aac", 2)
        pcm = _clicks([Fraction(1)], Fraction(seconds))
        _feed(out, sound, pcm, 0, len(pcm))
        out.mux(sound.encode(None))


def _video_stream(out: Any, plan: FilmPlan, width: int, height: int, fps: int, bit_rate: int) -> VideoStream:
    stream = cast(VideoStream, out.add_stream(plan.video, rate=fps, options=_codec_options(plan, bit_rate)))
    stream.width, stream.height = width, height
    stream.pix_fmt = {"mjpeg": "yuvj420p"}.get(plan.video, "yuv420p")
    fine = plan.video in ("libx264", "libx265", "libvpx-vp9") and plan.container in ("mp4", "mov", "matroska", "webm", "mpegts")
    stream.time_base = stream.codec_context.time_base = Fraction(1, _TICKS if fine else fps)
    stream.codec_context.gop_size = plan.gop
    if plan.video == "libx264" and height >= 720:
        stream.codec_context.color_range = 1
        stream.codec_context.colorspace = 1
    if plan.video in ("mpeg2video", "mjpeg"):
        stream.bit_rate = bit_rate or 6_000_000
    elif bit_rate:
        stream.bit_rate = bit_rate
    return stream


def _codec_options(plan: FilmPlan, bit_rate: int) -> dict[str, str]:
    lines = {"flags": "+ildct+ilme"} if plan.interlaced else {}
    if plan.video == "libx264":
        extra = [f"keyint={plan.gop}", f"min-keyint={min(plan.gop, 12)}", "scenecut=0"]
        if plan.interlaced:
            extra.append("bff=1" if plan.bottom_first else "tff=1")
        if plan.open_gop:
            extra.append("open-gop=1")
        quality = {} if bit_rate else {"crf": "24"}
        return {"preset": "superfast", "bf": "2", "x264-params": ":".join(extra), **quality, **lines}
    if plan.video == "libx265":
        return {"preset": "ultrafast", "x265-params": f"keyint={plan.gop}:log-level=none"}
    if plan.video == "libvpx-vp9":
        return {"deadline": "realtime", "cpu-used": "8"}
    return {"bf": "2", **lines} if plan.video == "mpeg2video" else lines


def _audio_stream(out: Any, codec: str, channels: int) -> AudioStream:
    stream = cast(AudioStream, out.add_stream(codec, rate=RATE, layout="5.1" if channels == 6 else "stereo"))
    if codec == "ac3":
        stream.bit_rate = 384_000 if channels == 6 else 192_000
    return stream


def _clicks(at: Sequence[Fraction], length: Fraction) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Mono sound: a very soft hum, and a sharp 2 kHz burst at each instant (seconds)."""
    clock = np.arange(int(length * RATE)) / RATE
    pcm = (0.01 * np.sin(2 * np.pi * 220 * clock)).astype(np.float32)
    burst = 0.8 * np.sin(2 * np.pi * 2000 * np.arange(int(_CLICK_S * RATE)) / RATE)
    for instant in at:
        start = round(instant * RATE)
        room = len(pcm[start : start + len(burst)])
        pcm[start : start + room] = burst[:room]
    return pcm


def _feed(out: Any, stream: AudioStream, pcm: np.ndarray[Any, np.dtype[np.float32]], written: int, until: int) -> int:
    """Encode whole blocks of sound up to sample `until` (all the rest when it is the end). Returns how far it has come."""
    context = stream.codec_context
    block = context.frame_size or 1024
    channels = context.layout.nb_channels
    while written + block <= until or (until == len(pcm) and written < until):
        part = pcm[written : min(written + block, len(pcm))]
        frame = av.AudioFrame.from_ndarray(np.tile(part, (channels, 1)), format="fltp", layout=context.layout.name)
        frame.sample_rate, frame.pts, frame.time_base = RATE, written, Fraction(1, RATE)
        if context.format.name != "fltp":
            frame = _reformat(frame, context)
        out.mux(stream.encode(frame))
        written += len(part)
    return written


def _reformat(frame: av.AudioFrame, context: Any) -> av.AudioFrame:
    pts = frame.pts
    (made,) = av.AudioResampler(format=context.format.name, layout=context.layout.name, rate=RATE).resample(frame)
    made.pts, made.time_base = pts, Fraction(1, RATE)
    return made


def _ticks(seconds: Fraction, time_base: Fraction) -> int:
    return round(seconds / time_base)
