"""A day on which every part of Today has something to say."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from app.base_ports import Membership
from app.domain.card import CardFilm, CardFilmState
from app.domain.family import Person, PersonKind
from app.domain.ids import CardId, PersonId, RecordId, RecordingId, VisitId
from app.domain.outbox import Kept, KeptState
from app.domain.summary import SummaryKind
from app.domain.visit import Visit, VisitKind
from app.usecases.change_family import change_family
from app.usecases.open_family import FamilyFacts
from app.usecases.team import keep_membership
from tests.usecases.caring import CODE, MOTHER, NOON, TODAY, Home

VISIT, OVER = VisitId("today"), VisitId("over")


def fill(home: Home) -> dict[str, str]:
    """The ids that lines lead to: `film` nobody has looked at, `draft` and `bare` visits, the film that `goes`."""
    change_family(home.vault, CODE, FamilyFacts("Hansen og Berg"))
    looked_at, draft = home.film(filmed_on=TODAY - timedelta(85)), home.visit(signed=False, on=TODAY - timedelta(1))[0]
    home.visit(looked_at, TODAY - timedelta(85))
    film = home.film(filmed_on=TODAY)
    home.agree(MOTHER, until=TODAY + timedelta(3))
    with home.vault.work() as work:
        for mark in work.marks.of(film):
            work.marks.remove(mark.id)
        for clip in work.clips.of(film):
            work.clips.remove(clip.id)
        work.visits.put(Visit(VISIT, CODE, datetime(2026, 11, 21, 10, 30), VisitKind.COMBINED))
        work.visits.put(Visit(OVER, CODE, datetime(2026, 11, 20, 9), VisitKind.FOLLOW_UP))
        for n in range(8):
            work.visits.put(Visit(VisitId(f"later{n}"), CODE, datetime(2026, 11, 23, 9 + n), VisitKind.PHONE))
        work.cards.put(CardFilm(CardId("card"), "key", RecordingId("other"), CardFilmState.VERIFIED, NOON, "CANON_SD"))
        keep_membership(work, Membership("https://base.example", "00" * 32, "TRO01", "device", "lerke"))
        work.outbox.keep(Kept(RecordId("record"), SummaryKind.COUNTERS, "2026-Q4", None, KeptState.WAITING))
        work.people.put(Person(PersonId("twin"), CODE, PersonKind.CHILD, born_on=date(2025, 12, 1)))
        work.commit()
    return {"film": film, "draft": draft, "goes": looked_at}
