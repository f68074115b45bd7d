"""Who will be in the picture and whether they have said yes, on a real vault: what is said, what a tick changes, and the paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.consent import OtherParent, Purpose
from app.domain.errors import ErrorCode, SamspillError
from app.domain.family import Person, PersonKind
from app.domain.ids import FamilyCode, PersonId
from app.usecases.consent_gate import local_day, require_filming
from app.usecases.withdraw_consent import withdraw_consent
from tests.ui.films import wait_for
from tests.ui.fit import faults, passed_by
from tests.usecases.caring import CHILD, CODE, FATHER, MOTHER, NEIGHBOUR, Home
from ui.jobs import Jobs
from ui.texts import set_language
from ui.theme import LIGHT, apply_theme
from ui.widgets.film_permission import FilmPermission

NEW = FamilyCode("B4CDF")


@pytest.fixture
def asked(home: Home, jobs: Jobs, qapp: QApplication) -> Iterator[FilmPermission]:
    apply_theme(qapp, LIGHT)
    made = FilmPermission(home.vault, jobs, home.clock)
    made.resize(620, 560)
    made.show()
    yield made
    made.close()
    made.deleteLater()
    wait_for(lambda: jobs.flush(1))


def shown(asked: FilmPermission, family: FamilyCode = CODE) -> None:
    asked.show_family(family)
    wait_for(asked.is_known)


def tick(asked: FilmPermission, person: PersonId) -> None:
    QTest.keyClick(asked.who.ticks[person], Qt.Key.Key_Space)
    wait_for(asked.is_known)


def sign(asked: FilmPermission, place: str = "folder 3") -> None:
    """As a person does: where it is kept, who was heard, Enter."""
    asked.paper.kept_at.setText(place)
    if asked.paper.other.count():
        asked.paper.other.setCurrentIndex(asked.paper.other.findData(OtherParent.AGREES.value))
    QTest.keyClick(asked.paper.kept_at, Qt.Key.Key_Return)


def test_one_sheet_of_paper_and_the_family_may_be_filmed(home: Home, asked: FilmPermission) -> None:
    heard: list[str] = []
    asked.agreed.connect(lambda: heard.append("agreed"))
    shown(asked)
    assert not asked.may_film()
    assert asked.in_words() == "Barnet, Far, Mor" and asked.in_picture() == {MOTHER, FATHER}
    assert "Far og Mor har ikke sagt ja" in asked.state.text() and asked.first_step() is asked.paper.kept_at
    assert not asked.paper.enter_button.isEnabled() and "hvor papiret ligger" in asked.paper.hint.text()
    asked.paper.kept_at.setText("folder 3")
    assert not asked.paper.enter_button.isEnabled() and "foreldreansvar" in asked.paper.hint.text()
    sign(asked)
    wait_for(asked.may_film)
    assert heard == ["agreed"] and asked.paper.isHidden() and asked.first_step() is None
    assert asked.state.text() == "Alle som er med, har sagt ja til å bli filmet."
    with home.vault.work() as work:
        require_filming(work, local_day(home.clock), CODE)
        assert {one.purpose for one in work.ledger.of(CODE)} == {Purpose.FILM}


def test_the_paper_may_say_yes_to_watching_too(home: Home, asked: FilmPermission) -> None:
    shown(asked)
    asked.paper.replay.setChecked(True)
    sign(asked)
    wait_for(asked.may_film)
    with home.vault.work() as work:
        assert len(work.ledger.of(CODE)) == 6


def test_who_is_not_in_it_is_not_asked(home: Home, asked: FilmPermission) -> None:
    for person in (MOTHER, CHILD):
        home.agree(person)
    shown(asked)
    assert not asked.may_film()
    tick(asked, FATHER)
    assert asked.may_film() and asked.in_picture() == {MOTHER} and asked.in_words() == "Barnet, Mor"
    tick(asked, NEIGHBOUR)
    assert not asked.may_film() and "i bildet har ikke sagt ja" in asked.state.text()
    assert asked.in_picture() == {MOTHER, NEIGHBOUR}


def test_a_tick_does_not_let_a_film_begin_on_the_answer_before(home: Home, asked: FilmPermission) -> None:
    for person in (MOTHER, CHILD, FATHER):
        home.agree(person)
    shown(asked)
    assert asked.may_film()
    QTest.keyClick(asked.who.ticks[NEIGHBOUR], Qt.Key.Key_Space)
    assert not asked.may_film()
    wait_for(asked.is_known)
    assert not asked.may_film()


def test_what_is_typed_stays_while_ticks_are_set(asked: FilmPermission) -> None:
    shown(asked)
    asked.paper.kept_at.setText("folder 9")
    tick(asked, FATHER)
    assert asked.paper.kept_at.text() == "folder 9" and "Far" not in asked.paper.heading.text()
    shown(asked, NEW)
    shown(asked)
    assert asked.paper.kept_at.text() == "folder 9"


def test_whoever_has_withdrawn_is_not_signed_for_in_passing(home: Home, asked: FilmPermission) -> None:
    home.all_agree()
    withdraw_consent(home.vault, home.clock, FATHER, {Purpose.FILM})
    shown(asked)
    wanted: list[str] = []
    asked.consent_wanted.connect(wanted.append)
    assert not asked.may_film() and asked.paper.isHidden() and "Far har trukket" in asked.state.text()
    assert asked.first_step() is asked.consents_button
    QTest.keyClick(asked.consents_button, Qt.Key.Key_Space)
    assert wanted == [CODE]
    tick(asked, FATHER)
    assert asked.may_film()


@pytest.mark.parametrize("opened", [True, False])
def test_a_family_without_people_gets_its_first_in_one_press(home: Home, asked: FilmPermission, opened: bool) -> None:
    if opened:
        with home.vault.work() as work:
            work.families.add(NEW, home.clock.now())
            work.commit()
    shown(asked, NEW)
    assert NEW in asked.state.text() and asked.first_step() is asked.name_button and asked.who.isHidden()
    QTest.keyClick(asked.name_button, Qt.Key.Key_Space)
    wait_for(lambda: asked.is_known() and bool(asked.who.ticks))
    assert asked.in_words() == "Barnet, Omsorgsperson"
    sign(asked)
    wait_for(asked.may_film)


def test_somebody_entered_meanwhile_is_asked_too(home: Home, asked: FilmPermission) -> None:
    home.all_agree()
    shown(asked)
    with home.vault.work() as work:
        work.people.put(Person(PersonId("third"), CODE, PersonKind.CAREGIVER))
        work.commit()
    shown(asked)
    assert not asked.may_film() and PersonId("third") in asked.in_picture()


def test_an_answer_for_another_family_is_let_go(home: Home, asked: FilmPermission, jobs: Jobs) -> None:
    home.all_agree()
    asked.show_family(CODE)
    asked.show_family(NEW)
    wait_for(asked.is_known)
    assert not asked.may_film() and "B4CDF" in asked.state.text()
    asked.show_family(None)
    assert asked.isHidden() and not asked.may_film()


def test_what_cannot_be_read_is_told_and_nobody_may_be_filmed(home: Home, asked: FilmPermission) -> None:
    home.all_agree()
    told: list[SamspillError] = []
    asked.failed.connect(told.append)
    home.vault.close()
    asked.show_family(CODE)
    wait_for(lambda: bool(told))
    assert not asked.may_film() and not asked.is_known()


def test_a_refusal_is_told_and_can_be_tried_again(home: Home, asked: FilmPermission) -> None:
    told: list[ErrorCode] = []
    asked.failed.connect(lambda error: told.append(error.code))
    shown(asked)
    asked.paper.kept_at.setText("folder 3")
    asked.paper.other.setCurrentIndex(asked.paper.other.findData(OtherParent.DISAGREES.value))
    QTest.keyClick(asked.paper.kept_at, Qt.Key.Key_Return)
    wait_for(lambda: bool(told))
    assert told == [ErrorCode.OTHER_PARENT_DISAGREES] and asked.paper.enter_button.isEnabled()
    assert not asked.may_film()


def test_one_that_runs_out_is_said_on_the_day(home: Home, asked: FilmPermission) -> None:
    home.all_agree()
    home.clock.turn(minutes=1)
    home.agree(MOTHER, until=local_day(home.clock))
    shown(asked)
    assert asked.may_film()
    home.clock.at += timedelta(days=1)
    shown(asked)
    assert not asked.may_film() and "har gått ut" in asked.state.text()


def test_a_long_name_makes_nothing_wider(home: Home, asked: FilmPermission) -> None:
    long = "Maria Magdalena Kristoffersdatter av Nordre Gausdal og Omegn"
    with home.vault.work() as work:
        for one in work.people.of(CODE):
            work.people.put(replace(one, name=long))
        work.commit()
    shown(asked)
    assert asked.minimumSizeHint().width() <= 620 and faults(asked) == []
    tick = asked.who.ticks[MOTHER]
    assert tick.text().endswith("…") and tick.toolTip() == long and long in tick.accessibleName()


@pytest.mark.parametrize("language", ["nb", "en"])
def test_every_word_is_whole_and_everything_can_be_reached(home: Home, jobs: Jobs, qapp: QApplication, language: str) -> None:
    set_language("nb" if language == "nb" else "en")
    apply_theme(qapp, LIGHT)
    made = FilmPermission(home.vault, jobs, home.clock)
    made.resize(620, 560)
    made.show()
    shown(made)
    assert faults(made) == [] and passed_by(made) == []
    assert all(one.height() >= 44 for one in (*made.who.ticks.values(), made.paper.kept_at, made.paper.giver, made.paper.enter_button))
    made.close()
    made.deleteLater()
