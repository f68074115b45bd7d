"""Signed documents from the team base, in the vault."""

from __future__ import annotations

from app.domain.outbox import Document, DocumentKind, DocumentState
from storage.sqlcipher import Connection, Row

_COLUMNS = "kind, version, number, body, signature, state"
_SELECT = f"SELECT {_COLUMNS} FROM document"


class CameDownRows:
    """Fulfils `app.outbox_ports.CameDown`."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def put(self, document: Document) -> None:
        """A newer one takes the place of one that was never taken."""
        self._db.run("DELETE FROM document WHERE kind = ? AND state = ?", (document.kind.value, DocumentState.WAITING.value))
        self._db.run(
            f"INSERT INTO document ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)",
            (document.kind.value, document.version, document.number, document.body, document.signature, document.state.value),
        )

    def newest(self, kind: DocumentKind) -> Document | None:
        rows = self._db.run(f"{_SELECT} WHERE kind = ? ORDER BY version DESC LIMIT 1", (kind.value,))
        return _document(rows[0]) if rows else None

    def in_force(self, kind: DocumentKind) -> Document | None:
        rows = self._db.run(f"{_SELECT} WHERE kind = ? AND state = ?", (kind.value, DocumentState.IN_FORCE.value))
        return _document(rows[0]) if rows else None

    def take(self, kind: DocumentKind) -> None:
        newest = self.newest(kind)
        if newest is None:
            return
        self._db.run("DELETE FROM document WHERE kind = ? AND version < ?", (kind.value, newest.version))
        self._db.run("UPDATE document SET state = ? WHERE kind = ?", (DocumentState.IN_FORCE.value, kind.value))

    def waiting(self) -> list[Document]:
        return [_document(row) for row in self._db.run(f"{_SELECT} WHERE state = ? ORDER BY number", (DocumentState.WAITING.value,))]

    def clear(self) -> None:
        self._db.run("DELETE FROM document")


def _document(row: Row) -> Document:
    return Document(DocumentKind(row[0]), row[1], row[2], row[3], row[4], DocumentState(row[5]))
