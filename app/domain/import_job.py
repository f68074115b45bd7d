"""An import as a person follows it: which step, how far, how fast, how long still; and what came of each film.

Nothing here reads or writes. An import is durable without a table of its own: its recording stands in the vault as COPYING,
VERIFYING or PREPARING, and its card film says which film on which card it comes from.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.card import FoundFilm
from app.domain.errors import ErrorCode
from app.domain.ids import RecordingId

PACE_SECONDS = 8.0

# What stands in the way of these is not on the card: somebody has to say yes first.
NOT_AGREED = (
    ErrorCode.CONSENT_NOT_GIVEN,
    ErrorCode.CONSENT_EXPIRED,
    ErrorCode.CONSENT_WITHDRAWN,
    ErrorCode.NOBODY_NAMED,
    ErrorCode.FOOTAGE_NOT_ALLOWED,
)


class ImportStep(StrEnum):
    """What is being done to a film."""

    LOOKING = "looking"  # the decoder has a first look; what was there of a resumed import is checked
    COPYING = "copying"
    COMPARING = "comparing"  # the card is read again
    PREPARING = "preparing"  # index, thumbnails, waveform


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """Where the import is. Bytes count twice, copied and compared; `step_permille` tells how far this step of this film is."""

    step: ImportStep
    film_number: int  # from 1
    film_count: int
    done_bytes: int
    total_bytes: int
    step_permille: int
    bytes_per_second: int
    seconds_left: int | None


@dataclass(frozen=True, slots=True)
class FilmOutcome:
    """What came of one film. Without `recording` nothing was kept and `code` says why; with both, it was kept and something was wrong."""

    film: FoundFilm = field(repr=False)
    recording: RecordingId | None = None
    code: ErrorCode | None = None
    verified: bool = False
    problems: tuple[ErrorCode, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. `stopped` says why the films after the last outcome were not reached: CARD_PULLED, CANCELLED, DISK_FULL."""

    outcomes: tuple[FilmOutcome, ...]
    stopped: ErrorCode | None = None
    resumable: bool = False  # a half copied film stands in the vault and goes on when the card is back


class Pace:
    """Bytes per second over the last few seconds, from the moments it is told."""

    def __init__(self) -> None:
        self._moments: deque[tuple[float, int]] = deque()

    def note(self, at_seconds: float, done_bytes: int) -> None:
        self._moments.append((at_seconds, done_bytes))
        while len(self._moments) > 2 and at_seconds - self._moments[0][0] > PACE_SECONDS:
            self._moments.popleft()

    def bytes_per_second(self) -> int:
        (first_at, first_done), (last_at, last_done) = self._moments[0], self._moments[-1]
        return round((last_done - first_done) / (last_at - first_at)) if last_at > first_at else 0

    def seconds_left(self, left_bytes: int) -> int | None:
        """Whole seconds, rounded up; None while the pace is not known."""
        pace = self.bytes_per_second()
        return -(-left_bytes // pace) if pace > 0 else None
