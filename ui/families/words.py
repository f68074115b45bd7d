"""Families, visits and ages in the words of the screen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from app.domain.episode import Episode, OutcomeMeasure, Transfer
from app.domain.family import Age, Family, Person
from app.domain.ids import FamilyCode
from app.domain.visit import Visit
from ui import wording
from ui.texts import say

DOT = "  ·  "


def on_day(day: date) -> str:
    """`12. mars 2026`."""
    return wording.day(datetime(day.year, day.month, day.day))


def called(code: FamilyCode, name: str) -> str:
    """The code, and the name where one was entered."""
    return f"{code}  {name}" if name else code


def family_called(family: Family) -> str:
    return called(family.code, family.name)


def age_words(age: Age) -> str:
    """`4 md. 2 uker`, with `korrigert` where it is counted from the due date; until that day there is nothing to count."""
    if age.before_due:
        return say("families.before_due")
    parts = [say("families.months", count=age.months)] if age.months else []
    if age.weeks or not age.months:
        parts.append(wording.count("families.weeks", age.weeks))
    text = " ".join(parts)
    return say("families.corrected", age=text) if age.corrected else text


def who_words(person: Person) -> str:
    """What somebody is to the baby: `Mor`, `Barnet`."""
    return say(f"people.role.{person.role.value}") if person.role else say(f"people.kind.{person.kind.value}")


def person_words(person: Person, everybody: Iterable[Person] = ()) -> str:
    """`Kari (mor)`. Names are optional: without one what the person is stands alone, numbered where two of `everybody` are the same."""
    who = who_words(person)
    if person.name:
        return say("people.named", name=person.name, who=who.lower())
    alike = [one.id for one in everybody if not one.name and who_words(one) == who]
    return say("people.numbered", who=who, number=alike.index(person.id) + 1) if len(alike) > 1 else who


def visit_words(visit: Visit) -> str:
    """`Film og veiledning · planlagt`."""
    return DOT.join((say(f"people.visit_kind.{visit.kind.value}"), say(f"people.visit_state.{visit.state.value}")))


def episode_facts(episode: Episode) -> list[str]:
    """What is told of an episode, each on its line."""
    facts = [_referral(episode)] if episode.referred_on or episode.referral else []
    facts += [wording.count("families.stressors", episode.stressors)] if episode.stressors is not None else []
    came = [
        (f"people.measure.{one.value}", f"people.change.{episode.outcomes[one].value}") for one in OutcomeMeasure if one in episode.outcomes
    ]
    if episode.goal_change is not None:
        came.append(("outbox.field.goal_change", f"people.goal_change.{episode.goal_change.value}"))
    facts += [say("families.outcome", what=wording.begun(say(what)), change=say(change)) for what, change in came]
    return facts or [say("families.episode_empty")]


def _referral(episode: Episode) -> str:
    by = say(f"people.referral.{episode.referral.value}") if episode.referral else ""
    if episode.referred_on is None:
        return say("families.referred_by", by=by)
    day = on_day(episode.referred_on)
    return say("families.referred", date=day, by=by) if by else say("families.referred_on", date=day)


def transfer_words(transfer: Transfer) -> str:
    """`Til mer hjelp · 3. mars 2026`."""
    return DOT.join((wording.begun(say(f"people.transfer.{transfer.kind.value}")), on_day(transfer.on)))
