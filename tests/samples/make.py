"""Media made for tests: every kind of file the application meets, with coded frame numbers and clicks, encoded for real.

`sample("mp4_gop250", seconds=8)` makes the file once per test session in a folder under the system's temporary one, which is removed at
exit. Nothing is ever tracked. A `Sample` knows its own truth: where each frame stands in microseconds from the start of the recording.
"""

from __future__ import annotations

import atexit
import itertools
import shutil
import tempfile
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

from tests.samples.encode import RATE, FilmPlan, encode_film, encode_sound_only
from tests.samples.spoil import cut, rotate_mp4, without_frames

SECOND_US = 1_000_000


@dataclass(frozen=True)
class Sample:
    """A made file and its truth. `frames_us[n]` is where coded frame n stands; `flashes` are the numbers of the flash frames."""

    path: Path
    frames_us: tuple[int, ...]
    flashes: tuple[int, ...]
    has_sound: bool
    interlaced: bool
    rotation_deg: int = 0
    damaged: bool = False

    def bytes(self) -> bytes:
        return self.path.read_bytes()


def sample(
    kind: str, *, seconds: float = 4.0, width: int = 640, height: int = 360, fps: int = 25, bit_rate: int = 0, channels: int = 2
) -> Sample:
    """The sample of this kind (a key of KINDS), made on first use. `bit_rate` 0 keeps the codec's cheap default."""
    return _made(kind, seconds, width, height, fps, bit_rate, channels)


PLANS: dict[str, FilmPlan] = {
    "mp4_gop250": FilmPlan("mp4", "libx264", "aac", gop=250),
    "mp4_gop30": FilmPlan("mp4", "libx264", "aac", gop=30),
    "mp4_silent": FilmPlan("mp4", "libx264", None, gop=30),
    "mp4_fragmented": FilmPlan("mp4", "libx264", "aac", gop=30, mux={"movflags": "frag_keyframe+empty_moov+delay_moov"}),
    "vfr": FilmPlan("mp4", "libx264", "aac", gop=60, vfr=True),
    "hevc": FilmPlan("mp4", "libx265", "aac", gop=60),
    "mts": FilmPlan(
        "mpegts", "libx264", "ac3", gop=12, interlaced=True, open_gop=True, mux={"mpegts_m2ts_mode": "1", "output_ts_offset": "1"}
    ),
    "ts_mpeg2": FilmPlan("mpegts", "mpeg2video", "mp2", gop=12),
    "mkv": FilmPlan("matroska", "libx264", "aac", gop=48),
    "webm": FilmPlan("webm", "libvpx-vp9", "libopus", gop=48),
    "avi": FilmPlan("avi", "mjpeg", "pcm_s16le", gop=1),
    "mov_mjpeg": FilmPlan("mov", "mjpeg", "pcm_s16le", gop=1),
    "mpeg_ps": FilmPlan("vob", "mpeg2video", "mp2", gop=12, interlaced=True),
    "dv": FilmPlan("dv", "dvvideo", "pcm_s16le", gop=1, interlaced=True, bottom_first=True),
    "audio_late": FilmPlan("mp4", "libx264", "aac", gop=30, sound_late_us=800_000),
    "video_late": FilmPlan("mp4", "libx264", "aac", gop=30, picture_late_us=1_000_000),
    "mkv_audio_late": FilmPlan("matroska", "libx264", "aac", gop=30, sound_late_us=800_000),
}
_SUFFIX = {"mp4": ".mp4", "mov": ".mov", "mpegts": ".ts", "matroska": ".mkv", "webm": ".webm", "avi": ".avi", "vob": ".mpg", "dv": ".dv"}
_CUT = {
    "mp4_no_moov": "mp4_gop30",
    "fragmented_cut": "mp4_fragmented",
    "mts_cut": "mts",
    "mkv_cut": "mkv",
    "avi_cut": "avi",
    "mpeg_ps_cut": "mpeg_ps",
}  # a spoiled kind and the whole one it is cut from
SPOILED = ("rotated", "audio_only", "zero_length", "empty", "noise", *_CUT)
KINDS = (*PLANS, *SPOILED)

