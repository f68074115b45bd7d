"""Every state of the visit screen, in both languages, light and dark, and at 200 %: whole words, named controls, all reached with Tab."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import NoteId
from app.domain.visit import Note, VisitKind, VisitState
from app.usecases.cancel_visit import cancel_visit
from app.usecases.plan_visit import VisitPlan, plan_visit
from tests.ui.films import wait_for
from tests.ui.fit import faults, passed_by
from tests.ui.scaled import again_at_two_hundred_percent
from tests.ui.visits.conftest import Desk, click
from tests.ui.visits.test_facts import TEN, planned
from tests.usecases.caring import CODE, NOON, TODAY, Home
from ui.jobs import Jobs
from ui.texts import LANGUAGES, Language, set_language
from ui.theme import DARK, LIGHT, apply_theme

SHOTS = os.environ.get("SAMSPILL_SHOTS")  # a folder: leave a picture of every state there, to be looked at
PATIENCE_S = 3.0
SENTENCES = (
    "Babyen søker blikket til mor, snur seg bort, og kommer tilbake etter noen sekunder. Mor venter og smiler når han kommer.",
    "«Jeg så ikke at han ba om en pause før nå.»",
    "Mor vil prøve å vente litt lenger før hun løfter ham opp.",
    "Neste gang filmer vi stellet, på badet.",
)


@pytest.fixture(params=[(language, dark) for language in LANGUAGES for dark in (False, True)], ids=lambda it: f"{it[0]}-{'dark' * it[1]}")
def spoken(request: pytest.FixtureRequest) -> tuple[Language, bool]:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def desk(qapp: QApplication, home: Home, spoken: tuple[Language, bool]) -> Iterator[Desk]:
    set_language(spoken[0])
    apply_theme(qapp, DARK if spoken[1] else LIGHT)
    jobs = Jobs()
    made = Desk(home, jobs)
    yield made
    made.close()
    apply_theme(qapp, LIGHT)


def check(desk: Desk, state: str, spoken: tuple[Language, bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    desk.settle()
    while (found := faults(desk.screen)) and time.monotonic() < deadline:
        desk.settle()
    if SHOTS:
        desk.screen.grab().save(f"{SHOTS}/visit-{state}-{'dark' if spoken[1] else 'light'}-{spoken[0]}.png")
    assert found == [], state
    assert passed_by(desk.screen) == [], state


def test_planning(desk: Desk, home: Home, spoken: tuple[Language, bool]) -> None:
    desk.screen.plan_for(CODE)
    check(desk, "new", spoken)
    desk.open(plan_visit(home.vault, CODE, VisitPlan(TEN + timedelta(9), VisitKind.FIRST)).id)
    check(desk, "planned", spoken)
    assert desk.screen.verticalScrollBar().maximum() == 0, "whole on a small laptop"
    click(desk.screen.facts.change_button)
    check(desk, "change", spoken)
    click(desk.screen.facts.plan.leave_button)
    click(desk.screen.facts.cancel_button)
    check(desk, "cancel", spoken)


def test_before_the_door(desk: Desk, home: Home, spoken: tuple[Language, bool]) -> None:
    visit = planned(home)
    desk.open(visit)
    wait_for(desk.screen.leads.isVisible)
    check(desk, "before-first", spoken)
    home.all_agree()
    home.film(filmed_on=TODAY - timedelta(2), marker="Hun venter på svar")
    home.visit(on=TODAY - timedelta(3), marker=SENTENCES[0])
    with home.vault.work() as work:
        note = NoteId("more")
        last = next(one for one in work.visits.of(CODE) if one.id != visit)
        work.notes.put(Note(note, last.id, NOON, next_step=SENTENCES[2], agreed_film=SENTENCES[3], signed_at=NOON))
        work.commit()
    desk.screen.refresh()
    desk.settle()
    check(desk, "before", spoken)
    assert desk.screen.verticalScrollBar().maximum() == 0, "whole on a small laptop"
    click(desk.screen.erase_button)
    desk.settle()
    check(desk, "erase", spoken)


def test_holding(desk: Desk, home: Home, spoken: tuple[Language, bool]) -> None:
    home.film(filmed_on=TODAY)
    desk.open(planned(home))
    click(desk.screen.facts.hold_button)
    check(desk, "hold", spoken)
    click(desk.screen.facts.hold.save_button)
    wait_for(desk.screen.notice.isVisible)
    check(desk, "held", spoken)
    desk.screen.notice.show_error(Circumstance(ErrorCode.VISIT_WAS_HELD))
    check(desk, "error", spoken)


def test_cancelled(desk: Desk, home: Home, spoken: tuple[Language, bool]) -> None:
    visit = planned(home)
    cancel_visit(home.vault, visit, VisitState.SERVICE_CANCELLED)
    desk.open(visit)
    check(desk, "cancelled", spoken)


def test_the_note(desk: Desk, home: Home, spoken: tuple[Language, bool]) -> None:
    desk.open(planned(home))
    note = desk.screen.note
    for field, words in zip(note.fields.fields.values(), SENTENCES, strict=True):
        field.insertPlainText(words)
    wait_for(note.keeper.is_saved)
    check(desk, "draft", spoken)
    click(note.sign_button)
    check(desk, "sign", spoken)
    click(note.sign_now)
    wait_for(lambda: note.add_button.isVisible() and desk.screen.summary.isVisible())
    check(desk, "signed", spoken)
    click(note.add_button)
    wait_for(note.fields.isVisible)
    check(desk, "addendum", spoken)
    click(desk.screen.summary.file_button)
    check(desk, "file", spoken)
    click(desk.screen.summary.copy_button)
    wait_for(desk.screen.summary.notice.isVisible)
    check(desk, "copied", spoken)


def test_at_two_hundred_percent(project: Path) -> None:
    again_at_two_hundred_percent(project, __file__, "nb-]")
