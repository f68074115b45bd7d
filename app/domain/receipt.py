"""A deletion receipt: what was destroyed, when, by which rule, and what could not be reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.ids import FamilyCode, ReceiptId


class DeletionRule(StrEnum):
    ON_REQUEST = "on_request"
    IMPORT_ABANDONED = "import_abandoned"
    NOTHING_FILMED = "nothing_filmed"  # filming began, and nothing ever came


class Unreached(StrEnum):
    """What a deletion on this laptop cannot reach."""

    CARD_NOT_WIPED = "card_not_wiped"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Kept after the film is gone. Holds counts and the family's short code, never words about the film."""

    id: ReceiptId
    family: FamilyCode
    rule: DeletionRule
    asked_at: datetime
    finished_at: datetime
    film_bytes: int
    film_duration_us: int
    marks: int
    clips: int
    unreached: tuple[Unreached, ...] = ()
