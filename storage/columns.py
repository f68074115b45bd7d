"""How the domain's values stand in columns: times as ISO 8601 text, lists of closed words with commas between."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

E = TypeVar("E", bound=StrEnum)


def time_text(at: datetime) -> str:
    """Aware times in UTC, so that text sorts as time; the camera's own clock (naive) as it is."""
    return (at.astimezone(UTC) if at.tzinfo else at).isoformat(timespec="microseconds")


def time_of(text: str) -> datetime:
    return datetime.fromisoformat(text)


def words_text(words: Iterable[StrEnum]) -> str:
    return ",".join(word.value for word in words)


def words_of(kind: type[E], text: str) -> tuple[E, ...]:
    return tuple(kind(word) for word in text.split(",") if word)
