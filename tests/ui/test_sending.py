"""What is done for the team base without being asked: made ready when something changed, and sent only behind a gateway that the team's
policy names."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from app.domain.consent import Purpose
from app.domain.outbox import DocumentKind, KeptState
from app.usecases.outbox import look_at_outbox
from app.usecases.send_now import send_now
from app.usecases.take_documents import take_document, waiting_documents
from tests.fakes.base import FakeBase, NoWaiting, Stall
from tests.ui.films import wait_for
from tests.ui.ways import joined, session_with
from tests.usecases.caring import Home
from ui.jobs import Cancel, Jobs
from ui.sending import Sending

OFFICE, FAMILY = "aa:bb:cc:dd:ee:ff", "11:22:33:44:55:66"
Make = Callable[..., Sending]


@pytest.fixture
def base(home: Home) -> FakeBase:
    """The laptop is in its team, whose policy names the office's gateway; and there is a visit to send."""
    made = FakeBase()
    joined(home, made)
    made.publish(DocumentKind.POLICY, json.dumps({"rules": "", "signature": "", "gateways": [OFFICE]}).encode())
    send_now(home.vault, home.clock, made, NoWaiting(), (), lambda _done, _total: None, Cancel())
    (pending,) = waiting_documents(home.vault, home.clock)
    take_document(home.vault, home.clock, pending.document)
    home.all_agree(Purpose.STATISTICS)
    home.visit()
    made.calls.clear()
    return made


@pytest.fixture
def sending(qapp: QApplication, home: Home, base: FakeBase, jobs: Jobs) -> Iterator[Make]:
    parent = QObject()
    made: list[Sending] = []

    def make(gateway: str | None, *, may: bool = True) -> Sending:
        made.append(Sending(session_with(home, base, gateway), jobs, lambda: may, parent))
        return made[-1]

    yield make
    for one in made:
        one.stop()
    parent.deleteLater()


def waiting(home: Home) -> int:
    return len(look_at_outbox(home.vault).of(KeptState.WAITING))


def test_at_the_office_it_is_sent(sending: Make, home: Home, base: FakeBase) -> None:
    heard: list[int] = []
    one = sending(OFFICE)
    one.changed.connect(lambda: heard.append(1))
    one.look()
    wait_for(lambda: bool(heard))
    assert len(base.bodies) == 1 and waiting(home) == 0


@pytest.mark.parametrize("gateway", [FAMILY, None])
def test_anywhere_else_not_a_byte_leaves_and_it_is_made_ready(sending: Make, home: Home, base: FakeBase, gateway: str | None) -> None:
    heard: list[int] = []
    one = sending(gateway)
    one.changed.connect(lambda: heard.append(1))
    one.look()
    wait_for(lambda: bool(heard))
    assert base.calls == [] and waiting(home) == 2, "the visit, and the counters"


def test_what_changed_is_made_ready_and_not_sent(sending: Make, home: Home, base: FakeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.sending._SOON_MS", 1)
    one = sending(OFFICE)
    one.something_changed()
    wait_for(lambda: waiting(home) == 2)
    assert base.calls == []


def test_never_while_the_machine_is_needed(sending: Make, home: Home, base: FakeBase, jobs: Jobs) -> None:
    one = sending(OFFICE, may=False)
    one.look()
    one._prepare()
    assert one._running is None and base.calls == [] and look_at_outbox(home.vault).of(KeptState.WAITING) == ()


def test_locking_waits_for_no_answer(sending: Make, base: FakeBase) -> None:
    base.trouble.append(Stall())
    one = sending(OFFICE)
    one.look()
    wait_for(lambda: "greet" in base.calls)
    assert one._running is not None
    one.stop()
    wait_for(lambda: one._running is None)
    assert base.bodies == []


def test_without_a_team_nothing_is_made(qapp: QApplication, home: Home, jobs: Jobs) -> None:
    home.all_agree(Purpose.STATISTICS)
    home.visit()
    parent = QObject()
    one = Sending(session_with(home, FakeBase(), OFFICE), jobs, lambda: True, parent)
    one.look()
    wait_for(lambda: one._running is None)
    view = look_at_outbox(home.vault)
    assert view.lines == () and view.due == 1
    parent.deleteLater()
