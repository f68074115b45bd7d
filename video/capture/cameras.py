"""Opens a camera, whatever it is: the system's own, a stream on this machine, a drawn one, one of FFmpeg's test sources.

Each is a `CameraSource` that blocks for its next picture; `OpenCamera` runs it on a thread of its own, so that a camera that hangs (in the
opening, or in the middle of a film) is noticed in time and holds up nobody.
"""

from __future__ import annotations

import os
import queue
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Protocol
from urllib.parse import urlsplit

from app.domain.errors import Circumstance, ErrorCode
from app.domain.filming import TEST_CAMERA, CameraFormat
from video.capture.orders import is_possible
from video.capture.stream_cameras import StreamCamera
from video.capture.system_cameras import free_stuck, open_system_camera
from video.capture.taking import TakenPicture
from video.capture.test_sources import DrawnCamera, LavfiCamera

OPEN_TIMEOUT_S: Final = 10.0  # some cameras take three seconds to wake
STUCK_S: Final = 3.0  # without a picture: it hangs
TEST_IDS: Final = "SAMSPILL_TEST_CAMERAS"  # set to 1: ids `lavfi:<graph>` are accepted
_END_S: Final = 2.0
_WAITING: Final = 4  # pictures, between the camera and whoever takes them
_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")


class CameraSource(Protocol):
    """Made, asked and closed on one thread."""

    @property
    def format(self) -> CameraFormat:
        """What it really gives, as far as that is known."""

    def next(self) -> TakenPicture | None:
        """Wait for the next picture. None when none came for a while, ask again. Raises CAMERA_GONE."""

    def close(self) -> None: ...


def open_camera(choice_id: str, wanted: CameraFormat | None) -> OpenCamera:
    """Switch on the camera with this id: `wanted` or what is nearest to it, or what is sensible.

    Blocks until it is on, at most OPEN_TIMEOUT_S. Raises CAMERA_MISSING, CAMERA_BUSY, CAMERA_REFUSED or CAMERA_STUCK.
    """
    if choice_id == TEST_CAMERA:
        return OpenCamera(lambda stop: DrawnCamera(wanted, stop))
    kind, _, rest = choice_id.partition(":")
    if kind == "lavfi" and os.environ.get(TEST_IDS) == "1":
        return OpenCamera(lambda stop: LavfiCamera(rest, stop))
    if kind in {"http", "rtsp"}:
        if not on_this_machine(choice_id):
            raise Circumstance(ErrorCode.CAMERA_MISSING)
        return OpenCamera(lambda stop: StreamCamera(choice_id, stop))
    return OpenCamera(
        lambda stop: open_system_camera(choice_id, wanted, stop),
        free=(lambda: free_stuck(choice_id)) if sys.platform == "linux" else None,
    )


def on_this_machine(url: str) -> bool:
    """Whether a stream comes from this very machine: nothing is ever fetched from a network."""
    try:
        return urlsplit(url).hostname in _LOOPBACK
    except ValueError:
        return False


class OpenCamera:
    """A camera that is on. `read` and `close` belong to one thread."""

    def __init__(self, make: Callable[[threading.Event], CameraSource], *, free: Callable[[], None] | None = None) -> None:
        """`make` runs on the camera's own thread; the event it gets is set when the camera is to end. `free` wakes a source that hangs in
        the system. Raises what `make` raises, CAMERA_STUCK when it takes too long."""
        self._stop = threading.Event()
        self._free = free
        self._pictures: queue.Queue[TakenPicture | ErrorCode] = queue.Queue(_WAITING)
        self._opened: queue.SimpleQueue[CameraFormat | ErrorCode] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, args=(make,), name="camera", daemon=True)
        self._thread.start()
        try:
            found = self._opened.get(timeout=OPEN_TIMEOUT_S)
        except queue.Empty:
            found = ErrorCode.CAMERA_STUCK
        if isinstance(found, ErrorCode):
            self.close()
            raise Circumstance(found)
        self.format = found
        self._waited_s = 0.0
        self._ended: ErrorCode | None = None

    def read(self, timeout_s: float) -> TakenPicture | None:
        """The next picture, None when none came in this time. Raises CAMERA_GONE when it was unplugged, CAMERA_STUCK when it hangs; close
        it then and open it again."""
        if self._ended is not None:
            raise Circumstance(self._ended)
        try:
            got = self._pictures.get(timeout=timeout_s)
        except queue.Empty:
            self._waited_s += timeout_s  # not by the clock: a process that stood still does not blame the camera
            if self._waited_s > STUCK_S:
                raise Circumstance(ErrorCode.CAMERA_STUCK) from None
            return None
        if isinstance(got, ErrorCode):
            self._ended = got
            raise Circumstance(got)
        self._waited_s = 0.0
        return got

    def close(self) -> None:
        """Switch the camera off. A thread that hangs in the system even so is left behind; it ends with the process."""
        self._stop.set()
        self._thread.join(_END_S)
        if self._thread.is_alive() and self._free is not None:
            self._free()
            self._thread.join(_END_S)

    def _run(self, make: Callable[[threading.Event], CameraSource]) -> None:
        code = ErrorCode.CAMERA_GONE
        try:
            source = make(self._stop)
        except Circumstance as error:
            self._opened.put(error.code)
            return
        try:
            if not is_possible(source.format):
                self._opened.put(ErrorCode.CAMERA_STUCK)  # a size that nobody films in: no picture of use comes from it
                return
            self._opened.put(source.format)
            while not self._stop.is_set():
                picture = source.next()
                if picture is not None:
                    self._hand_over(picture)
        except Circumstance as error:
            code = error.code
        finally:
            source.close()
            self._hand_over(code)

    def _hand_over(self, what: TakenPicture | ErrorCode) -> None:
        """When nobody takes them the camera waits, and drops pictures itself, as every camera does."""
        while not self._stop.is_set():
            with suppress(queue.Full):
                self._pictures.put(what, timeout=0.1)
                return
