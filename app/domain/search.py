"""Looking for words in notes, marks and clip titles: what was typed, and what was found."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.ids import ClipId, FamilyCode, MarkId, NoteId, RecordingId, VisitId

MOST_WORDS = 8
MOST_CHARACTERS = 200


class Where(StrEnum):
    """Where words can be found."""

    NOTE = "note"
    MARK = "mark"
    CLIP = "clip"


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that holds every word looked for. `text` is the part of it around them (an ellipsis where it was cut), `spans` where the
    words stand in `text`: from, to, in characters.
    """

    where: Where
    id: NoteId | MarkId | ClipId
    family: FamilyCode
    recording: RecordingId | None  # of a mark or a clip
    visit: VisitId | None  # of a note
    start_us: int | None  # of a mark or a clip
    text: str = field(repr=False)
    spans: tuple[tuple[int, int], ...] = ()


def words_typed(typed: str) -> tuple[str, ...]:
    """The words that a person looks for, in composed letters; what holds no letter or digit is no word. At most eight, each once."""
    plain = unicodedata.normalize("NFC", typed[:MOST_CHARACTERS])
    words = (word.strip() for word in "".join(mark if mark.isprintable() else " " for mark in plain).split())
    return tuple(dict.fromkeys(word for word in words if any(mark.isalnum() for mark in word)))[:MOST_WORDS]
