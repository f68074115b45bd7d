"""Never by itself from an unknown network."""

from __future__ import annotations

import json

import pytest

from app.base_ports import BatchAnswer, ItemAnswer, Membership
from app.domain.errors import ErrorCode
from app.domain.ids import BatchId
from app.domain.outbox import DocumentKind
from app.ports import CancelToken
from app.usecases.leave_team import leave_team
from app.usecases.send_now import Exchange, send_now
from app.usecases.send_quietly import send_quietly
from app.usecases.take_documents import fetch_documents, take_document, waiting_documents
from app.usecases.unwatched import unseen
from tests.fakes.base import Before, Behind, NoWaiting, Stall
from tests.usecases.caring import Home
from tests.usecases.teaming import Laptop

OFFICE, ANOTHER = "00:11:22:33:44:55", "66:77:88:99:aa:bb"


@pytest.fixture
def laptop(home: Home) -> Laptop:
    made = Laptop(home)
    made.join()
    made.visit()
    return made


def allow(laptop: Laptop, *gateways: str, take: bool = True) -> None:
    home = laptop.home
    laptop.base.publish(DocumentKind.POLICY, json.dumps({"rules": "", "signature": "", "gateways": list(gateways)}).encode())
    fetch_documents(home.vault, home.clock, laptop.base, laptop.cancel)
    if take:
        take_document(home.vault, home.clock, waiting_documents(home.vault, home.clock)[0].document)


def quietly(laptop: Laptop, gateway: str | None) -> Exchange | None:
    laptop.base.calls.clear()
    home = laptop.home
    return send_quietly(home.vault, home.clock, laptop.base, laptop.codec, Behind(gateway), laptop.pacer, laptop.cancel)


@pytest.mark.parametrize("gateway", [None, "", OFFICE, ANOTHER])
def test_without_a_policy_nothing_goes_by_itself(laptop: Laptop, gateway: str | None) -> None:
    assert quietly(laptop, gateway) is None and laptop.base.calls == []


@pytest.mark.parametrize(("gateway", "goes"), [(None, False), ("", False), (ANOTHER, False), (OFFICE, True)])
def test_only_behind_a_gateway_that_the_policy_names(laptop: Laptop, gateway: str | None, goes: bool) -> None:
    allow(laptop, OFFICE)
    came = quietly(laptop, gateway)
    assert (came is not None) is goes is bool(laptop.counted())
    assert goes or laptop.base.calls == [], "not a byte, not even to ask"


def test_a_policy_that_nobody_has_looked_at_allows_nothing(laptop: Laptop) -> None:
    allow(laptop, OFFICE, take=False)
    assert quietly(laptop, OFFICE) is None and laptop.base.calls == []


def test_nothing_goes_once_the_team_was_left(laptop: Laptop) -> None:
    allow(laptop, OFFICE)
    leave_team(laptop.home.vault, laptop.home.clock, laptop.base)
    assert quietly(laptop, OFFICE) is None and laptop.base.calls == []


def test_a_laptop_that_is_carried_away_sends_no_further_batch(laptop: Laptop) -> None:
    allow(laptop, OFFICE)
    home, networks = laptop.home, Behind(OFFICE)
    greet = laptop.base.greet

    def leave_the_office(member: object, cancel: object) -> object:
        networks.at = ANOTHER
        return greet(member, cancel)  # type: ignore[arg-type]

    laptop.base.greet = leave_the_office  # type: ignore[method-assign,assignment]
    came = send_quietly(home.vault, home.clock, laptop.base, laptop.codec, networks, laptop.pacer, laptop.cancel)
    assert came is not None and came.released.trouble is ErrorCode.CANCELLED and laptop.base.bodies == []


@pytest.mark.parametrize("failed", ["greet", "send"])
def test_a_lid_shut_in_the_office_and_opened_elsewhere(laptop: Laptop, failed: str) -> None:
    """While it is waited for the next try."""
    allow(laptop, OFFICE)
    home, networks = laptop.home, Behind(OFFICE)

    class Carried(NoWaiting):
        def wait(self, seconds: float) -> bool:
            networks.at = ANOTHER
            return super().wait(seconds)

    laptop.base.calls.clear()
    laptop.base.trouble.extend([Before()] if failed == "greet" else [None, Before()])
    came = send_quietly(home.vault, home.clock, laptop.base, laptop.codec, networks, Carried(), laptop.cancel)
    assert came is not None and came.released.trouble is ErrorCode.CANCELLED
    assert laptop.base.calls == (["greet"] if failed == "greet" else ["greet", "send"])


def test_a_laptop_that_is_carried_away_waits_for_no_answer(laptop: Laptop) -> None:
    """While a batch is on its way: the connection is ended, and nothing is tried again."""
    allow(laptop, OFFICE)
    home, base = laptop.home, laptop.base
    base.calls.clear()

    class Carried(Behind):
        def gateway(self) -> str | None:
            return ANOTHER if "send" in base.calls else OFFICE

    base.trouble.extend([None, Stall()])
    came = send_quietly(home.vault, home.clock, base, laptop.codec, Carried(OFFICE), laptop.pacer, laptop.cancel)
    assert came is not None and (came.released.sent, came.released.trouble) == (0, ErrorCode.CANCELLED)
    assert base.calls == ["greet", "send"]


def test_whether_it_is_still_there_is_told_without_the_store(laptop: Laptop) -> None:
    """It is asked again and again while a batch is on its way, and whoever stops waits for nobody's unit of work."""
    allow(laptop, OFFICE)
    home, send = laptop.home, laptop.base.send

    def while_the_store_is_busy(member: Membership, batch: BatchId, body: bytes, cancel: CancelToken) -> BatchAnswer:
        with home.vault.work():
            assert not cancel.cancelled()
        return send(member, batch, body, cancel)

    laptop.base.send = while_the_store_is_busy  # type: ignore[method-assign,assignment]
    came = quietly(laptop, OFFICE)
    assert came is not None and came.released.sent


def test_not_even_documents_are_fetched_elsewhere(laptop: Laptop) -> None:
    allow(laptop, OFFICE)
    home, networks = laptop.home, Behind(OFFICE)
    laptop.base.calls.clear()

    def gone(answer: ItemAnswer) -> ItemAnswer:
        networks.at = ANOTHER
        return answer

    laptop.base.spoils = gone
    assert send_quietly(home.vault, home.clock, laptop.base, laptop.codec, networks, laptop.pacer, laptop.cancel) is not None
    assert laptop.base.calls == ["greet", "send"]


def test_documents_come_with_the_same_conversation(laptop: Laptop) -> None:
    laptop.base.publish(DocumentKind.SCHEMES, b'{"schemes":[]}')
    laptop.prepare()
    home = laptop.home
    came = send_now(home.vault, home.clock, laptop.base, laptop.pacer, laptop.pack(), unseen, laptop.cancel)
    assert came.released.sent == 2 and came.arrived.waiting == (DocumentKind.SCHEMES,)
    laptop.base.trouble.extend([None, Before(ErrorCode.DOCUMENT_NOT_SIGNED)])
    came = send_now(home.vault, home.clock, laptop.base, laptop.pacer, (), unseen, laptop.cancel)
    assert (came.released.trouble, came.trouble) == (None, ErrorCode.DOCUMENT_NOT_SIGNED)
    laptop.base.trouble.append(Before(ErrorCode.BASE_REFUSED))
    laptop.base.calls.clear()
    came = send_now(home.vault, home.clock, laptop.base, laptop.pacer, (), unseen, laptop.cancel)
    assert came.released.trouble is ErrorCode.BASE_REFUSED and laptop.base.calls == ["greet"]
