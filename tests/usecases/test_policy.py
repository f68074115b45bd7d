"""Rules files: what shortens is accepted, what lengthens only with the organisation's signature, and nothing else is read as one."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.audit import Deed
from app.domain.errors import ErrorCode
from app.domain.retention import Policy
from app.domain.rules_file import read_rules
from app.usecases.policy import SIGNED, accept_policy, policy_in_force, trust_organisation
from app.usecases.second_person import has_second_code, set_second_code
from tests.storage.making import code_when
from tests.usecases.caring import Home

NAMES = [field.name for field in fields(Policy)]


@pytest.fixture
def organisation(home: Home) -> Ed25519PrivateKey:
    key = Ed25519PrivateKey.generate()
    trust_organisation(home.vault, home.clock, key.public_key().public_bytes_raw())
    return key


def in_force(home: Home) -> Policy:
    with home.vault.work() as work:
        return policy_in_force(work)


def rules(**days: int) -> bytes:
    return "".join(f"{name} = {value}\n" for name, value in days.items()).encode()


def test_who_changed_the_rules_is_written_down(home: Home, organisation: Ed25519PrivateKey) -> None:
    data = rules(number=1, film_keep_days_after_filming=200)
    accept_policy(home.vault, home.clock, data, organisation.sign(data))
    accept_policy(home.vault, home.clock, rules(film_keep_days_after_filming=100))
    with home.vault.work() as work:
        told = [(one.deed, one.subject) for one in work.audit.last(5)]
    assert told == [(Deed.RULES_CHANGED, who) for who in ("team", "organisation", "organisation_key")]


def test_the_defaults_hold_until_something_else_does(home: Home) -> None:
    assert in_force(home) == Policy(30, 90, 60, 30)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("more", "accepted"), [(-1, True), (0, True), (1, False)])
def test_a_team_may_shorten_and_never_lengthen(home: Home, name: str, more: int, accepted: bool) -> None:
    wanted = getattr(Policy(), name) + more
    if accepted:
        accept_policy(home.vault, home.clock, rules(**{name: wanted}))
        home.again()
        assert getattr(in_force(home), name) == wanted
    else:
        assert code_when(lambda: accept_policy(home.vault, home.clock, rules(**{name: wanted}))) is ErrorCode.POLICY_NOT_SIGNED
        assert in_force(home) == Policy()


def test_shortening_one_rule_does_not_pay_for_lengthening_another(home: Home) -> None:
    mixed = rules(film_keep_days_after_filming=1, clip_keep_days_after_closing=61)
    assert code_when(lambda: accept_policy(home.vault, home.clock, mixed)) is ErrorCode.POLICY_NOT_SIGNED
    assert in_force(home) == Policy()


def test_a_team_may_take_its_own_shortening_back(home: Home) -> None:
    accept_policy(home.vault, home.clock, rules(film_keep_days_after_filming=10))
    assert accept_policy(home.vault, home.clock, rules(film_keep_days_after_filming=80)).film_keep_days_after_filming == 80
    assert accept_policy(home.vault, home.clock, b"") == Policy()


def test_the_organisation_may_lengthen(home: Home, organisation: Ed25519PrivateKey) -> None:
    data = rules(number=1, film_keep_days_after_filming=200)
    assert accept_policy(home.vault, home.clock, data, organisation.sign(data)).film_keep_days_after_filming == 200
    home.again()
    assert in_force(home) == Policy(30, 200, 60, 30)
    assert accept_policy(home.vault, home.clock, rules(film_keep_days_after_filming=150)).film_keep_days_after_filming == 150
    assert code_when(lambda: accept_policy(home.vault, home.clock, rules(film_keep_days_after_filming=201))) is ErrorCode.POLICY_NOT_SIGNED


def test_what_the_organisation_shortens_the_team_cannot_lengthen_again(home: Home, organisation: Ed25519PrivateKey) -> None:
    accept_policy(home.vault, home.clock, rules(film_keep_days_after_filming=80))
    data = rules(number=1, film_keep_days_after_filming=20)
    assert accept_policy(home.vault, home.clock, data, organisation.sign(data)).film_keep_days_after_filming == 20
    assert code_when(lambda: accept_policy(home.vault, home.clock, rules(film_keep_days_after_filming=90))) is ErrorCode.POLICY_NOT_SIGNED


def test_a_signature_that_does_not_fit_is_none(home: Home, organisation: Ed25519PrivateKey) -> None:
    data = rules(number=1, film_keep_days_after_filming=200)
    signature = organisation.sign(data)
    for forged in ((data + b"\n", signature), (data, signature[:-1] + bytes([signature[-1] ^ 1])), (data, b"x"), (data, b"")):
        assert code_when(lambda forged=forged: accept_policy(home.vault, home.clock, *forged)) is ErrorCode.POLICY_NOT_SIGNED  # type: ignore[misc]
    stranger = Ed25519PrivateKey.generate()
    assert code_when(lambda: accept_policy(home.vault, home.clock, data, stranger.sign(data))) is ErrorCode.POLICY_NOT_SIGNED
    assert in_force(home) == Policy()


def test_without_a_known_key_nothing_is_signed(home: Home) -> None:
    data = rules(number=1, film_keep_days_after_filming=200)
    assert (
        code_when(lambda: accept_policy(home.vault, home.clock, data, Ed25519PrivateKey.generate().sign(data)))
        is ErrorCode.POLICY_NOT_SIGNED
    )


def test_rules_once_replaced_cannot_be_put_back(home: Home, organisation: Ed25519PrivateKey) -> None:
    first, second, same = (rules(number=number, film_keep_days_after_filming=days) for number, days in ((1, 200), (2, 100), (2, 300)))
    for data in (first, second, second):
        accept_policy(home.vault, home.clock, data, organisation.sign(data))
    for data in (first, same):
        assert code_when(lambda data=data: accept_policy(home.vault, home.clock, data, organisation.sign(data))) is ErrorCode.POLICY_OLDER  # type: ignore[misc]
    assert in_force(home).film_keep_days_after_filming == 100
    unnumbered = rules(film_keep_days_after_filming=200)
    code = code_when(lambda: accept_policy(home.vault, home.clock, unnumbered, organisation.sign(unnumbered)))
    assert code is ErrorCode.POLICY_UNREADABLE


def test_a_signed_file_takes_a_lost_code_away_once(home: Home, organisation: Ed25519PrivateKey) -> None:
    def set_code(old: bool = False) -> None:
        set_second_code(home.vault, home.clock, "havregrøt", lambda _code: False, lambda: old)

    set_code()
    data = b"number = 1\nnew_second_person = true"
    assert code_when(lambda: accept_policy(home.vault, home.clock, data)) is ErrorCode.POLICY_NOT_SIGNED
    assert has_second_code(home.vault)
    accept_policy(home.vault, home.clock, data, organisation.sign(data))
    assert not has_second_code(home.vault)
    set_code()
    accept_policy(home.vault, home.clock, data, organisation.sign(data))
    assert has_second_code(home.vault), "the same file again takes no other code away"
    with home.vault.work() as work:
        assert [one.subject for one in work.audit.last(9)].count("second_person") == 3


def test_what_was_accepted_is_checked_whenever_it_is_read(home: Home, organisation: Ed25519PrivateKey) -> None:
    data = rules(number=1, film_keep_days_after_filming=200)
    accept_policy(home.vault, home.clock, data, organisation.sign(data))
    with home.vault.work() as work:
        work.settings.put(SIGNED, data.decode().replace("200", "999"))
        work.commit()
    assert code_when(lambda: in_force(home)) is ErrorCode.POLICY_NOT_SIGNED


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfe",
        b"not toml",
        b"film_keep_days_after_filming = -1",
        b"film_keep_days_after_filming = 1.5",
        b"film_keep_days_after_filming = true",
        b'film_keep_days_after_filming = "10"',
        b"film_keep_days_after_filming = 99999999",
        b"film_keep_days = 1",
        b"number = -1",
        b"new_second_person = 1",
        b"[film]\nkeep = 1",
        b"#" * 70_000,
        b"x = " + b"[" * 5_000,
    ],
)
def test_anything_else_is_unreadable(home: Home, data: bytes) -> None:
    assert code_when(lambda: accept_policy(home.vault, home.clock, data)) is ErrorCode.POLICY_UNREADABLE
    assert in_force(home) == Policy()


def test_what_it_is_told_to_write_can_be_read(project: Path) -> None:
    said = (project / "docs" / "policy.md").read_text()
    examples = re.findall(r"```toml\n(.*?)```", said, re.DOTALL)
    assert [read_rules(one.encode()).number for one in examples] == [1, 2]
    defaults = {name: int(days) for name, days in re.findall(r"^\| `(\w+)` \| (\d+) \|", said, re.MULTILINE)}
    assert Policy(**defaults) == Policy() and list(defaults) == NAMES


def test_the_organisations_key_is_entered_once(home: Home, organisation: Ed25519PrivateKey) -> None:
    trust_organisation(home.vault, home.clock, organisation.public_key().public_bytes_raw())
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    assert code_when(lambda: trust_organisation(home.vault, home.clock, other)) is ErrorCode.ORGANISATION_KEY_OTHER
    with pytest.raises(ValueError, match="32"):
        trust_organisation(home.vault, home.clock, b"short")
    data = rules(number=1, film_keep_days_after_filming=200)
    accept_policy(home.vault, home.clock, data, organisation.sign(data))
