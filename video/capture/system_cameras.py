"""The system's own cameras: V4L2 on Linux, DirectShow on Windows, AVFoundation on macOS, all opened by FFmpeg.

A camera is asked for its plainest pixels at the size and rate wanted; if it will not have the rate, for the size alone; if not that either,
for what it gives. Where FFmpeg was built without the system's cameras, OpenCV opens them.
"""

from __future__ import annotations

import contextlib
import errno
import struct
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import av
import av.container
import av.error
import av.format
from av.video.reformatter import VideoReformatter

from app.domain.errors import Circumstance, ErrorCode
from app.domain.filming import CameraFormat, sensible_format
from video.capture.faults import FOREIGN_ERRORS, number_of, opening_code, taking
from video.capture.offers import Listed, all_refused, plainest, recall
from video.capture.stream_cameras import StreamCamera
from video.capture.taking import TakenPicture

if sys.platform == "linux":
    from fcntl import ioctl

_SYSTEM: Final = {"linux": "v4l2", "win32": "dshow", "darwin": "avfoundation"}
_FINAL: Final = (ErrorCode.CAMERA_BUSY, ErrorCode.CAMERA_REFUSED)  # asking for less does not help
_BELIEVED_NS: Final = 1_000_000_000  # a camera's own clock within a second of ours is ours
_ASK_AGAIN_S: Final = 0.002
_STREAM_OFF: Final = 0x40045613  # VIDIOC_STREAMOFF
_VIDEO_CAPTURE: Final = 1  # V4L2_BUF_TYPE_VIDEO_CAPTURE
_BUFFER_BYTES: Final = 100_000_000  # DirectShow's own queue; what is left there too long it drops


def open_system_camera(camera_id: str, wanted: CameraFormat | None, stop: threading.Event) -> SystemCamera | StreamCamera:
    """Raises CAMERA_MISSING, CAMERA_BUSY, CAMERA_REFUSED or CAMERA_STUCK."""
    if all_refused():
        raise Circumstance(ErrorCode.CAMERA_REFUSED)
    system = _SYSTEM.get(sys.platform, "v4l2")
    listed = recall(camera_id)
    format = sensible_format(tuple(offer.format for offer in listed.offers), wanted) if listed else wanted
    if not _spoken(system):
        if listed is None:
            raise Circumstance(ErrorCode.CAMERA_MISSING)
        return StreamCamera(listed.place, stop, format)
    file = _file(system, camera_id, listed)
    code = ErrorCode.CAMERA_MISSING
    for options in open_options(system, format, listed):
        try:
            return SystemCamera(av.open(file, format=system, options=options), format)
        except FOREIGN_ERRORS as error:
            code = opening_code(number_of(error))
            if code in _FINAL or number_of(error) == errno.ENOENT:
                break
    raise Circumstance(code)


class SystemCamera:
    """A CameraSource on FFmpeg's input device."""

    def __init__(self, container: av.container.InputContainer, asked: CameraFormat | None) -> None:
        if not container.streams.video:
            container.close()
            raise Circumstance(ErrorCode.CAMERA_MISSING)
        self._container = container
        stream = container.streams.video[0]
        rate = stream.average_rate or stream.base_rate
        told = round(rate) if rate else 0
        self.format = CameraFormat(stream.width, stream.height, told if 0 < told <= 240 else asked.frames_per_s if asked else 30)
        self._time_base = float(stream.time_base or 0)
        self._stream = stream
        self._decoded: deque[av.VideoFrame] = deque()
        self._raw = stream.codec_context.name == "rawvideo"
        self._turner = VideoReformatter()

    def next(self) -> TakenPicture | None:
        with taking():
            if not self._decoded:
                self._decode()
            if not self._decoded:
                return None
            frame = self._decoded.popleft()
            taken_ns = taken_at(frame.pts, self._time_base, time.monotonic_ns())
            return TakenPicture(self._kept(frame) if self._raw else frame, taken_ns)

    def close(self) -> None:
        with contextlib.suppress(*FOREIGN_ERRORS):
            self._container.close()

    def _kept(self, frame: av.VideoFrame) -> av.VideoFrame:
        """A raw picture lies in the camera's own memory, which goes when it is closed, and the process that looks then dies (measured,
        docs/decisions/0821). So it leaves here in ours, and as the encoder wants it."""
        if frame.format.name == "yuv420p":
            return av.VideoFrame.from_ndarray(frame.to_ndarray(), format="yuv420p")
        return self._turner.reformat(frame, format="yuv420p")

    def _decode(self) -> None:
        try:
            packet = next(self._container.demux(self._stream))
        except av.error.BlockingIOError:  # AVFoundation has no picture yet
            time.sleep(_ASK_AGAIN_S)
            return
        if packet.size == 0:
            raise EOFError
        with contextlib.suppress(av.error.InvalidDataError):  # half a JPEG: that picture is left out
            self._decoded.extend(self._stream.decode(packet))


