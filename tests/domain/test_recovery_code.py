"""The recovery code: reads as kindly as it can, and names the group that was mistyped."""

from __future__ import annotations

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Circumstance, ErrorCode
from app.domain.recovery_code import GROUP_CHARS, GROUPS, SECRET_BYTES, code_of, same_group, secret_of

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def bad_group(typed: str) -> int:
    with pytest.raises(Circumstance) as caught:
        secret_of(typed)
    assert caught.value.code is ErrorCode.RECOVERY_CODE_MISTYPED
    group = caught.value.params["group"]
    assert isinstance(group, int)
    return group


@given(st.binary(min_size=SECRET_BYTES, max_size=SECRET_BYTES))
def test_the_code_gives_the_secret_back(secret: bytes) -> None:
    code = code_of(secret)
    assert len(code.split("-")) == GROUPS
    assert {len(group) for group in code.split("-")} == {GROUP_CHARS}
    assert secret_of(code) == secret


def test_it_holds_at_least_160_bits() -> None:
    assert SECRET_BYTES * 8 >= 160


@pytest.mark.parametrize(
    "change", [str.lower, lambda code: code.replace("-", ""), lambda code: code.replace("-", "  "), lambda code: f" {code}\n"]
)
def test_it_is_read_kindly(change: object) -> None:
    secret = secrets.token_bytes(SECRET_BYTES)
    assert callable(change)
    assert secret_of(change(code_of(secret))) == secret


def test_letters_that_look_alike_are_read_as_digits() -> None:
    code = code_of(bytes(SECRET_BYTES))
    assert secret_of(code.replace("0", "O").replace("1", "l")) == bytes(SECRET_BYTES)
    assert secret_of(code.replace("1", "I")) == bytes(SECRET_BYTES)


@pytest.mark.parametrize("group", range(1, GROUPS + 1))
@pytest.mark.parametrize("place", range(GROUP_CHARS))
def test_every_single_wrong_character_names_its_group(group: int, place: int) -> None:
    groups = code_of(b"samspill" + bytes(range(12))).split("-")
    right = groups[group - 1]
    for letter in ALPHABET:
        if letter != right[place]:
            typed = [*groups]
            typed[group - 1] = right[:place] + letter + right[place + 1 :]
            assert bad_group("-".join(typed)) == group


def test_swapped_characters_and_swapped_groups_are_found() -> None:
    groups = code_of(b"samspill" + bytes(range(12))).split("-")
    for index, group in enumerate(groups):
        for left in range(GROUP_CHARS):
            for right in range(left + 1, GROUP_CHARS):
                letters = [*group]
                letters[left], letters[right] = letters[right], letters[left]
                if "".join(letters) != group:
                    assert bad_group("-".join([*groups[:index], "".join(letters), *groups[index + 1 :]])) == index + 1
    assert bad_group("-".join([groups[1], groups[0], *groups[2:]])) == 1


def test_too_short_and_too_long_and_nonsense() -> None:
    code = code_of(bytes(SECRET_BYTES))
    groups = code.split("-")
    assert bad_group("") == 1
    assert bad_group("-".join(groups[:3])) == 4
    assert bad_group("-".join([*groups[:2], groups[2][:-1], *groups[3:]])) == 3
    assert bad_group(code + "-00000") == GROUPS
    assert bad_group(code.replace("0", "æ", 1)) == 1


def test_a_group_typed_back() -> None:
    code = code_of(bytes(range(20)))
    groups = code.split("-")
    assert same_group(code, 3, f" {groups[2].lower()} ")
    assert not same_group(code, 3, groups[3])
    assert not same_group(code, 3, "")
