"""Every word on screen, in Norwegian (nb) and English (en), from `resources/texts/*.toml`.

Each file holds the words of one area as `["key"]` tables with `nb` and `en`, so that a missing language is seen at once. Keys are
`area.name`; error titles are `error.<code>.title`, `.what` and `.next`. Only `say`, `set_language` and `speaking` are needed elsewhere.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Literal, get_args

from app.domain.errors import SamspillError
from resources.read import resource_names, resource_text

Language = Literal["nb", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_current: Language = "nb"
_spoken: ContextVar[Language | None] = ContextVar("spoken", default=None)


def set_language(language: Language) -> None:
    """Choose the language of every later `say`. Screens are rebuilt or call their `retranslate` afterwards."""
    global _current  # noqa: PLW0603  one interface language per process
    _current = language


@contextmanager
def speaking(other: Language) -> Iterator[None]:
    """Every `say` of this thread inside is in this language: a page for a parent, whatever the screen speaks."""
    before = _spoken.set(other)
    try:
        yield
    finally:
        _spoken.reset(before)


def language() -> Language:
    return _spoken.get() or _current


def say(key: str, /, **values: object) -> str:
    """The words for `key` in the current language with `{name}` places filled in. KeyError for a key that is not there."""
    words = catalogue()[key][language()]
    return words.format(**values) if values else words


def error_words(error: SamspillError) -> tuple[str, str, str]:
    """Title, what it means for the film, and what to do now."""
    base = f"error.{error.code.value}"
    values = {name: str(value) for name, value in error.params.items()}
    return (say(f"{base}.title", **values), say(f"{base}.what", **values), say(f"{base}.next", **values))


@cache
def catalogue() -> Mapping[str, Mapping[Language, str]]:
    """All texts by key. A key given twice is an error."""
    merged: dict[str, Mapping[Language, str]] = {}
    for name in resource_names("texts", ".toml"):
        for key, words in tomllib.loads(resource_text(f"texts/{name}")).items():
            if key in merged:
                raise KeyError(key)
            merged[key] = words
    return merged
