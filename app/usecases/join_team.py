"""Join a team: hand in a one-time code at its base, and pin the base's key."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address
from urllib.parse import urlsplit

from app.base_ports import BaseLink, Invitation, Membership
from app.domain.audit import Deed
from app.domain.errors import Circumstance, ErrorCode
from app.domain.outbox import KeptState
from app.ports import CancelToken, Clock, Store, Work
from app.usecases.notice_restored import tell_again
from app.usecases.team import former_team, keep_membership, keep_newest_document, keep_stored, membership, team

OTHER_BASE = "other_base"


def join_team(
    store: Store, clock: Clock, base: BaseLink, invitation: Invitation, cancel: CancelToken | None = None, *, practice: bool = False
) -> Membership:
    """What enrolment gave, kept. Raises ALREADY_IN_TEAM, PRACTICE_IS_NOT_COUNTED (a practice vault joins a base on this machine only), and
    what `BaseLink.enrol` raises. Stopped or killed while the base answers, or before that was kept: the same code gives the same answer
    again."""
    if team(store) is not None:
        raise Circumstance(ErrorCode.ALREADY_IN_TEAM)
    if practice and not _is_on_this_machine(invitation.url):
        raise Circumstance(ErrorCode.PRACTICE_IS_NOT_COUNTED)
    member = base.enrol(invitation, cancel)
    with store.work() as work:
        if membership(work) is not None:
            raise Circumstance(ErrorCode.ALREADY_IN_TEAM)
        former = former_team(work)
        if former is not None and (former.key, former.team) != (member.key, member.team):
            _leave_to_the_other_base(work)
        else:
            # A base that was restored from before this laptop had joined knows neither it nor what it sent, and nothing tells us so.
            # What is there still is answered `same`.
            tell_again(work, -1)
        keep_stored(work, 0)  # counted for each device, and this one is new
        keep_membership(work, member)
        work.audit.append(clock.now(), Deed.TEAM_JOINED, subject=member.device)
        work.commit()
    return member


def _leave_to_the_other_base(work: Work) -> None:
    """What another base has is not sent to this one too, not even as a correction: it would be counted twice. That base's documents hold
    no more."""
    for record in work.outbox.sent_after(-1):
        kept = work.outbox.kept(record)
        if kept is not None:
            work.outbox.keep(replace(kept, state=KeptState.CLOSED, reason=OTHER_BASE))
    work.documents.clear()
    keep_newest_document(work, 0)


def _is_on_this_machine(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
