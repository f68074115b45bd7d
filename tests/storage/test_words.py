"""The passphrases that are offered, and the judgement of typed ones."""

from __future__ import annotations

import math
from typing import Literal

import pytest

from app.domain.passphrase import OFFERED_WORDS, Strength, tidied
from storage.words import offered_passphrase, passphrase_strength, words


@pytest.mark.parametrize("language", ["nb", "en"])
def test_six_words_worth_at_least_66_bits(language: Literal["nb", "en"]) -> None:
    assert OFFERED_WORDS * math.log2(len(words(language))) >= 66
    offered = offered_passphrase(language)
    assert len(offered.split()) == OFFERED_WORDS
    assert offered == tidied(offered)
    assert set(offered.split()) <= set(words(language))
    assert offered_passphrase(language) != offered


@pytest.mark.parametrize("language", ["nb", "en"])
def test_what_is_offered_is_strong(language: Literal["nb", "en"]) -> None:
    assert all(passphrase_strength(offered_passphrase(language)) is Strength.STRONG for _ in range(5))


def test_nobody_has_to_blush() -> None:
    assert not [word for word in words("nb") if word.startswith(("fitte", "faen", "hore", "porn", "drep", "penis"))]


@pytest.mark.parametrize(
    ("typed", "strength"),
    [
        ("", Strength.TOO_WEAK),
        ("hund", Strength.TOO_WEAK),
        ("passord123", Strength.TOO_WEAK),
        ("aaaaaaaaaaaaaaaaaaaaaaaaa", Strength.TOO_WEAK),
        ("svak svak svak svak svak", Strength.TOO_WEAK),
        ("svak begavet", Strength.TOO_WEAK),
        ("x" * 10_000, Strength.TOO_WEAK),
    ],
)
def test_weak_ones_are_weak(typed: str, strength: Strength) -> None:
    assert passphrase_strength(typed) is strength
