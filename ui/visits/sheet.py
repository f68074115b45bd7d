"""What the screen of a visit shows, read from the vault in one go: the visit, who is in the family, its films and clips, its notes."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.clip import Clip
from app.domain.family import Person
from app.domain.ids import RecordingId, VisitId
from app.domain.recording import Recording
from app.domain.visit import Note, Visit, VisitState
from app.ports import Store
from app.usecases.hold_visit import likely_films
from app.usecases.plan_visit import known_visit


@dataclass(frozen=True, slots=True)
class VisitSheet:
    """`films` are those of its day that no other visit has; `filmed` and `used` are linked to it already. `clips` are the family's."""

    visit: Visit
    people: tuple[Person, ...]
    films: tuple[Recording, ...]
    filmed: frozenset[RecordingId]
    used: frozenset[RecordingId]
    clips: tuple[Clip, ...]
    notes: tuple[Note, ...]

    def draft(self) -> Note | None:
        """The note that is being written."""
        return next((note for note in self.notes if not note.is_signed), None)

    def signed(self) -> tuple[Note, ...]:
        """As they were signed, addenda behind what they add to."""
        return tuple(note for note in self.notes if note.is_signed)


def read_sheet(store: Store, visit: VisitId) -> VisitSheet:
    """As it is now. Raises NO_LONGER_THERE."""
    films = likely_films(store, visit)
    with store.work() as work:
        known = known_visit(work, visit)
        links = [link for link in work.visits.films_of(known.family) if link.visit == visit]
        may_have_clips = known.state in {VisitState.PLANNED, VisitState.HELD}
        return VisitSheet(
            visit=known,
            people=tuple(work.people.of(known.family)),
            films=films,
            filmed=frozenset(link.recording for link in links if not link.used),
            used=frozenset(link.recording for link in links if link.used),
            clips=tuple(work.clips.of_family(known.family)) if may_have_clips else (),
            notes=tuple(work.notes.of_visit(visit)),
        )
