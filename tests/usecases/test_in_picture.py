"""Who is in a film, and which visit it belongs to."""

from __future__ import annotations

from datetime import datetime

import pytest

from app.domain.errors import Bug
from app.domain.ids import FamilyCode, PersonId, RecordingId, VisitId, new_id
from app.domain.recording import Recording, RecordingState, SourceKind
from app.domain.visit import Visit, VisitFilm, VisitKind, VisitState
from app.usecases.in_picture import enter_who_is_in_it, link_to_visit
from tests.usecases.caring import CHILD, CODE, FATHER, MOTHER, NEIGHBOUR, NOON, Home

DAY = datetime(2026, 11, 21)


def film(home: Home, filmed_at: datetime | None = None) -> Recording:
    made = Recording(RecordingId(new_id()), CODE, SourceKind.LIVE, RecordingState.FILMING, NOON, 0, filmed_at)
    with home.vault.work() as work:
        work.recordings.put(made)
        work.commit()
    return made


def entered(home: Home, in_picture: set[PersonId] | None) -> set[PersonId]:
    recording = film(home)
    with home.vault.work() as work:
        enter_who_is_in_it(work, recording, in_picture)
        work.commit()
    with home.vault.work() as work:
        found = work.appearances.of(recording.id)
    assert all(one.is_whole for one in found)
    return {one.person for one in found}


def test_the_child_and_those_who_were_named(home: Home) -> None:
    assert entered(home, {MOTHER, NEIGHBOUR}) == {CHILD, MOTHER, NEIGHBOUR}
    assert entered(home, set()) == {CHILD}
    assert entered(home, None) == set()


def test_somebody_of_another_family_is_a_mistake_of_ours(home: Home) -> None:
    with pytest.raises(Bug):
        entered(home, {PersonId("stranger")})


@pytest.mark.parametrize(
    ("visits", "linked"),
    [
        ([], None),
        ([("at ten", 21, 10, VisitKind.FILM, VisitState.PLANNED)], "at ten"),
        ([("day before", 20, 23, VisitKind.FILM, VisitState.PLANNED)], None),
        ([("day after", 22, 0, VisitKind.FILM, VisitState.PLANNED)], None),
        (
            [("early", 21, 8, VisitKind.FILM, VisitState.HELD), ("near", 21, 12, VisitKind.GUIDANCE, VisitState.PLANNED)],
            "near",
        ),
        ([("called", 21, 11, VisitKind.PHONE, VisitState.HELD), ("far", 21, 18, VisitKind.FILM, VisitState.HELD)], "far"),
        ([("cancelled", 21, 11, VisitKind.FILM, VisitState.FAMILY_CANCELLED)], None),
        ([("no access", 21, 11, VisitKind.FILM, VisitState.NO_ACCESS)], None),
    ],
)
def test_a_film_belongs_to_the_nearest_visit_of_its_day(
    home: Home, visits: list[tuple[str, int, int, VisitKind, VisitState]], linked: str | None
) -> None:
    recording = film(home, DAY.replace(hour=11, minute=30))
    with home.vault.work() as work:
        work.families.add(FamilyCode("OTHER"), NOON)
        work.visits.put(Visit(VisitId("others"), FamilyCode("OTHER"), DAY.replace(hour=11), VisitKind.FILM))
        for name, day, hour, kind, state in visits:
            work.visits.put(Visit(VisitId(name), CODE, datetime(2026, 11, day, hour), kind, state=state))
        found = link_to_visit(work, recording)
        work.commit()
    assert (found.id if found else None) == linked
    with home.vault.work() as work:
        assert work.visits.films_of(CODE) == ([VisitFilm(VisitId(linked), recording.id, used=False)] if linked else [])


def test_a_film_that_knows_no_time_belongs_to_no_visit(home: Home) -> None:
    home.visit()
    recording = film(home)
    with home.vault.work() as work:
        assert link_to_visit(work, recording) is None


def test_father_is_not_in_it_when_he_is_not_named(home: Home) -> None:
    assert FATHER not in entered(home, {MOTHER})
