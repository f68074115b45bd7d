"""The facts for the data protection officer: where data lies and how it is locked, the rules in force, what was deleted. Counts and closed
words; no family, person or film can be told from it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from app.base_ports import Membership
from app.domain.audit import Deed, Fault
from app.domain.consent import Purpose
from app.domain.family import FamilyState
from app.domain.outbox import KeptState, LeftInAll
from app.domain.receipt import DeletionRule, Receipt, Unreached
from app.domain.retention import HeldBack, Policy
from app.ports import Clock, Store, Work
from app.usecases import exit_pin, second_person
from app.usecases.backups import last_backup
from app.usecases.consent_gate import local_day
from app.usecases.deletion_calendar import planned
from app.usecases.no_import import footage_is_allowed
from app.usecases.policy import Standing, standing_rules
from app.usecases.team import former_team, known_gateways, membership
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
    practice: bool = False  # a made-up family, and no secret


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
class Safeguards:
    """What the people have set. `signed_rules`: the number of the organisation's rules; 0 where the defaults hold. `team_rules`: the team
    has shortened what is allowed."""

    exit_pin: bool
    second_person: bool
    footage_allowed: bool
    team_rules: bool
    signed_rules: int


@dataclass(frozen=True, slots=True)
class Sharing:
    """What goes to a team base. `team` None: in none now; `former` the one that was left last. `at_base`: summaries that the base has of
    this laptop. `untold`: what was erased here and the base has not been told of yet, `held` how many of these wait for a human look.
    `gateways`: behind so many the laptop sends without a question. `fault` None: the list of what left is whole."""

    team: Membership | None
    former: Membership | None
    left: LeftInAll
    at_base: int
    here: Counter[KeptState]
    untold: int
    held: int
    gateways: int
    fault: Fault | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """As it was at `at`. `overdue` counts what should be gone and is not, `held_back` why. `audit_fault` None: the log is whole."""

    at: datetime
    machine: Machine
    safeguards: Safeguards
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
    last_backup: datetime | None
    sharing: Sharing


def gather_evidence(store: Store, clock: Clock, machine: Machine) -> Evidence:
    """Reads the whole audit log: takes a part of a second in a large vault. Changes nothing."""
    today = local_day(clock)
    rules = standing_rules(store)
    with store.work() as work:
        films, receipts = work.recordings.all(), work.receipts.all()
        late = planned(work, today - timedelta(1))
        return Evidence(
            at=clock.now(),
            machine=machine,
            safeguards=_safeguards(work, rules),
            families=_families(work),
            films=len(films),
            film_bytes=sum(film.size_bytes for film in films),
            policy=rules.policy,
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
            last_backup=last_backup(work),
            sharing=_sharing(work),
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


def _sharing(work: Work) -> Sharing:
    counts, team = work.outbox.counts(), membership(work)
    gone = [line.kept.state for line in work.outbox.lines() if line.kept.gone]
    return Sharing(
        team=team,
        former=former_team(work),
        left=work.departures.in_all(),
        at_base=work.outbox.sent_records(),
        here=counts,
        untold=len(gone),
        held=gone.count(KeptState.HELD),
        gateways=len(known_gateways(work)) if team is not None else 0,
        fault=work.departures.fault(),
    )


def _safeguards(work: Work, rules: Standing) -> Safeguards:
    return Safeguards(
        exit_pin=bool(work.settings.get(exit_pin.SETTING)),
        second_person=bool(work.settings.get(second_person.SETTING)),
        footage_allowed=footage_is_allowed(work),
        team_rules=rules.policy != rules.allowed,
        signed_rules=rules.number,
    )


def _fact(receipt: Receipt) -> DeletionFact:
    return DeletionFact(
        receipt.asked_at, receipt.finished_at, receipt.rule, receipt.film_bytes, receipt.marks, receipt.clips, receipt.unreached
    )
