"""What the outbox says: of each group why it is there and what can be done with all of it, and what came of a sending."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.base_ports import Membership
from app.domain.errors import Circumstance, ErrorCode
from app.usecases.outbox import may_try_again
from app.usecases.send_now import Exchange
from ui import wording
from ui.outbox.listing import Group, WaitingRow
from ui.texts import error_words, say

# A laptop on its way is without a network most of the day: nothing is wrong, and all waits.
_EVERYDAY = frozenset({ErrorCode.CANCELLED, ErrorCode.BASE_UNREACHABLE, ErrorCode.BASE_BUSY})

TO_LOOK_AT = (Group.QUARANTINED, Group.HELD)  # which go no further until somebody has looked at them


@dataclass(frozen=True, slots=True)
class Result:
    """For a `Notice`."""

    title: str
    what: str
    next: str
    tone: str


def lead_words(member: Membership | None, rows: Mapping[Group, Sequence[WaitingRow]]) -> str:
    """What there is to do, in a sentence or two."""
    if member is None:
        return say("outbox.lead_no_team")
    going = sum(row.ticked is not False for row in rows[Group.GOING])
    count = going or sum(len(rows[group]) for group in TO_LOOK_AT)
    if not count:
        return say("outbox.lead_nothing", team=member.team)
    return say(f"outbox.{'lead' if going else 'lead_look'}.{'one' if count == 1 else 'many'}", count=count, team=member.team)


def tab_words(group: Group, rows: Sequence[WaitingRow]) -> str:
    """Which they are and how many, and of what waits how many go where some are left out."""
    going = sum(row.ticked is not False for row in rows)
    if going < len(rows):
        return say("outbox.group.some_going", count=going, of=len(rows))
    return say(f"outbox.group.{group.value}", count=len(rows))


def group_words(group: Group, rows: Sequence[WaitingRow]) -> tuple[str, str]:
    """Why these are here, and the one thing to do with all of them (empty where there is none)."""
    if group is Group.GOING:
        left_out = sum(row.ticked is False for row in rows)
        about = say("outbox.about.going" if any(row.ticked is not None for row in rows) else "outbox.about.gone")
        return about, wording.count("outbox.all.going", left_out) if left_out else ""
    about = wording.count(f"outbox.about.{group.value}", len(rows)) if group is Group.QUARANTINED else say(f"outbox.about.{group.value}")
    doing = sum(may_try_again(row.line.kept) for row in rows) if group is Group.QUARANTINED else len(rows)
    return about, "" if group is Group.NO_CONSENT or not doing else wording.count(f"outbox.all.{group.value}", doing)


def result_words(exchange: Exchange) -> Result:
    """What left, what did not, and what is to be done now."""
    came = exchange.released
    trouble = came.trouble or exchange.trouble
    said = [wording.count("outbox.sent", came.sent)] if came.sent else []
    if came.quarantined:
        said.append(wording.count("outbox.sent_refused", came.quarantined))
    if came.changed:
        said.append(wording.count("outbox.sent_changed", came.changed))
    if came.restored:
        said.append(wording.count("outbox.sent_restored", came.restored))
    said += [error_words(Circumstance(code))[0] + "." for code in exchange.arrived.refused]
    if trouble is not None:
        title, what, next_step = _trouble(trouble)
        return Result(title, " ".join([*said, what]), next_step, "info" if trouble in _EVERYDAY else "error")
    if came.quarantined or came.changed or came.restored:
        return Result(say("outbox.sent_partly"), " ".join(said), say("outbox.sent_look"), "warn")
    if exchange.arrived.refused:  # all went; what came down is another matter, and none that is looked through here
        return Result(say("outbox.sent_all"), " ".join(said), error_words(Circumstance(exchange.arrived.refused[0]))[2], "warn")
    return Result(say("outbox.sent_all"), " ".join(said), "", "good")


def _trouble(code: ErrorCode) -> tuple[str, str, str]:
    if code is ErrorCode.CANCELLED:
        return say("outbox.stopped"), say("outbox.stopped_what"), ""
    return error_words(Circumstance(code))
