"""Joining a team, leaving it, joining another one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.base_ports import Invitation, Membership
from app.domain.audit import Deed
from app.domain.errors import ErrorCode
from app.domain.outbox import DocumentKind, KeptState
from app.usecases.join_team import OTHER_BASE, join_team
from app.usecases.leave_team import leave_team
from app.usecases.outbox import release_held
from app.usecases.take_documents import documents_in_force, fetch_documents
from app.usecases.team import team
from tests.fakes.base import OTHER_KEY, URL, After, Before, FakeBase, Stall
from tests.storage.making import code_when
from tests.usecases.caring import TODAY, Home
from tests.usecases.teaming import SECRET, Laptop


@pytest.fixture
def laptop(home: Home) -> Laptop:
    return Laptop(home)


def deeds(home: Home) -> list[Deed | None]:
    with home.vault.work() as work:
        return [one.deed for one in work.audit.last(3)]


def leave(laptop: Laptop, *, unheard: bool = False) -> None:
    leave_team(laptop.home.vault, laptop.home.clock, laptop.base, laptop.cancel, unheard=unheard)


def test_joining_is_kept_and_written_down(laptop: Laptop) -> None:
    assert team(laptop.home.vault) is None
    member = laptop.join()
    laptop.home.again()
    assert team(laptop.home.vault) == member and member.key == laptop.base.key
    assert deeds(laptop.home)[0] is Deed.TEAM_JOINED


def test_one_team_at_a_time(laptop: Laptop) -> None:
    member = laptop.join()
    assert code_when(laptop.join) is ErrorCode.ALREADY_IN_TEAM
    assert team(laptop.home.vault) == member and laptop.base.calls == ["enrol"], "the code is not used up"


@pytest.mark.parametrize("trouble", [Before(), After(), Before(ErrorCode.BASE_NOT_THE_ONE), Before(ErrorCode.ENROLMENT_CODE_MISTYPED)])
def test_who_did_not_get_through_is_in_no_team(laptop: Laptop, trouble: Before | After) -> None:
    laptop.base.trouble.append(trouble)
    assert code_when(laptop.join) is trouble.code
    assert team(laptop.home.vault) is None and deeds(laptop.home)[0] is not Deed.TEAM_JOINED


def test_stopping_leaves_nothing_changed(laptop: Laptop) -> None:
    laptop.cancel.set = True
    laptop.base.trouble.append(Stall())
    assert code_when(laptop.join) is ErrorCode.CANCELLED and team(laptop.home.vault) is None
    member = laptop.join()
    for unheard in (False, True):
        laptop.base.trouble.append(Stall())
        assert code_when(lambda: leave(laptop, unheard=unheard)) is ErrorCode.CANCELLED  # noqa: B023  asked at once
        assert team(laptop.home.vault) == member and laptop.base.forgotten == []


def test_a_code_works_once(laptop: Laptop) -> None:
    laptop.join()
    leave(laptop)
    again = Invitation(URL, SECRET)
    assert code_when(lambda: join_team(laptop.home.vault, laptop.home.clock, laptop.base, again)) is ErrorCode.ENROLMENT_CODE_REFUSED


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("http://127.0.0.1:8443", True),
        ("http://[::1]:8443", True),
        ("http://localhost:8443", True),
        ("https://base.example.org", False),
        ("https://10.0.0.1", False),
        ("https://localhost.example.org", False),
        ("https://127.0.0.1.example.org", False),
        ("", False),
    ],
)
def test_a_made_up_family_is_not_counted_at_a_real_base(laptop: Laptop, url: str, may: bool) -> None:
    laptop.base.codes.add(SECRET)

    def join() -> Membership:
        return join_team(laptop.home.vault, laptop.home.clock, laptop.base, Invitation(url, SECRET), practice=True)

    if may:
        assert join().url == url
    else:
        assert code_when(join) is ErrorCode.PRACTICE_IS_NOT_COUNTED and laptop.base.calls == []


def test_leaving_revokes_and_forgets_and_keeps_what_waits(laptop: Laptop) -> None:
    member = laptop.join()
    laptop.visit()
    laptop.prepare()
    leave(laptop)
    assert team(laptop.home.vault) is None and laptop.base.devices == {} and laptop.base.forgotten == [member.device]
    assert deeds(laptop.home)[0] is Deed.TEAM_LEFT and len(laptop.lines(KeptState.WAITING)) == 1
    assert code_when(lambda: leave(laptop)) is ErrorCode.NOT_IN_TEAM


def test_a_base_that_cannot_be_told_keeps_the_laptop_in_until_somebody_says_so(laptop: Laptop) -> None:
    member = laptop.join()
    laptop.base.trouble.append(Before())
    assert code_when(lambda: leave(laptop)) is ErrorCode.BASE_UNREACHABLE
    assert team(laptop.home.vault) == member and laptop.base.forgotten == []
    laptop.base.trouble.append(Before())
    leave(laptop, unheard=True)
    assert team(laptop.home.vault) is None and laptop.base.forgotten == [member.device] and member.device in laptop.base.devices


@pytest.mark.parametrize("code", [ErrorCode.BASE_REFUSED, ErrorCode.BASE_KEY_MISSING])
def test_a_laptop_that_was_revoked_may_leave(laptop: Laptop, code: ErrorCode) -> None:
    laptop.join()
    laptop.base.trouble.append(Before(code))
    leave(laptop)
    assert team(laptop.home.vault) is None


def test_back_in_the_same_team_nothing_is_counted_twice(laptop: Laptop) -> None:
    laptop.join()
    visit = laptop.visit(minutes=20)
    laptop.send()
    leave(laptop)
    laptop.join()
    bodies = len(laptop.base.revisions)
    assert laptop.send().sent == 2, "asked about again: whether it is all there nobody knows"
    assert len(laptop.base.revisions) == bodies and set(laptop.base.devices.values()) == {0}
    laptop.change(visit, minutes=50)
    laptop.send()
    assert len(laptop.counted()) == 1 and laptop.counted()[laptop.record(visit)]["duration"] == "45-59"


def test_a_base_restored_from_before_this_laptop_joined_gets_everything_again(laptop: Laptop) -> None:
    before = laptop.base.copy()
    laptop.join()
    visit, erased = laptop.visit(minutes=20), laptop.visit(TODAY - timedelta(1))
    laptop.send()
    laptop.remove(erased)
    laptop.prepare()
    release_held(laptop.home.vault, [laptop.record(erased)])
    laptop.send()
    laptop.base.restore(before)
    assert laptop.send().trouble is ErrorCode.BASE_REFUSED
    leave(laptop)
    laptop.join()
    waiting = {line.kept.record for line in laptop.lines(KeptState.WAITING)}
    assert waiting == {laptop.record(visit), laptop.record(erased)}, "no more called sent"
    laptop.send()
    assert list(laptop.counted()) == [laptop.record(visit)] and laptop.lines(KeptState.WAITING) == ()


def test_another_team_hears_of_what_comes_and_not_of_what_another_base_has(laptop: Laptop) -> None:
    laptop.join()
    old = laptop.visit(minutes=20)
    laptop.send()
    laptop.base.publish(DocumentKind.SUPERVISORS, b'{"supervisors":[]}', version=9)
    fetch_documents(laptop.home.vault, laptop.home.clock, laptop.base, laptop.cancel)
    unsent = laptop.visit(TODAY - timedelta(1))
    leave(laptop)
    other = FakeBase(OTHER_KEY, "OSL02")
    laptop.join(other)
    laptop.change(old, minutes=50)
    laptop.send()
    assert list(laptop.counted()) == [laptop.record(unsent)]
    assert (laptop.kept(laptop.record(old)).state, laptop.kept(laptop.record(old)).reason) == (KeptState.CLOSED, OTHER_BASE)
    laptop.remove(old)
    assert laptop.send().sent == 0
    other.publish(DocumentKind.SUPERVISORS, b'{"supervisors":[]}', version=1)
    assert fetch_documents(laptop.home.vault, laptop.home.clock, other, laptop.cancel).waiting == (DocumentKind.SUPERVISORS,)
    assert documents_in_force(laptop.home.vault) == ()
