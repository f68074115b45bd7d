"""Who is logged in: a random cookie, kept at the base as its digest only. A new one at each log-in; gone after half an hour without a
page, after twelve hours, at log-out, and when the password changes."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, or_, select, update

from sync.base.tables import reader, sitting, team
from sync.base.web.readers import Reader

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=1)  # when a page was last seen is written no oftener: a page is a read
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Sitting:
    """One log-in. `csrf` goes into every form and comes back with it."""

    reader: Reader
    team_code: str
    threshold: int
    csrf: str
    to_note: bool  # `note_seen` is due


def secret() -> str:
    """256 random bits for a cookie or a form."""
    return secrets.token_urlsafe(32)


def begin(connection: Connection, who: Reader, now: datetime) -> str:
    """A new log-in; returns the cookie. What has ended is cleared away on the way."""
    connection.execute(delete(sitting).where(or_(sitting.c.seen_at <= now - IDLE, sitting.c.begun_at <= now - LONGEST)))
    cookie = secret()
    row = {"team_id": who.team_id, "reader_id": who.reader_id, "csrf": secret(), "begun_at": now, "seen_at": now}
    connection.execute(insert(sitting).values(**row, cookie_sha256=_digest(cookie)))
    return cookie


def look_up(connection: Connection, cookie: str | None, now: datetime) -> Sitting | None:
    """Whose cookie it is; None for one that is unknown or has ended."""
    if cookie is None or not _SECRET.fullmatch(cookie):
        return None
    same_reader = (reader.c.team_id == sitting.c.team_id) & (reader.c.reader_id == sitting.c.reader_id)
    of_all = sitting.join(reader, same_reader).join(team, team.c.team_id == sitting.c.team_id)
    account = (reader.c.team_id, reader.c.reader_id, reader.c.name, reader.c.language)
    wanted = select(sitting.c.csrf, sitting.c.begun_at, sitting.c.seen_at, *account, team.c.code, team.c.threshold)
    row = connection.execute(wanted.select_from(of_all).where(sitting.c.cookie_sha256 == _digest(cookie))).one_or_none()
    if row is None:
        return None
    if not (row.begun_at <= now < row.begun_at + LONGEST and now < row.seen_at + IDLE):
        return None
    who = Reader(row.team_id, row.reader_id, row.name, row.language)
    return Sitting(who, row.code, row.threshold, row.csrf, now >= row.seen_at + NOTED_EVERY)


def note_seen(connection: Connection, cookie: str, now: datetime) -> None:
    connection.execute(update(sitting).where(sitting.c.cookie_sha256 == _digest(cookie)).values(seen_at=now))


def end(connection: Connection, cookie: str | None) -> None:
    if cookie is not None:
        connection.execute(delete(sitting).where(sitting.c.cookie_sha256 == _digest(cookie)))


def same(said: str | None, expected: str | None) -> bool:
    """Whether two secrets are one, in the same time whatever they are. None fits nothing."""
    if not said or not expected:
        return False
    return hmac.compare_digest(said.encode("utf-8", "surrogatepass"), expected.encode("utf-8", "surrogatepass"))


def _digest(cookie: str) -> bytes:
    return hashlib.sha256(cookie.encode("utf-8", "surrogatepass")).digest()
