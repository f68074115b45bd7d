"""The words of the base's pages, Norwegian (nb) and English (en), from `resources/base/words.toml`; figures and quarters as each
language writes them."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache

from resources.read import resource_text
from sync.base.web.readers import LANGUAGES

Say = Callable[..., str]
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_THOUSANDS = "\u00a0"  # a space that does not break, in both languages


def words_in(language: str) -> Say:
    """`say` for one page: `say("area.key", name=value)`. KeyError for a key that is not there."""

    def say(key: str, /, **values: object) -> str:
        words = catalogue()[key][language]
        return words.format(**values) if values else words

    return say


def chosen(asked: str | None) -> str:
    """The language that was asked for when we have it, else Norwegian."""
    return asked if asked in LANGUAGES else LANGUAGES[0]


def number(value: int) -> str:
    return f"{value:,}".replace(",", _THOUSANDS)


def percent(share: float, language: str) -> str:
    """A share of 1 in whole per cent."""
    return f"{round(share * 100)}{_THOUSANDS if language == 'nb' else ''}%"


def quarter_words(period: str, language: str) -> str:
    """`2026-Q3` as people write it."""
    return f"{period[6]}. kvartal {period[:4]}" if language == "nb" else f"Q{period[6]} {period[:4]}"


def quarter_short(period: str, language: str) -> str:
    """The quarter without its year, where there is little room."""
    return f"{period[6]}. kv." if language == "nb" else period[5:]


def day_words(day: date, language: str) -> str:
    """A day, or that of a moment, as people write it; the base's own time is UTC."""
    return f"{day.day}.{day.month}.{day.year}" if language == "nb" else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(resource_text("base/words.toml"))
