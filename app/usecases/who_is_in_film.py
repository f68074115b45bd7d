"""Who is in a film, and what it may be used for: the practitioner enters the one, the consents decide the other.

At first the family's children and caregivers are taken to be in it from beginning to end. As soon as anybody is entered, those are written
down too, so that none is forgotten. Somebody who came in by chance is entered for the part they are in: it is hidden from that moment on
until they have agreed. Each change is written down in the audit log.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from app.domain.appearance import Appearance
from app.domain.audit import Deed
from app.domain.consent import NAMED, Missing, Purpose, deciding, same_somebody
from app.domain.errors import Bug, Circumstance, ErrorCode
from app.domain.family import Person, PersonKind
from app.domain.ids import PersonId, RecordingId, new_id
from app.domain.recording import Recording
from app.domain.spans import Span, together
from app.ports import Clock, Store, Work
from app.usecases.consent_gate import consent_day, hidden_spans, lacking_in, seen_in

USES = (Purpose.FILM, Purpose.REPLAY, Purpose.NAMED_SUPERVISOR, Purpose.GROUP_SUPERVISION, Purpose.TEACHING, Purpose.SHARE)
"""What is done with a film. The other purposes are about the family."""
WHOLE: Span = (0, None)


@dataclass(frozen=True, slots=True)
class InFilm:
    """One person of the family. `spans`: where they are in it; the whole of it is WHOLE, none means not in it."""

    person: Person = field(repr=False)
    spans: tuple[Span, ...]

    @property
    def throughout(self) -> bool:
        return WHOLE in self.spans


@dataclass(frozen=True, slots=True)
class Use:
    """Whether the film may be used so. `lacks`: who keeps it from that. `hidden`: parts that stay out of it all the same."""

    purpose: Purpose
    with_whom: str = field(repr=False)
    lacks: tuple[Missing, ...]
    hidden: tuple[Span, ...]

    @property
    def may(self) -> bool:
        return not self.lacks


@dataclass(frozen=True, slots=True)
class FilmPeople:
    """Everybody of the family, children first, and each use the film could have."""

    recording: Recording
    people: tuple[InFilm, ...]
    uses: tuple[Use, ...]

    @property
    def persons(self) -> tuple[Person, ...]:
        return tuple(one.person for one in self.people)


def who_is_in_film(store: Store, clock: Clock, recording: RecordingId) -> FilmPeople:
    """Changes nothing. Raises NO_LONGER_THERE."""
    with store.work() as work:
        return _read(work, consent_day(work, clock), recording)


def enter_in_film(store: Store, clock: Clock, recording: RecordingId, person: PersonId, span: Span = WHOLE) -> FilmPeople:
    """This person is in it throughout, or in this part (besides the parts entered before). Somebody who was in it throughout is now in the
    part only. A Bug for somebody of another family. Raises NO_LONGER_THERE."""
    with store.work() as work:
        known = _known(work, recording)
        if person not in {one.id for one in work.people.of(known.family)}:
            raise Bug("only persons of the family are in its film")
        before = [] if span == WHOLE else [one for one in _spans(work, recording, person) if one != WHOLE]
        return _put(work, clock, known, person, [*before, span])


def enter_newcomer(store: Store, clock: Clock, recording: RecordingId, span: Span) -> FilmPeople:
    """Somebody nobody expected came into this part: from now on it is hidden until they have agreed. Raises NO_LONGER_THERE."""
    with store.work() as work:
        known = _known(work, recording)
        newcomer = Person(PersonId(new_id()), known.family, PersonKind.OTHER)
        work.people.put(newcomer)
        return _put(work, clock, known, newcomer.id, [span])


def take_out_of_film(store: Store, clock: Clock, recording: RecordingId, person: PersonId, span: Span | None = None) -> FilmPeople:
    """This person is not in it, or not in this part of those that were entered. Where nobody is left who is in it throughout, the family's
    children and caregivers are taken to be again. Raises NO_LONGER_THERE."""
    with store.work() as work:
        known = _known(work, recording)
        left = [] if span is None else [one for one in _spans(work, recording, person) if one != span]
        return _put(work, clock, known, person, left)


def _put(work: Work, clock: Clock, recording: Recording, person: PersonId, spans: Collection[Span]) -> FilmPeople:
    """Enter these parts in the place of all before, and those who were taken to be in it."""
    throughout, _parts = seen_in(work, recording.id)
    for one in throughout:
        work.appearances.put(Appearance(recording.id, one))
    work.appearances.remove(recording.id, person)
    for start_us, end_us in together(spans):
        work.appearances.put(Appearance(recording.id, person, start_us, end_us))
    work.audit.append(clock.now(), Deed.PEOPLE_CHANGED, recording.family, recording.id)
    found = _read(work, consent_day(work, clock), recording.id)
    work.commit()
    return found


def _read(work: Work, day: date, recording: RecordingId) -> FilmPeople:
    known = _known(work, recording)
    people = tuple(InFilm(one, _spans(work, recording, one.id)) for one in work.people.of(known.family))
    named = [one for one in deciding(work.ledger.of(known.family)) if one.purpose in NAMED]
    uses = []
    for purpose in USES:
        whom: list[str] = []
        for one in named:
            if one.purpose is purpose and not any(same_somebody(one.with_whom, other) for other in whom):
                whom.append(one.with_whom)
        uses += [_use(work, day, recording, purpose, with_whom) for with_whom in sorted(whom, key=str.casefold) or [""]]
    return FilmPeople(known, people, tuple(uses))


def _use(work: Work, day: date, recording: RecordingId, purpose: Purpose, with_whom: str) -> Use:
    lacks = lacking_in(work, day, recording, purpose, with_whom)
    return Use(purpose, with_whom, lacks, tuple(hidden_spans(work, day, recording, purpose, with_whom)))


def _spans(work: Work, recording: RecordingId, person: PersonId) -> tuple[Span, ...]:
    throughout, parts = seen_in(work, recording)
    return (WHOLE,) if person in throughout else tuple(together(parts.get(person, ())))


def _known(work: Work, recording: RecordingId) -> Recording:
    known = work.recordings.get(recording)
    if known is None:
        raise Circumstance(ErrorCode.NO_LONGER_THERE)
    return known
