"""The words that a family reads before it agrees: shipped in `resources/consent/`, editable, every version kept that was ever shown.

A text goes into the ledger when it is first shown. A newer version of the program may bring better words: they replace shipped ones,
never those that somebody wrote.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from app.domain.consent import ConsentText, Purpose
from app.domain.ids import ConsentTextId, new_id
from app.ports import Clock, Store, Work
from resources.read import resource_text

LANGUAGES = ("nb", "en")
_SHIPPED = "shipped-"


def text_to_show(store: Store, clock: Clock, purpose: Purpose, language: str) -> ConsentText:
    """The newest version, kept in the ledger when this returns, so that a consent can lean on it. `language` is "nb" or "en"."""
    with store.work() as work:
        shown = kept_text(work, clock, purpose, language)
        work.commit()
    return shown


def kept_text(work: Work, clock: Clock, purpose: Purpose, language: str) -> ConsentText:
    """As `text_to_show`, as a part of something larger: where the text is new, it is kept with the caller's commit."""
    newest = work.ledger.newest_text(purpose, language)
    body = shipped_body(purpose, language)
    if newest is not None and (not newest.id.startswith(_SHIPPED) or newest.body == body):
        return newest
    return _next(work, clock, purpose, language, body, _SHIPPED)


def versions_to_show(store: Store, clock: Clock, purpose: Purpose, language: str) -> list[ConsentText]:
    """Every version, the newest first; that one as `text_to_show` has it."""
    text_to_show(store, clock, purpose, language)
    with store.work() as work:
        return work.ledger.texts(purpose, language)


def edit_text(store: Store, clock: Clock, purpose: Purpose, language: str, body: str) -> ConsentText:
    """A new version with these words; consents given before lean on theirs. ValueError when there are none."""
    tidy = body.strip()
    if not tidy:
        raise ValueError("nobody agrees to an empty text")
    with store.work() as work:
        newest = work.ledger.newest_text(purpose, language)
        if newest is not None and newest.body == tidy:
            return newest
        edited = _next(work, clock, purpose, language, tidy, "")
        work.commit()
    return edited


def go_back_to_shipped(store: Store, clock: Clock, purpose: Purpose, language: str) -> ConsentText:
    """A new version with the words that ship."""
    with store.work() as work:
        shown = _next(work, clock, purpose, language, shipped_body(purpose, language), _SHIPPED)
        work.commit()
    return shown


@dataclass(frozen=True, slots=True)
class TextInUse:
    """The newest version of one text; version 0 is one that was never shown. `own`: somebody here wrote it."""

    version: int
    own: bool


def texts_in_use(store: Store) -> dict[tuple[Purpose, str], TextInUse]:
    """All of them, by purpose and language. Changes nothing."""
    with store.work() as work:
        newest = {(purpose, language): work.ledger.newest_text(purpose, language) for purpose in Purpose for language in LANGUAGES}
    return {
        which: TextInUse(0, own=False) if text is None else TextInUse(text.version, not text.id.startswith(_SHIPPED))
        for which, text in newest.items()
    }


def shipped_body(purpose: Purpose, language: str) -> str:
    """The words that ship with the program. KeyError for another language."""
    return _shipped()[purpose.value][language].strip()


def _next(work: Work, clock: Clock, purpose: Purpose, language: str, body: str, prefix: str) -> ConsentText:
    newest = work.ledger.newest_text(purpose, language)
    version = newest.version + 1 if newest else 1
    text = ConsentText(ConsentTextId(prefix + new_id()), purpose, language, version, body, clock.now())
    work.ledger.add_text(text)
    return text


@cache
def _shipped() -> dict[str, dict[str, str]]:
    return tomllib.loads(resource_text("consent/texts.toml"))
