"""Somebody of a family in words: the name where one was entered, else what they are to the baby, with a number where two are the same."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.family import Person
from ui.texts import say


def person_words(person: Person, everybody: Sequence[Person]) -> str:
    """How this one is told from the others."""
    who = _role(person)
    if person.name:
        return say("visits.person_named", name=person.name, who=who)
    same = [one.id for one in everybody if not one.name and _role(one) == who]
    return f"{who} {same.index(person.id) + 1}" if len(same) > 1 else who


def _role(person: Person) -> str:
    return say(f"visits.role.{person.role.value}") if person.role is not None else say(f"visits.who.{person.kind.value}")