def taken_at(pts: int | None, time_base: float, now_ns: int) -> int:
    """When a picture was taken. V4L2 and AVFoundation stamp it on our own clock the moment it is there: better than ours, which is after
    the decoding. What is not on that clock (DirectShow's, a camera's own) is not believed."""
    if pts is None:
        return now_ns
    told_ns = round(pts * time_base * 1e9)
    return told_ns if 0 <= now_ns - told_ns < _BELIEVED_NS else now_ns


def free_stuck(camera_id: str) -> None:
    """End the stream of a camera that hangs in the kernel (Linux): whoever waits for its next picture is woken, and may close it."""
    device = Path(camera_id).resolve()
    for held in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            if held.readlink() == device:
                ioctl(int(held.name), _STREAM_OFF, struct.pack("i", _VIDEO_CAPTURE))


def _spoken(system: str) -> bool:
    """Whether this FFmpeg was built with the system's cameras."""
    try:
        av.format.ContainerFormat(system, "r")
    except ValueError:
        return False
    return True


def open_options(system: str, format: CameraFormat | None, listed: Listed | None) -> Iterator[dict[str, str]]:
    """What to ask for, in order of falling hope."""
    if format is not None:
        size = {"video_size": f"{format.width}x{format.height}"}
        if system == "dshow":
            size["rtbufsize"] = str(_BUFFER_BYTES)
        pixels = plainest(listed.offers, format) if listed else ""
        if pixels:
            yield {**size, "framerate": str(format.frames_per_s), **_pixels(system, pixels)}
        yield {**size, "framerate": str(format.frames_per_s)}
        yield size
    yield {}


def _pixels(system: str, pixels: str) -> dict[str, str]:
    if system == "v4l2":
        return {"input_format": pixels}
    if pixels == "mjpeg":
        return {"vcodec": "mjpeg"} if system == "dshow" else {}
    return {"pixel_format": pixels}


def _file(system: str, camera_id: str, listed: Listed | None) -> str:
    """How FFmpeg calls the camera."""
    if system == "v4l2":
        return camera_id
    if system == "avfoundation":
        return f"{listed.name if listed else camera_id}:none"
    return f"video={_dshow_name(camera_id, listed)}"


def _dshow_name(camera_id: str, listed: Listed | None) -> str:
    """DirectShow and Qt (Media Foundation) call the same device by the same path, followed by the class each knows it by."""
    path = device_path(camera_id)
    with contextlib.suppress(*FOREIGN_ERRORS):
        for device in av.enumerate_input_devices("dshow"):
            if path and device_path(device.name) == path:
                return str(device.name)
    return listed.name if listed else camera_id


def device_path(name: str) -> str:
    r"""The part of a Windows device name that is the device's own: from `\\?\` to the `#{` of its class. "" when there is none."""
    _, _, after = name.partition("\\\\?\\")
    return after.rpartition("#{")[0].lower()
