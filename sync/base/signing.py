"""The base's own key: made once, kept in its database, signs every answer and every document."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, insert, select

from sync.base.tables import base
from sync.signatures import new_seed, public_key, signed


@dataclass(frozen=True, slots=True)
class BaseKey:
    """Ed25519; `public` is 32 bytes."""

    seed: bytes = field(repr=False)
    public: bytes

    @classmethod
    def of_seed(cls, seed: bytes) -> BaseKey:
        return cls(seed, public_key(seed))

    def sign(self, words: bytes) -> str:
        """The signature as it travels: base64."""
        return signed(self.seed, words)


def make_key(connection: Connection, now: datetime) -> BaseKey:
    """The base's key; made when there is none yet. In a transaction of `Database.in_turn`."""
    key = read_key(connection)
    if key is not None:
        return key
    seed = new_seed()
    connection.execute(insert(base).values(only=1, key_seed=seed, made_at=now))
    return BaseKey.of_seed(seed)


def read_key(connection: Connection) -> BaseKey | None:
    """None for a database that nobody has set up yet."""
    seed = connection.scalar(select(base.c.key_seed))
    return None if seed is None else BaseKey.of_seed(bytes(seed))
