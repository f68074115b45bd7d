"""Joining a team, what came down from its base, and leaving, on screen."""

from __future__ import annotations

import json
from base64 import b64encode

import cv2
import numpy as np
import pytest
import segno
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QStackedWidget

from app.domain.errors import Circumstance, ErrorCode
from app.domain.fingerprint import fingerprint
from app.domain.invitation import invitation_text
from app.domain.outbox import DocumentKind
from app.usecases.policy import policy_in_force
from app.usecases.send_now import send_now
from app.usecases.team import team
from tests.fakes.base import KEY, URL, Before, FakeBase, NoWaiting, Stall
from tests.fakes.studio import DrawnStudio
from tests.ui.films import wait_for
from tests.ui.reading import words_in
from tests.ui.team.conftest import read
from tests.ui.visits.conftest import click
from tests.ui.ways import joined, new_code
from tests.usecases.caring import Home
from ui.jobs import Cancel
from ui.team.screen import TeamScreen
from ui.texts import error_words


def fetch(home: Home, base: FakeBase) -> None:
    """What "Send now" brings down."""
    send_now(home.vault, home.clock, base, NoWaiting(), (), lambda _done, _total: None, Cancel())


def test_joining_with_a_typed_code(screen: TeamScreen, home: Home, base: FakeBase) -> None:
    read(screen)
    assert screen.join.isVisible() and not screen.member.isVisible() and screen.join.address.hasFocus()
    assert not screen.join.join_button.isEnabled()
    QTest.keyClicks(screen.join.address, URL)
    QTest.keyClicks(screen.join.code, new_code(base).lower().replace("-", " "))
    # read_invitation hands the code on as it was typed: this base wants it as it was given
    base.codes.add(screen.join.code.text())
    click(screen.join.join_button)
    wait_for(screen.member.isVisible)
    said = words_in(screen)
    assert "This laptop is in TRO01" in said and "laptop-1" in said and fingerprint(bytes.fromhex(KEY)) in said
    assert not screen.join.isVisible() and not screen.join.code.text() and team(home.vault) is not None
    assert screen.notice.text() == "This laptop has joined" and not screen.holds_words()


def test_a_whole_invitation_may_be_typed_letter_by_letter(screen: TeamScreen, base: FakeBase) -> None:
    """As a reader of QR codes does that stands for a keyboard."""
    read(screen)
    code = new_code(base)
    for letter in invitation_text(URL, code):
        QTest.keyClicks(screen.window().focusWidget(), letter)
    assert (screen.join.address.text(), screen.join.code.text()) == (URL, code)


def test_a_pasted_invitation_is_taken_apart(screen: TeamScreen, base: FakeBase) -> None:
    read(screen)
    code = new_code(base)
    screen.join.code.setText(invitation_text(URL, code))
    assert (screen.join.address.text(), screen.join.code.text()) == (URL, code) and screen.join.join_button.hasFocus()
    assert screen.holds_words()


