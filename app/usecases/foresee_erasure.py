"""What erasing a family, a person or a visit would take along, counted before anybody says yes to it. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import FamilyCode, PersonId, RecordingId, VisitId
from app.domain.recording import RecordingState
from app.ports import Store, Work
from app.usecases import erase_family, erase_person, erase_visit
from app.usecases.change_family import known_family
from app.usecases.destroy_films import is_on_hold
from app.usecases.erasures import Eraser
from app.usecases.plan_visit import known_visit

_COMING_IN = (RecordingState.FILMING, RecordingState.COPYING, RecordingState.VERIFYING)


@dataclass(frozen=True, slots=True)
class Goes:
    """How many of each. `held`: films on hold, which forbid all of it. `coming_in`: a film is being taken or imported right now.
    `on_cards`: films that are still on a camcorder's card, which this does not reach."""

    films: int = 0
    marks: int = 0
    clips: int = 0
    people: int = 0
    visits: int = 0
    notes: int = 0
    consents: int = 0
    on_cards: int = 0
    held: int = 0
    coming_in: bool = False

    @property
    def may(self) -> bool:
        """Whether it can be done now."""
        return not self.held and not self.coming_in


def foresee_family(store: Store, family: FamilyCode) -> Goes:
    """Raises NO_LONGER_THERE."""
    with store.work() as work:
        known_family(work, family)
        return replace(
            _films(work, erase_family.ERASER, family),
            people=len(work.people.of(family)),
            visits=len(work.visits.of(family)),
            notes=len(work.notes.of(family)),
            consents=len(work.ledger.of(family)),
        )


def foresee_person(store: Store, person: PersonId) -> Goes:
    """Raises NO_LONGER_THERE."""
    with store.work() as work:
        known = work.people.get(person)
        if known is None:
            raise Circumstance(ErrorCode.NO_LONGER_THERE)
        consents = sum(person in (one.person, one.giver) for one in work.ledger.of(known.family))
        return replace(_films(work, erase_person.ERASER, person), people=1, consents=consents)


def foresee_visit(store: Store, visit: VisitId, *, with_films: bool) -> Goes:
    """Raises NO_LONGER_THERE."""
    eraser = erase_visit.WITH_FILMS if with_films else erase_visit.WITHOUT_FILMS
    with store.work() as work:
        known_visit(work, visit)
        return replace(_films(work, eraser, visit), visits=1, notes=len(work.notes.of_visit(visit)))


def _films(work: Work, eraser: Eraser, what: str) -> Goes:
    """What of it has to do with film."""
    going = set(eraser.films(work, what))
    return Goes(
        films=len(going),
        marks=sum(len(work.marks.of(film)) for film in going),
        clips=sum(len(work.clips.of(film)) for film in going),
        on_cards=len({one.recording for one in work.cards.not_wiped()} & going),
        held=sum(is_on_hold(work, film) for film in set(eraser.leans_on(work, what)) | going),
        coming_in=_any_coming_in(work, going),
    )


def _any_coming_in(work: Work, films: Iterable[RecordingId]) -> bool:
    known = (work.recordings.get(film) for film in films)
    return any(film is not None and film.state in _COMING_IN for film in known)
