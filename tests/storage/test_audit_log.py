"""The audit log in the vault: one with the deed, whole, found by family, emptied; and tampering with the key in hand noticed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.audit import Deed, Fault, FaultKind
from app.domain.ids import FamilyCode
from storage.vault import NewVault, Vault
from storage.work import VaultWork
from tests.storage.making import FAMILY, NOW
from tests.storage.pages import plain_pages

A, B, C = FamilyCode("AAA"), FamilyCode("BBB"), FamilyCode("CCC")


def fill(work: VaultWork) -> None:
    for n in range(1, 7):
        work.audit.append(NOW + timedelta(n), Deed.OPENED, A if n % 2 else B, f"r{n}")


def test_entries_come_back_newest_first(vault: Vault) -> None:
    with vault.work() as work:
        made = [
            work.audit.append(NOW, Deed.FILMED, FAMILY, "r1"),
            work.audit.append(NOW, Deed.CLOCK_CONFIRMED),
            work.audit.append(NOW, Deed.DELETED, FAMILY, "r1"),
        ]
        assert work.audit.last(9) == made[::-1]
        assert work.audit.last(1) == made[2:]
        assert work.audit.of(FAMILY) == [made[2], made[0]]
        assert work.audit.head().number == 3
        assert work.audit.fault() is None


def test_an_entry_lands_with_its_deed_or_not_at_all(vault: Vault) -> None:
    with vault.work() as work:
        work.audit.append(NOW, Deed.OPENED, FAMILY, "r1")
    with vault.work() as work:
        assert work.audit.last(9) == []
        assert work.audit.fault() is None
        work.audit.append(NOW, Deed.OPENED, FAMILY, "r1")
        work.commit()
    with vault.work() as work:
        assert [one.number for one in work.audit.last(9)] == [1]
        assert work.audit.fault() is None


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("UPDATE audit SET deed = 'played' WHERE number = 3", Fault(FaultKind.BROKEN, 3)),
        ("UPDATE audit SET deed = 'no such deed' WHERE number = 3", Fault(FaultKind.BROKEN, 3)),
        ("UPDATE audit SET at = '2026-01-01T00:00:00.000000+00:00' WHERE number = 3", Fault(FaultKind.BROKEN, 3)),
        ("UPDATE audit SET family = NULL WHERE number = 3", Fault(FaultKind.BROKEN, 3)),
        ("DELETE FROM audit WHERE number = 3", Fault(FaultKind.BROKEN, 3)),
        ("DELETE FROM audit WHERE number = 6", Fault(FaultKind.CUT, 6)),
        ("DELETE FROM audit", Fault(FaultKind.CUT, 1)),
        ("UPDATE audit SET number = 0 WHERE number = 1", Fault(FaultKind.BROKEN, 1)),
        ("UPDATE audit SET number = -5 WHERE number = 1", Fault(FaultKind.BROKEN, 1)),
        ("UPDATE audit_head SET number = 5, digest = (SELECT digest FROM audit WHERE number = 5)", Fault(FaultKind.BROKEN, 7)),
        (
            "INSERT INTO audit SELECT 7, inner, digest, at, deed, family, subject, salt FROM audit WHERE number = 6",
            Fault(FaultKind.BROKEN, 7),
        ),
        (
            "UPDATE audit SET at = NULL, deed = NULL, family = NULL, subject = NULL, salt = NULL WHERE number = 3",
            Fault(FaultKind.EMPTIED, 3),
        ),
    ],
)
def test_tampering_is_noticed(vault: Vault, sql: str, fault: Fault) -> None:
    with vault.work() as work:
        fill(work)
        work.commit()
    vault._db.run(sql)
    with vault.work() as work:
        assert work.audit.fault() == fault


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit SET deed = 'no such deed' WHERE number = 4",
        "UPDATE audit SET at = 'yesterday' WHERE number = 4",
        "UPDATE audit SET salt = NULL WHERE number = 4",
        "DELETE FROM audit WHERE number = 6",
        "UPDATE audit_head SET number = 3, digest = (SELECT digest FROM audit WHERE number = 3)",
        "DELETE FROM audit_head",
    ],
)
def test_a_log_that_was_tampered_with_stops_no_deed_and_is_noticed_for_ever(vault: Vault, sql: str) -> None:
    """Otherwise nobody could withdraw any more."""
    with vault.work() as work:
        fill(work)
        work.commit()
    vault._db.run(sql)
    with vault.work() as work:
        assert work.audit.fault() is not None
        assert len(work.audit.last(9)) >= 5
        for n in range(3):
            work.audit.append(NOW, Deed.CONSENT_WITHDRAWN, A, f"after {n}")
        assert work.audit.of(A)[0].subject == "after 2"
        assert work.audit.fault() is not None
        assert work.audit.empty(A, NOW) >= 3
        assert work.audit.fault() is not None


def test_a_line_that_was_changed_says_nothing(vault: Vault) -> None:
    with vault.work() as work:
        fill(work)
        work.commit()
    vault._db.run("UPDATE audit SET deed = 'played' WHERE number = 3")
    with vault.work() as work:
        assert [(one.number, one.deed) for one in work.audit.of(A)] == [(5, Deed.OPENED), (3, None), (1, Deed.OPENED)]


def test_a_family_is_emptied_out_and_nothing_of_it_is_left(made: NewVault) -> None:
    vault, key = made.vault, made.key.derived("store")
    marked = FamilyCode("QZX77")
    with vault.work() as work:
        fill(work)
        work.audit.append(NOW, Deed.SEALED, marked, "the-subject-of-it")
        work.audit.append(NOW, Deed.OPENED, A, "r9")
        work.commit()
    assert b"QZX77" in plain_pages(vault.folder / "vault.db", key)  # the hunt can find
    with vault.work() as work:
        assert work.audit.empty(marked, NOW) == 1
        assert work.audit.fault() is None
        assert work.audit.of(marked) == []
        assert work.audit.last(3)[2].salt is None
        assert (work.audit.last(1)[0].deed, work.audit.last(1)[0].subject) == (Deed.EMPTIED, "1")
        assert work.audit.empty(marked, NOW) == 0
        work.audit.append(NOW, Deed.OPENED, A, "r10")
        assert work.audit.fault() is None
        work.commit()
    vault.checkpoint()
    left = plain_pages(vault.folder / "vault.db", key)
    assert b"QZX77" not in left
    assert b"the-subject-of-it" not in left
    assert b"r10" in left


def subjects(work: VaultWork, family: FamilyCode) -> list[str | None]:
    return [one.subject for one in work.audit.of(family)]


def test_entries_follow_a_family_through_its_codes_and_no_further(vault: Vault) -> None:
    with vault.work() as work:
        work.families.add(A, NOW)
        work.audit.append(NOW, Deed.OPENED, A, "first A")
        work.families.rename(A, B)
        work.audit.append(NOW, Deed.OPENED, B, "as B")
        work.families.add(A, NOW)  # another family gets the code that became free
        work.audit.append(NOW, Deed.OPENED, A, "second A")
        assert subjects(work, B) == ["as B", "first A"]
        assert subjects(work, A) == ["second A"]
        work.families.rename(B, C)
        work.audit.append(NOW, Deed.OPENED, C, "as C")
        assert subjects(work, C) == ["as C", "as B", "first A"]
        assert subjects(work, B) == []
        work.families.rename(A, C)
        assert subjects(work, C) == ["as C", "second A", "as B", "first A"]
        work.families.add(A, NOW)
        work.audit.append(NOW, Deed.OPENED, A, "third A")
        assert subjects(work, A) == ["third A"]
        assert work.audit.empty(C, NOW) == 4
        assert subjects(work, A) == ["third A"]
        assert work.audit.fault() is None


def test_there_and_back_again(vault: Vault) -> None:
    with vault.work() as work:
        work.families.add(A, NOW)
        work.audit.append(NOW, Deed.OPENED, A, "1")
        work.families.rename(A, B)
        work.audit.append(NOW, Deed.OPENED, B, "2")
        work.families.rename(B, A)
        work.audit.append(NOW, Deed.OPENED, A, "3")
        assert subjects(work, A) == ["3", "2", "1"]


def test_a_long_chain_is_read_in_pieces(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    from storage import audit_log

    monkeypatch.setattr(audit_log, "_BATCH", 4)
    with vault.work() as work:
        for _ in range(3):
            fill(work)
        assert work.audit.fault() is None
