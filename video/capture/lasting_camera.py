"""A camera that is kept on: opened on a thread of its own, told of when it fails, and tried again until it is back.

Opening, reading and closing all block for as long as the camera likes; so all of it happens here and nobody waits.
"""

from __future__ import annotations

import threading
from typing import Final, Protocol

from app.domain.errors import Circumstance, ErrorCode
from app.domain.filming import CameraFormat
from video.capture.cameras import OpenCamera, open_camera
from video.capture.taking import TakenPicture

_TRY_AGAIN_S: Final = 1.0
_READ_S: Final = 0.25


class CameraListener(Protocol):
    """All on the camera's thread: do little there."""

    def opened(self, format: CameraFormat) -> None:
        """It is on, for the first time or again; pictures follow. The first one has come, so that it is known to work."""

    def picture(self, picture: TakenPicture) -> None: ...

    def trouble(self, code: ErrorCode) -> None:
        """CAMERA_MISSING, CAMERA_BUSY, CAMERA_REFUSED, CAMERA_STUCK or CAMERA_GONE. Told again only when the reason changes."""


class LastingCamera:
    """Started by its constructor."""

    def __init__(self, choice_id: str, wanted: CameraFormat | None, listener: CameraListener, after: LastingCamera | None = None) -> None:
        """Begins when `after` has let its camera go, which may be the same one. A camera that comes back is asked for the format it had."""
        self._id, self._wanted, self._listener = choice_id, wanted, listener
        self._over = threading.Event()
        self._soon = threading.Event()  # try now
        self._trouble_now: ErrorCode | None = None
        self._was_on = False
        self._thread = threading.Thread(target=self._run, args=(after,), name="lasting-camera", daemon=True)
        self._thread.start()

    def look_again(self) -> None:
        """Devices have changed: if it is away, try it at once."""
        self._soon.set()

    def let_go(self) -> None:
        """Switch it off soon; returns at once. At most one more call comes."""
        self._over.set()
        self._soon.set()

    def _run(self, after: LastingCamera | None) -> None:
        if after is not None:
            after._thread.join()
            after = None
        while not self._over.is_set():
            try:
                self._stay_on()
            except Circumstance as error:
                self._tell(error.code)
            self._soon.wait(_TRY_AGAIN_S)
            if not self._over.is_set():
                self._soon.clear()

    def _stay_on(self) -> None:
        camera = open_camera(self._id, self._wanted)
        try:
            first = None
            while first is None and not self._over.is_set():
                first = camera.read(_READ_S)
            if first is not None and not self._over.is_set():
                self._begin(camera)
                self._listener.picture(first)
            while not self._over.is_set():
                picture = camera.read(_READ_S)
                if picture is not None and not self._over.is_set():
                    self._listener.picture(picture)
        finally:
            camera.close()

    def _begin(self, camera: OpenCamera) -> None:
        self._was_on = True
        self._wanted = camera.format
        self._trouble_now = None
        self._listener.opened(camera.format)

    def _tell(self, code: ErrorCode) -> None:
        if code is ErrorCode.CAMERA_MISSING and self._was_on:
            code = ErrorCode.CAMERA_GONE  # it was there before
        if code is not self._trouble_now and not self._over.is_set():
            self._trouble_now = code
            self._listener.trouble(code)
