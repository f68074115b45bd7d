"""Bringing a store up to this program's schema: numbered SQL files, each with its own transaction and its own `user_version`.

A migration cut short leaves the store as it was before it. A store from a newer program is refused and left alone.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from app.domain.errors import Bug, Circumstance, ErrorCode
from storage.sqlcipher import Connection


@cache
def scripts() -> tuple[str, ...]:
    """The text of each migration, in order; the first brings an empty file to version 1."""
    folder = files("storage.sql")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql") and entry.name[:4].isdigit())
    if [int(name[:4]) for name in names] != list(range(1, len(names) + 1)):
        raise Bug("migrations are numbered without gaps")
    return tuple(folder.joinpath(name).read_text("utf-8") for name in names)


def migrate(connection: Connection, steps: tuple[str, ...] | None = None) -> None:
    """Run the migrations that the store has not seen. Raises VAULT_TOO_NEW when it has seen more than this program knows."""
    known = scripts() if steps is None else steps
    version = int(connection.run("PRAGMA user_version")[0][0])
    if version > len(known):
        raise Circumstance(ErrorCode.VAULT_TOO_NEW)
    for number in range(version, len(known)):
        try:
            connection.run_script(known[number])
        except BaseException:
            connection.rollback()
            raise
        if int(connection.run("PRAGMA user_version")[0][0]) != number + 1:
            raise Bug("a migration did not set its version")


def schema(connection: Connection) -> str:
    """The schema as SQL text, one statement per object, sorted: what `schema.sql` must hold."""
    rows = connection.run("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC, name")
    return "".join(f"{row[0]};\n\n" for row in rows)
