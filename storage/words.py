"""Passphrases offered and judged: six random words in the language of the screen, and an estimate of how many guesses one stands.

Both lists come with xkcdpass; the estimate is zxcvbn's. Loaded only when set-up asks.
"""

from __future__ import annotations

import math
import secrets
from functools import cache
from importlib.resources import files
from typing import Literal

from app.domain.passphrase import OFFERED_WORDS, Strength, strength_of, tidied

# The Norwegian list is a whole dictionary: short plain words only, none of which anyone would blush at when reading it aloud.
_LISTS = {"nb": "nor-nb", "en": "eff-long"}
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzæøå")
_LENGTHS = range(4, 8)
_REFUSED_STEMS = """
abort anal anus brunst dildo dop drap drep drit dritt død døv faen fitte fjols fuck full gnål hasj heks helvet herpes homo hore hurpe
hæl idiot imbesil incest jævl jøde kadav kjønn klamyd knull kondom krok kuk kuse kvele kåt lesb lik lort mord morder mus nazi neger nød
onan orgas pedof penis piss pule pung pupp porn rape rase rass ræv røv sadis satan sex selvm sjofel skam skit slakt slask smug snik
soper sperm stoff stygg svart svin sæd tispe tiss tjukk tort trussel ulykke vold vulva yngel
"""
_MOST_CHARACTERS = 72  # of a passphrase that zxcvbn looks at: its time grows with the square


@cache
def words(language: Literal["nb", "en"]) -> tuple[str, ...]:
    """The words that may be offered, sorted, without doubles."""
    text = files("xkcdpass").joinpath("static", _LISTS[language]).read_text("utf-8")
    refused = tuple(_REFUSED_STEMS.split())
    found = {word.strip() for word in text.splitlines()}
    return tuple(sorted(word for word in found if _may_be_offered(word, refused)))


def offered_passphrase(language: Literal["nb", "en"]) -> str:
    """Six words drawn by the operating system's randomness, at least 66 bits."""
    return " ".join(secrets.choice(words(language)) for _ in range(OFFERED_WORDS))


def passphrase_strength(typed: str) -> Strength:
    """The band of a passphrase. Takes some milliseconds."""
    phrase = tidied(typed)
    if not phrase:
        return Strength.TOO_WEAK
    known = set(words("nb")) | set(words("en"))
    parts = phrase.lower().split()
    guesses = _zxcvbn_log10(phrase)
    if parts and all(part in known for part in parts):
        # zxcvbn knows no Norwegian: what is made of listed words is worth the words, not the letters.
        guesses = min(guesses, len(set(parts)) * math.log10(len(words("en"))))
    return strength_of(guesses, len(phrase))


def _zxcvbn_log10(phrase: str) -> float:
    from zxcvbn import zxcvbn  # noqa: PLC0415  its word lists take 100 ms to load; only set-up needs them

    return float(zxcvbn(phrase[:_MOST_CHARACTERS])["guesses_log10"])


def _may_be_offered(word: str, refused: tuple[str, ...]) -> bool:
    return len(word) in _LENGTHS and _LETTERS.issuperset(word) and not word.startswith(refused)
