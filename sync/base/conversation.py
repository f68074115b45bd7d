"""What the base answers to laptops: each request of docs/sync.md is one function here, from bytes to a message. No HTTP."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from sqlalchemy import Connection

from sync.base import auth, ingest
from sync.base.auth import Caller, Proved
from sync.base.database import Database
from sync.base.documents import documents_after
from sync.base.metrics import Metrics
from sync.base.rates import Limiter
from sync.base.refused import Refused
from sync.base.settings import Settings
from sync.base.signing import BaseKey
from sync.base.teams import revoke_device
from sync.messages import (
    ChallengeSaid,
    ChallengeWish,
    DocumentsSaid,
    Enrolled,
    Enrolment,
    HealthSaid,
    Leaving,
    TokenSaid,
    TokenWish,
    Word,
)
from sync.wire import SCHEMA_ID, BatchReceipt, Envelope, ItemReceipt, digest_of

_NUMBER = re.compile(r"[0-9]{1,9}")
_M = TypeVar("_M", bound=BaseModel)


@dataclass
class Conversation:
    """Answers of one base. All raise `Refused`, and a Circumstance when the database cannot be used."""

    database: Database
    key: BaseKey
    settings: Settings
    metrics: Metrics
    _devices: Limiter = field(init=False)

    def __post_init__(self) -> None:
        self._devices = Limiter(self.settings.device_per_minute)

    def health(self) -> HealthSaid:
        return HealthSaid(base=self.key.public.hex(), schemas=[SCHEMA_ID])

    def enrol(self, body: bytes) -> Enrolled:
        said = read(Enrolment, body)
        return self.database.trying(lambda connection: auth.enrol(connection, said, self.settings.now()))

    def challenge(self, body: bytes) -> ChallengeSaid:
        said = read(ChallengeWish, body)
        return self.database.trying(lambda connection: auth.give_challenge(connection, said.device, self.settings))

    def token(self, body: bytes) -> TokenSaid:
        said = read(TokenWish, body)
        return self.database.trying(lambda connection: auth.give_token(connection, said, self.settings))

    def batch(self, batch: str, said: Proved) -> BatchReceipt:
        """The counter is used up and the items are kept in one unit of work: both, or neither."""
        caller = self._prove(said)
        envelope = read(Envelope, said.body)
        if str(envelope.batch) != batch:
            raise Refused(Word.NOT_VALID)
        if envelope.team != caller.team:
            raise Refused(Word.WRONG_TEAM)

        items = ingest.read_batch(envelope)
        receipts, stored = self.database.trying(lambda connection: _take(connection, caller, items))
        self.metrics.looked_at([receipt.outcome.value for receipt in receipts])
        return BatchReceipt(batch=envelope.batch, body=digest_of(said.body), items=receipts, stored=stored)

    def documents(self, after: str, said: Proved) -> DocumentsSaid:
        caller = self._prove(said)
        if not _NUMBER.fullmatch(after):
            raise Refused(Word.NOT_VALID)
        with self.database.connect() as connection:
            found = documents_after(connection, caller.team_id, int(after))
        self.database.trying(lambda connection: auth.use_counter(connection, caller))
        return DocumentsSaid(documents=found)

    def leave(self, said: Proved) -> Leaving:
        caller = self._prove(said)
        left = read(Leaving, said.body)
        self.database.trying(lambda connection: _leave(connection, caller, self.settings))
        return left

    def _prove(self, said: Proved) -> Caller:
        with self.database.connect() as connection:
            caller = auth.prove(connection, said, self.settings.now())
        wait = self._devices.take(str(caller.device))
        if wait:
            raise Refused(Word.TOO_MANY, retry_after=wait)
        return caller


def read(kind: type[_M], body: bytes) -> _M:
    """A body as the message that it should be."""
    try:
        return kind.model_validate_json(body)
    except ValidationError:
        raise Refused(Word.NOT_VALID) from None


def _take(connection: Connection, caller: Caller, items: ingest.ReadBatch) -> tuple[list[ItemReceipt], int]:
    auth.use_counter(connection, caller)
    return ingest.take(connection, caller.team_id, caller.device, items)


def _leave(connection: Connection, caller: Caller, settings: Settings) -> None:
    auth.use_counter(connection, caller)
    revoke_device(connection, caller.team_id, caller.device, settings.now())
