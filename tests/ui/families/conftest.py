"""A vault with three families in it, and the lanes its screens read by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from app.domain.family import ClosureReason, PersonKind, Role
from app.domain.ids import FamilyCode, VisitId
from app.domain.visit import Visit, VisitKind
from app.usecases.change_family import change_family
from app.usecases.change_people import PersonFacts
from app.usecases.end_episode import close_episode
from app.usecases.open_family import FamilyFacts, open_family
from tests.usecases.caring import CODE, Home
from ui.families.page import FamilyScreen
from ui.families.screen import FamiliesScreen
from ui.jobs import Jobs

TWIN, CLOSED = FamilyCode("B4CDE"), FamilyCode("XYZ77")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path / "vault")
    change_family(made.vault, CODE, FamilyFacts("Hansen"))
    same = (PersonFacts(PersonKind.CHILD, born_on=date(2026, 6, 1)), PersonFacts(PersonKind.CAREGIVER, Role.GRANDPARENT, "Mormor"))
    open_family(made.vault, made.clock, TWIN, FamilyFacts("Hansn"), same)
    open_family(made.vault, made.clock, CLOSED)
    close_episode(made.vault, made.clock, CLOSED, ClosureReason.MOVED)
    with made.vault.work() as work:
        work.visits.put(Visit(VisitId("next"), CODE, datetime(2026, 11, 24, 10, 30), VisitKind.COMBINED))
        work.visits.put(Visit(VisitId("over"), TWIN, datetime(2026, 11, 3, 9), VisitKind.FILM))
        work.commit()
    yield made
    made.vault.close()


@pytest.fixture
def jobs(english: None, home: Home, jobs: Jobs) -> Jobs:
    return jobs


@pytest.fixture
def screen(home: Home, jobs: Jobs) -> Iterator[FamiliesScreen]:
    made = FamiliesScreen(home.vault, home.clock, jobs)
    made.resize(1258, 660)
    made.show()
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def page(home: Home, jobs: Jobs) -> Iterator[FamilyScreen]:
    made = FamilyScreen(home.vault, home.clock, jobs)
    made.resize(1258, 660)
    made.show()
    yield made
    made.close()
    made.deleteLater()
