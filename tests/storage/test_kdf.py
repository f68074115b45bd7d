"""How hard a passphrase is made to try."""

from __future__ import annotations

import pytest

from storage.kdf import FLOOR, PRACTICE, ArgonCost, calibrate, derive, stretch


def test_argon2id_against_the_published_vector() -> None:
    """RFC 9106, section 5.3, needs a secret and associated data; this vector (no secret) is from the reference implementation's tests."""
    cost = ArgonCost(memory_kib=65536, passes=2, lanes=1)
    assert stretch("password", b"somesaltsomesalt"[:8], cost).hex() == "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"


def test_hkdf_gives_each_purpose_its_own_key() -> None:
    secret = b"s" * 32
    keys = {derive(secret, purpose) for purpose in ("store", "tide", "recovery")} | {derive(secret, "store", b"salt")}
    assert len(keys) == 4
    assert derive(secret, "store") == derive(secret, "store")
    assert len(derive(secret, "check", length=16)) == 16


def test_calibration_never_goes_below_the_floor() -> None:
    cost = calibrate()
    assert cost.memory_kib >= FLOOR.memory_kib == 64 * 1024
    assert cost.passes >= FLOOR.passes == 3


def test_practice_is_cheap_and_only_by_saying_so() -> None:
    assert PRACTICE.memory_kib < FLOOR.memory_kib


@pytest.mark.parametrize("numbers", [(0, 1, 1), (64, 0, 1), (64, 1, 0), (8, 1, 2), (1 << 23, 3, 4), (64, 99, 1)])
def test_costs_out_of_bounds_are_refused(numbers: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="bounds"):
        ArgonCost(*numbers)
