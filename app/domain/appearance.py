"""Who is in a recording, and when."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.ids import PersonId, RecordingId


@dataclass(frozen=True, slots=True)
class Appearance:
    """A person in a recording: the whole of it, or from `start_us` to `end_us` (None: to its end), microseconds from its start.
    Somebody who comes in twice has two of these.
    """

    recording: RecordingId
    person: PersonId
    start_us: int = 0
    end_us: int | None = None

    def __post_init__(self) -> None:
        if self.start_us < 0 or (self.end_us is not None and self.end_us <= self.start_us):
            raise ValueError("an appearance ends after it starts")

    @property
    def is_whole(self) -> bool:
        """Whether the person is there from the first picture to the last."""
        return self.start_us == 0 and self.end_us is None
