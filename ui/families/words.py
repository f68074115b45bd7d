"""Families, visits and ages in the words of the screen."""

from __future__ import annotations

from datetime import date, datetime

from app.domain.family import Age, Family, Person
from app.domain.ids import FamilyCode
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
    """`4 md. 2 uker`, with `korrigert` where it is counted from the due date."""
    parts = [say("families.months", count=age.months)] if age.months else []
    if age.weeks or not age.months:
        parts.append(wording.count("families.weeks", age.weeks))
    text = " ".join(parts)
    return say("families.corrected", age=text) if age.corrected else text


def person_words(person: Person) -> str:
    """`Kari (mother)`, `Baby`: names are optional, a word for who it is is always there."""
    who = say(f"families.role.{person.role.value}") if person.role else say(f"families.person.{person.kind.value}")
    return f"{person.name} ({who.lower()})" if person.name else who
