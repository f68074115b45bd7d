"""What a rules file would change is said before it holds, and saying it changes nothing. A key is read as it comes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.domain.errors import ErrorCode
from app.domain.fingerprint import fingerprint
from app.domain.retention import Policy
from app.domain.rules_file import as_rules, read_rules
from app.usecases.foresee_policy import foresee_policy
from app.usecases.organisation_key import read_key
from app.usecases.policy import accept_policy, standing_rules, trust_organisation
from tests.storage.making import code_when
from tests.usecases.caring import TODAY, Home

KEY = Ed25519PublicKey.from_public_bytes(bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"))
"""Of RFC 8032, test 1."""


def test_what_would_go_is_counted_and_nothing_is_changed(home: Home) -> None:
    for days in (5, 50, 100):
        home.visit(home.film(filmed_on=TODAY - timedelta(days)))
    foreseen = foresee_policy(home.vault, home.clock, b"film_keep_days_after_filming = 30")
    assert foreseen.before == Policy() and foreseen.after == Policy(30, 30, 60, 30)
    assert foreseen.going == 1, "the oldest is due by the rules of now already"
    assert standing_rules(home.vault).policy == Policy()
    with home.vault.work() as work:
        assert work.audit.last(5) == []


def test_what_would_be_refused_is_refused_beforehand(home: Home) -> None:
    longer = b"film_keep_days_after_filming = 91"
    assert code_when(lambda: foresee_policy(home.vault, home.clock, longer)) is ErrorCode.POLICY_NOT_SIGNED


def test_who_said_what_holds(home: Home) -> None:
    assert standing_rules(home.vault).allowed == Policy() and not standing_rules(home.vault).key
    organisation = Ed25519PrivateKey.generate()
    key = organisation.public_key().public_bytes_raw()
    trust_organisation(home.vault, home.clock, key)
    data = b"number = 7\nfilm_keep_days_after_filming = 200"
    accept_policy(home.vault, home.clock, data, organisation.sign(data))
    wanted = Policy(30, 150, 60, 14)
    accept_policy(home.vault, home.clock, as_rules(wanted, standing_rules(home.vault).allowed))
    standing = standing_rules(home.vault)
    assert (standing.policy, standing.allowed, standing.number, standing.key) == (wanted, Policy(30, 200, 60, 30), 7, key)


def test_a_teams_file_names_only_what_it_shortens() -> None:
    assert as_rules(Policy(30, 14, 60, 30), Policy()) == b"film_keep_days_after_filming = 14\n"
    assert as_rules(Policy(), Policy()) == b""
    assert read_rules(as_rules(Policy(1, 2, 3, 4), Policy())).policy == Policy(1, 2, 3, 4)


@pytest.mark.parametrize(
    "data",
    [
        KEY.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        KEY.public_bytes_raw().hex().encode(),
        b"D75A9801 82B10AB7 D54BFED3 C964073A\n0EE172F3 DAA62325 AF021A68 F707511A\n",
    ],
)
def test_a_key_is_read_as_it_comes(data: bytes) -> None:
    assert read_key(data) == KEY.public_bytes_raw()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff" * 32,
        KEY.public_bytes_raw().hex().encode()[:-1],
        generate_private_key(SECP256R1()).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        b"-----BEGIN PUBLIC KEY-----\nno\n-----END PUBLIC KEY-----\n",
        b"a" * 5000,
    ],
)
def test_anything_else_is_no_key(data: bytes) -> None:
    assert code_when(lambda: read_key(data)) is ErrorCode.ORGANISATION_KEY_UNREADABLE


def test_a_fingerprint_can_be_read_aloud() -> None:
    assert fingerprint(KEY.public_bytes_raw()) == "21FE 31DF A154 A261 626B F854 046F D227"
