"""The outbox on screen: what waits, left out, sent as it was shown, and what did not go with the reason."""

from __future__ import annotations

import json
import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.domain.consent import Purpose
from app.domain.episode import StaffHours
from app.domain.errors import Circumstance, ErrorCode
from app.domain.outbox import DocumentKind, KeptState
from app.usecases.erase_visit import erase_visit
from app.usecases.staff_hours import enter_hours
from app.usecases.withdraw_consent import withdraw_consent
from tests.fakes.base import Before, Stall
from tests.ui.films import wait_for
from tests.ui.outbox.conftest import Desk, some_visits
from tests.ui.reading import words_in
from tests.ui.visits.conftest import click
from tests.usecases.caring import CODE, MOTHER, TODAY, Home
from ui.jobs import Jobs
from ui.outbox.listing import Group
from ui.texts import error_words


def test_without_a_team_it_waits_and_leads_to_one(desk: Desk, home: Home) -> None:
    some_visits(home, 2)
    heard: list[int] = []
    desk.screen.team_wanted.connect(lambda: heard.append(1))
    screen = desk.read()
    assert len(screen.rows(Group.GOING)) >= 2 and not screen.send_button.isVisible()
    assert "in no team" in screen.lead.text()
    click(screen.team_button)
    assert heard == [1] and desk.base.calls == []


def test_an_empty_outbox_says_so(desk: Desk, member: None) -> None:
    screen = desk.read()
    going = screen.rows(Group.GOING)  # the counters of the laptop are always there
    assert all(one.line.kept.kind.value == "counters" for one in going)


def test_what_was_made_ready_is_told_once(desk: Desk, home: Home, member: None) -> None:
    some_visits(home, 2)
    heard: list[int] = []
    desk.screen.changed.connect(lambda: heard.append(1))  # the status line counts what waits
    desk.read()
    desk.read()
    assert heard == [1]


def test_what_is_shown_is_what_is_sent(desk: Desk, home: Home, member: None) -> None:
    some_visits(home, 3)
    screen = desk.read()
    assert screen.now is not None and len(screen.now.packs) == 1
    click(screen.shipment_button)
    assert not screen.detail.isVisible()
    shown = screen.shipment.bytes.toPlainText()
    click(screen.send_button)
    wait_for(screen.notice.isVisible)
    desk.idle()
    assert [body.decode() for body in desk.base.bodies] == [shown]
    assert screen.notice.text() == "Sent and acknowledged" and "acknowledged 4 summaries" in words_in(screen.notice)
    assert screen.rows(Group.GOING) == [] and "Nothing waits" in screen.lead.text()
    assert not screen.send_button.isEnabled() and screen.left_button.hasFocus()


def test_one_that_is_left_out_does_not_go_and_can_be_taken_along_again(desk: Desk, home: Home, member: None) -> None:
    some_visits(home, 2)
    screen = desk.read()
    rows = [one for one in screen.rows(Group.GOING) if one.line.kept.kind.value == "visit"]
    screen.list.setFocus()
    screen.list.setCurrentIndex(screen.list.rows.index(screen.rows(Group.GOING).index(rows[0])))
    QTest.keyClick(screen.list, Qt.Key.Key_Space)
    wait_for(lambda: any(one.ticked is False for one in screen.rows(Group.GOING)))
    desk.idle()
    chosen = screen.list.chosen()
    assert chosen is not None and chosen.record == rows[0].record and chosen.ticked is False and not screen.detail.tick.isChecked()
    assert "left out" in chosen.spoken() and screen.tabs[Group.GOING].text() == "Waiting (2 of 3)"
    click(screen.send_button)
    wait_for(screen.notice.isVisible)
    desk.idle()
    assert rows[0].record not in desk.base.revisions and rows[1].record in desk.base.revisions
    click(screen.all_button)
    wait_for(lambda: all(one.ticked for one in screen.rows(Group.GOING)))
    desk.idle()
    click(screen.send_button)
    wait_for(lambda: rows[0].record in desk.base.revisions)
    desk.idle()


