"""From the visit to the team lead's page, by the keyboard alone: two laptops, one speaking Norwegian and one English, join a team with
typed codes, work without a network, look at what waits and send it; a family is erased; and the figures are seen in a real browser.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from app.bootstrap import SystemClock
from app.domain.consent import Purpose
from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import FamilyCode, VisitId, new_id
from app.domain.summary import quarter
from app.domain.visit import Visit, VisitKind, VisitState
from app.usecases import pacing
from app.usecases.today import ToDo
from sync.base.publishing import SETTLE_DAYS, publish_changed
from sync.base.teams import devices, find_team
from sync.base.web.readers import add_reader
from sync.base.web.words import words_in as page_words
from tests.consenting import agreed
from tests.journeys.hand import Hand
from tests.journeys.kit import PASSPHRASE, House, new_vault, until
from tests.sync.base.live import TEAM, LiveBase
from tests.sync.base.web.chromium import Chromium
from tests.sync.base.web.town import NAME, PASSWORD
from tests.sync.driving import claims, counted, require_no_false_claim, truth
from tests.ui.reading import words_in
from ui import wording
from ui.families.page import FamilyScreen
from ui.families.screen import FamiliesScreen
from ui.outbox.left_page import DepartureCard, LeftPage
from ui.outbox.listing import Group
from ui.outbox.screen import OutboxPage
from ui.privacy.screen import PrivacyScreen
from ui.settings.screen import SettingsScreen
from ui.team.screen import TeamScreen
from ui.texts import error_words, say
from ui.today.screen import TodayScreen
from ui.visits.screen import VisitScreen

FAMILIES = [FamilyCode(f"K7Q{number}{letter}") for letter in "ABC" for number in range(2, 6)]
LAPTOPS = {"lerke": ("nb", FAMILIES[:6]), "spurv": ("en", FAMILIES[6:])}
THIS_QUARTER = date.today().replace(month=(date.today().month - 1) // 3 * 3 + 1, day=1)
DAY = THIS_QUARTER - timedelta(30)  # of the quarter before
AFTER = datetime.combine(THIS_QUARTER + timedelta(SETTLE_DAYS + 1), time(9), UTC)  # which then is settled
# Of each family: filmed twice, guided once, once nobody opened.
VISITS = (
    (VisitKind.FILM, VisitState.HELD), (VisitKind.GUIDANCE, VisitState.HELD), (VisitKind.FILM, VisitState.HELD),
    (VisitKind.FOLLOW_UP, VisitState.NO_ACCESS),
)  # fmt: skip
OFFLINE = len(VISITS) * 6 + 2  # what waits on each: one visit more, and how the laptop stands
W = TypeVar("W", bound=QWidget)


@pytest.fixture
def base(tmp_path: Path) -> Iterator[LiveBase]:
    with LiveBase(tmp_path) as made:
        with made.database.begin() as connection:
            add_reader(connection, TEAM, NAME, PASSWORD)
        yield made


@pytest.fixture
def chromium(tmp_path: Path) -> Iterator[Chromium]:
    made = Chromium(tmp_path)
    yield made
    made.quit()


@pytest.fixture
def sit_down(qapp: QApplication, nobodys_home: Path) -> Iterator[Callable[[str], Hand]]:
    """At one of the laptops, unlocked: whoever sat at another has locked it first. All have worked for a quarter."""
    for name, (_spoken, families) in LAPTOPS.items():
        home = nobodys_home / name
        home.mkdir()
        vault = new_vault(home)
        for family in families:
            agreed(vault, SystemClock(), family, Purpose.STATISTICS)
            with vault.work() as work:
                for n, (kind, state) in enumerate(VISITS):
                    at = datetime.combine(DAY + timedelta(n), time(10))
                    work.visits.put(Visit(VisitId(new_id()), family, at, kind, state=state))
                work.commit()
        vault.close()
    open_houses: list[House] = []

    def sit(name: str) -> Hand:
        for house in open_houses:
            house.close()
        open_houses[:] = [House(nobodys_home / name, LAPTOPS[name][0])]
        open_houses[0].window.activateWindow()
        hand = Hand(open_houses[0], LAPTOPS[name][0])
        hand.unlock(PASSPHRASE)
        hand.house.stage(TodayScreen)
        return hand

    yield sit
    for house in open_houses:
        house.close()


def test_two_laptops_and_the_team_lead(
    sit_down: Callable[[str], Hand], base: LiveBase, chromium: Chromium, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pacing, "FIRST_WAIT_S", 0.01)  # between two tries
    for name in LAPTOPS:
        hand = sit_down(name)
        join(hand, base, name)
        base.stop()  # on the road
        visit(hand, LAPTOPS[name][1][0])
        try_in_vain(hand)
        base.start()
    for name in reversed(LAPTOPS):
        hand = sit_down(name)
        send(hand, base)
        require_no_false_claim(hand.store(), base.database)
    assert base.stored() == 2 * OFFLINE

    before = set(counted(base.database))
    erase(hand, FAMILIES[1])
    forget(hand, base)
    _there, gone = truth(base.database)
    assert len(gone) == len(VISITS) and set(gone) <= before
    require_no_false_claim(hand.store(), base.database)

    publish_changed(base.database, AFTER)
    see_the_figures(chromium, base)
    leave(hand, base)


def part(hand: Hand, kind: type[W]) -> W:
    """The section that is in sight."""
    privacy = hand.house.stage(PrivacyScreen)
    return until(lambda: next((one for one in privacy.findChildren(kind) if one.isVisible()), None))


def join(hand: Hand, base: LiveBase, name: str) -> None:
    hand.go("settings")
    settings = hand.house.stage(SettingsScreen)
    until(lambda: settings.team_state.text() == say("settings.no_team"))
    hand.press(lambda: settings.team_button)
    team = hand.house.stage(TeamScreen)
    hand.stands_on(lambda: team.join.address)
    hand.picture("team-join")
    hand.type(base.url)
    hand.tab_to(lambda: team.join.code)
    hand.type(base.invite(name).code)
    hand.key(Qt.Key.Key_Return)
    until(team.member.isVisible)
    hand.stands_on(lambda: team.member.outbox_button)
    assert name in words_in(team) and TEAM in words_in(team)
    hand.picture("team-joined")


def visit(hand: Hand, family: FamilyCode) -> None:
    """Entered afterwards: put into the diary on its day, and how it went."""
    open_family(hand, family)
    page = hand.house.stage(FamilyScreen)
    hand.press(lambda: page.plan_button)
    screen = hand.house.stage(VisitScreen)
    hand.stands_on(lambda: screen.new_form.day)
    hand.type(f"{DAY:%d%m%Y}")
    assert screen.new_form.plan().starts_at.date() == DAY
    hand.press(lambda: screen.new_form.save_button)
    until(lambda: screen.sheet is not None)
    hand.press(lambda: screen.facts.hold_button)
    hand.stands_on(lambda: screen.facts.hold.minutes)
    hand.type("45")
    hand.press(lambda: screen.facts.hold.save_button)
    until(lambda: screen.sheet is not None and screen.sheet.visit.state is VisitState.HELD)


def open_family(hand: Hand, family: FamilyCode) -> None:
    hand.go("families")
    families = hand.house.stage(FamiliesScreen)
    hand.stands_on(lambda: families.search)
    hand.type(family)
    until(lambda: families.shown is not None and [one.line.family.code for one in families.shown] == [family])
    hand.key(Qt.Key.Key_Return)
    hand.stands_on(lambda: families.list)
    hand.key(Qt.Key.Key_Return)
    page = hand.house.stage(FamilyScreen)
    until(lambda: page.page is not None and page.page.family.code == family)


def outbox(hand: Hand, waiting: int) -> OutboxPage:
    """From Today's line; by then so much waits, as the status line says too."""
    until(lambda: hand.house.window.status.fact("waiting") == wording.count("shell.waiting", waiting))
    hand.go("today")
    today = hand.house.stage(TodayScreen)

    def line() -> QWidget | None:
        return next((one.button for one in today.cards() if one.line.todo is ToDo.SEND_SUMMARIES), None)

    until(lambda: line() is not None)
    hand.press(line)
    page = part(hand, OutboxPage)
    until(lambda: page.send_button.isEnabled() and len(page.rows(Group.GOING)) == waiting)
    return page


