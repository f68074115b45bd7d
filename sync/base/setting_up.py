"""Setting a base up and keeping its list of laptops and readers: what the commands of `samspill base` do. Each returns what to say."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import segno
from sqlalchemy import Connection, select, update

from app.domain.base_documents import check_readable
from app.domain.errors import Circumstance
from app.domain.fingerprint import fingerprint
from app.domain.invitation import invitation_text
from app.domain.outbox import DocumentKind
from app.domain.rules_file import read_rules
from sync.base.database import Database
from sync.base.documents import put_document
from sync.base.files import FileUnusable
from sync.base.publishing import publish_changed
from sync.base.said import Line, Said, line
from sync.base.settings import Settings
from sync.base.signing import make_key
from sync.base.tables import team
from sync.base.teams import DeviceLine, devices, find_device, find_team, invite, make_team, revoke_device, without_successor
from sync.base.web.readers import add_reader, readers_of, remove_reader, set_password
from sync.wire import canonical

FIRST_TEAM = "TEAM01"


def set_up(database: Database, settings: Settings, code: str | None, threshold: int | None) -> Said:
    """The base's key and a team, where they are not there yet. Without `code` FIRST_TEAM is made if there is no team at all; it
    is called otherwise once somebody says how."""
    with database.in_turn() as connection:
        key = make_key(connection, settings.now())
        none_yet = not connection.execute(team.select().limit(1)).all()
        if code:
            _name_first_team(connection, code)
        if code or none_yet:
            number = make_team(connection, code or FIRST_TEAM)
            if threshold is not None:
                connection.execute(update(team).where(team.c.team_id == number).values(threshold=threshold))
        codes = list(connection.scalars(team.select().with_only_columns(team.c.code).order_by(team.c.code)))
    mark = fingerprint(key.public)
    lines = [line("base.said.teams", codes=", ".join(codes)), line("base.said.key", fingerprint=mark)]
    return Said({"teams": codes, "key": key.public.hex(), "fingerprint": mark}, lines)


def _name_first_team(connection: Connection, code: str) -> None:
    """A team that was made by itself gets its code, as long as no laptop knows it by the other."""
    teams = connection.execute(select(team.c.team_id, team.c.code)).all()
    if [one.code for one in teams] == [FIRST_TEAM] and not devices(connection, teams[0].team_id):
        connection.execute(update(team).values(code=code))


def enrol(database: Database, settings: Settings, code: str | None, name: str | None, again: str | None) -> Said:
    """A one-time code for one laptop, typed or as a QR code. `again`: another laptop of the same practitioner. Sets the base up when nobody
    has."""
    set_up(database, settings, code=None, threshold=None)
    with database.in_turn() as connection:
        invited = invite(connection, make_key(connection, settings.now()), code, settings, name, again)
        left = [] if again else without_successor(connection, find_team(connection, invited.team)[0])
    drawn = io.StringIO()
    text = invitation_text(settings.address, invited.code)
    segno.make(text, error="m", micro=False).terminal(drawn, border=2, compact=True)
    until = invited.expires_at.astimezone().strftime("%Y-%m-%d %H:%M")
    facts: dict[str, object] = {
        "code": invited.code,
        "qr": text,
        "address": settings.address,
        "name": invited.name,
        "team": invited.team,
        "expires_at": invited.expires_at.isoformat(timespec="seconds"),
        "put_out": left,
    }
    lines: list[Line | str] = [
        drawn.getvalue(),
        line("base.said.address", address=settings.address),
        line("base.said.code", code=invited.code),
        line("base.said.invited", team=invited.team, name=invited.name, until=until),
    ]
    if left:
        lines.append(line("base.said.put_out", names=", ".join(left)))
    return Said(facts, lines)


def list_devices(database: Database, code: str | None) -> Said:
    """Every laptop that ever joined."""
    with database.connect() as connection:
        team_id, team_code = find_team(connection, code)
        found = devices(connection, team_id)
    facts = [
        {
            "name": one.name,
            "device": str(one.device),
            "enrolled_at": one.enrolled_at.isoformat(timespec="seconds"),
            "revoked_at": one.revoked_at.isoformat(timespec="seconds") if one.revoked_at else None,
            "stored": one.stored,
        }
        for one in found
    ]
    lines = [_device_line(one) for one in found] or [line("base.said.no_devices", team=team_code)]
    return Said({"team": team_code, "devices": facts}, lines)


def _device_line(one: DeviceLine) -> Line:
    since = f"{one.enrolled_at:%Y-%m-%d}"
    if one.revoked_at is None:
        return line("base.said.device", name=one.name, since=since, stored=one.stored)
    return line("base.said.device_out", name=one.name, since=since, stored=one.stored, out=f"{one.revoked_at:%Y-%m-%d}")


def revoke(database: Database, settings: Settings, code: str | None, name: str) -> Said:
    """Put a laptop out, by its name or id. What it sent stays."""
    with database.begin() as connection:
        team_id, _code = find_team(connection, code)
        found = find_device(connection, team_id, name)
        revoke_device(connection, team_id, found, settings.now())
    return Said({"revoked": str(found)}, [line("base.said.revoked", name=name)])


def publish(database: Database, settings: Settings) -> Said:
    """Count anew what changed, now instead of within the hour."""
    written = publish_changed(database, settings.now())
    return Said({"tables": written}, [line("base.said.published", tables=written)])


@dataclass(frozen=True, slots=True)
class Policy:
    """What a policy document is made of."""

    rules: Path
    signature: Path | None
    gateways: tuple[str, ...]


def lay_out_policy(database: Database, settings: Settings, code: str | None, policy: Policy) -> Said:
    """The rules file, the organisation's signature, and the gateways behind which laptops send by themselves. Raises FileUnusable."""
    rules, signature = _bytes(policy.rules), _bytes(policy.signature) if policy.signature else b""
    with _as_laptops_read():
        number = read_rules(rules).number
    if signature and not number:
        raise FileUnusable
    said = {
        "rules": base64.b64encode(rules).decode("ascii"),
        "signature": base64.b64encode(signature).decode("ascii"),
        "gateways": sorted(set(policy.gateways)),
    }
    return _lay_out(database, settings, code, DocumentKind.POLICY, canonical(said))


