"""Decoded frames kept by their number around the one that is looked at, bounded in number and bytes."""

from __future__ import annotations

from av.video.frame import VideoFrame


class KeptFrames:
    """Use in one thread."""

    def __init__(self, behind: int, ahead: int, most_bytes: int) -> None:
        """So many before and after the one looked at, and never more than so many bytes of them."""
        self._frames: dict[int, VideoFrame] = {}
        self._bytes = 0
        self._around = 0
        self._reach = (behind, ahead)
        self._most_bytes = most_bytes

    def __contains__(self, number: int) -> bool:
        return number in self._frames

    def __getitem__(self, number: int) -> VideoFrame:
        return self._frames[number]

    def put(self, number: int, frame: VideoFrame) -> None:
        if number in self._frames:
            return
        self._frames[number] = frame
        self._bytes += _bytes_of(frame)
        self._trim()

    def look_around(self, number: int) -> None:
        """From here on this one is looked at."""
        self._around = number
        self._trim()

    def bound(self, behind: int, ahead: int, most_bytes: int) -> None:
        """Change how much is kept."""
        self._reach = (behind, ahead)
        self._most_bytes = most_bytes
        self._trim()

    def behind(self, number: int) -> int:
        """How many are there right before this one."""
        first = number
        while first - 1 in self._frames:
            first -= 1
        return number - first

    def clear(self) -> None:
        self._frames.clear()
        self._bytes = 0

    def _trim(self) -> None:
        behind, ahead = self._reach
        low, high = self._around - behind, self._around + ahead
        for number in [kept for kept in self._frames if not low <= kept <= high]:
            self._drop(number)
        while self._bytes > self._most_bytes and len(self._frames) > 1:
            self._drop(max(self._frames, key=lambda kept: (abs(kept - self._around), kept)))

    def _drop(self, number: int) -> None:
        self._bytes -= _bytes_of(self._frames.pop(number))


def _bytes_of(frame: VideoFrame) -> int:
    return frame.width * frame.height * 3 // 2 * (2 if "10" in frame.format.name else 1)
