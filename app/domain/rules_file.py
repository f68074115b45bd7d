"""Rules of keeping as a file: TOML, a whole number of days for each name of `app.domain.retention.Policy` it sets, and in a signed one
`number`, which grows, so that rules once replaced cannot be put back. `new_second_person = true` in a signed one takes away the second
person's code, once, when the file is accepted, so that a colleague can set another.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields, replace

from app.domain.errors import Circumstance, ErrorCode
from app.domain.retention import Policy

DEFAULTS = Policy()
_NAMES = frozenset(field.name for field in fields(Policy))
_MOST_BYTES = 64 << 10
_MOST_DAYS = 366 * 100


@dataclass(frozen=True, slots=True)
class Rules:
    """A rules file that was read."""

    policy: Policy
    number: int
    new_second_person: bool = False


def read_rules(data: bytes, otherwise: Policy = DEFAULTS) -> Rules:
    """The rules in a file; what it does not name is as in `otherwise`. Raises POLICY_UNREADABLE for anything but that."""
    try:
        if len(data) > _MOST_BYTES:
            raise ValueError
        said = tomllib.loads(data.decode("utf-8"))
        number, anew = said.pop("number", 0), said.pop("new_second_person", False)
        if (
            type(anew) is not bool
            or not said.keys() <= _NAMES
            or any(type(value) is not int or not 0 <= value <= _MOST_DAYS for value in (number, *said.values()))
        ):
            raise ValueError
    except (ValueError, RecursionError):  # of TOML and of UTF-8 too
        raise Circumstance(ErrorCode.POLICY_UNREADABLE) from None
    return Rules(replace(otherwise, **said), number, anew)


def as_rules(policy: Policy, allowed: Policy) -> bytes:
    """A rules file of a team: what it keeps for another time than the organisation allows."""
    days = {field.name: getattr(policy, field.name) for field in fields(Policy)}
    return "".join(f"{name} = {kept}\n" for name, kept in days.items() if kept != getattr(allowed, name)).encode()
