"""Teams, and the laptops in them: invitations by a one-time code, who is in, and putting one out."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select, update

from sync.base.settings import Settings
from sync.base.signing import BaseKey
from sync.base.tables import device, invitation, team, token
from sync.pairing import code_of, new_secret, secret_digest

# Names of laptops: birds of the coast, so that nobody's name and no hostname gets into a list.
NAMES = (
    *("Alke", "Havørn", "Lomvi", "Lunde", "Teist", "Terne", "Ærfugl", "Svartbak", "Krykkje", "Havsule"),
    *("Tjeld", "Storskarv", "Toppskarv", "Gråmåke", "Fiskemåke", "Rødstilk", "Steinvender", "Sandlo", "Heilo", "Myrsnipe"),
    *("Storspove", "Småspove", "Vipe", "Gråhegre", "Sangsvane", "Grågås", "Kortnebbgås", "Stokkand", "Havelle", "Kvinand"),
    *("Siland", "Laksand", "Smålom", "Storlom", "Islom", "Fjæreplytt", "Polarmåke", "Havhest", "Tyvjo", "Storjo"),
)


class TeamUnknown(Exception):
    """No team of that code; or several, and none was named. `codes` are those that there are."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__()
        self.codes = codes


class DeviceUnknown(Exception):
    """No laptop of that name in the team."""


class NameTaken(Exception):
    """A laptop of that name is in the team, or invited."""


@dataclass(frozen=True, slots=True)
class Invited:
    """A one-time code for one laptop, good until `expires_at`."""

    code: str = field(repr=False)
    name: str
    team: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """A laptop of the team. `stored`: items of it that were stored, ever."""

    name: str
    device: uuid.UUID
    enrolled_at: datetime
    revoked_at: datetime | None
    stored: int


def make_team(connection: Connection, code: str) -> int:
    """The team's number; made when it is not there yet. In a transaction of `Database.in_turn`."""
    known = connection.scalar(select(team.c.team_id).where(team.c.code == code))
    if known is not None:
        return int(known)
    number = int(connection.scalar(select(func.coalesce(func.max(team.c.team_id), 0))) or 0) + 1
    connection.execute(insert(team).values(team_id=number, code=code))
    return number


def find_team(connection: Connection, code: str | None) -> tuple[int, str]:
    """Number and code. Without `code` the only one there is. Raises TeamUnknown."""
    rows = connection.execute(select(team.c.team_id, team.c.code).order_by(team.c.code)).all()
    meant = [row for row in rows if code in (None, row.code)]
    if len(meant) != 1:
        raise TeamUnknown([row.code for row in rows])
    return int(meant[0].team_id), str(meant[0].code)


def invite(
    connection: Connection, key: BaseKey, team_code: str | None, settings: Settings, name: str | None = None, again: str | None = None
) -> Invited:
    """A code for one more laptop. The base keeps its digest only. `again`: name or id of a laptop of the same practitioner, with which the
    new one counts as one person. In a transaction of `Database.in_turn`. Raises TeamUnknown, NameTaken, DeviceUnknown."""
    team_id, code = find_team(connection, team_code)
    now = settings.now()
    connection.execute(delete(invitation).where(invitation.c.team_id == team_id, invitation.c.expires_at <= now))
    chosen = _free_name(connection, team_id, name)
    counts_as = None if again is None else person_of(connection, team_id)[find_device(connection, team_id, again)]
    secret = new_secret()
    expires = now + timedelta(hours=settings.invitation_hours)
    row = {"team_id": team_id, "code_sha256": secret_digest(secret), "name": chosen, "expires_at": expires, "counts_as": counts_as}
    connection.execute(insert(invitation).values(row))
    return Invited(code_of(secret, key.public), chosen, code, expires)


def devices(connection: Connection, team_id: int) -> list[DeviceLine]:
    """All that ever joined, in order of their names."""
    rows = connection.execute(select(device).where(device.c.team_id == team_id).order_by(device.c.name)).all()
    return [DeviceLine(row.name, row.device_id, row.enrolled_at, row.revoked_at, row.stored) for row in rows]


def find_device(connection: Connection, team_id: int, name: str) -> uuid.UUID:
    """By its name or its id. Raises DeviceUnknown."""
    for one in devices(connection, team_id):
        if name in (one.name, str(one.device)):
            return one.device
    raise DeviceUnknown


def person_of(connection: Connection, team_id: int) -> dict[uuid.UUID, uuid.UUID]:
    """For each laptop the one whose practitioner it belongs to: itself, or the first of the same person."""
    rows = connection.execute(select(device.c.device_id, device.c.counts_as).where(device.c.team_id == team_id))
    return {row.device_id: row.counts_as or row.device_id for row in rows}


def without_successor(connection: Connection, team_id: int) -> list[str]:
    """Names of laptops that were put out, of whose practitioner no other is in the team or invited."""
    rows = connection.execute(select(device).where(device.c.team_id == team_id).order_by(device.c.name)).all()
    people = {row.counts_as or row.device_id for row in rows if row.revoked_at is None}
    people |= set(
        connection.scalars(select(invitation.c.counts_as).where(invitation.c.team_id == team_id, invitation.c.device_id.is_(None)))
    )
    return [row.name for row in rows if (row.counts_as or row.device_id) not in people]


def revoke_device(connection: Connection, team_id: int, device_id: uuid.UUID, now: datetime) -> None:
    """From now on the laptop is refused, also with a token that it has. What it sent stays."""
    same = (device.c.team_id == team_id, device.c.device_id == device_id, device.c.revoked_at.is_(None))
    connection.execute(update(device).where(*same).values(revoked_at=now))
    connection.execute(update(token).where(token.c.team_id == team_id, token.c.device_id == device_id).values(expires_at=now))


def _free_name(connection: Connection, team_id: int, wanted: str | None) -> str:
    """A name that neither a laptop has, put out or not, nor an invitation."""
    taken = set(connection.scalars(select(device.c.name).where(device.c.team_id == team_id)))
    taken |= set(connection.scalars(select(invitation.c.name).where(invitation.c.team_id == team_id)))
    if wanted is not None:
        if wanted in taken:
            raise NameTaken
        return wanted
    free = [name for name in NAMES if name not in taken]
    if free:
        return secrets.choice(free)
    round_ = 2
    while True:
        free = [f"{name} {round_}" for name in NAMES if f"{name} {round_}" not in taken]
        if free:
            return secrets.choice(free)
        round_ += 1
