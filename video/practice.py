"""Makes the practice card: a made-up camera's card with a made-up family, drawn, synthesised and encoded as it runs.

What is on it, as on a real card: an AVCHD tree with one film of 40 s in two parts that a playlist joins without a seam (1440x1080,
25 interlaced frames a second, AC-3 sound) and a short second film; and under DCIM a phone's film of 12 s, held upright, with an
uneven frame rate. The same pictures every time. Nobody real is in it.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from fractions import Fraction
from pathlib import Path
from threading import Lock

import av
import cv2
import numpy as np

from app.domain.errors import Circumstance, ErrorCode
from app.ports import CancelToken, Progress
from video.card.mpl import SEPARATE, PlayItem, write_playlist
from video.card.ts import read_ends
from video.practice_scene import Pixels, draw
from video.practice_sound import RATE_HZ, Samples, sound_track
from video.practice_story import ALONE, PHONE, TOGETHER, Story

_FILMED_AT = time(9, 30)
_THEN, _PHONE = timedelta(minutes=4), timedelta(minutes=11)  # after that
_CODED = (1440, 1080)  # AVCHD's narrow HD: shown 1920 wide
_FIELDS_PER_SECOND = 50
_M2TS_PACKET = 192
_PAT, _VIDEO = 0x0000, 0x1011
_GOES_ON = 6  # connection condition: the same film, no seam
# ITU-R BT.709, limited range: what HD players expect.
_TO_YUV = np.array(
    [[0.18259, 0.61423, 0.06201, 16.0], [-0.10064, -0.33857, 0.43922, 128.0], [0.43922, -0.39894, -0.04027, 128.0]], np.float32
)
_Frames = Iterator[tuple[int, av.VideoFrame]]  # position in the stream's own ticks, picture


def make_practice_card(folder: Path, progress: Progress | None = None, cancel: CancelToken | None = None) -> None:
    """Fill `folder` (made when missing) with the card, filmed yesterday (what is old would be due for deletion at once); about ten seconds
    on two cores. `progress` counts frames. Raises CANCELLED."""
    count = _Count(progress, cancel)
    filmed = datetime.combine(datetime.now().astimezone().date() - timedelta(days=1), _FILMED_AT).astimezone()
    works = (
        lambda: _camcorder_film(TOGETHER, count),
        lambda: _phone_film(PHONE, filmed + _PHONE, count),
        lambda: _camcorder_film(ALONE, count),
    )
    with ThreadPoolExecutor(2, thread_name_prefix="practice") as pool:
        films = [pool.submit(work) for work in works]
        together, phone, alone = (film.result() for film in films)
    _write_avchd(folder / "PRIVATE" / "AVCHD" / "BDMV", [*_split(together), alone], filmed)
    _write(folder / "DCIM" / "100PHONE" / "VID_0001.MP4", phone, filmed + _PHONE)


class _Count:
    """Tells how many frames of all films are drawn, and stops the work when the person has asked to stop. Used by two threads."""

    _PHONE_PACE = 26  # frames a second, about
    _TOTAL = round(25 * (TOGETHER.length_s + ALONE.length_s) + _PHONE_PACE * PHONE.length_s)

    def __init__(self, progress: Progress | None = None, cancel: CancelToken | None = None) -> None:
        self._progress, self._cancel = progress, cancel
        self._done = 0
        self._lock = Lock()

    def one_more(self) -> None:
        if self._cancel is not None and self._cancel.cancelled():
            raise Circumstance(ErrorCode.CANCELLED)
        with self._lock:
            self._done += 1
            if self._progress is not None:
                self._progress(min(self._done, self._TOTAL), self._TOTAL)


def _write_avchd(root: Path, clips: list[bytes], first_filmed: datetime) -> None:
    """Stream files, their companions, and the playlist: the second clip goes on where the first stopped, the third is another film."""
    items: list[PlayItem] = []
    for number, clip in enumerate(clips):
        name = f"{number:05d}"
        filmed = first_filmed if number < 2 else first_filmed + _THEN
        _write(root / "STREAM" / f"{name}.MTS", clip, filmed)
        _write(root / "CLIPINF" / f"{name}.CPI", _clip_information(), filmed)
        ends = read_ends(clip[: 1 << 20], clip[-(1 << 20) :], len(clip))
        assert ends is not None
        connection = _GOES_ON if number == 1 else SEPARATE
        items.append(PlayItem(name, connection, ends.head.lowest[_VIDEO] // 2, ends.tail.highest[_VIDEO] // 2))
    _write(root / "PLAYLIST" / "00000.MPL", write_playlist(items), first_filmed + _THEN)


def _write(path: Path, data: bytes, filmed: datetime) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (filmed.timestamp(), filmed.timestamp()))


def _clip_information() -> bytes:
    """The header of a .CPI file: a companion that a camera writes beside each clip and that goes when the clip is erased."""
    return b"HDMV0100" + bytes(20) + (8).to_bytes(4, "big") + b"\0\0\1\1" + bytes(4)


def _split(film: bytes) -> tuple[bytes, bytes]:
    """Cut in two as a camera does when a file is full: at a whole packet, before the tables that lead in a key picture."""
    packets = len(film) // _M2TS_PACKET
    for number in range(packets // 2, packets - 3):
        at = number * _M2TS_PACKET
        if _packet_id(film, at) == _PAT and any(_is_key_picture(film, at + step * _M2TS_PACKET) for step in (1, 2, 3)):
            return film[:at], film[at:]
    raise ValueError("a film of several groups of pictures was expected")


def _packet_id(film: bytes, at: int) -> int:
    return (film[at + 5] & 0x1F) << 8 | film[at + 6]


def _is_key_picture(film: bytes, at: int) -> bool:
    has_adaptation = bool(film[at + 7] & 0x20) and film[at + 8] > 0
    return _packet_id(film, at) == _VIDEO and has_adaptation and bool(film[at + 9] & 0x40)


# --- the camcorder -------------------------------------------------------------------------------------------------------


def _camcorder_film(story: Story, count: _Count) -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format="mpegts", options={"mpegts_m2ts_mode": "1", "mpegts_flags": "+initial_discontinuity"}) as container:
        video = container.add_stream("libx264", rate=25)
        video.width, video.height, video.pix_fmt = *_CODED, "yuv420p"
        video.codec_context.time_base = Fraction(1, 25)
        video.sample_aspect_ratio = Fraction(4, 3)
        video.codec_context.gop_size = 12
        video.codec_context.thread_count = 1  # more, and the bytes differ from run to run
        settings = "tff=1:keyint=12:scenecut=0:colormatrix=bt709:bframes=2"
        video.options = {"preset": "superfast", "crf": "24", "flags": "+ildct+ilme", "x264-params": settings}
        sound = container.add_stream("ac3", rate=RATE_HZ, layout="stereo", bit_rate=192_000)
        _mux(container, video, _counted(_interlaced(story), count), sound, sound_track(story), 1536)
    return out.getvalue()


def _interlaced(story: Story) -> _Frames:
    """Whole frames, each of two fields drawn a fiftieth of a second apart: the upper field first."""
    for number in range(round(story.length_s * 25)):
        packed = np.empty((_CODED[1] * 3 // 2, _CODED[0]), np.uint8)
        for field in (0, 1):
            picture = draw(story.pose((2 * number + field) / _FIELDS_PER_SECOND), 960, 540, 1.18, 96, 76)
            _place(packed, _CODED, picture, slice(field, None, 2))
        yield number, av.VideoFrame.from_ndarray(packed, format="yuv420p")


def _place(packed: Pixels, size: tuple[int, int], picture: Pixels, lines: slice) -> None:
    """Convert a picture and lay its planes on those `lines` of the packed planes (brightness, then the two of colour)."""
    width, height = size
    rows = height // 4
    planes = (
        packed[:height],
        packed[height : height + rows].reshape(height // 2, width // 2),
        packed[height + rows :].reshape(height // 2, width // 2),
    )
    for plane, channel in zip(planes, cv2.split(cv2.transform(picture, _TO_YUV)), strict=True):
        target = plane[lines]
        target[:] = cv2.resize(channel, (target.shape[1], target.shape[0]), interpolation=cv2.INTER_LINEAR)


# --- the phone -----------------------------------------------------------------------------------------------------------


def _phone_film(story: Story, filmed: datetime, count: _Count) -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        container.metadata["creation_time"] = filmed.astimezone(UTC).isoformat()
        video = container.add_stream("libx264", rate=30)
        video.width, video.height, video.pix_fmt = 1280, 720, "yuv420p"
        video.codec_context.time_base = Fraction(1, 90_000)
        video.codec_context.thread_count = 1
        video.options = {"preset": "superfast", "crf": "25", "x264-params": "keyint=60:scenecut=0:colormatrix=bt709"}
        video.set_display_rotation(-90)  # the picture is turned a quarter clockwise to be upright
        sound = container.add_stream("aac", rate=RATE_HZ, layout="mono", bit_rate=96_000)
        _mux(container, video, _counted(_upright(story), count), sound, sound_track(story), 1024)
    return out.getvalue()


def _upright(story: Story) -> _Frames:
    """A close look at the baby, stored lying on its side as phones do, at the uneven pace that phones keep in dim rooms."""
    random = np.random.default_rng(7)
    at = 0
    while at < story.length_s * 90_000:
        upright = draw(story.pose(at / 90_000), 360, 640, 1.45, 150, 118)
        packed = np.empty((720 * 3 // 2, 1280), np.uint8)
        _place(packed, (1280, 720), np.rot90(upright), slice(None))
        yield at, av.VideoFrame.from_ndarray(packed, format="yuv420p")
        at += int(random.choice((3000, 3000, 3003, 3600, 3750, 6000), p=(0.4, 0.2, 0.1, 0.1, 0.1, 0.1)))


def _counted(frames: _Frames, count: _Count) -> _Frames:
    for frame in frames:
        count.one_more()
        yield frame


def _mux(
    container: av.container.OutputContainer,
    video: av.VideoStream,
    frames: _Frames,
    sound: av.AudioStream,
    samples: Samples,
    block: int,
) -> None:
    """Encode picture and sound side by side, so that they lie near each other in the file."""
    heard = 0
    tick = video.codec_context.time_base
    for position, frame in frames:
        frame.pts, frame.time_base = position, tick
        container.mux(video.encode(frame))
        while heard < len(samples) and Fraction(heard, RATE_HZ) <= position * tick:
            container.mux(sound.encode(_audio(samples[heard : heard + block], heard, len(sound.layout.channels))))
            heard += block
    while heard < len(samples):
        container.mux(sound.encode(_audio(samples[heard : heard + block], heard, len(sound.layout.channels))))
        heard += block
    container.mux(video.encode(None))
    container.mux(sound.encode(None))


def _audio(samples: Samples, start: int, channels: int) -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(np.tile(samples, (channels, 1))), "fltp", "stereo" if channels == 2 else "mono")
    frame.sample_rate, frame.pts, frame.time_base = RATE_HZ, start, Fraction(1, RATE_HZ)
    return frame
