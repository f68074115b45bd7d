"""What is found on a camera's card, and how far each film on it has come: copied, checked, wiped."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from app.domain.errors import ErrorCode
from app.domain.ids import CardId, RecordingId
from app.domain.recording import SourceKind


@dataclass(frozen=True, slots=True)
class SourcePart:
    """One file of a film on a card. `path` is absolute and never stored, logged or shown; `size_bytes` and `modified_ns` tell a change."""

    path: Path = field(repr=False)
    size_bytes: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class FoundFilm:
    """One film found on a card: its parts in playing order, and the other files (CPI, THM) that go when it is erased.

    `source_key` is a SHA-256 (hex) over the parts' sizes and the first and last 64 KiB of each: the same film is known again
    whatever the card is called or wherever it is mounted.
    """

    source_key: str
    kind: SourceKind
    parts: tuple[SourcePart, ...]
    companions: tuple[Path, ...] = field(default=(), repr=False)
    modified_at: datetime | None = None
    problems: tuple[ErrorCode, ...] = ()

    @property
    def size_bytes(self) -> int:
        return sum(part.size_bytes for part in self.parts)


@dataclass(frozen=True, slots=True)
class CardContents:
    """All that was found under one root. `named_problems` are files that are no film, each with what was wrong."""

    card: CardId
    root: Path = field(repr=False)
    label: str = field(repr=False)
    films: tuple[FoundFilm, ...] = ()


class CardFilmState(StrEnum):
    """How far a film on a card has come."""

    COPIED = "copied"  # in the vault, not compared yet
    VERIFIED = "verified"  # compared: may be erased; the card is "not yet wiped"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class CardFilm:
    """A film that came from a card, as the vault remembers it."""

    card: CardId
    source_key: str
    recording: RecordingId
    state: CardFilmState
    seen_at: datetime
    label: str = field(default="", repr=False)
