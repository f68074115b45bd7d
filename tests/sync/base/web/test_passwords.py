"""What a password must be, and what it costs to look at one."""

from __future__ import annotations

import re
import threading

import pytest
from argon2 import PasswordHasher

from sync.base.web import passwords
from sync.base.web.passwords import LEAST_CHARACTERS, MOST_CHARACTERS, TooBusyError, acceptable, fits, hash_of, is_old


@pytest.mark.parametrize(
    ("password", "good"),
    [
        ("grønne fjell om kvelden", True),
        ("a1b2c3d4e5f6g7", True),
        ("a1b2c3d4e5f6g", False),
        ("abababababababab", False),
        ("turidturidturidturid", False),
        ("TURID og fjellet", False),
        ("x" * MOST_CHARACTERS, False),
        ("abcdefgh" * 25, True),
        ("abcdefgh" * 25 + "i", False),
        ("", False),
    ],
)
def test_what_a_password_must_be(password: str, good: bool) -> None:
    assert acceptable(password, "Turid") is good
    assert LEAST_CHARACTERS == 14


def test_the_hash_is_argon2id_with_enough_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """OWASP's floor for Argon2id is 19 MiB and 2 passes; ours is above it."""
    monkeypatch.setattr(passwords, "_hasher", _REAL)
    made = hash_of("grønne fjell om kvelden")
    found = re.match(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$", made)
    assert found and int(found[1]) >= 64 << 10 and int(found[2]) >= 3
    assert fits(made, "grønne fjell om kvelden") and not fits(made, "grønne fjell om kvelde")
    assert not is_old(made) and is_old(PasswordHasher(time_cost=1, memory_cost=512, parallelism=1).hash("x"))
    assert passwords._of_nobody().startswith("$argon2id$v=19$m=") and not fits(None, "\x00nobody")


@pytest.mark.parametrize("known", ["", "plain", "$argon2id$v=19$m=65536,t=3,p=2$AAAA", "$2b$12$abc"])
def test_a_row_that_was_tampered_with_opens_nothing(known: str) -> None:
    assert not fits(known, "grønne fjell om kvelden")
    assert not fits(known, "")


def test_the_same_password_twice_is_two_hashes() -> None:
    assert hash_of("grønne fjell om kvelden") != hash_of("grønne fjell om kvelden")


def test_few_checks_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "WAIT_FOR_CHECK_S", 0.01)
    monkeypatch.setattr(passwords, "_checks", threading.BoundedSemaphore(1))
    with passwords._one_of_few(), pytest.raises(TooBusyError):
        hash_of("grønne fjell om kvelden")
    assert fits(hash_of("grønne fjell om kvelden"), "grønne fjell om kvelden"), "and free again"


_REAL = passwords._hasher
