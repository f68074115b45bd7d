"""Notes in the vault of who has agreed to be filmed."""

from __future__ import annotations

from datetime import datetime

from app.domain.ids import FamilyCode
from storage.columns import time_of, time_text
from storage.families import FamilyRows
from storage.sqlcipher import Connection


class ConsentRows:
    """Fulfils `app.ports.Consents`."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def note(self, family: FamilyCode, at: datetime) -> None:
        FamilyRows(self._db).add(family, at)
        self._db.run(
            "INSERT INTO film_consent_noted VALUES (?, ?) ON CONFLICT (family) DO UPDATE SET at = excluded.at", (family, time_text(at))
        )

    def noted(self, family: FamilyCode) -> datetime | None:
        rows = self._db.run("SELECT at FROM film_consent_noted WHERE family = ?", (family,))
        return time_of(rows[0][0]) if rows else None

    def take_back(self, family: FamilyCode) -> None:
        self._db.run("DELETE FROM film_consent_noted WHERE family = ?", (family,))
