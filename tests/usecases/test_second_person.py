"""The second person's code: a colleague's own, changed only by who knows it, and never guessed on and on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.errors import Circumstance, ErrorCode
from app.usecases.second_person import FREE_MISSES, SETTING, SecondCheck, fits, has_second_code, set_second_code
from storage.practice import create_practice_vault
from storage.vault import Vault
from tests.usecases.importing import TestClock

CODE = "havre 12"


class Seconds:
    """A clock that goes only when told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made = create_practice_vault(tmp_path / "vault")
    yield made
    made.close()


def nobodys(_code: str) -> bool:
    return False


def test_a_colleague_sets_a_code_and_it_is_kept_as_a_verifier(vault: Vault) -> None:
    assert not has_second_code(vault)
    set_second_code(vault, TestClock(), CODE, nobodys)
    assert has_second_code(vault)
    with vault.work() as work:
        assert CODE not in (work.settings.get(SETTING) or "")
        assert [one.subject for one in work.audit.last(9)] == ["second_person"]
    check = SecondCheck(vault)
    assert check(CODE) and check("  havre   12 "), "spaces are as they were meant"
    assert not check("Havre 12")


def test_without_a_code_nobody_can_confirm(vault: Vault) -> None:
    with pytest.raises(Circumstance) as refused:
        SecondCheck(vault)("")
    assert refused.value.code is ErrorCode.SECOND_CODE_MISSING


@pytest.mark.parametrize(("code", "long_enough"), [("12345", False), ("  1 23   ", False), ("123456", True), ("æøåæøå", True)])
def test_a_code_has_six_characters(vault: Vault, code: str, long_enough: bool) -> None:
    assert fits(code) is long_enough
    if not long_enough:
        with pytest.raises(ValueError, match="six"):
            set_second_code(vault, TestClock(), code, nobodys)


def test_the_practitioners_own_words_are_refused(vault: Vault) -> None:
    with pytest.raises(Circumstance) as refused:
        set_second_code(vault, TestClock(), CODE, lambda code: code == CODE)
    assert refused.value.code is ErrorCode.SECOND_CODE_OWN
    assert not has_second_code(vault)


def test_only_who_knows_it_changes_it(vault: Vault) -> None:
    set_second_code(vault, TestClock(), CODE, nobodys)
    check = SecondCheck(vault)
    for old in (lambda: False, lambda: check("ikke den")):
        with pytest.raises(Circumstance) as refused:
            set_second_code(vault, TestClock(), "en helt ny", nobodys, old)
        assert refused.value.code is ErrorCode.SECOND_NOT_CONFIRMED
    assert check(CODE)
    set_second_code(vault, TestClock(), "en helt ny", nobodys, lambda: check(CODE))
    assert check("en helt ny") and not check(CODE)


def test_misses_make_the_next_try_wait_also_in_a_fresh_start(vault: Vault) -> None:
    set_second_code(vault, TestClock(), CODE, nobodys)
    seconds = Seconds()
    check = SecondCheck(vault, seconds)
    for _ in range(FREE_MISSES):
        assert not check("gjetning")
    with pytest.raises(Circumstance) as refused:
        check(CODE)
    assert (refused.value.code, refused.value.params) == (ErrorCode.WAIT_BEFORE_NEXT_TRY, {"seconds": 5})
    seconds.now += 3
    started_anew = SecondCheck(vault, seconds)
    with pytest.raises(Circumstance) as refused:
        started_anew(CODE)
    assert refused.value.params == {"seconds": 5}, "starting the program again gains nothing"
    seconds.now += 5
    assert not started_anew("gjetning")
    with pytest.raises(Circumstance) as refused:
        started_anew(CODE)
    assert refused.value.params == {"seconds": 15}, "longer each time"
    seconds.now += 15
    assert started_anew(CODE)
    assert not started_anew("gjetning")
    assert started_anew(CODE), "counted from the beginning again"
