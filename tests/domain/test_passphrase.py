"""What a passphrase must be."""

from __future__ import annotations

import pytest

from app.domain.errors import Circumstance, ErrorCode
from app.domain.passphrase import FEWEST_CHARACTERS, Strength, require, strength_of, tidied


@pytest.mark.parametrize(
    ("guesses", "characters", "strength"),
    [
        (9.9, 20, Strength.TOO_WEAK),
        (10.0, 20, Strength.FAIR),
        (13.0, 20, Strength.GOOD),
        (16.0, 20, Strength.STRONG),
        (30.0, FEWEST_CHARACTERS - 1, Strength.TOO_WEAK),
        (30.0, FEWEST_CHARACTERS, Strength.STRONG),
    ],
)
def test_bands(guesses: float, characters: int, strength: Strength) -> None:
    assert strength_of(guesses, characters) is strength


def test_only_too_weak_is_refused() -> None:
    for strength in Strength:
        if strength is Strength.TOO_WEAK:
            with pytest.raises(Circumstance) as caught:
                require(strength)
            assert caught.value.code is ErrorCode.PASSPHRASE_TOO_WEAK
        else:
            require(strength)


def test_spaces_and_composed_letters_do_not_matter_but_case_does() -> None:
    assert tidied("  blå\u00a0 måne ") == tidied("bla\u030a ma\u030ane") == "blå måne"
    assert tidied("Måne") != tidied("måne")
