"""Which team this laptop is in. What enrolment gave is kept in the vault; the laptop's own key is in the keyring, and never here."""

from __future__ import annotations

import json
from dataclasses import asdict

from app.base_ports import Membership
from app.domain.base_documents import read_policy
from app.domain.errors import Circumstance, ErrorCode
from app.domain.outbox import DocumentKind
from app.ports import Store, Work

MEMBERSHIP, FORMER = "team_membership", "team_former"
STORED = "team_stored"  # how many items of this laptop the base said it held, last
DOCUMENTS = "team_documents"  # the number of the newest document that was fetched


def team(store: Store) -> Membership | None:
    """The team this laptop is in, for a screen."""
    with store.work() as work:
        return membership(work)


def membership(work: Work) -> Membership | None:
    return _read(work, MEMBERSHIP)


def former_team(work: Work) -> Membership | None:
    """The team that was left last."""
    return _read(work, FORMER)


def require_membership(work: Work) -> Membership:
    """Raises NOT_IN_TEAM."""
    member = membership(work)
    if member is None:
        raise Circumstance(ErrorCode.NOT_IN_TEAM)
    return member


def keep_membership(work: Work, member: Membership) -> None:
    work.settings.put(MEMBERSHIP, json.dumps(asdict(member)))


def end_membership(work: Work, member: Membership) -> None:
    work.settings.put(FORMER, json.dumps(asdict(member)))
    work.settings.put(MEMBERSHIP, "")


def said_stored(work: Work) -> int:
    return int(work.settings.get(STORED) or 0)


def keep_stored(work: Work, stored: int) -> None:
    work.settings.put(STORED, str(stored))


def newest_document(work: Work) -> int:
    return int(work.settings.get(DOCUMENTS) or 0)


def keep_newest_document(work: Work, number: int) -> None:
    work.settings.put(DOCUMENTS, str(number))


def known_gateways(work: Work) -> frozenset[str]:
    """The gateways behind which sending needs no question, by the policy in force; none without one."""
    policy = work.documents.in_force(DocumentKind.POLICY)
    return frozenset() if policy is None else read_policy(policy.body).gateways


def _read(work: Work, name: str) -> Membership | None:
    kept = work.settings.get(name)
    return Membership(**json.loads(kept)) if kept else None
