"""Persons and consents in words. A name stays on this laptop; where there is none, what the person is to the baby stands for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from app.domain.consent import Consent, Lack, Missing, SignedHow
from app.domain.family import Person
from ui import wording
from ui.consent.reading import FamilyLedger, Standing
from ui.families.words import person_words as family_person_words
from ui.texts import say

SOON = timedelta(14)


def person_words(person: Person, people: Sequence[Person]) -> str:
    """The name, or `Mor`, `Barnet 2`: numbered where the family has more of the kind."""
    return person.name or family_person_words(person, people)


def day_words(day: date) -> str:
    return wording.day(datetime.combine(day, time(12)))


def purpose_words(line: Standing) -> str:
    called = say(f"ledger.purpose.{line.purpose.value}")
    return say("ledger.with_whom", purpose=called, who=line.consent.with_whom) if line.consent and line.consent.with_whom else called


def state_words(line: Standing, ledger: FamilyLedger) -> tuple[str, str]:
    """What of it stands, and the role of these words."""
    consent = line.consent
    if consent is None:
        return say("ledger.off"), "secondary"
    if consent.withdrawn_at is not None:
        return say("ledger.withdrawn", date=wording.day(consent.withdrawn_at)), "secondary"
    if not consent.holds_on(ledger.day):
        return say("ledger.expired", date=day_words(consent.expires_on or ledger.day)), "warn"
    said = [say("ledger.given", date=wording.day(consent.given_at))]
    if consent.giver != consent.person:
        said.append(say("ledger.given_by", who=person_words(ledger.person(consent.giver), ledger.people)))
    soon = consent.expires_on is not None and consent.expires_on - ledger.day <= SOON
    if consent.expires_on is not None:
        said.append(say("ledger.runs_out" if soon else "ledger.until", date=day_words(consent.expires_on)))
    said += _how(consent)
    return " · ".join(said), "warn" if soon else "good"


def missing_words(lacks: Sequence[Missing], ledger: FamilyLedger) -> str:
    """Who has not agreed to be filmed, and why not; empty when nobody is missing."""
    if any(one.person is None for one in lacks):
        return say("ledger.nobody")
    return lack_words(lacks, ledger.people)


def lack_words(lacks: Sequence[Missing], people: Sequence[Person]) -> str:
    """`Mor og Far har ikke sagt ja; samtykket for Barnet har gått ut`."""
    by_id, order = {one.id: one for one in people}, [one.id for one in people]
    by_lack: dict[Lack, list[str]] = {}
    for one in sorted(lacks, key=lambda one: order.index(one.person) if one.person else 0):
        by_lack.setdefault(one.lack, []).extend([person_words(by_id[one.person], people)] if one.person else [])
    return "; ".join(_lack_words(lack, who) for lack, who in by_lack.items())


def _lack_words(lack: Lack, who: list[str]) -> str:
    """`Mor og Far har ikke sagt ja`."""
    if not who:
        return say("infilm.nobody")
    return say(f"infilm.lack.{lack.value}.{'one' if len(who) == 1 else 'many'}", who=wording.listed(who))


def _how(consent: Consent) -> list[str]:
    said = [say("ledger.on_paper", place=consent.kept_at)] if consent.how is SignedHow.PAPER else []
    if consent.interpreter:
        said.append(say("ledger.by_interpreter"))
    return said
