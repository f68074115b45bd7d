"""Cameras that OpenCV opens: streams on this machine (MJPEG, RTSP), and the system's cameras where FFmpeg was built without them.

The rate that OpenCV tells is never believed; it is measured. A stream hands over what it had collected while it was being opened in one
burst: those pictures are old, and thrown away.
"""

from __future__ import annotations

import os
import threading
import time
from statistics import median
from typing import Final

import av
import cv2
import numpy as np

from app.domain.errors import Circumstance, ErrorCode
from app.domain.filming import CameraFormat
from video.capture.taking import TakenPicture

# Read by OpenCV when it opens something: no word on stderr (it would name the device), and no waiting for more than is needed.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
os.environ.setdefault("OPENCV_FFMPEG_CAPTURE_OPTIONS", "fflags;nobuffer|flags;low_delay|probesize;200000|analyzeduration;200000")
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)

_TIMEOUT_MS: Final = 4_000
_MEASURE_S: Final = 0.6
_OLD_S: Final = 0.004  # pictures that follow each other faster than any camera gives them had been waiting
_RATES: Final = (5, 10, 12, 15, 20, 24, 25, 30, 48, 50, 60, 90, 120)


class StreamCamera:
    """A CameraSource on cv2.VideoCapture."""

    def __init__(self, place: str | int, stop: threading.Event, wanted: CameraFormat | None = None) -> None:
        """`place`: the address of a stream, or the place of a camera in the system's list. Raises CAMERA_MISSING, CAMERA_STUCK."""
        self._stop = stop
        self._capture = _opened(place)
        if wanted is not None and isinstance(place, int):
            self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, wanted.width)
            self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, wanted.height)
            self._capture.set(cv2.CAP_PROP_FPS, wanted.frames_per_s)
        try:
            self.format = self._measured()
        except Circumstance:
            self._capture.release()
            raise

    def next(self) -> TakenPicture | None:
        try:
            if not self._capture.grab():
                raise Circumstance(ErrorCode.CAMERA_GONE)
            taken_ns = time.monotonic_ns()
            there, pixels = self._capture.retrieve()
        except cv2.error:
            raise Circumstance(ErrorCode.CAMERA_GONE) from None
        return TakenPicture(av.VideoFrame.from_ndarray(pixels.astype(np.uint8, copy=False), format="bgr24"), taken_ns) if there else None

    def close(self) -> None:
        self._capture.release()

    def _measured(self) -> CameraFormat:
        """Look at it for a moment: its size, and the rate at which pictures really come."""
        first = self.next()
        if first is None:
            raise Circumstance(ErrorCode.CAMERA_STUCK)
        at = time.monotonic()
        gaps: list[float] = []
        while sum(gaps) < _MEASURE_S and not self._stop.is_set():
            self.next()
            now = time.monotonic()
            if now - at > _OLD_S:
                gaps.append(now - at)
            at = now
        return CameraFormat(first.frame.width, first.frame.height, usual_rate(median(gaps)) if gaps else 30)


def usual_rate(gap_s: float) -> int:
    """The rate of the usual ones that lies nearest to pictures so far apart."""
    return min(_RATES, key=lambda rate: abs(rate - 1 / gap_s))


def _opened(place: str | int) -> cv2.VideoCapture:
    options = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, _TIMEOUT_MS, cv2.CAP_PROP_READ_TIMEOUT_MSEC, _TIMEOUT_MS]
    try:
        capture = cv2.VideoCapture(place, cv2.CAP_FFMPEG, options) if isinstance(place, str) else cv2.VideoCapture(place, cv2.CAP_ANY)
    except cv2.error:
        raise Circumstance(ErrorCode.CAMERA_MISSING) from None
    if not capture.isOpened():
        capture.release()
        raise Circumstance(ErrorCode.CAMERA_MISSING)
    return capture
