"""Coding schemes: tiers and codes. A code is a point or a state. Ours are practice aids in our own words, not validated instruments."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tier(StrEnum):
    """Whose doing a code describes. Tiers differ on screen by colour and by shape."""

    BABY = "baby"
    PARENT = "parent"
    DYAD = "dyad"
    CONTEXT = "context"


class CodeKind(StrEnum):
    POINT = "point"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Code:
    """One thing that can be marked. `id` is stable and is what marks store; words are in the text catalogue as `code.<id>`."""

    id: str
    key: str  # the keyboard key on the review screen
    tier: Tier
    kind: CodeKind


# Scheme A of product.md: Moments / Samspillsøyeblikk.
MOMENTS: tuple[Code, ...] = (
    Code("invites", "1", Tier.BABY, CodeKind.POINT),
    Code("explores", "2", Tier.BABY, CodeKind.STATE),
    Code("needs_pause", "3", Tier.BABY, CodeKind.POINT),
    Code("seeks_comfort", "4", Tier.BABY, CodeKind.POINT),
    Code("notices_waits", "5", Tier.PARENT, CodeKind.POINT),
    Code("receives_words", "6", Tier.PARENT, CodeKind.POINT),
    Code("shared_moment", "7", Tier.DYAD, CodeKind.STATE),
    Code("finding_back", "8", Tier.DYAD, CodeKind.POINT),
)

# Of no scheme: what is noted while filming, and what filming itself notes.
BOOKMARK = Code("bookmark", "b", Tier.CONTEXT, CodeKind.POINT)
GAP = Code("gap", "", Tier.CONTEXT, CodeKind.POINT)  # filming was paused here, or the laptop slept; the mark's note tells how long
BEGINS = Code("film_begins", "", Tier.CONTEXT, CodeKind.POINT)  # what a camcorder's counter showed when its film began, unless nothing

_BY_ID = {code.id: code for code in (*MOMENTS, BOOKMARK, GAP, BEGINS)}


def code_of(code_id: str) -> Code:
    """The code with this stable id. KeyError for an id no scheme has: that is a bug or a newer store."""
    return _BY_ID[code_id]
