"""Leave the team: the base revokes this laptop, and the laptop forgets its key. What was sent stays at the base; what waits stays here."""

from __future__ import annotations

from app.base_ports import BaseLink
from app.domain.audit import Deed
from app.domain.errors import Circumstance, ErrorCode
from app.ports import CancelToken, Clock, Store
from app.usecases.team import end_membership, membership, require_membership

_LEFT_ALREADY = frozenset({ErrorCode.BASE_REFUSED, ErrorCode.BASE_KEY_MISSING})
"""The base has revoked it, or nobody can speak for this laptop any more: there is nothing to tell the base."""


def leave_team(store: Store, clock: Clock, base: BaseLink, cancel: CancelToken | None = None, *, unheard: bool = False) -> None:
    """`unheard`: leave although the base cannot be told; whoever runs it has to revoke the laptop. Raises NOT_IN_TEAM, and what
    `BaseLink.leave` raises; then the laptop is still in the team."""
    with store.work() as work:
        member = require_membership(work)
    try:
        base.leave(member, cancel)
    except Circumstance as error:
        if error.code is ErrorCode.CANCELLED or (not unheard and error.code not in _LEFT_ALREADY):
            raise
    with store.work() as work:
        if membership(work) == member:
            end_membership(work, member)
            work.audit.append(clock.now(), Deed.TEAM_LEFT, subject=member.device)
            work.commit()
    base.forget(member)