def lay_out_file(database: Database, settings: Settings, code: str | None, kind: DocumentKind, file: Path) -> Said:
    """Coding schemes or supervisors' keys, as JSON. Raises FileUnusable."""
    body = _bytes(file)
    with _as_laptops_read():
        check_readable(kind, body)
    return _lay_out(database, settings, code, kind, canonical(json.loads(body)))


@contextmanager
def _as_laptops_read() -> Iterator[None]:
    """What every laptop would refuse is not signed. Raises FileUnusable."""
    try:
        yield
    except Circumstance:
        raise FileUnusable from None


def _lay_out(database: Database, settings: Settings, code: str | None, kind: DocumentKind, body: bytes) -> Said:
    with database.in_turn() as connection:
        team_id, team_code = find_team(connection, code)
        number = put_document(connection, make_key(connection, settings.now()), team_id, kind, body)
    return Said({"team": team_code, "kind": kind.value, "number": number}, [line("base.said.laid_out", team=team_code)])


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        raise FileUnusable from None


def new_reader(database: Database, code: str | None, name: str, password: str, language: str) -> Said:
    with database.in_turn() as connection:
        _number, team_code = find_team(connection, code)
        add_reader(connection, team_code, name, password, language)
    return Said({"reader": name, "team": team_code}, [line("base.said.reader_new", name=name, team=team_code)])


def without_reader(database: Database, name: str) -> Said:
    with database.in_turn() as connection:
        remove_reader(connection, name)
    return Said({"removed": name}, [line("base.said.reader_gone", name=name)])


def new_password(database: Database, name: str, password: str) -> Said:
    with database.in_turn() as connection:
        set_password(connection, name, password)
    return Said({"reader": name}, [line("base.said.reader_password", name=name)])


def list_readers(database: Database, code: str | None) -> Said:
    with database.connect() as connection:
        _number, team_code = find_team(connection, code)
        found = readers_of(connection, team_code)
    facts = {"team": team_code, "readers": [{"name": one.name, "language": one.language} for one in found]}
    if not found:
        return Said(facts, [line("base.said.no_readers", team=team_code)])
    return Said(facts, [f"{one.name}  ({one.language})" for one in found])
