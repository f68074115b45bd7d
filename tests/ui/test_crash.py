"""A bug is told calmly and logged by place only: no words of the exception, no values, no paths."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.errors import Circumstance, ErrorCode
from ui.crash import FILE_NAME, CrashHandler, where_it_broke
from ui.preferences import IDLE_MINUTES, Preferences

SECRET = "Kari Nordmann"


@pytest.fixture
def handler(tmp_path: Path) -> Iterator[tuple[CrashHandler, list[BaseException]]]:
    before = sys.excepthook, threading.excepthook
    told: list[BaseException] = []
    made = CrashHandler(tmp_path / SECRET)
    made.install(told.append)
    yield made, told
    sys.excepthook, threading.excepthook = before


def broken() -> BaseException:
    """An exception that went through our own code, with a name in its words."""
    try:
        try:
            Preferences(Path("/nowhere")).set(IDLE_MINUTES, 0)
        except ValueError as error:
            raise KeyError(SECRET) from error
    except KeyError as error:
        return error
    raise AssertionError


def test_the_log_says_where_and_nothing_else(handler: tuple[CrashHandler, list[BaseException]], tmp_path: Path) -> None:
    error = broken()
    sys.excepthook(type(error), error, error.__traceback__)
    assert handler[1] == [error]
    log = (tmp_path / SECRET / FILE_NAME).read_text()
    assert "KeyError < ValueError" in log
    assert SECRET not in log and "/" not in log and ".py" not in log


def test_our_own_places_are_named() -> None:
    try:
        Preferences(Path("/nowhere")).set(IDLE_MINUTES, 0)
    except ValueError as error:
        assert "ui.preferences:" in where_it_broke(error) and where_it_broke(error).endswith(" set")


def test_the_world_is_told_but_not_logged(handler: tuple[CrashHandler, list[BaseException]], tmp_path: Path) -> None:
    error = Circumstance(ErrorCode.CARD_PULLED)
    sys.excepthook(type(error), error, None)
    assert handler[1] == [error] and not (tmp_path / SECRET).exists()


def test_threads_are_caught_too(handler: tuple[CrashHandler, list[BaseException]], tmp_path: Path) -> None:
    def work() -> None:
        raise RuntimeError(SECRET)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert [type(error) for error in handler[1]] == [RuntimeError]
    assert "RuntimeError at outside" in (tmp_path / SECRET / FILE_NAME).read_text()


def test_a_log_grows_no_further_than_its_bound(handler: tuple[CrashHandler, list[BaseException]], tmp_path: Path) -> None:
    folder = tmp_path / SECRET
    folder.mkdir()
    (folder / FILE_NAME).write_bytes(b"x" * 300_000)
    error = broken()
    sys.excepthook(type(error), error, error.__traceback__)
    assert (folder / FILE_NAME).stat().st_size < 1000
