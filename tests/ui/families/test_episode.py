"""The episode on a family's page: told in its place, put right, steps to other pathways taken away and put back, and its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel

from app.domain.episode import Change, Episode, GoalChange, OutcomeMeasure, ReferralSource, TransferKind
from app.domain.family import FamilyState
from app.domain.ids import EpisodeId
from app.usecases.episode_facts import EpisodeOnPage, current_episode
from app.usecases.family_page import EventKind
from tests.ui.families.kit import save
from tests.ui.films import wait_for
from tests.usecases.caring import CODE, TODAY, Home
from ui.families.episode_forms import EpisodeEditor, TransferEditor
from ui.families.page import FamilyScreen
from ui.texts import say


@pytest.fixture
def page(page: FamilyScreen) -> FamilyScreen:
    page.show_family(CODE)
    wait_for(lambda: bool(page.events))
    return page


def now(home: Home) -> EpisodeOnPage:
    with home.vault.work() as work:
        return current_episode(work, CODE)


def said(page: FamilyScreen) -> list[str]:
    return [label.text() for label in page.people.findChildren(QLabel) if label.isVisible()]


def says(page: FamilyScreen, *words: str) -> None:
    """Labels come into sight with the event loop."""
    wait_for(lambda: set(words) <= set(said(page)))


def episode_form(page: FamilyScreen) -> EpisodeEditor:
    assert isinstance(page.people.editor, EpisodeEditor)
    return page.people.editor


def transfer_form(page: FamilyScreen) -> TransferEditor:
    assert isinstance(page.people.editor, TransferEditor)
    return page.people.editor


def test_every_choice_begins_with_a_capital(page: FamilyScreen) -> None:
    """As in every list that opens."""
    editors = (EpisodeEditor(Episode(EpisodeId("one"), CODE, opened_on=TODAY, closed_on=TODAY), ""), TransferEditor("", TODAY))
    boxes = [box for form in (*editors, page.closing) for box in form.findChildren(QComboBox)]
    choices = [box.itemText(at) for box in boxes for at in range(box.count())]
    assert len(boxes) == 9 and all(choice[0].isupper() for choice in choices), choices
    assert editors[0].stressors.specialValueText()[0].isupper()


def test_what_is_told_of_it_is_kept_shown_and_put_right(page: FamilyScreen, home: Home) -> None:
    says(page, say("families.episode_empty"))
    page.people.episode_button.click()
    form = episode_form(page)
    assert page.holds_words()
    assert form.ending is None  # it runs
    form.referred.setText("2.11.2026")
    form.source.setCurrentIndex(form.source.findData("midwife"))
    form.stressors.setValue(1)
    save(page)
    assert told(home) == (date(2026, 11, 2), ReferralSource.MIDWIFE, 1)
    says(page, "Referred 2 November 2026 by midwife", "1 stressor")
    assert page.people.episode_button.hasFocus()
    page.people.episode_button.click()
    form = episode_form(page)
    form.referred.clear()
    form.stressors.setValue(form.stressors.minimum())
    save(page)
    assert told(home) == (None, ReferralSource.MIDWIFE, None)
    says(page, "Referred by midwife")


def told(home: Home) -> tuple[object, ...]:
    episode: Episode = now(home).episode
    return episode.referred_on, episode.referral, episode.stressors


@pytest.mark.parametrize("typed", ["soon", "1.1.2100"])
def test_a_day_that_cannot_be_is_told_in_the_form(page: FamilyScreen, home: Home, typed: str) -> None:
    page.people.episode_button.click()
    form = episode_form(page)
    form.referred.setText(typed)
    form.save_button.click()
    wait_for(lambda: bool(form.notice.text()))
    assert form.referred.text() == typed
    assert form.save_button.isEnabled()
    assert now(home).episode.referred_on is None


def test_a_step_is_entered_changed_taken_away_and_put_back(page: FamilyScreen, home: Home) -> None:
    page.people.transfer_button.click()
    form = transfer_form(page)
    assert form.day.text() == f"{TODAY:%d.%m.%Y}"
    form.day.clear()
    form.save_button.click()
    assert form.notice.text()  # a step has its day
    form.day.setText(f"{TODAY:%d.%m.%Y}")
    form.kind.setCurrentIndex(form.kind.findData("step_out"))
    save(page)
    [step] = now(home).transfers
    assert (step.kind, step.on) == (TransferKind.STEP_OUT, TODAY)
    says(page, "Step out  ·  21 November 2026")
    assert (EventKind.TRANSFER, "Transfer: step out") in [(one.line.event.kind, one.said.text()) for one in page.events]
    change = page.people._buttons[step.id]
    change.setFocus()
    QTest.keyClick(change, Qt.Key.Key_Space)
    form = transfer_form(page)
    form.kind.setCurrentIndex(form.kind.findData("step_up"))
    save(page)
    assert now(home).transfers[0].kind is TransferKind.STEP_UP
    QTest.keyClick(page.people._buttons[step.id], Qt.Key.Key_Space)
    form, before = transfer_form(page), page.page
    assert form.remove_button is not None
    form.remove_button.click()
    wait_for(lambda: page.page is not before)
    assert now(home).transfers == ()
    says(page, say("families.transfer_removed"))
    before = page.page
    page.people.put_back_button.click()
    wait_for(lambda: page.page is not before)
    assert [one.kind for one in now(home).transfers] == [TransferKind.STEP_UP]
    assert say("families.transfer_removed") not in said(page)


def test_putting_back_into_a_family_that_is_gone_is_told(page: FamilyScreen, home: Home) -> None:
    page.people.transfer_button.click()
    save(page)
    [step] = now(home).transfers
    QTest.keyClick(page.people._buttons[step.id], Qt.Key.Key_Space)
    form, before = transfer_form(page), page.page
    assert form.remove_button is not None
    form.remove_button.click()
    wait_for(lambda: page.page is not before)
    with home.vault.work() as work:
        work.families.remove(CODE)
        work.commit()
    page.people.put_back_button.click()
    wait_for(lambda: bool(page.notice.text()))


def test_what_came_of_it_is_asked_at_the_end_and_can_be_put_right(page: FamilyScreen, home: Home) -> None:
    page.close_button.click()
    ending = page.closing.ending
    assert not ending.change.isEnabled()  # nothing was looked at yet
    ending.measure.setCurrentIndex(ending.measure.findData("confidence"))
    ending.change.setCurrentIndex(ending.change.findData("improved"))
    ending.goal.setCurrentIndex(ending.goal.findData("nearer"))
    page.closing.sure_button.click()
    wait_for(lambda: page.page is not None and page.page.family.state is FamilyState.CLOSED)
    assert now(home).episode.outcomes == {OutcomeMeasure.CONFIDENCE: Change.IMPROVED}
    says(page, "Confidence as a parent: improved", "The family’s goal: nearer")
    page.people.episode_button.click()
    form = episode_form(page)
    assert form.ending is not None
    assert (form.ending.measure.currentData(), form.ending.change.currentData()) == ("confidence", "improved")
    form.ending.measure.setCurrentIndex(0)
    form.ending.goal.setCurrentIndex(form.ending.goal.findData("reached"))
    save(page)
    assert (now(home).episode.outcomes, now(home).episode.goal_change) == ({}, GoalChange.REACHED)


def test_closing_again_begins_with_nothing_said(page: FamilyScreen) -> None:
    page.close_button.click()
    page.closing.ending.goal.setCurrentIndex(2)
    page.closing.leave_button.click()
    page.close_button.click()
    assert page.closing.ending.goal.currentIndex() == 0


def test_a_form_leaves_other_measures_alone(page: FamilyScreen, home: Home) -> None:
    page.close_button.click()
    page.closing.sure_button.click()
    wait_for(lambda: page.page is not None and page.page.family.state is FamilyState.CLOSED)
    both = {OutcomeMeasure.INTERACTION: Change.SAME, OutcomeMeasure.LOCAL_2: Change.WORSE}
    with home.vault.work() as work:
        work.episodes.put(replace(current_episode(work, CODE).episode, outcomes=both))
        work.commit()
    before = page.page
    page.refresh()
    wait_for(lambda: page.page is not before)
    page.people.episode_button.click()
    form = episode_form(page)
    assert form.ending is not None
    form.ending.change.setCurrentIndex(form.ending.change.findData("improved"))
    save(page)
    assert now(home).episode.outcomes == {**both, OutcomeMeasure.INTERACTION: Change.IMPROVED}
