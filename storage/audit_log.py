"""The audit log in the vault: added to in the unit of work that does the deed, so that there is never one without the other."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import cast

from app.domain.audit import AuditEntry, Deed, Fault, Head, Link, entry, first_fault, link, says_what_it_said
from app.domain.ids import FamilyCode
from storage.columns import time_or_none, word_of
from storage.sqlcipher import Connection, Row

_COLUMNS = "number, inner, digest, at, deed, family, subject, salt"
_SELECT = f"SELECT {_COLUMNS} FROM audit"
_SALT_BYTES = 16
_BATCH = 2_000
# The entries that are of a family: those with its code since the code was last given away, and those of codes that became part of it.
_OF_FAMILY = (
    "(family = ?1 AND number > (SELECT coalesce(max(up_to), 0) FROM former_code WHERE code = ?1))"
    " OR number IN (SELECT audit.number FROM former_code JOIN audit ON audit.family = former_code.code WHERE former_code.family = ?1"
    " AND audit.number <= former_code.up_to AND audit.number > (SELECT coalesce(max(before.up_to), 0) FROM former_code AS before"
    " WHERE before.code = former_code.code AND before.up_to < former_code.up_to))"
)


class AuditRows:
    """Fulfils `app.vault_ports.Audit`."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def append(self, at: datetime, deed: Deed, family: FamilyCode | None = None, subject: str = "") -> AuditEntry:
        head = self.head()
        # Whoever set the head back has broken the chain, and that is found; no deed is refused for it.
        furthest = Head(max(head.number, self._db.run("SELECT coalesce(max(number), 0) FROM audit")[0][0]), head.digest)
        new = entry(furthest, secrets.token_bytes(_SALT_BYTES), at, deed, family, subject)
        self._db.run(
            f"INSERT INTO audit ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            link(new),
        )
        self._db.run("INSERT OR REPLACE INTO audit_head VALUES (1, ?, ?)", (new.number, new.digest))
        return new

    def head(self) -> Head:
        rows = self._db.run("SELECT number, digest FROM audit_head")
        return Head(*rows[0]) if rows else Head()

    def of(self, family: FamilyCode) -> list[AuditEntry]:
        return [_entry(row) for row in self._db.run(f"{_SELECT} WHERE {_OF_FAMILY} ORDER BY number DESC", (family,))]

    def last(self, most: int) -> list[AuditEntry]:
        return [_entry(row) for row in self._db.run(f"{_SELECT} ORDER BY number DESC LIMIT ?", (most,))]

    def fault(self) -> Fault | None:
        return first_fault(self._in_order(), self.head())

    def empty(self, family: FamilyCode, at: datetime) -> int:
        numbers = [(one.number,) for one in self.of(family)]
        self._db.run_many(
            "UPDATE audit SET at = NULL, deed = NULL, family = NULL, subject = NULL, salt = NULL WHERE number = ?", list(numbers)
        )
        if numbers:
            self.append(at, Deed.EMPTIED, subject=str(len(numbers)))
        return len(numbers)

    def _in_order(self) -> Iterator[Link]:
        after = -(1 << 62)
        while rows := self._db.run(f"{_SELECT} WHERE number > ? ORDER BY number LIMIT ?", (after, _BATCH)):
            yield from cast("list[Link]", rows)
            after = rows[-1][0]


def _entry(row: Row) -> AuditEntry:
    """One that was changed says nothing that could be believed, nor perhaps be read: it is given back as if it were empty."""
    if not says_what_it_said(cast("Link", row)):
        return AuditEntry(row[0], row[1], row[2])
    family = FamilyCode(row[5]) if row[5] is not None else None
    return AuditEntry(row[0], row[1], row[2], time_or_none(row[3]), word_of(Deed, row[4]), family, row[6], row[7])
