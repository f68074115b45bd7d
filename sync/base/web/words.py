"""The words of the base's pages, Norwegian (nb) and English (en), from `resources/base/words.toml`; figures and quarters as each
language writes them."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import cache

from resources.read import resource_text
from sync.base.web.readers import LANGUAGES

Say = Callable[..., str]
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


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(resource_text("base/words.toml"))
