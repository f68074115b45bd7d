"""Who will be in the picture, as it is chosen and signed on the film screen, and what a withdrawal does there."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.domain.family import Person, PersonKind
from app.domain.ids import PersonId
from app.usecases.withdraw_consent import withdraw_consent
from tests.journeys.kit import click, press, until
from tests.ui.film.conftest import FAMILY, Visit
from ui.consent.screen import LedgerScreen
from ui.film.desk import DeskState


def test_who_is_in_the_picture_is_chosen_and_written_down(visit: Visit) -> None:
    caregiver, child = visit.agree()
    session = visit.house.shell.session
    assert session is not None
    with session.store.work() as work:
        work.people.put(Person(PersonId("aunt"), FAMILY, PersonKind.CAREGIVER))
        work.commit()
    screen, whom = visit.screen, visit.screen.side.whom
    screen.choose_family(FAMILY)
    until(whom.permission.is_known)
    assert not screen.controls.start.isEnabled() and "har ikke sagt ja" in whom.label.text()
    click(whom.settle)
    assert whom.permission.isVisible() and not screen.preview.isVisible()
    assert "har ikke sagt ja" in whom.permission.state.text() and not whom.label.isVisible()
    aunt = whom.permission.who.ticks[PersonId("aunt")]
    aunt.setFocus()
    press(aunt, Qt.Key.Key_Space)
    until(screen.controls.start.isEnabled)
    press(aunt, Qt.Key.Key_Escape)
    assert screen.preview.isVisible() and screen.controls.start.hasFocus()
    assert whom.label.text() == "I bildet: Barnet, Mor. Alle har sagt ja."
    press(screen.controls.start, Qt.Key.Key_Space)
    visit.until_state(DeskState.FILMING)
    assert not whom.settle.isEnabled()
    visit.stop()
    (recording,) = visit.recordings()
    with session.store.work() as work:
        assert {one.person for one in work.appearances.of(recording.id)} == {caregiver, child}


def test_signing_on_the_screen_is_done_in_the_ledger_and_leads_back(visit: Visit) -> None:
    workspace = visit.house.shell.workspace
    assert workspace is not None
    screen, whom = visit.screen, visit.screen.side.whom
    visit.family()
    screen.choose_family(FAMILY)
    until(whom.permission.is_known)
    click(whom.settle)
    click(whom.permission.paper.sign_button)
    ledger = visit.house.stage(LedgerScreen)
    until(lambda: ledger.ledger is not None and ledger.ledger.family == FAMILY)
    visit.agree()
    workspace.go("film")
    until(screen.controls.start.isEnabled)


def test_a_withdrawal_between_the_answer_and_the_button_is_said(visit: Visit) -> None:
    visit.ready()
    session = visit.house.shell.session
    assert session is not None
    with session.store.work() as work:
        child = next(one for one in work.people.of(FAMILY) if one.kind is PersonKind.CHILD)
    withdraw_consent(session.store, session.clock, child.id)
    click(visit.screen.controls.start)
    until(lambda: visit.screen.notice.text() == "Samtykket er trukket tilbake")
    until(visit.screen.side.whom.permission.is_known)
    assert visit.screen.desk.state is DeskState.READY and not visit.screen.controls.start.isEnabled()
    assert "Barnet har trukket" in visit.screen.side.whom.label.text() and visit.recordings() == []


def test_a_withdrawal_ends_the_film_and_says_that_nothing_is_left(visit: Visit) -> None:
    visit.film()
    session = visit.house.shell.session
    assert session is not None
    with session.store.work() as work:
        child = next(one for one in work.people.of(FAMILY) if one.kind is PersonKind.CHILD)
    withdraw_consent(session.store, session.clock, child.id)
    until(lambda: visit.screen.notice.text() == "Filmen er slettet", 20)
    until(visit.screen.side.whom.permission.is_known)
    assert visit.screen.desk.state is DeskState.READY and not visit.screen.controls.start.isEnabled()
    assert visit.recordings() == []
