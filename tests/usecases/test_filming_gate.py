"""Nothing is filmed without consent: what a film needs before it begins, what is written down with it, and a withdrawal in the middle."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.audit import Deed
from app.domain.consent import Purpose, SignedHow
from app.domain.errors import Circumstance, ErrorCode
from app.domain.family import Person, PersonKind
from app.domain.ids import FamilyCode, PersonId, VisitId
from app.domain.visit import Visit, VisitFilm, VisitKind
from app.usecases.agree_on_paper import Paper, agree_on_paper
from app.usecases.consent_gate import local_day, people_in
from app.usecases.consent_texts import text_to_show
from app.usecases.give_consent import Giving, give_consent
from app.usecases.no_import import set_no_import
from app.usecases.withdraw_consent import withdraw_consent
from tests.usecases.filming import Set, soon
from tests.usecases.importing import FAMILY

AUNT = PersonId("aunt")


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Set]:
    made = Set(tmp_path)
    yield made
    made.vault.close()


def withdrawn(scene: Set) -> None:
    withdraw_consent(scene.vault, scene.clock, scene.child, {Purpose.FILM})


def run_out(scene: Set) -> None:
    """Until yesterday: a consent of a day, and the day after."""
    today, text = local_day(scene.clock), text_to_show(scene.vault, scene.clock, Purpose.FILM, "nb").id
    until_today = Giving(
        scene.caregiver, Purpose.FILM, scene.caregiver, text, expires_on=today, how=SignedHow.PAPER, kept_at="in the folder"
    )
    give_consent(scene.vault, scene.clock, until_today)
    scene.clock.turn(timedelta(days=1))


def another_caregiver(scene: Set) -> None:
    with scene.vault.work() as work:
        work.people.put(Person(AUNT, FAMILY, PersonKind.CAREGIVER))
        work.commit()


def no_footage(scene: Set) -> None:
    set_no_import(scene.vault, scene.clock, on=True)


def nothing_left(scene: Set) -> bool:
    """Neither row nor file nor deed, and the next film may begin."""
    with scene.vault.work() as work:
        rows, deeds = work.recordings.all(), [one.deed for one in work.audit.last(99)]
    reels = scene.folder / "reels"
    return (
        not rows
        and Deed.FILMED not in deeds
        and not list(reels.glob("*"))
        and not scene.stage.is_filming
        and "roll" not in scene.studio.asked
    )


@pytest.mark.parametrize(
    ("before", "family", "code"),
    [
        (another_caregiver, FAMILY, ErrorCode.CONSENT_NOT_GIVEN),
        (run_out, FAMILY, ErrorCode.CONSENT_EXPIRED),
        (withdrawn, FAMILY, ErrorCode.CONSENT_WITHDRAWN),
        (lambda _scene: None, FamilyCode("NOBODY"), ErrorCode.NOBODY_NAMED),
        (no_footage, FAMILY, ErrorCode.FOOTAGE_NOT_ALLOWED),
    ],
)
def test_a_film_does_not_begin_without_consent(scene: Set, before: Callable[[Set], None], family: FamilyCode, code: ErrorCode) -> None:
    before(scene)
    with pytest.raises(Circumstance) as refused:
        scene.filming().begin(family)
    assert refused.value.code is code
    assert nothing_left(scene)
    with scene.vault.work() as work:
        assert work.families.all() == [FAMILY], "a refused film opens no family either"


def test_who_is_in_it_is_written_down_with_it_and_the_deed_too(scene: Set) -> None:
    another_caregiver(scene)
    filming = scene.filming()
    recording = filming.begin(FAMILY, {scene.caregiver})
    with scene.vault.work() as work:
        assert {(one.person, one.is_whole) for one in work.appearances.of(recording.id)} == {(scene.caregiver, True), (scene.child, True)}
        assert people_in(work, recording.id) == {scene.caregiver, scene.child}
        (deed,) = [one for one in work.audit.of(FAMILY) if one.deed is Deed.FILMED]
        assert (deed.subject, work.audit.fault()) == (recording.id, None)
    scene.studio.film(b"film")
    filming.stop()


def test_where_nobody_is_named_everybody_counts(scene: Set) -> None:
    filming = scene.begun()
    assert filming.recording
    with scene.vault.work() as work:
        assert work.appearances.of(filming.recording.id) == []
        assert people_in(work, filming.recording.id) == {scene.caregiver, scene.child}
    scene.studio.film(b"film")
    filming.stop()


def test_somebody_who_joins_needs_to_agree_too(scene: Set) -> None:
    with scene.vault.work() as work:
        work.people.put(Person(AUNT, FAMILY, PersonKind.OTHER))
        work.commit()
    with pytest.raises(Circumstance, match="consent_not_given"):
        scene.filming().begin(FAMILY, {scene.caregiver, AUNT})
    paper = Paper(FAMILY, "folder 3", in_picture=frozenset({AUNT}))
    assert [one.person for one in agree_on_paper(scene.vault, scene.clock, paper)] == [AUNT]
    filming = scene.filming()
    filming.begin(FAMILY, {scene.caregiver, AUNT})
    scene.studio.film(b"film")
    filming.stop()


def test_a_film_belongs_to_the_visit_of_its_day(scene: Set) -> None:
    visit = VisitId("today")
    with scene.vault.work() as work:
        at = scene.clock.now().astimezone().replace(tzinfo=None, hour=9, minute=0)
        work.visits.put(Visit(visit, FAMILY, at, VisitKind.FILM))
        work.commit()
    filming = scene.begun()
    scene.studio.film(b"film")
    recording = filming.stop()
    with scene.vault.work() as work:
        assert work.visits.films_of(FAMILY) == [VisitFilm(visit, recording.id, used=False)]


@pytest.mark.parametrize("paused", [False, True])
def test_a_withdrawal_ends_the_film_that_is_being_taken_and_nothing_of_it_is_left(scene: Set, paused: bool) -> None:
    filming = scene.begun()
    scene.studio.film(bytes(300_000))
    soon(lambda: scene.vault.being_written() != set())
    if paused:
        filming.pause()
    done = withdraw_consent(scene.vault, scene.clock, scene.caregiver, {Purpose.FILM})
    assert len(done.receipts) == 1
    if not paused:
        scene.studio.film(bytes(300_000))
    with pytest.raises(Circumstance, match="film_deleted"):
        filming.wait(5)
    assert "stop" in scene.studio.asked, "nobody goes on filming into nothing"
    with scene.vault.work() as work:
        assert work.recordings.all() == []
    assert not list((scene.folder / "reels").glob("*"))
    with pytest.raises(Circumstance, match="consent_withdrawn"):
        scene.filming().begin(FAMILY)