def press_send(hand: Hand, page: OutboxPage) -> None:
    hand.press(lambda: page.send_button)
    until(page.notice.isVisible)
    until(lambda: not page.is_sending() and page.now is not None)


def try_in_vain(hand: Hand) -> None:
    """No network: it is said calmly, nothing is lost and nothing called sent."""
    page = outbox(hand, OFFLINE)
    hand.picture("outbox")
    press_send(hand, page)
    assert words_in(page.notice) == "\n".join(error_words(Circumstance(ErrorCode.BASE_UNREACHABLE)))
    hand.picture("outbox-offline")
    assert claims(hand.store()) == {}
    until(lambda: page.send_button.isEnabled() and len(page.rows(Group.GOING)) == OFFLINE)


def send(hand: Hand, base: LiveBase) -> None:
    """After the machine was off: the same waits, is looked at, and goes as it was shown."""
    stored = base.stored()
    page = outbox(hand, OFFLINE)
    hand.press(lambda: page.shipment_button)
    hand.picture("outbox-bytes")
    shown = page.shipment.bytes.toPlainText()
    assert len(json.loads(shown)["items"]) == OFFLINE and not any(family in shown for family in FAMILIES)
    assert base.stored() == stored, "shown, and not a byte has left"
    press_send(hand, page)
    assert page.notice.text() == say("outbox.sent_all") and base.stored() == stored + OFFLINE
    until(lambda: hand.house.window.status.fact("waiting") == "")
    hand.picture("outbox-sent")
    hand.stands_on(lambda: page.left_button)
    hand.key(Qt.Key.Key_Space)
    assert shown in what_left(hand, 1)


