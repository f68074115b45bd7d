"""Named settings that belong inside the vault."""

from __future__ import annotations

from storage.sqlcipher import Connection


class SettingRows:
    """Fulfils `app.vault_ports.Settings`."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def get(self, name: str) -> str | None:
        rows = self._db.run("SELECT value FROM setting WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else None

    def put(self, name: str, value: str) -> None:
        self._db.run("INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, value))
