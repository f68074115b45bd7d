"""The base as simply as it can be said: what docs/sync.md promises, in dictionaries. Real ones are compared with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from sync.base.tables import device, earlier, record
from sync.wire import Outcome, canonical, digest_of

# Of each record: its newest revision, digest and content; and the digests of the others.
Shown = tuple[dict[UUID, tuple[int, str, dict[str, Any]]], dict[tuple[UUID, int], str]]


@dataclass
class Model:
    items: dict[UUID, dict[int, dict[str, Any]]] = field(default_factory=dict)
    erased: set[UUID] = field(default_factory=set)
    stored: dict[UUID, int] = field(default_factory=dict)

    def take(self, who: UUID, said: dict[str, Any]) -> tuple[Outcome, str]:
        digest = digest_of(canonical(said))
        name, revision = UUID(said["record"]), said["revision"]
        if name in self.erased:
            return Outcome.REFUSED, digest
        there = self.items.setdefault(name, {})
        if revision < max((number for number, one in there.items() if _gone(one)), default=0):
            return Outcome.SAME, digest
        if revision in there:
            return (Outcome.SAME if there[revision] == said else Outcome.CONFLICT), digest
        there[revision] = said
        if _gone(said):
            self.items[name] = {number: one for number, one in there.items() if number >= revision}
        self.stored[who] = self.stored.get(who, 0) + 1
        return Outcome.STORED, digest

    def erase(self, name: UUID) -> None:
        self.erased.add(name)
        self.items.pop(name, None)

    def shown(self) -> Shown:
        newest, others = {}, {}
        for name, revisions in self.items.items():
            if revisions:
                top = max(revisions)
                newest[name] = (top, digest_of(canonical(revisions[top])), revisions[top]["summary"])
                others.update({(name, low): digest_of(canonical(said)) for low, said in revisions.items() if low != top})
        return newest, others


def _gone(said: dict[str, Any]) -> bool:
    return bool(said["summary"]["kind"] == "gone")


def shown(connection: Connection, team_id: int = 1) -> Shown:
    """The same of a real base."""
    newest = {}
    for row in connection.execute(select(record).where(record.c.team_id == team_id)).mappings():
        content = {name: value for name, value in row.items() if value is not None}
        for name in ("team_id", "record", "revision", "digest", "device_id"):
            del content[name]
        if "episode" in content:
            content["episode"] = str(content["episode"])
        if row["kind"] == "episode":  # it has three that may be empty
            content = {"referral": None, "measure": None, "change": None, "goal_change": None, **content}
        newest[row["record"]] = (row["revision"], row["digest"].hex(), content)
    of = select(earlier).where(earlier.c.team_id == team_id)
    return newest, {(row.record, row.revision): row.digest.hex() for row in connection.execute(of)}


def stored(connection: Connection, team_id: int = 1) -> dict[UUID, int]:
    of = select(device.c.device_id, device.c.stored).where(device.c.team_id == team_id, device.c.stored > 0)
    return {row.device_id: row.stored for row in connection.execute(of)}
