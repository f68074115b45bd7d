"""Items of batches for tests: random ones that the wire allows, by a seeded source, and teams and devices to send them."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert

from app.domain.episode import Change, GoalChange, OutcomeMeasure, ReferralSource, StaffHours, TransferKind
from app.domain.family import ClosureReason
from app.domain.summary import (
    Attendance,
    Caregiver,
    ChildAge,
    ClipsShown,
    Count,
    FilmMinutes,
    HoursBand,
    Minutes,
    Stressors,
    VisitNumber,
    WaitingDays,
)
from app.domain.visit import VisitKind, VisitPlace
from sync.base.tables import device, team
from sync.wire import SCHEMA_ID, Envelope

TEAM = "TRO01"
PERIODS = ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4")
BEGUN = datetime(2026, 1, 2, 8, tzinfo=UTC)
Said = dict[str, Any]
_LISTS: dict[str, dict[str, type[StrEnum]]] = {
    "visit": {
        "visit_number": VisitNumber,
        "contact": VisitKind,
        "place": VisitPlace,
        "attendance": Attendance,
        "duration": Minutes,
        "travel": Minutes,
        "film_minutes": FilmMinutes,
        "clips_shown": ClipsShown,
        "child_age": ChildAge,
        "caregiver": Caregiver,
    },
    "episode": {
        "referral": ReferralSource,
        "closure": ClosureReason,
        "waiting": WaitingDays,
        "stressors": Stressors,
        "measure": OutcomeMeasure,
        "change": Change,
        "goal_change": GoalChange,
    },
    "transfer": {"transfer": TransferKind},
    "hours": {"hours_of": StaffHours, "hours": HoursBand},
    "counters": {"overdue_deletions": Count, "unwiped_cards": Count, "expiring_consents": Count},
}
_WORDS = {kind: {name: [one.value for one in words] for name, words in fields.items()} for kind, fields in _LISTS.items()}
KINDS = tuple(_WORDS)


def token(source: random.Random) -> str:
    """A random UUID of version 4."""
    return str(UUID(int=source.getrandbits(128), version=4))


def summary(source: random.Random, kind: str | None = None, **given: object) -> Said:
    """What an item says, at random; `given` is said as it is."""
    kind = kind or source.choice(("visit", "visit", "visit", *KINDS))
    said: Said = {"kind": kind, "period": source.choice(PERIODS)}
    if kind in ("visit", "episode", "transfer"):
        said["episode"] = token(source)
    if kind == "visit":
        said["interpreter"] = source.random() < 0.2
    return said | {name: source.choice(words) for name, words in _WORDS[kind].items()} | given


def item(source: random.Random, record: str | None = None, revision: int = 1, kind: str | None = None, **given: object) -> Said:
    return {"record": record or token(source), "revision": revision, "summary": summary(source, kind, **given)}


def gone(record: str, revision: int) -> Said:
    return {"record": record, "revision": revision, "summary": {"kind": "gone"}}


def envelope(items: list[Said], source: random.Random | None = None) -> Envelope:
    source = source or random.Random(1)
    return Envelope.model_validate({"schema": str(SCHEMA_ID), "batch": token(source), "team": TEAM, "items": items})


def laptops(team_id: int, devices: int = 2) -> list[UUID]:
    """The ids that `add_team` gives."""
    source = random.Random(team_id)
    return [UUID(token(source)) for _ in range(devices)]


def add_team(connection: Connection, team_id: int = 1, code: str = TEAM, devices: int = 2) -> list[UUID]:
    """A team with this many devices; their ids are always the same."""
    ids = laptops(team_id, devices)
    connection.execute(insert(team).values(team_id=team_id, code=code))
    rows = [{"device_id": one, "name": f"word-{number}"} for number, one in enumerate(ids)]
    same = {"team_id": team_id, "public_key": bytes(32), "enrolled_at": BEGUN}
    connection.execute(insert(device), [{**same, **row} for row in rows])
    return ids
