"""Wrong passphrases make the next try wait, longer each time. Nothing is ever wiped, and the count survives a restart.

Someone who may write in the folder can remove the file; this slows hands at the lock screen, Argon2id slows machines. A try is counted
before it is made and struck out when it succeeds, so ending the program in mid-try gains nothing. Within one start of the machine the
wait is measured by a clock that nobody can set; across a restart by the wall clock, and one that was set back starts the wait anew
instead of stretching it.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.domain.errors import Circumstance, ErrorCode
from storage.files import replace_file, translated_os

NAME = "attempts"
_FREE_TRIES = 3
_WAITS_S = (5, 15, 60, 180, 300)
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def _since_boot_s() -> float:
    clock = getattr(time, "CLOCK_BOOTTIME", None)  # counts sleep too; Linux only
    return time.monotonic() if clock is None else time.clock_gettime(clock)


def _boot() -> str:
    try:
        return _BOOT_ID.read_text("ascii").strip()
    except OSError:
        return ""


@dataclass(frozen=True, slots=True)
class _Tally:
    wrong: int
    boot: str
    boot_s: float
    wall_s: float


# As if the free tries had been used up long ago: the next one may be made at once, and each wrong one after it waits.
_DAMAGED = _Tally(_FREE_TRIES, "", 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Clocks:
    """The three clocks the wait is measured by; the defaults are the machine's own."""

    wall_s: Callable[[], float] = time.time
    since_boot_s: Callable[[], float] = _since_boot_s
    boot: Callable[[], str] = _boot


class Attempts:
    """The tally of one vault folder."""

    def __init__(self, folder: Path, clocks: Clocks | None = None) -> None:
        self._path = folder / NAME
        self._clocks = clocks or Clocks()

    def seconds_to_wait(self) -> int:
        """Whole seconds until the next try is allowed; 0 when it is."""
        tally = self._read()
        wait = _wait_after(tally.wrong)
        if wait == 0:
            return 0
        if tally.boot and tally.boot == self._clocks.boot():
            passed = self._clocks.since_boot_s() - tally.boot_s
        else:
            passed = self._clocks.wall_s() - tally.wall_s
            if passed < 0:
                self._write(tally.wrong)
                passed = 0.0
        return max(0, math.ceil(wait - passed))

    def begin(self) -> None:
        """Count a try as wrong until `succeeded`. Raises WAIT_BEFORE_NEXT_TRY with `seconds`."""
        seconds = self.seconds_to_wait()
        if seconds:
            raise Circumstance(ErrorCode.WAIT_BEFORE_NEXT_TRY, seconds=seconds)
        self._write(self._read().wrong + 1)

    def succeeded(self) -> None:
        with translated_os(ErrorCode.FOLDER_NOT_WRITABLE):
            self._path.unlink(missing_ok=True)

    def _read(self) -> _Tally:
        try:
            fields: Any = json.loads(self._path.read_bytes())
            tally = _Tally(max(0, int(fields["wrong"])), str(fields["boot"]), float(fields["boot_s"]), float(fields["wall_s"]))
            return tally if math.isfinite(tally.boot_s + tally.wall_s) else _DAMAGED
        except FileNotFoundError:
            return _Tally(0, "", 0.0, 0.0)
        except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
            return _DAMAGED

    def _write(self, wrong: int) -> None:
        clocks = self._clocks
        fields = {"wrong": wrong, "boot": clocks.boot(), "boot_s": clocks.since_boot_s(), "wall_s": clocks.wall_s()}
        try:
            with translated_os(ErrorCode.FOLDER_NOT_WRITABLE):
                replace_file(self._path, json.dumps(fields).encode())
        except Circumstance as error:
            if error.code is not ErrorCode.DISK_FULL:
                raise
            # A full disk must not keep the rightful person out: they may want to delete something.


def _wait_after(wrong: int) -> int:
    if wrong < _FREE_TRIES:
        return 0
    return _WAITS_S[min(wrong - _FREE_TRIES, len(_WAITS_S) - 1)]
