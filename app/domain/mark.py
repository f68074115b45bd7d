"""A mark: one coded event on a recording. A point has a start; a state has a start and, once it has ended, an end."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.ids import MarkId, RecordingId


@dataclass(frozen=True, slots=True)
class Mark:
    """One coded event. Positions are microseconds from the start of the recording. A state still going on has `end_us` None."""

    id: MarkId
    recording: RecordingId
    code: str  # a Code.id
    start_us: int
    end_us: int | None = None
    note: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if self.start_us < 0:
            raise ValueError("a mark starts within its recording")
        if self.end_us is not None and self.end_us < self.start_us:
            raise ValueError("a mark ends after it starts")
