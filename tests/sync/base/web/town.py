"""A made-up team of four laptops and its two years, published: what the pages have to show. The same each time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sync.base.database import Database
from sync.base.publishing import publish_changed
from sync.base.web.overview import back
from sync.base.web.readers import add_reader
from tests.sync.base.rows import CANCELLED, EPISODE, VISIT, Team

NAME, PASSWORD = "Turid", "grønne fjell om kvelden"
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
NEWEST = "2026-Q3"
RUNNING = "2026-Q4"
DEVICES = ("bjørk-1", "bjørk-2", "bjørk-3", "bjørk-4")
Row = dict[str, Any]


def settle(database: Database, quarters: int = 9, visits: int = 130) -> Team:
    """The team with its figures and its reader. `visits` in the newest quarter; the ones before had fewer."""
    team = Team.make(database, len(DEVICES))
    source = random.Random(4)
    for steps in range(quarters):
        period = back(NEWEST, steps)
        team.put([{**row, "period": period} for row in _quarter(source, visits - 9 * steps)])
    team.put([{**_counters(number), "period": period} for number in range(len(DEVICES)) for period in (NEWEST, RUNNING)])
    publish_changed(database, NOW)
    with database.begin() as connection:
        add_reader(connection, "TRO01", NAME, PASSWORD)
    return team


def _quarter(source: random.Random, visits: int) -> Iterator[Row]:
    """Visits, closed episodes, transfers and hours of one quarter; some cells are small, as they are."""

    def one(words: dict[str, int]) -> str:
        return source.choices(list(words), list(words.values()))[0]

    for _ in range(visits):
        episode = source.randrange(visits // 2)
        kept = {"kept": 84, "family_cancelled": 8, "service_cancelled": 4, "no_access": 10}
        said: Row = {"kind": "visit", "attendance": one(kept), "episode": f"e{episode}", "device": episode % 4}
        said["contact"] = one({"film": 30, "guidance": 28, "combined": 14, "first": 12, "follow_up": 10, "phone": 12, "group": 2})
        said["child_age"] = one({"antenatal": 5, "0-2": 25, "3-5": 30, "6-8": 22, "9-12": 14, "12+": 3})
        filmed = said["contact"] in ("film", "combined")
        said["film_minutes"] = one({"1-5": 25, "6-10": 50, "11-20": 20}) if filmed else "0"
        said["clips_shown"] = one({"1-2": 40, "3-4": 40, "5+": 10}) if said["contact"] in ("guidance", "combined") else "0"
        said["place"] = one({"home": 75, "clinic": 20, "other": 3})
        said["caregiver"] = one({"mother": 70, "other": 15})
        said["interpreter"] = source.random() < 0.12
        said["duration"] = one({"30-44": 20, "45-59": 45, "60-74": 25, "75-89": 8})
        said["travel"] = one({"0-14": 30, "15-29": 40, "30-44": 15, "45-59": 10, "90+": 6})
        yield {**VISIT, **said, **(CANCELLED if said["attendance"] != "kept" else {})}
    for number in range(visits // 3):
        said = {"kind": "episode", "episode": f"c{number}", "device": number % 4}
        said["waiting"] = one({"0-14": 35, "15-28": 30, "29-56": 20, "57-84": 10, "85+": 4})
        said["closure"] = one({"completed": 60, "stepped_up": 10, "stepped_down": 8, "moved": 6, "family_stopped": 8})
        said["referral"] = one({"family": 12, "health_visitor": 40, "midwife": 20, "doctor": 10, "hospital": 10, "mental_health": 3})
        said["stressors"] = one({"0": 20, "1-2": 40, "3-4": 25, "5+": 10})
        said["change"] = one({"improved": 55, "same": 30, "worse": 3})
        said["goal_change"] = one({"reached": 40, "nearer": 35, "same": 15, "further": 4})
        yield {**EPISODE, **said}
    for number in range(visits // 4):
        yield {
            "kind": "transfer",
            "episode": f"t{number}",
            "device": number % 4,
            "transfer": one({"step_up": 45, "step_down": 30, "step_out": 25}),
        }
    for number in range(visits // 3):
        hours = {"hours_of": one({"training": 40, "supervision": 60}), "hours": one({"0-1": 30, "1-2": 50, "2-4": 20})}
        yield {"kind": "hours", "episode": None, "device": number % 4, **hours}


def _counters(number: int) -> Row:
    bands = (("0", "0", "1-2"), ("1-2", "0", "0"), ("0", "1-2", "3-5"), ("0", "0", "0"))[number]
    return {
        "kind": "counters",
        "device": number,
        **dict(zip(("overdue_deletions", "unwiped_cards", "expiring_consents"), bands, strict=True)),
    }
