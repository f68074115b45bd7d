"""What the vault knows of its backups: when the newest was made. A receipt of a deletion says so when a backup may hold the film still."""

from __future__ import annotations

from datetime import datetime

from app.ports import Work

SETTING = "backed_up_at"


def last_backup(work: Work) -> datetime | None:
    """When the newest backup was made; None when there never was one."""
    noted = work.settings.get(SETTING)
    return datetime.fromisoformat(noted) if noted else None


def note_backup(work: Work, made_at: datetime) -> None:
    """There is one of this time. Lands with the caller's commit."""
    last = last_backup(work)
    if last is None or last < made_at:
        work.settings.put(SETTING, made_at.isoformat())


def may_be_in_a_backup(work: Work, since: datetime) -> bool:
    """Whether something that has been here since then can be in a backup."""
    last = last_backup(work)
    return last is not None and since <= last
