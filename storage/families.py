"""Families in the vault."""

from __future__ import annotations

from datetime import datetime

from app.domain.ids import FamilyCode
from storage.columns import time_text
from storage.sqlcipher import Connection


class FamilyRows:
    """Fulfils `app.ports.Families`."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def add(self, code: FamilyCode, at: datetime) -> None:
        self._db.run("INSERT INTO family VALUES (?, ?) ON CONFLICT DO NOTHING", (code, time_text(at)))

    def all(self) -> list[FamilyCode]:
        return [FamilyCode(row[0]) for row in self._db.run("SELECT code FROM family ORDER BY code")]
