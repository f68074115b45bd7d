"""The facts for the data protection officer: where data lies and how it is locked, the rules in force, what was deleted. Counts and closed
words; no family, person or film can be told from it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from app.domain.audit import Deed, Fault
from app.domain.consent import Purpose
from app.domain.family import FamilyState
from app.domain.receipt import DeletionRule, Receipt, Unreached
from app.domain.retention import HeldBack, Policy
from app.ports import Clock, Store, Work
from app.usecases.consent_gate import local_day
from app.usecases.deletion_calendar import planned
from app.usecases.policy import policy_in_force
from app.usecases.watch_clock import clock_is_doubted

LAST_DELETIONS = 20
EXPIRY_DAYS = 14


class DiskState(StrEnum):
    """Whether the whole disk that the vault lies on is encrypted, besides the vault itself."""

    ENCRYPTED = "encrypted"
    PLAIN = "plain"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Machine:
    """What the store does not know: gathered where the application is put together. `algorithms` and `versions` are (what, which)."""

    folder: Path
    disk: DiskState
    keyring: str
    lock_after_minutes: int
    algorithms: tuple[tuple[str, str], ...]
    versions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DeletionFact:
    """One deletion, without whose it was."""

    asked_at: datetime
    finished_at: datetime
    rule: DeletionRule
    film_bytes: int
    marks: int
    clips: int
    unreached: tuple[Unreached, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """As it was at `at`. `overdue` counts what should be gone and is not, `held_back` why. `audit_fault` None: the log is whole."""

    at: datetime
    machine: Machine
    families: dict[FamilyState, int]
    films: int
    film_bytes: int
    policy: Policy
    consents: dict[Purpose, int]
    consents_expiring: int
    overdue: int
    held_back: dict[HeldBack, int]
    holds: int
    deletions: int
    last_deletions: tuple[DeletionFact, ...]
    cards_not_wiped: int
    audit_entries: int
    audit_fault: Fault | None
    clock_doubted: bool


def gather_evidence(store: Store, clock: Clock, machine: Machine) -> Evidence:
    """Reads the whole audit log: takes a part of a second in a large vault. Changes nothing."""
    today = local_day(clock)
    with store.work() as work:
        films, receipts = work.recordings.all(), work.receipts.all()
        late = planned(work, today - timedelta(1))
        return Evidence(
            at=clock.now(),
            machine=machine,
            families=_families(work),
            films=len(films),
            film_bytes=sum(film.size_bytes for film in films),
            policy=policy_in_force(work),
            consents=work.ledger.in_force(today),
            consents_expiring=len(work.ledger.expiring(today, today + timedelta(EXPIRY_DAYS))),
            overdue=len(late),
            held_back=dict(Counter(why for due in late for why in due.held_back)),
            holds=len(work.holds.standing()),
            deletions=len(receipts),
            last_deletions=tuple(map(_fact, receipts[:LAST_DELETIONS])),
            cards_not_wiped=len({film.card for film in work.cards.not_wiped()}),
            audit_entries=work.audit.head().number,
            audit_fault=work.audit.fault(),
            clock_doubted=clock_is_doubted(work, clock),
        )


def evidence_written(store: Store, clock: Clock) -> None:
    """Write down that an evidence pack was made."""
    with store.work() as work:
        work.audit.append(clock.now(), Deed.EXPORTED)
        work.commit()


def _families(work: Work) -> dict[FamilyState, int]:
    known = (work.families.get(code) for code in work.families.all())
    counted = Counter(family.state for family in known if family is not None)
    return {state: counted[state] for state in FamilyState}


def _fact(receipt: Receipt) -> DeletionFact:
    return DeletionFact(
        receipt.asked_at, receipt.finished_at, receipt.rule, receipt.film_bytes, receipt.marks, receipt.clips, receipt.unreached
    )
