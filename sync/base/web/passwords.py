"""Passwords of the dashboard's readers: Argon2id, its parameters in the hash.

A check takes the same work whether the name is known or not, and only a few run at once: each holds 64 MiB while it runs.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST_CHARACTERS = 14
MOST_CHARACTERS = 200
CHECKS_AT_ONCE = 2
WAIT_FOR_CHECK_S = 5.0
PASSES, MEMORY_KIB, LANES = 3, 64 << 10, 2
_checks = threading.BoundedSemaphore(CHECKS_AT_ONCE)


class TooBusyError(Exception):
    """More checks are waiting than this machine can do in time."""


def acceptable(password: str, name: str) -> bool:
    """Long enough without the name in it, not one letter over and over, not too long to look at. Length is what makes a guess dear."""
    own = password.casefold().replace(name.casefold(), "")
    return len(own) >= LEAST_CHARACTERS and len(password) <= MOST_CHARACTERS and len(set(own)) >= 5


def hash_of(password: str) -> str:
    with _one_of_few():
        return _hasher().hash(password)


def fits(known: str | None, password: str) -> bool:
    """Whether the password is the one of the hash; None stands for a name that nobody has. Raises TooBusyError."""
    with _one_of_few():
        try:
            _hasher().verify(known or _of_nobody(), password[:MOST_CHARACTERS])
        except (VerificationError, InvalidHashError):  # not the password; or a row that was tampered with, which opens nothing
            return False
    return known is not None


def is_old(known: str) -> bool:
    """Whether the hash was made with other parameters than those of now."""
    return _hasher().check_needs_rehash(known)


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)


@cache
def _of_nobody() -> str:
    """A hash that no password of ours fits, of the same cost as theirs."""
    return _hasher().hash("\x00nobody")


@contextmanager
def _one_of_few() -> Iterator[None]:
    if not _checks.acquire(timeout=WAIT_FOR_CHECK_S):
        raise TooBusyError
    try:
        yield
    finally:
        _checks.release()