@pytest.mark.parametrize(
    ("address", "code", "told", "field"),
    [
        (URL, "ABCD-EFGH", ErrorCode.ENROLMENT_CODE_MISTYPED, "code"),
        ("http://base.example", None, ErrorCode.BASE_ADDRESS_INVALID, "address"),
        (URL, "used", ErrorCode.ENROLMENT_CODE_REFUSED, "code"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_joined(
    screen: TeamScreen, home: Home, base: FakeBase, address: str, code: str | None, told: ErrorCode, field: str
) -> None:
    read(screen)
    given = new_code(base)
    if code == "used":
        base.codes.clear()
    screen.join.address.setText(address)
    screen.join.code.setText(given if code in (None, "used") else str(code))
    click(screen.join.join_button)
    wait_for(screen.join.notice.isVisible)
    assert screen.join.notice.text() == error_words(Circumstance(told))[0]
    assert team(home.vault) is None and screen.join.join_button.isEnabled() and screen.join.code.text()
    assert getattr(screen.join, field).hasFocus(), "where the slip is"
    assert bool(screen.join.code.selectedText()) is (code == "used"), "another code takes the place of one that is used"


def test_a_base_that_is_not_reached_may_be_a_wrong_address(screen: TeamScreen, base: FakeBase) -> None:
    read(screen)
    base.trouble.append(Before())
    screen.join.address.setText(URL)
    screen.join.code.setText(new_code(base))
    click(screen.join.join_button)
    wait_for(screen.join.notice.isVisible)
    said = words_in(screen.join.notice)
    assert "the address is not right" in said and "can be used again" in said and "summaries" not in said
    assert screen.join.address.hasFocus()


def test_a_code_of_another_base_is_not_called_a_summary_that_waits(
    screen: TeamScreen, base: FakeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stranger(*_said: object) -> None:
        raise Circumstance(ErrorCode.BASE_NOT_THE_ONE)

    monkeypatch.setattr(base, "enrol", stranger)
    read(screen)
    screen.join.address.setText(URL)
    screen.join.code.setText(new_code(base))
    click(screen.join.join_button)
    wait_for(screen.join.notice.isVisible)
    said = words_in(screen.join.notice)
    assert "do not belong together" in said and "was not handed in" in said and "summaries" not in said


def test_whoever_stops_joining_may_try_again_at_once(screen: TeamScreen, base: FakeBase) -> None:
    read(screen)
    base.trouble.append(Stall())
    screen.join.address.setText(URL)
    screen.join.code.setText(new_code(base))
    click(screen.join.join_button)
    wait_for(lambda: "enrol" in base.calls)
    assert screen.join.job.stop_button.hasFocus() and not screen.join.join_button.isEnabled()
    click(screen.join.job.stop_button)
    wait_for(screen.join.join_button.hasFocus)
    assert not screen.join.job.isVisible() and not screen.join.notice.isVisible(), "whoever stopped knows it"
    click(screen.join.join_button)
    wait_for(screen.member.isVisible)


def test_whoever_stops_leaving_is_in_the_team_still(screen: TeamScreen, home: Home, base: FakeBase) -> None:
    """Also where it was to be left without being told."""
    joined(home, base)
    read(screen)
    base.trouble.extend([Stall(), Before(), Stall()])
    click(screen.member.leave_button)
    for stalls in (True, False, True):
        click(screen.member.do_button)
        if stalls:
            click(screen.member.job.stop_button)
        wait_for(lambda: screen.member.question.isEnabled() and screen.member.keep_button.hasFocus())
        assert team(home.vault) is not None
    assert screen.member.do_button.text() == "Leave all the same"


def test_what_was_said_is_gone_when_somebody_comes_back(screen: TeamScreen, home: Home, base: FakeBase) -> None:
    read(screen)
    screen.join.address.setText(URL)
    screen.join.code.setText(new_code(base))
    base.codes.add(screen.join.code.text().replace("-", ""))
    click(screen.join.join_button)
    wait_for(screen.member.isVisible)
    assert "Nothing has been sent yet" in words_in(screen)
    screen.hide()
    base.publish(DocumentKind.SCHEMES, b'{"schemes":[{"id":"own","nb":"Eget","en":"Our own"}]}')
    fetch(home, base)
    screen.show()
    screen.take_keyboard()  # as the frame does
    read(screen)
    assert "Nothing has been sent yet" not in words_in(screen)
    assert screen.focusWidget() is screen.documents[0].do_button, "what came is what one came for"


def test_of_a_team_that_was_left_nothing_more_is_asked(screen: TeamScreen, home: Home, base: FakeBase) -> None:
    joined(home, base)
    base.publish(DocumentKind.SCHEMES, b'{"schemes":[{"id":"own","nb":"Eget","en":"Our own"}]}')
    fetch(home, base)
    read(screen)
    assert len(screen.documents) == 1
    click(screen.member.leave_button)
    click(screen.member.do_button)
    wait_for(screen.join.isVisible)
    assert screen.documents == [] and "Our own" not in words_in(screen)
    wait_for(screen.join.address.hasFocus)


def qr_picture(text: str, width: int, height: int) -> bytes:
    """A sheet with a QR code held before the camera, BGRA."""
    modules = np.array([[0 if dark else 255 for dark in row] for row in segno.make(text, error="m").matrix_iter(border=4)], np.uint8)
    side = min(width, height)
    sheet = np.full((height, width), 200, np.uint8)
    place = (width - side) // 2
    sheet[:side, place : place + side] = cv2.resize(modules, (side, side), interpolation=cv2.INTER_NEAREST)
    return cv2.cvtColor(sheet, cv2.COLOR_GRAY2BGRA).tobytes()


def test_joining_with_the_camera(screen: TeamScreen, base: FakeBase, studio: DrawnStudio) -> None:
    read(screen)
    code = new_code(base)
    studio.draws = lambda width, height: qr_picture("https://elsewhere.example", width, height)
    click(screen.join.camera_button)
    wait_for(lambda: studio.on is not None)
    assert studio.on is not None and studio.on.microphone is None, "nothing is heard"
    studio.show()
    wait_for(screen.join.notice.isVisible)
    assert screen.join.notice.text() == "This is another QR code" and screen.join.camera.isVisible()
    studio.draws = lambda width, height: qr_picture(invitation_text(URL, code), width, height)
    studio.show()
    wait_for(lambda: screen.join.code.text() == code)
    assert not screen.join.camera.isVisible() and screen.join.address.text() == URL
    wait_for(lambda: studio.on is None)
    click(screen.join.join_button)
    wait_for(screen.member.isVisible)


def test_the_camera_is_let_go_without_a_code_too(screen: TeamScreen, studio: DrawnStudio) -> None:
    read(screen)
    click(screen.join.camera_button)
    wait_for(lambda: studio.on is not None)
    assert screen.join.camera.leave_button.hasFocus()
    click(screen.join.camera.leave_button)
    wait_for(lambda: studio.on is None)
    assert screen.join.camera_button.hasFocus() and not screen.holds_words()


def test_leaving_is_asked_and_told_to_the_base(screen: TeamScreen, home: Home, base: FakeBase) -> None:
    joined(home, base)
    read(screen)
    click(screen.member.leave_button)
    assert screen.member.keep_button.hasFocus() and screen.holds_words()
    click(screen.member.keep_button)
    assert screen.member.leave_button.hasFocus() and "leave" not in base.calls
    click(screen.member.leave_button)
    click(screen.member.do_button)
    wait_for(screen.join.isVisible)
    assert team(home.vault) is None and base.devices == {} and screen.notice.text() == "This laptop has left the team"
    screen.join.address.setText("http://127.0.0.1:8443")
    screen.join.code.setText("0000-0000-0000-0000-000000")
    click(screen.join.join_button)
    assert screen.join.job.is_running() and not screen.notice.isVisible(), "what was left is no news beside joining anew"
    wait_for(screen.join.notice.isVisible)
    assert not screen.notice.isVisible()


def test_leaving_although_the_base_cannot_be_told_is_another_question(screen: TeamScreen, home: Home, base: FakeBase) -> None:
    joined(home, base)
    read(screen)
    base.trouble.append(Before())
    click(screen.member.leave_button)
    click(screen.member.do_button)
    wait_for(screen.member.notice.isVisible)
    assert team(home.vault) is not None and screen.member.do_button.text() == "Leave all the same"
    assert "laptop-1" in screen.member.what.text(), "by that name whoever runs the base finds it"
    base.trouble.append(Before())
    click(screen.member.do_button)
    wait_for(screen.join.isVisible)
    assert team(home.vault) is None


def policy(*gateways: str) -> bytes:
    """Clips go a week after the end, and behind these gateways sending needs no question."""
    rules = b64encode(b"clip_keep_days_after_closing = 7\n").decode()
    return json.dumps({"rules": rules, "signature": "", "gateways": list(gateways)}).encode()


def test_what_came_down_is_shown_before_it_holds(screen: TeamScreen, home: Home, base: FakeBase) -> None:
    joined(home, base)
    with home.vault.work() as work:
        before = policy_in_force(work)
    base.publish(DocumentKind.POLICY, policy("aa:bb:cc:dd:ee:ff"))
    fetch(home, base)
    read(screen)
    (card,) = screen.documents
    assert not screen.came.isVisible(), "nothing stands under that heading yet"
    said = "\n".join(card.lines)
    assert "aa:bb:cc:dd:ee:ff summaries are sent without asking you" in said and "7 days" in said
    with home.vault.work() as work:
        assert policy_in_force(work) == before, "shown, and nothing more"
    click(card.do_button)
    wait_for(lambda: not screen.documents)
    with home.vault.work() as work:
        assert policy_in_force(work).clip_keep_days_after_closing == 7
    wait_for(lambda: "Rules, version 1: in force" in words_in(screen))


def test_what_is_new_is_fetched_without_anything_to_send(screen: TeamScreen, home: Home, base: FakeBase) -> None:
    joined(home, base)
    read(screen)
    click(screen.member.fetch_button)
    wait_for(lambda: screen.member.notice.text() == "The base has nothing new" and screen.member.fetch_button.hasFocus())
    base.trouble.append(Before())
    click(screen.member.fetch_button)
    wait_for(lambda: screen.member.notice.text() == error_words(Circumstance(ErrorCode.BASE_UNREACHABLE))[0])
    base.publish(DocumentKind.POLICY, policy("aa:bb:cc:dd:ee:ff"))
    click(screen.member.fetch_button)
    wait_for(lambda: bool(screen.documents) and screen.documents[0].do_button.hasFocus())
    assert base.bodies == [] and not screen.member.notice.isVisible()


def test_nobody_leaves_while_the_base_is_asked(screen: TeamScreen, home: Home, base: FakeBase) -> None:
    joined(home, base)
    read(screen)
    base.trouble.append(Stall())
    click(screen.member.leave_button)
    click(screen.member.fetch_button)
    wait_for(lambda: "documents" in base.calls)
    assert not screen.member.do_button.isEnabled() and not screen.member.fetch_button.isEnabled()
    click(screen.member.job.stop_button)
    wait_for(screen.member.do_button.isEnabled)
    assert not screen.member.notice.isVisible(), "whoever stopped knows it"


@pytest.mark.parametrize("act", ["join", "leave", "fetch"])
def test_what_comes_home_out_of_sight_takes_no_keyboard(screen: TeamScreen, home: Home, base: FakeBase, act: str) -> None:
    """Whoever went elsewhere meanwhile types there."""
    elsewhere, places = QLineEdit(), QStackedWidget()
    for place in (screen, elsewhere):
        places.addWidget(place)
    places.show()
    places.activateWindow()
    if act != "join":
        joined(home, base)
    read(screen)
    screen.join.address.setText(URL)
    screen.join.code.setText(new_code(base))
    base.trouble.append(Stall())
    begin = {"join": screen.join.join, "leave": screen.member._leave, "fetch": screen.member._fetch}
    begin[act]()
    job = screen.join.job if act == "join" else screen.member.job
    places.setCurrentWidget(elsewhere)
    elsewhere.setFocus()
    job.stop()
    wait_for(lambda: not job.is_running())
    assert places.focusWidget() is elsewhere
    places.removeWidget(screen)
    screen.setParent(None)
    places.close()


def test_one_that_a_newer_took_the_place_of_is_not_taken(screen: TeamScreen, home: Home, base: FakeBase) -> None:
    joined(home, base)
    base.publish(DocumentKind.SCHEMES, b'{"schemes":[{"id":"own","nb":"V\\u00e5rt eget","en":"Our own"}]}')
    fetch(home, base)
    read(screen)
    assert screen.documents[0].lines == ["The team uses these coding schemes:", "Our own"]
    base.publish(DocumentKind.SCHEMES, b'{"schemes":[]}')
    fetch(home, base)
    click(screen.documents[0].do_button)
    wait_for(screen.notice.isVisible)
    assert screen.notice.text() == error_words(Circumstance(ErrorCode.DOCUMENT_OLDER))[0]
    wait_for(lambda: bool(screen.documents) and screen.documents[0].pending.document.version == 2)
    assert screen.documents[0].lines == ["It changes nothing here."]


def test_who_is_named_stays_to_be_read_and_who_goes_is_said(screen: TeamScreen, home: Home, base: FakeBase) -> None:
    joined(home, base)
    both = b'{"supervisors":[{"name":"Kari Nordmann","key":"%s"},{"name":"Ola Nordmann","key":"%s"}]}' % (b"ab" * 32, b"cd" * 32)
    base.publish(DocumentKind.SUPERVISORS, both)
    fetch(home, base)
    read(screen)
    click(screen.documents[0].do_button)
    wait_for(lambda: "Supervisors, version 1: Kari Nordmann, Ola Nordmann" in words_in(screen))
    base.publish(DocumentKind.SUPERVISORS, b'{"supervisors":[{"name":"Kari Nordmann","key":"%s"}]}' % (b"ab" * 32))
    fetch(home, base)
    read(screen)
    assert screen.documents[0].lines[-2:] == ["Kari Nordmann", "No longer: Ola Nordmann"]
