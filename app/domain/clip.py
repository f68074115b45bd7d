"""A clip: a from-to range of a recording with a title and an intent. Virtual: nothing is re-encoded."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.ids import ClipId, RecordingId


class Intent(StrEnum):
    """What the practitioner means to do with a clip."""

    SHOW = "show"
    ASK_ABOUT = "ask_about"
    SUPERVISION = "supervision"
    DO_NOT_SHOW = "do_not_show"


@dataclass(frozen=True, slots=True)
class Clip:
    """A range of a recording, microseconds from its start; `position` orders the clips of a recording."""

    id: ClipId
    recording: RecordingId
    start_us: int
    end_us: int
    title: str = field(default="", repr=False)
    intent: Intent = Intent.SHOW
    position: int = 0

    def __post_init__(self) -> None:
        if self.start_us < 0 or self.end_us <= self.start_us:
            raise ValueError("a clip ends after it starts")
