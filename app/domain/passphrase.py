"""What a passphrase must be: how it is tidied, and how strong is strong enough. Measuring the guesses is done elsewhere."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import Circumstance, ErrorCode

OFFERED_WORDS = 6


class Strength(StrEnum):
    """Bands of strength, weakest first. TOO_WEAK is refused."""

    TOO_WEAK = "too_weak"
    FAIR = "fair"
    GOOD = "good"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class _Band:
    strength: Strength
    from_log10_guesses: float


# Every try costs an attacker about a second even with the device secret in hand: 10^10 guesses are 300 years of one machine.
_BANDS = (
    _Band(Strength.STRONG, 16.0),
    _Band(Strength.GOOD, 13.0),
    _Band(Strength.FAIR, 10.0),
)
FEWEST_CHARACTERS = 10


def tidied(typed: str) -> str:
    """The passphrase as it is used: composed letters, single spaces, none at the ends. Upper and lower case stay."""
    return " ".join(unicodedata.normalize("NFKC", typed).split())


def strength_of(log10_guesses: float, characters: int) -> Strength:
    """The band for an estimated number of guesses (as a power of ten) and a length."""
    if characters < FEWEST_CHARACTERS:
        return Strength.TOO_WEAK
    return next((band.strength for band in _BANDS if log10_guesses >= band.from_log10_guesses), Strength.TOO_WEAK)


def require(strength: Strength) -> None:
    """Raises PASSPHRASE_TOO_WEAK for the weakest band."""
    if strength is Strength.TOO_WEAK:
        raise Circumstance(ErrorCode.PASSPHRASE_TOO_WEAK)
