"""What a visit is prepared with: consents that are missing, last time, clips to show; and the film of one that was held."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.domain.consent import Purpose
from app.domain.errors import ErrorCode
from app.domain.ids import VisitId
from app.domain.visit import VisitKind
from app.usecases.around_visit import MOST_CLIPS, AroundVisit, around_visit
from app.usecases.plan_visit import VisitPlan, plan_visit
from app.usecases.withdraw_consent import withdraw_consent
from tests.storage.making import code_when
from tests.usecases.caring import CHILD, CODE, FATHER, MOTHER, TODAY, Home


def planned(home: Home) -> VisitId:
    at = datetime.combine(TODAY + timedelta(2), datetime.min.time())
    return plan_visit(home.vault, CODE, VisitPlan(at, VisitKind.COMBINED)).id


def seen(home: Home, visit: VisitId) -> AroundVisit:
    return around_visit(home.vault, home.clock, visit)


def test_who_has_still_to_agree(home: Home) -> None:
    visit = planned(home)
    assert {purpose: {one.id for one in who} for purpose, who in seen(home, visit).lacking.items()} == {
        purpose: {MOTHER, FATHER, CHILD} for purpose in (Purpose.FILM, Purpose.REPLAY)
    }
    home.all_agree()
    home.all_agree(Purpose.REPLAY)
    assert seen(home, visit).lacking == {}
    withdraw_consent(home.vault, home.clock, FATHER, {Purpose.REPLAY})
    assert {purpose: [one.id for one in who] for purpose, who in seen(home, visit).lacking.items()} == {Purpose.REPLAY: [FATHER]}


def test_last_time_is_the_last_visit_that_was_held_before_and_its_signed_note(home: Home) -> None:
    home.visit(on=TODAY - timedelta(9), marker="long ago")
    last, note = home.visit(on=TODAY - timedelta(3), marker="last")
    home.visit(on=TODAY + timedelta(9), marker="after it")
    found = seen(home, planned(home))
    assert (found.last and found.last.id, found.note and found.note.id) == (last, note)


def test_a_draft_is_no_note_of_last_time(home: Home) -> None:
    home.visit(on=TODAY - timedelta(3), signed=False)
    assert seen(home, planned(home)).note is None


def test_clips_that_are_to_be_shown_the_newest_film_first(home: Home) -> None:
    old, new = home.film(filmed_on=TODAY - timedelta(5)), home.film(filmed_on=TODAY - timedelta(2))
    used = home.film(filmed_on=TODAY - timedelta(9))
    home.visit(used, on=TODAY - timedelta(8), used=True)
    found = seen(home, planned(home))
    assert [film.id for _clip, film in found.clips] == [new, old]
    for _ in range(MOST_CLIPS):
        home.film(filmed_on=TODAY)
    assert len(seen(home, planned(home)).clips) == MOST_CLIPS


def test_one_that_was_held_has_its_film_and_asks_for_nothing(home: Home) -> None:
    film = home.film(filmed_on=TODAY)
    visit, _note = home.visit(film)
    found = seen(home, visit)
    assert ([one.id for one in found.films], found.clips, found.lacking) == ([film], (), {})


def test_one_that_is_gone(home: Home) -> None:
    assert code_when(lambda: seen(home, VisitId("nowhere"))) is ErrorCode.NO_LONGER_THERE