def test_the_tick_beside_the_details_and_a_click_on_the_painted_one_do_the_same(desk: Desk, home: Home, member: None) -> None:
    some_visits(home, 1)
    screen = desk.read()
    assert screen.detail.tick.isChecked()
    screen.detail.tick.click()
    wait_for(lambda: screen.rows(Group.GOING)[0].ticked is False)
    desk.idle()
    place = screen.list.visualRect(screen.list.rows.index(0))
    place.setWidth(30)
    QTest.mouseClick(screen.list.viewport(), Qt.MouseButton.LeftButton, pos=place.center())
    wait_for(lambda: screen.rows(Group.GOING)[0].ticked is True)
    desk.idle()


def test_words_and_bytes_of_one(desk: Desk, home: Home, member: None) -> None:
    (visit,) = some_visits(home, 1)
    screen = desk.read()
    screen.list.setCurrentIndex(screen.list.rows.index([one.line.kept.kind.value for one in screen.rows(Group.GOING)].index("visit")))
    wait_for(lambda: "3–5 months" in words_in(screen.detail))
    said = words_in(screen.detail)
    assert screen.detail.heading.text().startswith("Visit 1 · ")
    assert f"{CODE}" in screen.detail.here_only.text() and "is not sent" in screen.detail.here_only.text()
    assert "Quarter 4 of 2026" in said
    click(screen.detail.bytes_button)
    item = json.loads(screen.detail.bytes.toPlainText())
    assert item["summary"]["kind"] == "visit" and CODE not in screen.detail.bytes.toPlainText() and visit not in str(item)


