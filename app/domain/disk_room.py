"""How long filming can go on before the disk is full: a cautious guess before filming, the film's own rate while it is taken.

The guess is the most that the encoder may take (a dim, grainy room), so that a disk that will fill is always said before filming; a calm
room takes a quarter of it (docs/decisions/0852).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from app.domain.filming import FLOOR_BYTES, CameraFormat
from app.domain.timebase import SECOND_US

_SOUND_BYTES_PER_S = 24_000
_MOST_BITS_PER_PIXEL = 0.22  # as in video/capture/encoder.py
_MOST_BITS_PER_S = 40_000_000
_AROUND = 1.08  # packets of the film's container, pages and log of the reel
_RECENT_US = 30 * SECOND_US
_TRUST_US = 5 * SECOND_US  # a film shorter than this says little of its rate


def guessed_rate(picture: CameraFormat | None) -> int:
    """Bytes a second of a film with this picture (None: sound only), before there is any."""
    pixels = picture.width * picture.height * picture.frames_per_s if picture is not None else 0
    return round((min(_MOST_BITS_PER_S, pixels * _MOST_BITS_PER_PIXEL) / 8 + _SOUND_BYTES_PER_S) * _AROUND)


@dataclass(frozen=True, slots=True)
class DiskRoom:
    """What is free on the vault's disk, and what a second of film takes of it."""

    free_bytes: int
    bytes_per_s: int
    floor_bytes: int = FLOOR_BYTES

    @property
    def seconds_left(self) -> int:
        """How long a film can still become; 0 when filming ends, or cannot begin."""
        return max(0, self.free_bytes - self.floor_bytes) // max(1, self.bytes_per_s)

    @property
    def minutes_left(self) -> int:
        return self.seconds_left // 60

    def will_fill(self, planned_minutes: int) -> bool:
        """Whether the disk is full before a film of this length is over."""
        return self.seconds_left < planned_minutes * 60


class FilmRate:
    """The rate of a film that is being taken: the higher one of the whole film's and of its last half minute's."""

    def __init__(self, guess: int) -> None:
        self._guess = guess
        self._seen: deque[tuple[int, int]] = deque([(0, 0)])
        self._now = (0, 0)

    def saw(self, position_us: int, total_bytes: int) -> None:
        """The film is this long and this big now."""
        self._now = (position_us, total_bytes)
        if position_us - self._seen[-1][0] >= SECOND_US:
            self._seen.append(self._now)
        while len(self._seen) > 1 and position_us - self._seen[1][0] >= _RECENT_US:
            self._seen.popleft()

    @property
    def bytes_per_s(self) -> int:
        position_us, total = self._now
        if position_us < _TRUST_US:
            return self._guess
        then_us, then = self._seen[0]
        lately = (total - then) * SECOND_US // max(1, position_us - then_us)
        return max(1, total * SECOND_US // position_us, lately)
