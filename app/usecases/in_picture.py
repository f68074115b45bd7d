"""Who is in a film that is being taken or brought in: written down with it, so that a withdrawal finds it and the gates ask them all.

The children of the family are always in it. Who else is, is said before filming; where nothing was said, nobody is entered, and every
caregiver counts (`app.usecases.consent_gate`).
"""

from __future__ import annotations

from collections.abc import Collection

from app.domain.appearance import Appearance
from app.domain.errors import Bug
from app.domain.family import PersonKind
from app.domain.ids import PersonId
from app.domain.recording import Recording
from app.domain.visit import Visit, VisitFilm, VisitKind, VisitState
from app.ports import Clock, Work
from app.usecases.consent_gate import consent_day, require_filming
from app.usecases.no_import import require_footage_allowed

_TOOK_PLACE = frozenset({VisitState.PLANNED, VisitState.HELD})


def write_down(work: Work, clock: Clock, recording: Recording, in_picture: Collection[PersonId] | None) -> Visit | None:
    """A new recording, with who is in it and the visit of its day: the only way one begins, so that none does unless everybody has agreed.
    `in_picture`: who besides the children; every caregiver when None. The visit, None where there is none. Lands with the caller's commit.
    Raises FOOTAGE_NOT_ALLOWED (unless the film stays on the camcorder), and what `require_filming` raises."""
    if not recording.stays_on_camcorder:
        require_footage_allowed(work)
    require_filming(work, consent_day(work, clock), recording.family, in_picture)
    work.recordings.put(recording)
    enter_who_is_in_it(work, recording, in_picture)
    return link_to_visit(work, recording)


def enter_who_is_in_it(work: Work, recording: Recording, in_picture: Collection[PersonId] | None) -> None:
    """The family's children and these persons are in it from beginning to end; None: nobody is entered. Before this the recording was
    put. Lands with the caller's commit. A Bug for somebody of another family."""
    if in_picture is None:
        return
    people = {one.id: one for one in work.people.of(recording.family)}
    if not set(in_picture) <= people.keys():
        raise Bug("only persons of the family are in its film")
    for person in people.values():
        if person.kind is PersonKind.CHILD or person.id in in_picture:
            work.appearances.put(Appearance(recording.id, person.id))


def link_to_visit(work: Work, recording: Recording) -> Visit | None:
    """The film belongs to the visit of the day it was taken: of several the one that began nearest, by the camera's own clock. A visit that
    was cancelled and a phone call have no film. Lands with the caller's commit; says which visit it was, None where there is none."""
    filmed_at = recording.filmed_at
    if filmed_at is None:
        return None
    of_the_day = [
        one
        for one in work.visits.of(recording.family)
        if one.starts_at.date() == filmed_at.date() and one.state in _TOOK_PLACE and one.kind is not VisitKind.PHONE
    ]
    if not of_the_day:
        return None
    nearest = min(of_the_day, key=lambda one: abs(one.starts_at - filmed_at))
    work.visits.link(VisitFilm(nearest.id, recording.id, used=False))
    return nearest
