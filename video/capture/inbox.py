"""What the camera and the microphone have handed over and the encoder has not taken yet. Bounded: it never holds much memory."""

from __future__ import annotations

import threading
from collections import deque
from typing import Final

from video.capture.taking import TakenPicture, TakenSound

_MOST_BYTES: Final = 100_000_000  # of pictures: most of a second at 1080p
_MOST, _LEAST = 30, 6  # pictures
_MOST_SOUND_BYTES: Final = 4_000_000  # ten seconds of stereo at 48 kHz


class Inbox:
    """Any thread may put, one takes. Nobody waits to put."""

    def __init__(self, picture_bytes: int) -> None:
        """`picture_bytes`: about how much one picture is."""
        self.room = max(_LEAST, min(_MOST, _MOST_BYTES // max(1, picture_bytes)))
        self.dropped = 0  # pictures for which there was no room
        self._pictures: deque[TakenPicture] = deque()
        self._sounds: deque[TakenSound] = deque()
        self._sound_bytes = 0
        self._changed = threading.Condition()
        self._closed = False

    @property
    def waiting(self) -> int:
        """How many pictures wait."""
        return len(self._pictures)

    def put_picture(self, picture: TakenPicture) -> None:
        with self._changed:
            if self._closed:
                return
            if len(self._pictures) >= self.room:
                self.dropped += 1
                return
            self._pictures.append(picture)
            self._changed.notify()

    def put_sound(self, sound: TakenSound) -> None:
        """Sound wakes nobody: it is small, and is taken with the next picture or a moment later."""
        with self._changed:
            if not self._closed and self._sound_bytes + len(sound.pcm) <= _MOST_SOUND_BYTES:
                self._sounds.append(sound)
                self._sound_bytes += len(sound.pcm)

    def close(self) -> None:
        """Nothing is put in any more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def take(self, timeout_s: float) -> tuple[TakenPicture | None, list[TakenSound], bool]:
        """The oldest picture, all sound, and whether it goes on. Waits for a picture that long."""
        with self._changed:
            if not self._pictures and not self._closed:
                self._changed.wait(timeout_s)
            picture = self._pictures.popleft() if self._pictures else None
            sounds = list(self._sounds)
            self._sounds.clear()
            self._sound_bytes = 0
            return picture, sounds, bool(self._pictures) or not self._closed
