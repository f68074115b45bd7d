"""The people who may look at the dashboard. Entered on the base's own command line; there is no page that makes an account."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select, update

from sync.base.tables import reader, sitting, team
from sync.base.web import passwords

LANGUAGES = ("nb", "en")
LONGEST_NAME = 40


class ReaderError(Exception):
    """What was asked cannot be done; `word` says why: no_team, name, name_taken, no_reader, password."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@dataclass(frozen=True, slots=True)
class Reader:
    team_id: int
    reader_id: int
    name: str
    language: str


def add_reader(connection: Connection, team_code: str, name: str, password: str, language: str = "nb") -> Reader:
    """A new account of this team. `name` is what one logs in with, one at the whole base. In a transaction of `Database.in_turn`. Raises
    ReaderError."""
    team_id = connection.execute(select(team.c.team_id).where(team.c.code == team_code)).scalar()
    if team_id is None:
        raise ReaderError("no_team")
    if not can_be_name(name):
        raise ReaderError("name")
    if not passwords.acceptable(password, name):
        raise ReaderError("password")
    if find_reader(connection, name) is not None:
        raise ReaderError("name_taken")
    newest = connection.execute(select(func.max(reader.c.reader_id)).where(reader.c.team_id == team_id)).scalar() or 0
    made = Reader(team_id, newest + 1, name, language if language in LANGUAGES else LANGUAGES[0])
    row = {"team_id": team_id, "reader_id": made.reader_id, "name": name, "language": made.language}
    connection.execute(insert(reader).values(**row, password_hash=passwords.hash_of(password)))
    return made


def can_be_name(name: str) -> bool:
    """Whether somebody could be called so: what cannot be seen or typed is no name."""
    return name.isprintable() and name == name.strip() and 0 < len(name) <= LONGEST_NAME


def remove_reader(connection: Connection, name: str) -> None:
    """The account is gone, and so is every sitting of it."""
    known = _known(connection, name)
    connection.execute(delete(reader).where(reader.c.team_id == known.team_id, reader.c.reader_id == known.reader_id))
    end_sittings(connection, known)


def set_password(connection: Connection, name: str, password: str) -> None:
    """A new password ends every sitting that was begun with the old one."""
    known = _known(connection, name)
    if not passwords.acceptable(password, name):
        raise ReaderError("password")
    write_hash(connection, known, passwords.hash_of(password))
    end_sittings(connection, known)


def readers_of(connection: Connection, team_code: str) -> list[Reader]:
    rows = connection.execute(
        select(reader).join(team, team.c.team_id == reader.c.team_id).where(team.c.code == team_code).order_by(reader.c.name)
    )
    return [Reader(row.team_id, row.reader_id, row.name, row.language) for row in rows]


def find_reader(connection: Connection, name: str) -> tuple[Reader, str] | None:
    """The account of this name and the hash of its password."""
    row = connection.execute(select(reader).where(reader.c.name == name)).one_or_none()
    return None if row is None else (Reader(row.team_id, row.reader_id, row.name, row.language), row.password_hash)


def write_hash(connection: Connection, known: Reader, password_hash: str) -> None:
    ours = (reader.c.team_id == known.team_id) & (reader.c.reader_id == known.reader_id)
    connection.execute(update(reader).where(ours).values(password_hash=password_hash))


def is_still(connection: Connection, known: Reader, password_hash: str) -> bool:
    """Whether the account is there and has this hash, and stays so until the transaction ends."""
    ours = (reader.c.team_id == known.team_id) & (reader.c.reader_id == known.reader_id)
    return connection.execute(select(reader.c.password_hash).where(ours).with_for_update()).scalar() == password_hash


def set_language(connection: Connection, known: Reader, language: str) -> None:
    if language in LANGUAGES:
        ours = (reader.c.team_id == known.team_id) & (reader.c.reader_id == known.reader_id)
        connection.execute(update(reader).where(ours).values(language=language))


def end_sittings(connection: Connection, known: Reader) -> None:
    connection.execute(delete(sitting).where(sitting.c.team_id == known.team_id, sitting.c.reader_id == known.reader_id))


def _known(connection: Connection, name: str) -> Reader:
    found = find_reader(connection, name)
    if found is None:
        raise ReaderError("no_reader")
    return found[0]
