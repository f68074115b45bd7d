"""The chain: whole, and each way of spoiling it noticed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.domain.audit import AuditEntry, Deed, Fault, FaultKind, Head, entry, first_fault, inner_digest, link, time_text
from app.domain.ids import FamilyCode

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
FAMILY = FamilyCode("K7Q2M")


def chain(*deeds: tuple[Deed, FamilyCode | None, str]) -> list[AuditEntry]:
    made: list[AuditEntry] = []
    for n, (deed, family, subject) in enumerate(deeds):
        before = Head(made[-1].number, made[-1].digest) if made else Head()
        made.append(entry(before, bytes([n] * 16), AT + timedelta(n), deed, family, subject))
    return made


def emptied(one: AuditEntry) -> AuditEntry:
    return replace(one, at=None, deed=None, family=None, subject=None, salt=None)


def fault(entries: list[AuditEntry], head: Head | None = None) -> Fault | None:
    last = head or (Head(entries[-1].number, entries[-1].digest) if entries else Head())
    return first_fault(map(link, entries), last)


WHOLE = chain((Deed.FILMED, FAMILY, "r1"), (Deed.OPENED, FAMILY, "r1"), (Deed.CLOCK_CONFIRMED, None, ""), (Deed.DELETED, FAMILY, "r1"))
HEAD = Head(4, WHOLE[-1].digest)


def test_whole_and_empty_chains_have_no_fault() -> None:
    assert fault(WHOLE, HEAD) is None
    assert fault([], Head()) is None


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda e: [e[0], replace(e[1], deed=Deed.PLAYED), *e[2:]], Fault(FaultKind.BROKEN, 2)),
        (lambda e: [e[0], replace(e[1], at=AT), *e[2:]], Fault(FaultKind.BROKEN, 2)),
        (lambda e: [e[0], replace(e[1], family=FamilyCode("B2B")), *e[2:]], Fault(FaultKind.BROKEN, 2)),
        (lambda e: [e[0], replace(e[1], family=None), *e[2:]], Fault(FaultKind.BROKEN, 2)),
        (lambda e: [e[0], replace(e[1], subject="r2"), *e[2:]], Fault(FaultKind.BROKEN, 2)),
        (lambda e: [e[0], replace(e[1], salt=bytes(16)), *e[2:]], Fault(FaultKind.BROKEN, 2)),
        (lambda e: [e[0], replace(e[1], salt=None), *e[2:]], Fault(FaultKind.BROKEN, 2)),  # half emptied
        (lambda e: [e[0], replace(e[1], at=None), *e[2:]], Fault(FaultKind.BROKEN, 2)),
        (lambda e: [e[0], replace(e[1], inner=bytes(32)), *e[2:]], Fault(FaultKind.BROKEN, 2)),
        (lambda e: [e[0], replace(e[1], digest=bytes(32)), *e[2:]], Fault(FaultKind.BROKEN, 2)),
        (lambda e: [e[0], *e[2:]], Fault(FaultKind.BROKEN, 2)),  # one taken out
        (lambda e: [e[0], *(replace(one, number=one.number - 1) for one in e[2:])], Fault(FaultKind.BROKEN, 2)),
        (lambda e: e[1:], Fault(FaultKind.BROKEN, 1)),
        (lambda e: [e[0], e[2], e[1], e[3]], Fault(FaultKind.BROKEN, 2)),
        (lambda e: [*e[:2], e[1], *e[2:]], Fault(FaultKind.BROKEN, 3)),  # one put in twice
        (lambda e: e[:3], Fault(FaultKind.CUT, 4)),
        (lambda e: [], Fault(FaultKind.CUT, 1)),
        (lambda e: [*e, *chain((Deed.OPENED, None, ""))], Fault(FaultKind.BROKEN, 5)),
        (lambda e: [e[0], emptied(e[1]), *e[2:]], Fault(FaultKind.EMPTIED, 2)),  # nobody wrote down that it was emptied
    ],
)
def test_spoiling(spoil: Callable[[list[AuditEntry]], list[AuditEntry]], expected: Fault) -> None:
    assert first_fault(map(link, spoil(WHOLE)), HEAD) == expected


def test_one_rewritten_with_all_after_it_does_not_fit_its_head() -> None:
    forged = chain((Deed.FILMED, FAMILY, "r1"), (Deed.PLAYED, FAMILY, "r1"), (Deed.CLOCK_CONFIRMED, None, ""), (Deed.DELETED, FAMILY, "r1"))
    assert first_fault(map(link, forged), HEAD) == Fault(FaultKind.BROKEN, 5)


@pytest.mark.parametrize(("said", "found"), [("3", None), ("2", Fault(FaultKind.EMPTIED, 1)), ("4", Fault(FaultKind.EMPTIED, 1))])
def test_emptied_entries_hold_and_are_counted(said: str, found: Fault | None) -> None:
    note = entry(HEAD, bytes(16), AT, Deed.EMPTIED, None, said)
    assert fault([*(one if one.family is None else emptied(one) for one in WHOLE), note]) == found


def test_fields_never_flow_into_each_other() -> None:
    digests = {inner_digest(b"s" * 16, *says) for says in (("ab", "c"), ("a", "bc"), ("abc", ""), ("", "abc"), ("abc",))}
    assert len(digests) == 5


def test_the_same_moment_in_another_zone_is_the_same_entry() -> None:
    elsewhere = AT.astimezone(timezone(timedelta(hours=2)))
    assert entry(Head(), bytes(16), elsewhere, Deed.OPENED, None, "").inner == entry(Head(), bytes(16), AT, Deed.OPENED, None, "").inner
    with pytest.raises(ValueError, match="moment"):
        time_text(AT.replace(tzinfo=None))
