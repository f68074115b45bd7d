"""What laptop and base say to each other besides batches: enrolment, challenges, tokens, documents, and the words of an error.

Laptop and base share this module, as they share `sync.wire`. docs/sync.md has the whole conversation.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import UUID4, Base64Bytes, Field, StringConstraints

from app.domain.outbox import DocumentKind
from sync.wire import MOST_COUNTED, Held, Strict, TeamCode

MOST_SMALL_BYTES = 4096  # no body but a batch is longer
MOST_DOCUMENT_BYTES = 2 << 20
MOST_COUNTER = MOST_COUNTED

Key = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Secret = Annotated[str, StringConstraints(pattern=r"^[0-9A-HJKMNP-TV-Z]{16}$")]
Signature = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{86}==$")]
DeviceName = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class HealthSaid(Strict):
    """Who this is, and what it can read."""

    base: Key
    schemas: list[UUID]


class Enrolment(Strict):
    """The secret half of a one-time code, and the laptop's own public key with a proof that it has the other half."""

    code: Secret
    key: Key
    proof: Signature


class Enrolled(Strict):
    device: UUID4
    name: DeviceName
    team: TeamCode


class ChallengeWish(Strict):
    device: UUID4


class ChallengeSaid(Strict):
    challenge: Key


class TokenWish(Strict):
    device: UUID4
    challenge: Key
    proof: Signature


class TokenSaid(Strict):
    """`stored`: items of this device that the base holds, ever. `documents`: the number of its newest document."""

    token: Key
    seconds: Annotated[int, Field(gt=0, le=MOST_COUNTED)]
    stored: Held
    documents: Held


class Leaving(Strict):
    """Nothing has to be said."""


class DocumentSaid(Strict):
    kind: DocumentKind
    version: Annotated[int, Field(ge=1, le=MOST_COUNTED)]
    number: Annotated[int, Field(ge=1, le=MOST_COUNTED)]
    body: Base64Bytes
    signature: Signature


class DocumentsSaid(Strict):
    documents: list[DocumentSaid]


class Word(StrEnum):
    """Why a request was refused."""

    NOT_VALID = "not_valid"
    NOT_FOUND = "not_found"
    TOO_LARGE = "too_large"
    MEDIA_TYPE = "media_type"
    METHOD = "method"
    CODE_REFUSED = "code_refused"
    DEVICE_UNKNOWN = "device_unknown"
    DEVICE_REVOKED = "device_revoked"
    TOKEN_UNKNOWN = "token_unknown"
    PROOF_WRONG = "proof_wrong"
    REPLAYED = "replayed"
    WRONG_TEAM = "wrong_team"
    TOO_MANY = "too_many"
    TOO_SLOW = "too_slow"
    BUSY = "busy"
    TROUBLE = "trouble"


class TroubleSaid(Strict):
    """The only thing that an error says."""

    code: Word
