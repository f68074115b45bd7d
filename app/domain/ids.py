"""Identities. Random ones say nothing of when or where they were made (UUIDv4, never v7); the family code is for people."""

from __future__ import annotations

import re
import uuid
from typing import NewType

from app.domain.errors import Circumstance, ErrorCode

RecordingId = NewType("RecordingId", str)
MarkId = NewType("MarkId", str)
ClipId = NewType("ClipId", str)
CardId = NewType("CardId", str)
ReceiptId = NewType("ReceiptId", str)
FamilyCode = NewType("FamilyCode", str)
PersonId = NewType("PersonId", str)
VisitId = NewType("VisitId", str)
NoteId = NewType("NoteId", str)
ConsentId = NewType("ConsentId", str)
ConsentTextId = NewType("ConsentTextId", str)
HoldId = NewType("HoldId", str)
EpisodeId = NewType("EpisodeId", str)
TransferId = NewType("TransferId", str)
HoursId = NewType("HoursId", str)
RecordId = NewType("RecordId", str)  # of a summary, at the team base: a UUIDv4 with its dashes
BatchId = NewType("BatchId", str)  # likewise

_FAMILY_CODE = re.compile(r"[A-Z0-9]{3,8}")


def new_id() -> str:
    """A fresh random identity: 32 hex digits."""
    return uuid.uuid4().hex


def new_record_id() -> str:
    """A fresh UUIDv4 as it is written on the wire."""
    return str(uuid.uuid4())


def family_code(typed: str) -> FamilyCode:
    """The family code a person typed, tidied (spaces gone, upper case). Raises FAMILY_CODE_INVALID unless 3-8 letters A-Z or digits."""
    tidy = "".join(typed.split()).upper()
    if not _FAMILY_CODE.fullmatch(tidy):
        raise Circumstance(ErrorCode.FAMILY_CODE_INVALID)
    return FamilyCode(tidy)
