"""No-import mode: an organisation forbids footage on laptops. Visits, notes and marks against camcorder time are kept; no media."""

from __future__ import annotations

from app.domain.audit import Deed
from app.domain.errors import Circumstance, ErrorCode
from app.ports import Clock, Store, Work

SETTING = "no_import"
_ON = "on"


def footage_is_allowed(work: Work) -> bool:
    """Whether film may come onto this laptop."""
    return work.settings.get(SETTING) != _ON


def require_footage_allowed(work: Work) -> None:
    """Before filming and importing. Raises FOOTAGE_NOT_ALLOWED."""
    if not footage_is_allowed(work):
        raise Circumstance(ErrorCode.FOOTAGE_NOT_ALLOWED)


def set_no_import(store: Store, clock: Clock, on: bool) -> None:
    """Switch the mode. Film that is in the vault already stays, under its rules; that it was switched is written down."""
    with store.work() as work:
        if footage_is_allowed(work) is not on:
            return
        work.settings.put(SETTING, _ON if on else "")
        work.audit.append(clock.now(), Deed.RULES_CHANGED, subject="footage")
        work.commit()
