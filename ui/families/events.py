"""What happened with a family as lines of its one timeline: in words, and with where each line leads."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.domain.audit import AuditEntry, Deed
from app.domain.clip import Clip
from app.domain.consent import Consent, Purpose
from app.domain.episode import Transfer
from app.domain.family import Person
from app.domain.ids import PersonId, RecordingId
from app.domain.recording import RecordingState
from app.domain.visit import Note, Visit, VisitState
from app.usecases.family_page import Event, EventKind, FilmOnPage
from ui import wording
from ui.families.words import DOT, person_words, visit_words
from ui.texts import say
from ui.theme import SPACE_BETWEEN
from ui.widgets.parts import button, column, row, secondary, words

People = Mapping[PersonId, Person]
_WATCHED = (RecordingState.READY, RecordingState.PREPARING)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline: an event, or consents of one day that say the same of several persons or for several purposes."""

    event: Event
    consents: tuple[Consent, ...] = ()


def lines_of(timeline: Iterable[Event]) -> Iterator[Line]:
    """In the order they have. Consents given, or withdrawn, on one day stand together where the newest of them stands: those to the same
    purpose, and of these those of the same persons."""
    events = list(timeline)
    of_day: dict[Hashable, list[Event]] = {}
    for event in events:
        if isinstance(event.what, Consent):
            of_day.setdefault((event.kind, event.at.date()), []).append(event)
    for event in events:
        if not isinstance(event.what, Consent):
            yield Line(event)
        else:
            yield from _consents(of_day.pop((event.kind, event.at.date()), []))


def _consents(events: Iterable[Event]) -> Iterator[Line]:
    """Of one kind and day."""
    purposes: dict[Hashable, list[tuple[Event, Consent]]] = {}
    for event in events:
        if isinstance(event.what, Consent):
            purposes.setdefault((event.what.purpose, event.what.with_whom), []).append((event, event.what))
    persons: dict[Hashable, list[tuple[Event, Consent]]] = {}
    for same in purposes.values():
        persons.setdefault(frozenset(consent.person for _event, consent in same), []).extend(same)
    for same in persons.values():
        yield Line(same[0][0], tuple(consent for _event, consent in same))


def line_words(line: Line, people: People) -> str:
    """What happened, in a few words. Purposes and persons in their own order."""
    if not line.consents:
        return event_words(line.event)
    to, by = {one.purpose for one in line.consents}, {one.person for one in line.consents}
    purposes = [say(f"families.purpose.{purpose.value}") for purpose in Purpose if purpose in to]
    persons = [person_words(one, people.values()) for one in people.values() if one.id in by] or [say("people.kind.other")]
    return say(f"families.event.{line.event.kind.value}", purpose=wording.listed(purposes), who=wording.listed(persons))


def event_words(event: Event) -> str:
    """Of one event. None of a note's own words: they are read where notes are."""
    what = event.what
    if isinstance(what, Visit):
        return visit_words(what)
    if isinstance(what, FilmOnPage):
        facts = [say("families.event.film"), wording.length(what.recording.duration_us)]
        return DOT.join((*facts, wording.count("wording.marks", what.marks)) if what.marks else facts)
    if isinstance(what, Clip):
        return DOT.join((say("families.event.clip"), *([what.title] if what.title else []), say(f"intent.{what.intent.value}")))
    if isinstance(what, Note):
        return say("families.event.addendum" if what.addendum_to else "families.event.note" if what.is_signed else "families.event.draft")
    if isinstance(what, Transfer):
        return say("families.event.transfer", kind=say(f"people.transfer.{what.kind.value}"))
    return _entry_words(what) if isinstance(what, AuditEntry) else say("families.event.opened")


def _entry_words(entry: AuditEntry) -> str:
    if entry.deed is Deed.EPISODE_CLOSED:
        return say("families.event.closed", reason=say(f"families.reason.{entry.subject}"))
    if entry.deed is Deed.FAMILY_MERGED:
        return say("families.event.merged", code=entry.subject)
    return say("families.event.reopened" if entry.deed is Deed.EPISODE_REOPENED else "families.event.deleted")


def watchable(timeline: Iterable[Event]) -> frozenset[RecordingId]:
    """The films on it that can be watched, or whose marks can be looked at."""
    films = (event.what.recording for event in timeline if isinstance(event.what, FilmOnPage))
    return frozenset(film.id for film in films if film.state in _WATCHED and (film.picture is not None or film.stays_on_camcorder))


def button_words(event: Event, today: date, films: Collection[RecordingId]) -> str:
    """What the line's button says; nothing where there is nothing to do. `films` can be watched."""
    what = event.what
    if isinstance(what, Visit):
        over = what.state is VisitState.PLANNED and what.starts_at.date() < today
        return say("families.do.enter" if over else "families.do.visit")
    if isinstance(what, FilmOnPage):
        does = say("families.do.marks" if what.recording.stays_on_camcorder else "families.do.film")
        return does if what.recording.id in films else ""
    if isinstance(what, Note):
        return say("families.do.note" if what.is_signed else "families.do.draft")
    if isinstance(what, Clip):
        return say("families.do.clip") if what.recording in films else ""
    if isinstance(what, AuditEntry):
        return say("families.do.receipt") if what.deed is Deed.DELETED else ""
    return say("families.do.consent") if isinstance(what, Consent) else ""


class EventCard(QFrame):
    """One line of the timeline. Calls `chosen(event)`."""

    def __init__(self, line: Line, people: People, today: date, films: Collection[RecordingId], chosen: Callable[[Event], object]) -> None:
        super().__init__()
        self.line = line
        event = line.event
        self.setProperty("role", "card")
        said, at, does = line_words(line, people), self._at(event), button_words(event, today, films)
        self.said = words(said, "row-title")
        across = row(column(self.said, secondary(at), spacing=2), spacing=SPACE_BETWEEN)
        across.setStretch(0, 1)
        self.button = button(does, lambda: chosen(event)) if does else None
        if self.button is not None:
            self.button.setAccessibleName(f"{does}: {said}, {at}")
            across.addWidget(self.button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_BETWEEN, 8, 12, 8)
        layout.addLayout(across)

    def _at(self, event: Event) -> str:
        return wording.when(event.at) if event.kind in (EventKind.VISIT, EventKind.FILM) else wording.day(event.at)
