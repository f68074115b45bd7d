"""The recovery code: 160 random bits on paper, in eight groups of five characters, each able to tell that it was mistyped.

The letters are Crockford's (no I, L, O, U; a typed O is read as 0, a typed I or L as 1; case, spaces and hyphens do not matter). The
fifth character of a group is a check over the other four and the group's place, in GF(32): it finds every single wrong character, every
swap of two characters within a group, and a group typed in another's place.
"""

from __future__ import annotations

import re

from app.domain.errors import Circumstance, ErrorCode

SECRET_BYTES = 20
GROUPS = 8
GROUP_CHARS = 5
_DATA_CHARS = GROUP_CHARS - 1
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE = {letter: value for value, letter in enumerate(_ALPHABET)} | {"O": 0, "I": 1, "L": 1}


def code_of(secret: bytes) -> str:
    """The code of 20 secret bytes: eight groups with hyphens between."""
    if len(secret) != SECRET_BYTES:
        raise ValueError("a recovery secret has 20 bytes")
    number = int.from_bytes(secret, "big")
    count = GROUPS * _DATA_CHARS
    values = [number >> (5 * (count - 1 - place)) & 31 for place in range(count)]
    return "-".join(_group_text(index, values[index * _DATA_CHARS : (index + 1) * _DATA_CHARS]) for index in range(GROUPS))


def secret_of(typed: str) -> bytes:
    """The 20 bytes of a typed code. Raises RECOVERY_CODE_MISTYPED with `group` (1-8), the first group that cannot be right."""
    number = 0
    groups = _typed_groups(typed)
    for index in range(GROUPS):
        values = [_VALUE.get(letter, -1) for letter in groups[index]] if index < len(groups) else []
        if len(values) != GROUP_CHARS or min(values) < 0 or _check(index, values[:_DATA_CHARS]) != values[_DATA_CHARS]:
            raise Circumstance(ErrorCode.RECOVERY_CODE_MISTYPED, group=index + 1)
        for value in values[:_DATA_CHARS]:
            number = number << 5 | value
    if len(groups) > GROUPS:
        raise Circumstance(ErrorCode.RECOVERY_CODE_MISTYPED, group=GROUPS)
    return number.to_bytes(SECRET_BYTES, "big")


def same_group(code: str, group: int, typed: str) -> bool:
    """Whether `typed` is the given group (1-8) of `code`, read as kindly as the whole code is."""
    wanted = code.split("-")[group - 1]
    letters = "".join(_typed_groups(typed))
    return len(letters) == GROUP_CHARS and [_VALUE.get(letter, -1) for letter in letters] == [_VALUE[letter] for letter in wanted]


def _typed_groups(typed: str) -> list[str]:
    """The groups as typed. Where the separators do not make groups of five, the characters are counted off instead."""
    groups = [group for group in re.split(r"[\s\-–—.,]+", typed.upper()) if group]
    if len(groups) == GROUPS:
        return groups
    letters = "".join(groups)
    return [letters[start : start + GROUP_CHARS] for start in range(0, len(letters), GROUP_CHARS)]


def _group_text(index: int, values: list[int]) -> str:
    return "".join(_ALPHABET[value] for value in (*values, _check(index, values)))


def _check(index: int, values: list[int]) -> int:
    """The sum of each value times its own power of x, plus the group's place, in GF(32) with x^5 = x^2 + 1."""
    total = index
    factor = 1
    for value in values:
        factor = _times(factor, 2)
        total ^= _times(factor, value)
    return total


def _times(left: int, right: int) -> int:
    product = 0
    while right:
        if right & 1:
            product ^= left
        left <<= 1
        if left & 32:
            left ^= 0b100101
        right >>= 1
    return product
