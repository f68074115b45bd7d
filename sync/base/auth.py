"""Who is asking: enrolment by a one-time code, challenges, short tokens, and the proof that each request carries.

The base keeps only digests of codes and tokens. Every function here works in the caller's unit of work and raises `Refused`.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from sync.base.refused import Refused
from sync.base.settings import Settings
from sync.base.tables import challenge, device, document, invitation, team, token
from sync.messages import MOST_COUNTER, ChallengeSaid, Enrolled, Enrolment, TokenSaid, TokenWish, Word
from sync.pairing import secret_digest
from sync.signatures import enrol_words, fits, request_words, token_words

_COUNTER = re.compile(r"[0-9]{1,16}")
_BEARER = re.compile(r"Bearer ([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Caller:
    """A device that proved itself. `token` is the digest of the one that it used, `counter` the number of the request under it."""

    team_id: int
    team: str
    device: uuid.UUID
    token: bytes
    counter: int


@dataclass(frozen=True, slots=True)
class Proved:
    """What a request says of itself, as it came."""

    method: str
    target: str
    request: str
    authorization: str
    counter: str
    proof: str
    body: bytes


def enrol(connection: Connection, said: Enrolment, now: datetime) -> Enrolled:
    """Make a device of an invitation. The same code and key again, while the code lasts, give the same device: the answer was lost."""
    if not fits(bytes.fromhex(said.key), said.proof, enrol_words(said.code, said.key)):
        raise Refused(Word.PROOF_WRONG)
    row = connection.execute(
        select(invitation, team.c.code)
        .join(team, team.c.team_id == invitation.c.team_id)
        .where(invitation.c.code_sha256 == secret_digest(said.code), invitation.c.expires_at > now)
        .with_for_update(of=(invitation, team), key_share=True)  # nobody joins while something is erased
    ).one_or_none()
    if row is None:
        raise Refused(Word.CODE_REFUSED)
    if row.device_id is not None:
        return _enrolled_before(connection, said, row.team_id, row.device_id, row.code)
    made = uuid.uuid4()
    connection.execute(
        insert(device).values(
            team_id=row.team_id,
            device_id=made,
            name=row.name,
            public_key=bytes.fromhex(said.key),
            enrolled_at=now,
            stored=0,
            counts_as=row.counts_as,
        )
    )
    connection.execute(
        update(invitation).where(invitation.c.team_id == row.team_id, invitation.c.code_sha256 == row.code_sha256).values(device_id=made)
    )
    return Enrolled(device=made, name=row.name, team=row.code)


def _enrolled_before(connection: Connection, said: Enrolment, team_id: int, device_id: uuid.UUID, code: str) -> Enrolled:
    known = connection.execute(select(device).where(device.c.team_id == team_id, device.c.device_id == device_id)).one_or_none()
    if known is None or known.revoked_at is not None or bytes(known.public_key).hex() != said.key:
        raise Refused(Word.CODE_REFUSED)
    return Enrolled(device=device_id, name=known.name, team=code)


def give_challenge(connection: Connection, device_id: uuid.UUID, settings: Settings) -> ChallengeSaid:
    """32 random bytes to sign. What ran out is forgotten on the way."""
    known, now = _device(connection, device_id), settings.now()
    connection.execute(delete(challenge).where(challenge.c.team_id == known.team_id, challenge.c.expires_at <= now))
    made = secrets.token_bytes(32)
    connection.execute(
        insert(challenge).values(
            team_id=known.team_id, challenge=made, device_id=device_id, expires_at=now + timedelta(seconds=settings.challenge_seconds)
        )
    )
    return ChallengeSaid(challenge=made.hex())


def give_token(connection: Connection, said: TokenWish, settings: Settings) -> TokenSaid:
    """A token for a signed challenge, which is used up by it."""
    known, now = _device(connection, said.device), settings.now()
    used = connection.execute(
        delete(challenge).where(
            challenge.c.team_id == known.team_id,
            challenge.c.challenge == bytes.fromhex(said.challenge),
            challenge.c.device_id == said.device,
            challenge.c.expires_at > now,
        )
    )
    if not used.rowcount or not fits(bytes(known.public_key), said.proof, token_words(str(said.device), said.challenge)):
        raise Refused(Word.PROOF_WRONG)
    connection.execute(delete(token).where(token.c.team_id == known.team_id, token.c.expires_at <= now))
    made = secrets.token_hex(32)
    connection.execute(
        insert(token).values(
            team_id=known.team_id,
            token_sha256=_digest(made),
            device_id=said.device,
            expires_at=now + timedelta(seconds=settings.token_seconds),
            counter=0,
        )
    )
    newest = connection.scalar(select(func.max(document.c.number)).where(document.c.team_id == known.team_id))
    return TokenSaid(token=made, seconds=settings.token_seconds, stored=known.stored, documents=newest or 0)


def prove(connection: Connection, said: Proved, now: datetime) -> Caller:
    """The device whose token and signature the request carries. Only reads: `use_counter` belongs to the unit of work that follows."""
    bearer = _BEARER.fullmatch(said.authorization)
    if bearer is None:
        raise Refused(Word.TOKEN_UNKNOWN)
    held = _digest(bearer[1])
    row = connection.execute(
        select(token.c.team_id, token.c.device_id, token.c.expires_at, device.c.public_key, device.c.revoked_at, team.c.code)
        .join(device, (device.c.team_id == token.c.team_id) & (device.c.device_id == token.c.device_id))
        .join(team, team.c.team_id == token.c.team_id)
        .where(token.c.token_sha256 == held)
    ).one_or_none()
    if row is not None and row.revoked_at is not None:
        raise Refused(Word.DEVICE_REVOKED)
    if row is None or row.expires_at <= now:
        raise Refused(Word.TOKEN_UNKNOWN)
    counter = _counter(said.counter)
    words = request_words(said.method, said.target, said.request, bearer[1], counter, said.body)
    if not fits(bytes(row.public_key), said.proof, words):
        raise Refused(Word.PROOF_WRONG)
    return Caller(row.team_id, row.code, row.device_id, held, counter)


def use_counter(connection: Connection, caller: Caller) -> None:
    """One statement, so that two requests with the same counter side by side are not both let in. The device's row is held from here on: a
    laptop that is put out meanwhile is out, or its request was before."""
    of_device = (device.c.team_id == caller.team_id, device.c.device_id == caller.device)
    revoked = connection.execute(select(device.c.revoked_at).where(*of_device).with_for_update()).scalar_one()
    if revoked is not None:
        raise Refused(Word.DEVICE_REVOKED)
    used = connection.execute(
        update(token)
        .where(token.c.team_id == caller.team_id, token.c.token_sha256 == caller.token, token.c.counter < caller.counter)
        .values(counter=caller.counter)
    )
    if not used.rowcount:
        raise Refused(Word.REPLAYED)


def _counter(text: str) -> int:
    counter = int(text) if _COUNTER.fullmatch(text) else 0
    if not 0 < counter <= MOST_COUNTER:
        raise Refused(Word.PROOF_WRONG)
    return counter


def _device(connection: Connection, device_id: uuid.UUID) -> Row[Any]:
    row = connection.execute(select(device).where(device.c.device_id == device_id)).one_or_none()
    if row is None:
        raise Refused(Word.DEVICE_UNKNOWN)
    if row.revoked_at is not None:
        raise Refused(Word.DEVICE_REVOKED)
    return row


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("ascii")).digest()