_serial = itertools.count()


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="samples-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def _made(kind: str, seconds: float, width: int, height: int, fps: int, bit_rate: int, channels: int) -> Sample:
    def again(of: str) -> Sample:
        return _made(of, seconds, width, height, fps, bit_rate, channels)

    if kind in PLANS:
        return _film(PLANS[kind], kind, seconds, width, height, fps, bit_rate, channels)
    return _spoiled(kind, again, seconds)


def _film(plan: FilmPlan, kind: str, seconds: float, width: int, height: int, fps: int, bit_rate: int, channels: int) -> Sample:
    if plan.video == "dvvideo":
        width, height, fps = 720, 576, 25
    path = _path(kind, ".MTS" if kind == "mts" else _SUFFIX[plan.container])
    times = frame_times(seconds, fps, vfr=plan.vfr)
    flashes = tuple(number for number in range(len(times)) if number % fps == fps - 1)
    encode_film(path, plan, times, flashes, width=width, height=height, fps=fps, bit_rate=bit_rate, channels=channels)
    # MPEG streams have no edit list: the encoder's priming sounds before the first picture, and the recording starts with it.
    priming = {"ac3": 256, "mp2": 481}.get(plan.audio or "", 0) * SECOND_US // RATE
    late = (plan.picture_late_us if plan.audio else 0) + priming
    placed = tuple(late + round(time * SECOND_US) for time in times)
    return Sample(path, placed, flashes, plan.audio is not None, plan.interlaced)


def _spoiled(kind: str, again: object, seconds: float) -> Sample:
    assert callable(again)
    if kind == "rotated":
        whole = again("mp4_gop30")
        path = _path(kind, ".mp4")
        path.write_bytes(rotate_mp4(whole.bytes()))
        return Sample(path, whole.frames_us, whole.flashes, True, False, rotation_deg=90)
    if kind in ("audio_only", "zero_length"):
        path = _path(kind, ".m4a" if kind == "audio_only" else ".mp4")
        if kind == "audio_only":
            encode_sound_only(path, seconds)
        else:
            path.write_bytes(without_frames(again("mp4_gop30").bytes()))
        return Sample(path, (), (), True, False, damaged=True)
    if kind in ("empty", "noise"):
        path = _path(kind, ".mp4")
        path.write_bytes(b"" if kind == "empty" else bytes((7 * n * n + n // 3) % 251 for n in range(200_000)))
        return Sample(path, (), (), False, False, damaged=True)
    whole = again(_CUT[kind])
    path = _path(kind, whole.path.suffix)
    path.write_bytes(cut(whole.bytes(), 0.6, 77))
    return Sample(path, whole.frames_us, whole.flashes, whole.has_sound, whole.interlaced, damaged=True)


def frame_times(seconds: float, fps: int, *, vfr: bool = False) -> list[Fraction]:
    """When each frame is shown, in seconds from the first. VFR: gaps of 0.5 to 4 frame lengths in a fixed irregular order."""
    count = max(1, round(seconds * fps))
    if not vfr:
        return [Fraction(n, fps) for n in range(count)]
    gaps = (Fraction(1, 1), Fraction(1, 2), Fraction(2, 1), Fraction(1, 1), Fraction(13, 10), Fraction(4, 1), Fraction(7, 10))
    times, at = [], Fraction(0)
    for n in range(count):
        times.append(at)
        ticks = round(gaps[n * n % len(gaps)] / fps * 90_000)
        at += Fraction(ticks, 90_000)
    return times


def _path(kind: str, suffix: str) -> Path:
    return _folder() / f"{next(_serial):03d}-{kind}{suffix}"
