"""A visit as plain text for the journal, nb or en: what was counted and what was signed. No names; a draft is no part of it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache

from app.domain.audit import Deed
from app.domain.family import Family, Person, age_on
from app.domain.ids import NoteId, VisitId
from app.domain.visit import Note, Visit
from app.ports import Clock, Store, Work
from app.usecases.change_family import known_family
from app.usecases.family_page import diary_time
from app.usecases.note_templates import FIELDS
from app.usecases.plan_visit import known_visit
from resources.read import resource_text

_Words = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class JournalSummary:
    """`notes` are the signed ones in it, `drafts` how many are not in it because nobody signed them yet."""

    text: str = field(repr=False)
    notes: tuple[NoteId, ...]
    drafts: int


def journal_summary(store: Store, visit: VisitId, language: str) -> JournalSummary:
    """To be looked at; changes nothing. `language` is "nb" or "en" (KeyError for another one). Raises NO_LONGER_THERE."""
    with store.work() as work:
        return _summary(work, visit, language)


def export_summary(store: Store, clock: Clock, visit: VisitId, language: str) -> JournalSummary:
    """The same, copied or written out now: its notes are marked so, and that it was done is written down. Retention of notes counts from
    here. A clock that was put back does not date it before it was signed. Raises NO_LONGER_THERE."""
    with store.work() as work:
        summary = _summary(work, visit, language)
        now = clock.now()
        for note in work.notes.of_visit(visit):
            if note.signed_at is not None:
                work.notes.exported(note.id, max(now, note.signed_at))
        work.audit.append(now, Deed.EXPORTED, known_visit(work, visit).family, visit)
        work.commit()
    return summary


def _summary(work: Work, visit: VisitId, language: str) -> JournalSummary:
    known = known_visit(work, visit)
    family, words = known_family(work, known.family), _shipped()[language]
    notes = work.notes.of_visit(visit)
    signed = [note for note in _with_addenda(notes) if note.is_signed]
    people = [person for person in work.people.of(known.family) if person.id in known.took_part]
    paragraphs = ["\n".join(_facts(known, family, people, words, language)), *(_told(note, words, language) for note in signed)]
    return JournalSummary("\n\n".join(paragraphs) + "\n", tuple(note.id for note in signed), len(notes) - len(signed))


def _with_addenda(notes: list[Note]) -> Iterator[Note]:
    """Each note with its addenda behind it."""
    for note in notes:
        if note.addendum_to is None:
            yield note
            yield from (one for one in notes if one.addendum_to == note.id)


def _facts(visit: Visit, family: Family, people: list[Person], words: _Words, language: str) -> Iterator[str]:
    label = words["label"]
    yield f"{label['visit']} {_moment(visit.starts_at, language)}"
    yield f"{label['family']}: {family.code}"
    yield f"{label['kind']}: {words['kind'][visit.kind]}"
    yield f"{label['place']}: {words['place'][visit.place]}"
    yield f"{label['state']}: {words['state'][visit.state]}"
    if people:
        day = visit.starts_at.date()
        yield f"{label['present']}: {', '.join(_person(person, day, words) for person in people)}"
    if family.interpreter:
        yield f"{label['interpreter']}: {label['yes']}"
    counted = ((label["minutes"], visit.minutes), (label["travel"], visit.travel_minutes), (label["film"], visit.film_minutes))
    for name, minutes in counted:
        if minutes is not None:
            yield f"{name}: {minutes} {label['min']}"
    if visit.clips_shown is not None:
        yield f"{label['clips']}: {visit.clips_shown}"


def _person(person: Person, day: date, words: _Words) -> str:
    """By what they are to the baby, never by name; a child with its age."""
    label, who = words["label"], words["person"][person.role or person.kind]
    age = age_on(person, day) if person.role is None else None
    if age is None:
        return who
    if age.before_due:
        return f"{who} ({label['before_due']})"
    count, unit = (age.months, "month") if age.months else (age.weeks, "week")
    length = f"{count} {label[unit if count == 1 else f'{unit}s']}"
    return f"{who} ({length}, {label['corrected']})" if age.corrected else f"{who} ({length})"


def _told(note: Note, words: _Words, language: str) -> str:
    label = words["label"]
    parts = [f"{label[name]}:\n{said}" for name in FIELDS if (said := getattr(note, name).strip())]
    if note.addendum_to is not None:
        parts.insert(0, label["addendum"])
    if note.signed_at is not None:
        parts.append(f"{label['signed']} {_moment(diary_time(note.signed_at), language)}")
    return "\n\n".join(parts)


def _moment(at: datetime, language: str) -> str:
    return at.strftime("%d.%m.%Y kl. %H.%M" if language == "nb" else "%Y-%m-%d %H:%M")


@cache
def _shipped() -> dict[str, _Words]:
    return tomllib.loads(resource_text("notes/journal.toml"))
