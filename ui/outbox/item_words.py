"""An item as a person reads it: out of the very bytes that go, so that what is said of them can be nothing else.

Bands are read as numbers with their unit, codes from closed lists by the words the rest of the screens have for them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ui.texts import say

NOT_SAID = "not_said"
# By these one summary is told from another.
_SHORT = frozenset({"attendance", "place", "duration", "child_age", "waiting", "change", "hours", "period"})


@dataclass(frozen=True, slots=True)
class ItemWords:
    """`heading` names it, `short` is by what one tells it from another, `facts` are all its fields in the order they are read: what each
    is, and what it says."""

    kind: str
    heading: str
    short: str
    facts: tuple[tuple[str, str], ...]


def item_words(body: bytes) -> ItemWords:
    """`body` is the canonical JSON of one item."""
    item: dict[str, Any] = json.loads(body)
    summary: dict[str, Any] = item["summary"]
    kind = str(summary["kind"])
    facts = [(say(f"outbox.field.{field}"), said(summary[field])) for field, said in _FIELDS[kind]]
    facts.append((say("outbox.field.record"), random_words(item["record"])))
    facts.append((say("outbox.field.revision"), str(item["revision"])))
    short = [said(summary[field]) for field, said in _FIELDS[kind] if field in _SHORT and summary[field] not in (None, NOT_SAID)]
    return ItemWords(kind, _heading(kind, summary), " · ".join(short), tuple(facts))


def _heading(kind: str, summary: dict[str, Any]) -> str:
    """`Besøk 3 · Filmbesøk`."""
    name = say(f"outbox.kind.{kind}")
    if kind == "visit":
        name = f"{name} {summary['visit_number']}"
    more = {
        "visit": lambda: _visit(summary["contact"]),
        "episode": lambda: _reason(summary["closure"]),
        "transfer": lambda: _transfer(summary["transfer"]),
        "hours": lambda: _hours_of(summary["hours_of"]),
    }.get(kind)
    return f"{name} · {more()}" if more else name


# --- how each value is said ----------------------------------------------------------------------------------------------------------


def quarter_words(period: str) -> str:
    """`2026-Q4` as `4. kvartal 2026`."""
    year, quarter = period.split("-Q")
    return say("outbox.quarter", quarter=quarter, year=year)


def _band(unit: str, *, over: bool) -> Callable[[str], str]:
    """`30-44` as `30–44 min`. `over`: whether a band with a plus begins above its number, or with it."""

    def said(band: str) -> str:
        if band == NOT_SAID:
            return say("outbox.not_said")
        if not band.endswith("+"):
            return say(f"outbox.unit.{unit}", band=band.replace("-", "–"))
        most = say(f"outbox.unit.{unit}", band=band[:-1])
        return say("outbox.more_than", band=most) if over else say("outbox.or_more", band=most)

    return said


def random_words(token: str) -> str:
    """Its beginning is enough for eyes; the bytes have all of it."""
    return say("outbox.random", token=token[:8])


def _visit(contact: str) -> str:
    return say(f"people.visit_kind.{contact}")


def _place(place: str) -> str:
    return say(f"visits.place.{place}")


def _attendance(attendance: str) -> str:
    return say("people.visit_state.held" if attendance == "kept" else f"people.visit_state.{attendance}")


def _age(age: str) -> str:
    return say("outbox.antenatal") if age == "antenatal" else _band("months", over=True)(age)


def _caregiver(caregiver: str) -> str:
    return say("outbox.not_said") if caregiver == NOT_SAID else say(f"outbox.caregiver.{caregiver}")


def _yes_no(yes: bool) -> str:
    return say("outbox.yes" if yes else "outbox.no")


def _referral(source: str | None) -> str:
    return say(f"people.referral.{source}") if source else say("outbox.not_said")


def _reason(reason: str) -> str:
    return say(f"families.reason.{reason}")


def _transfer(kind: str) -> str:
    return say(f"people.transfer.{kind}")


def _measure(measure: str | None) -> str:
    return say(f"people.measure.{measure}") if measure else say("outbox.not_said")


def _change(change: str | None) -> str:
    return say(f"people.change.{change}") if change else say("outbox.not_said")


def _goal(change: str | None) -> str:
    return say(f"people.goal_change.{change}") if change else say("outbox.not_said")


def _hours_of(what: str) -> str:
    return say(f"people.staff_hours.{what}")


_MINUTES, _DAYS, _NUMBER = _band("minutes", over=False), _band("days", over=False), _band("number", over=False)
_EPISODE = (("period", quarter_words), ("episode", random_words))
_Said = Callable[[Any], str]
# Which fields there are of each kind, in the order they are read, and how each is said.
_FIELDS: dict[str, tuple[tuple[str, _Said], ...]] = {
    "visit": (
        ("visit_number", _NUMBER), ("contact", _visit), ("attendance", _attendance), ("place", _place), ("duration", _MINUTES),
        ("travel", _MINUTES), ("film_minutes", _band("minutes", over=True)), ("clips_shown", _NUMBER), ("child_age", _age),
        ("caregiver", _caregiver), ("interpreter", _yes_no), *_EPISODE,
    ),
    "episode": (
        ("closure", _reason), ("referral", _referral), ("waiting", _DAYS), ("stressors", _NUMBER), ("measure", _measure),
        ("change", _change), ("goal_change", _goal), *_EPISODE,
    ),
    "transfer": (("transfer", _transfer), *_EPISODE),
    "hours": (("hours_of", _hours_of), ("hours", _band("hours", over=True)), ("period", quarter_words)),
    "counters": (
        ("overdue_deletions", _band("number", over=True)), ("unwiped_cards", _band("number", over=True)),
        ("expiring_consents", _band("number", over=True)), ("period", quarter_words),
    ),
    "gone": (),
}  # fmt: skip
