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
    WITHDRAWAL = "withdrawal"
    ERASURE = "erasure"  # film, with the person, the visit or the family
    FAMILY_ERASED = "family_erased"  # this one and the next two: all that was written of them, when it was asked for
    VISIT_ERASED = "visit_erased"
    PERSON_ERASED = "person_erased"
    FILM_AFTER_GUIDANCE = "film_after_guidance"  # this one and the next three: what retention.DueRule calls them
    FILM_AFTER_FILMING = "film_after_filming"
    CLIP_AFTER_CLOSING = "clip_after_closing"
    NOTE_AFTER_EXPORT = "note_after_export"
    FORCED_MISTAKE = "forced_mistake"  # filmed or imported by mistake
    FORCED_FAMILY_ASKED = "forced_family_asked"
    FORCED_NOT_NEEDED = "forced_not_needed"


FORCED = frozenset({DeletionRule.FORCED_MISTAKE, DeletionRule.FORCED_FAMILY_ASKED, DeletionRule.FORCED_NOT_NEEDED})
"""Reasons a person may give for deleting a film before its day, without a signed note."""


class Unreached(StrEnum):
    """What a deletion on this laptop cannot reach."""

    CARD_NOT_WIPED = "card_not_wiped"
    CAMCORDER = "camcorder"  # the film itself never was here
    BACKUP = "backup"  # one was made while the film was here: it goes from there when the next backup replaces it
    PACKAGE_HANDED_OVER = "package_handed_over"  # sealed to a supervisor, and no longer here


@dataclass(frozen=True, slots=True)
class Receipt:
    """Kept after film, clips, notes, a visit, a person or a family is gone. Holds counts and the family's short code, never words about
    what went."""

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
