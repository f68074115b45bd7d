"""Looks for faces in the newest picture now and then, on a thread that gives way to all others: a hint that must cost next to nothing."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from av.error import FFmpegError

from app.domain.filming import FacesSeen
from video.capture.newest import Newest
from video.capture.taking import TakenPicture

_SHARE: Final = 20  # one part of work, so many parts of the time
_OFTEN_ENOUGH_S: Final = 1.0
_NICE: Final = 10


class FaceWatch:
    """`put` from the camera's thread, the rest from any."""

    def __init__(self, tell: Callable[[FacesSeen], None]) -> None:
        self._tell = tell
        self._newest: Newest[TakenPicture] = Newest()
        self._on = False
        self._started = False
        self._another_camera = False
        self.hurried = False  # the encoder needs the machine: no faces now

    def switch(self, on: bool) -> None:
        """Whether to look. The model is loaded when it is first wanted."""
        self._on = on
        if not on:
            self._newest.clear()
        elif not self._started:
            self._started = True
            threading.Thread(target=self._run, name="faces", daemon=True).start()

    def put(self, picture: TakenPicture) -> None:
        """The next picture. Never blocks."""
        if self._on and not self.hurried:
            self._newest.put(picture)

    def clear(self) -> None:
        """The camera is off; another one may follow."""
        self._newest.clear()
        self._another_camera = True

    def _run(self) -> None:
        from video.capture.faces import FaceFinder  # noqa: PLC0415  the network is large, and many film without the hint

        if sys.platform == "linux":
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)  # a thread's own there
        finder = FaceFinder()
        while (picture := self._newest.take()) is not None:
            if self._another_camera:
                self._another_camera, finder = False, FaceFinder()  # it remembers what it saw
            began = time.thread_time()
            with suppress(FFmpegError):  # a picture that nobody can read
                faces = finder.find(picture.frame)
                if self._on:
                    self._tell(FacesSeen(faces))
            time.sleep(max(_OFTEN_ENOUGH_S, (time.thread_time() - began) * (_SHARE - 1)))