def what_left(hand: Hand, shipments: int) -> list[str]:
    """The bytes and the receipt of the newest shipment; the chain over all of them is whole."""
    left = part(hand, LeftPage)
    until(lambda: left.verdict.text() == say("left.whole") and len(left.cards) == shipments)  # those of the last look are there at first
    card: DepartureCard = left.cards[shipments]
    assert card.departure.received_at is not None
    hand.press(lambda: card.open_button)
    inside = until(lambda: card.inside)
    hand.picture(f"left-{shipments}")
    fields = [field.toPlainText() for field in inside.findChildren(QPlainTextEdit)]
    assert len(fields) == 2 and card.departure.receipt is not None and fields[1] == card.departure.receipt.decode()
    return fields


def erase(hand: Hand, family: FamilyCode) -> None:
    open_family(hand, family)
    page = hand.house.stage(FamilyScreen)
    hand.press(lambda: page.erase_button)
    hand.stands_on(lambda: page.erasing.typed)
    hand.type(family.lower())
    until(page.erasing.yes_button.isEnabled)
    hand.picture("erase")
    hand.press(lambda: page.erasing.yes_button)
    hand.stands_on(lambda: page.erasing.back_button)


def forget(hand: Hand, base: LiveBase) -> None:
    """The base is asked to forget what was sent of the erased family; that it goes is seen too."""
    page = outbox(hand, len(VISITS))
    assert {row.heading for row in page.rows(Group.GOING)} == {say("outbox.kind.gone")}
    assert page.about.text() == say("outbox.about.gone"), "there is no tick to take away"
    hand.picture("outbox-forget")
    press_send(hand, page)
    assert page.notice.text() == say("outbox.sent_all")
    hand.stands_on(lambda: page.left_button)
    hand.key(Qt.Key.Key_Space)
    sent, _receipt = what_left(hand, 2)
    assert [item["summary"] for item in json.loads(sent)["items"]] == [{"kind": "gone"}] * len(VISITS)


def see_the_figures(chromium: Chromium, base: LiveBase) -> None:
    """In both languages: what is left of both laptops, and not a family to be known again."""
    chromium.get(base.url)
    chromium.fill("name", NAME)
    chromium.fill("password", PASSWORD + Keys.ENTER)
    chromium.until_title("Oversikt")
    chromium.get(f"{base.url}/?quarter={quarter(DAY)}")
    visits = (len(FAMILIES) - 1) * len(VISITS) + len(LAPTOPS)
    held = visits - len(FAMILIES) + 1
    figures, nb = at_a_glance(chromium), page_words("nb")
    assert (figures[nb("key.visits")], figures[nb("key.kept")]) == (str(visits), str(held))
    assert not any(code in chromium.page_source for code in FAMILIES)
    chromium.tab_to("Show the pages in English")
    chromium.type(Keys.ENTER)
    chromium.until_title("Overview")
    assert at_a_glance(chromium)[page_words("en")("key.kept")] == str(held)
    chromium.get(f"{base.url}/?quarter={quarter(date.today())}")
    assert LAPTOPS.keys() <= set(chromium.find_element(By.CSS_SELECTOR, ".laptops").text.split())
    assert chromium.complaints() == []


def at_a_glance(chromium: Chromium) -> dict[str, str]:
    cards = chromium.find_elements(By.CSS_SELECTOR, ".keys li")
    return {card.find_element(By.TAG_NAME, "span").text: card.find_element(By.TAG_NAME, "strong").text for card in cards}


def leave(hand: Hand, base: LiveBase) -> None:
    hand.go("settings")
    settings = hand.house.stage(SettingsScreen)
    until(lambda: TEAM in settings.team_state.text())
    hand.press(lambda: settings.team_button)
    team = hand.house.stage(TeamScreen)
    hand.press(lambda: team.member.leave_button)
    hand.stands_on(lambda: team.member.keep_button)  # Enter by a slip leaves nothing
    hand.picture("team-leave")
    hand.press(lambda: team.member.do_button)
    until(team.join.isVisible)
    assert team.notice.text() == say("team.left")
    with base.database.connect() as connection:
        out = {one.name for one in devices(connection, find_team(connection, TEAM)[0]) if one.revoked_at is not None}
    assert out == {"lerke"}