def test_offline_nothing_is_lost_and_it_is_said(desk: Desk, home: Home, member: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.usecases.pacing.FIRST_WAIT_S", 0.01)
    some_visits(home, 2)
    screen = desk.read()
    desk.base.trouble.extend([Before(), Before(), Before(), Before()])
    click(screen.send_button)
    wait_for(screen.notice.isVisible)
    desk.idle()
    assert screen.notice.text() == error_words(Circumstance(ErrorCode.BASE_UNREACHABLE))[0]
    assert len(screen.rows(Group.GOING)) == 3 and screen.send_button.isEnabled() and desk.base.bodies == []
    assert screen.notice.property("role") == "notice-info", "no network is an everyday thing"


def test_sending_can_be_stopped(desk: Desk, home: Home, member: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.usecases.pacing.FIRST_WAIT_S", 600.0)
    monkeypatch.setattr("app.usecases.pacing.LONGEST_WAIT_S", 600.0)
    some_visits(home, 1)
    screen = desk.read()
    desk.base.trouble.extend([Before()] * 9)
    ended: list[int] = []
    screen.sending_ended.connect(lambda: ended.append(1))
    click(screen.send_button)
    wait_for(lambda: "greet" in desk.base.calls)
    assert screen.is_sending() and not ended
    assert not screen.send_button.isEnabled() and not screen.detail.tick.isEnabled()
    click(screen.job.stop_button)
    wait_for(screen.notice.isVisible)
    desk.idle()
    assert screen.notice.text() == "Stopped" and len(screen.rows(Group.GOING)) == 2 and ended == [1]


def test_sending_can_be_stopped_while_a_batch_is_on_its_way(desk: Desk, home: Home, member: None) -> None:
    """Whatever the network does, and it is not called sent."""
    some_visits(home, 1)
    screen = desk.read()
    desk.base.trouble.extend([None, Stall()])
    click(screen.send_button)
    wait_for(lambda: "send" in desk.base.calls)
    click(screen.job.stop_button)
    wait_for(screen.notice.isVisible)
    desk.idle()
    assert screen.notice.text() == "Stopped" and len(screen.rows(Group.GOING)) == 2 and desk.base.bodies == []
    click(screen.send_button)
    wait_for(screen.notice.isVisible)
    desk.idle()
    assert not screen.rows(Group.GOING) and len(desk.base.bodies) == 1


def test_sending_can_be_stopped_before_its_turn_has_come(desk: Desk, home: Home, member: None, jobs: Jobs) -> None:
    """What goes by itself may take long, and is not broken off for it."""
    some_visits(home, 1)
    screen, other = desk.read(), threading.Event()
    jobs.far(screen, lambda: other.wait(20))
    try:
        click(screen.send_button)
        click(screen.job.stop_button)
        assert screen.notice.text() == "Stopped" and "waits here" in words_in(screen.notice) and not screen.is_sending()
    finally:
        other.set()
    desk.idle()
    assert "greet" not in desk.base.calls and len(screen.rows(Group.GOING)) == 2


def test_what_the_base_refuses_stays_with_the_reason(desk: Desk, home: Home, member: None) -> None:
    some_visits(home, 1)
    screen = desk.read()
    desk.base.refusing = lambda item: "not_valid" if item["summary"]["kind"] == "visit" else ""  # type: ignore[index]
    click(screen.send_button)
    wait_for(screen.notice.isVisible)
    desk.idle()
    assert screen.notice.text() == "Not everything went" and "1 was not accepted" in words_in(screen.notice)
    screen.look_first()  # as Today asks
    desk.read()
    assert screen.group is Group.QUARANTINED
    assert screen.lead.text().startswith("1 summary needs a look") and "did not accept this one" in screen.about.text()
    assert "not as agreed" in screen.detail.why.text()
    desk.base.refusing = lambda _item: ""
    click(screen.detail.again_button)
    wait_for(lambda: len(screen.rows(Group.GOING)) == 1)
    desk.idle()
    assert screen.tabs[Group.GOING].isChecked()


def test_what_the_base_erased_is_not_offered_again(desk: Desk, home: Home, member: None) -> None:
    """The way on is the list of what is erased, under Team."""
    some_visits(home, 1)
    screen = desk.read()
    desk.base.refusing = lambda item: "erased" if item["summary"]["kind"] == "visit" else "not_valid"  # type: ignore[index]
    click(screen.send_button)
    wait_for(screen.notice.isVisible)
    desk.idle()
    lines = screen.rows(Group.QUARANTINED)
    assert len(lines) == 2 and screen.all_button.text() == "Try it again"
    offered = {}
    for at, one in enumerate(lines):
        screen.list.setCurrentIndex(screen.list.rows.index(at))
        offered[one.line.kept.reason] = screen.detail.again_button.isVisible()
    assert offered == {"erased": False, "not_valid": True}
    click(screen.all_button)
    wait_for(lambda: len(screen.rows(Group.GOING)) == 1)
    desk.idle()
    click(screen.tabs[Group.QUARANTINED])
    assert [one.line.kept.reason for one in screen.rows(Group.QUARANTINED)] == ["erased"] and not screen.all_button.isVisible()


def test_after_the_very_first_sending_the_keyboard_is_at_what_has_left(desk: Desk, home: Home, member: None) -> None:
    """Also where something still waits."""
    some_visits(home, 1)
    screen = desk.read()
    desk.base.refusing = lambda item: "not_valid" if item["summary"]["kind"] == "visit" else ""  # type: ignore[index]
    assert not screen.left_button.isVisible()
    click(screen.send_button)
    wait_for(screen.notice.isVisible)
    desk.idle()
    assert screen.list.isVisible() and screen.left_button.hasFocus()


def test_without_consent_it_leads_to_the_consents(desk: Desk, home: Home, member: None) -> None:
    some_visits(home, 2)
    withdraw_consent(home.vault, home.clock, MOTHER, (Purpose.STATISTICS,))
    heard: list[str] = []
    desk.screen.consents_wanted.connect(heard.append)
    screen = desk.read()
    click(screen.tabs[Group.NO_CONSENT])
    assert "has not agreed" in screen.about.text() and not screen.detail.bytes_button.isVisible()
    click(screen.detail.consents_button)
    assert heard == [CODE]


def test_whoever_comes_is_shown_what_waits(desk: Desk, home: Home, member: None) -> None:
    """Whatever was looked at the last time."""
    some_visits(home, 2)
    withdraw_consent(home.vault, home.clock, MOTHER, (Purpose.STATISTICS,))
    enter_hours(home.vault, home.clock, StaffHours.TRAINING, TODAY, 60)
    screen = desk.read()
    click(screen.tabs[Group.NO_CONSENT])
    screen.hide()
    screen.show()
    desk.read()
    assert screen.group is Group.GOING and screen.rows(Group.GOING)


def test_the_keyboard_comes_to_what_waits_once_that_is_known(desk: Desk, home: Home, member: None) -> None:
    some_visits(home, 2)
    desk.screen.setFocus()
    desk.screen.take_keyboard()
    assert desk.screen.focusWidget() is not desk.screen.list, "it is not there yet"
    screen = desk.read()
    assert screen.focusWidget() is screen.list
    screen.send_button.setFocus()
    desk.read()
    assert screen.focusWidget() is screen.send_button, "given once"


def test_without_a_team_the_keyboard_comes_to_the_way_into_one(desk: Desk, home: Home) -> None:
    some_visits(home, 1)
    desk.screen.take_keyboard()
    screen = desk.read()
    assert screen.focusWidget() is screen.team_button


def test_a_document_that_cannot_be_read_is_no_summary_that_stayed(desk: Desk, home: Home, member: None) -> None:
    some_visits(home, 1)
    desk.base.publish(DocumentKind.SCHEMES, b'{"schemes":"?"}')
    screen = desk.read()
    click(screen.send_button)
    wait_for(screen.notice.isVisible)
    desk.idle()
    title, _what, next_step = error_words(Circumstance(ErrorCode.DOCUMENT_UNREADABLE))
    assert screen.notice.text() == "Sent and acknowledged" and screen.notice.property("role") == "notice-warn"
    assert title in words_in(screen.notice) and next_step in words_in(screen.notice)


def test_many_tombstones_are_held_until_somebody_looked(desk: Desk, home: Home, member: None) -> None:
    visits = some_visits(home, 7)
    screen = desk.read()
    click(screen.send_button)
    wait_for(screen.notice.isVisible)
    desk.idle()
    for visit in visits[:6]:
        erase_visit(home.vault, home.clock, visit, with_films=False)
    screen.hide()
    screen.show()
    desk.read()
    assert not screen.notice.isVisible(), "that something was sent was said to whoever sent it"
    assert screen.group is Group.HELD, "nothing goes, and these wait for a look"
    assert screen.lead.text().startswith("6 summaries need a look")
    held = screen.rows(Group.HELD)
    assert len(held) == 6 and all(one.words and one.words.kind == "gone" for one in held)
    assert "only the random name" in screen.detail.why.text() and len({one.below for one in held}) == 6
    click(screen.all_button)
    assert screen.focusWidget() is screen.list, "the button does another thing next"
    wait_for(lambda: not screen.rows(Group.HELD))
    desk.idle()
    click(screen.send_button)
    wait_for(lambda: len([one for one in desk.base.counts().values() if one["kind"] == "visit"]) == 1)
    desk.idle()


def test_a_visit_that_changed_after_it_was_shown_is_not_sent_as_it_was(desk: Desk, home: Home, member: None) -> None:
    (visit,) = some_visits(home, 1)
    screen = desk.read()
    erase_visit(home.vault, home.clock, visit, with_films=False)
    click(screen.send_button)
    wait_for(screen.notice.isVisible)
    desk.idle()
    assert desk.base.bodies == [] and screen.notice.text() == "Not everything went"
    assert all(one.line.kept.state is KeptState.WAITING for one in screen.rows(Group.GOING))


def test_errors_of_reading_are_said(desk: Desk, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise Circumstance(ErrorCode.DISK_FULL)

    monkeypatch.setattr("ui.outbox.reading.prepare_summaries", full)
    desk.screen.refresh()
    wait_for(desk.screen.notice.isVisible)
    assert desk.screen.notice.text() == "The disk is full"
