"""Ids of what was erased for good, in the vault. Restoring a backup asks here first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from storage.columns import time_of, time_text
from storage.sqlcipher import Connection


class ErasedRows:
    """Fulfils `app.vault_ports.Erased`."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def add(self, ids: Iterable[str], at: datetime) -> None:
        self._db.run_many("INSERT INTO erased VALUES (?, ?) ON CONFLICT DO NOTHING", [(one, time_text(at)) for one in ids])

    def holds(self, one: str) -> bool:
        return bool(self._db.run("SELECT 1 FROM erased WHERE id = ?", (one,)))

    def with_times(self) -> dict[str, datetime]:
        """When each was erased."""
        return {row[0]: time_of(row[1]) for row in self._db.run("SELECT id, at FROM erased")}

    def all(self) -> frozenset[str]:
        return frozenset(row[0] for row in self._db.run("SELECT id FROM erased"))
