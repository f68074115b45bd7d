"""How the domain's values stand in columns: times and days as ISO 8601 text, lists of closed words with commas between."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TypeVar

E = TypeVar("E", bound=StrEnum)
_NAIVE_LENGTH = len("2026-11-21T12:00:00.000000")


def time_text(at: datetime) -> str:
    """Aware times in UTC, so that text sorts as time; the camera's own clock (naive) as it is."""
    return (at.astimezone(UTC) if at.tzinfo else at).isoformat(timespec="microseconds")


def time_of(text: str) -> datetime:
    return datetime.fromisoformat(text)


def time_or_none(text: str | None) -> datetime | None:
    return None if text is None else time_of(text)


def time_text_or_none(at: datetime | None) -> str | None:
    return None if at is None else time_text(at)


def day_text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def day_of(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def local_day(text: str) -> date:
    """The local day of a time as `time_text` has it, aware or naive."""
    if len(text) == _NAIVE_LENGTH:
        return date.fromisoformat(text[:10])
    return time_of(text).astimezone().date()


def word_of(kind: type[E], text: str | None) -> E | None:
    return None if text is None else kind(text)


def upsert(table: str, columns: str, key: str = "id") -> str:
    """Insert, or change the row with this key in place: replacing it would take along what hangs on it."""
    names = columns.replace(" ", "").split(",")
    changes = ", ".join(f"{name} = excluded.{name}" for name in names if name != key)
    return f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(names))}) ON CONFLICT ({key}) DO UPDATE SET {changes}"


def words_text(words: Iterable[StrEnum]) -> str:
    return ",".join(word.value for word in words)


def words_of(kind: type[E], text: str) -> tuple[E, ...]:
    return tuple(kind(word) for word in text.split(",") if word)
