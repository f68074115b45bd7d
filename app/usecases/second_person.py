"""The second person's code: what a colleague types when a hold is placed or lifted. It opens nothing.

A colleague sets it once and keeps it; from then on only who knows it can change it, or the organisation by a signed rules file. Kept as
an Argon2id verifier inside the vault. Several misses make the next try wait, longer each time; the count survives a restart, and so does
the wait, which no clock that can be set shortens: it is counted from the last miss, or from the start of the program.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from app.domain.audit import Deed
from app.domain.errors import Circumstance, ErrorCode
from app.domain.passphrase import tidied
from app.ports import Clock, Store, Work
from app.usecases.verifier import fits_verifier, verifier_of

SETTING, MISSES = "second_person", "second_person_misses"
LEAST = 6  # characters
FREE_MISSES = 3
_WAITS_S = (5, 15, 60, 180, 300)


def fits(code: str) -> bool:
    """Six characters or more, of any kind."""
    return len(tidied(code)) >= LEAST


def has_second_code(store: Store) -> bool:
    with store.work() as work:
        return bool(work.settings.get(SETTING))


def set_second_code(store: Store, clock: Clock, code: str, is_own: Callable[[str], bool], old: Callable[[], bool] = lambda: False) -> None:
    """Keep this code from now on. `is_own` says whether it is a passphrase or PIN of the practitioner (slow; it may raise
    WAIT_BEFORE_NEXT_TRY); `old` whether the code of before was given (`SecondCheck`), and is asked only when there is one.

    Raises SECOND_CODE_OWN, SECOND_NOT_CONFIRMED; ValueError for a code that is too short.
    """
    if not fits(code):
        raise ValueError("a code has six characters or more")
    if has_second_code(store) and not old():
        raise Circumstance(ErrorCode.SECOND_NOT_CONFIRMED)
    if is_own(code):
        raise Circumstance(ErrorCode.SECOND_CODE_OWN)
    verifier = verifier_of(tidied(code))
    with store.work() as work:
        work.settings.put(SETTING, verifier)
        work.settings.put(MISSES, "")
        work.audit.append(clock.now(), Deed.RULES_CHANGED, subject="second_person")
        work.commit()


def forget_second_code(work: Work, clock: Clock) -> bool:
    """So that a colleague may set another: the one who knew it has left. Lands with the caller's commit; False when there was none."""
    if not work.settings.get(SETTING):
        return False
    work.settings.put(SETTING, "")
    work.settings.put(MISSES, "")
    work.audit.append(clock.now(), Deed.RULES_CHANGED, subject="second_person")
    return True


class SecondCheck:
    """Asks for the second person's code. One for each session: it counts the wait. Slow: never on the interface's thread."""

    def __init__(self, store: Store, seconds: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._seconds = seconds
        self._since = seconds()

    def __call__(self, typed: str) -> bool:
        """Whether this is the code. Raises SECOND_CODE_MISSING when nobody has set one, WAIT_BEFORE_NEXT_TRY(seconds)."""
        with self._store.work() as work:
            kept = work.settings.get(SETTING) or ""
            misses = int(work.settings.get(MISSES) or 0)
            if not kept:
                raise Circumstance(ErrorCode.SECOND_CODE_MISSING)
            wait = math.ceil(self._since + _wait_after(misses) - self._seconds())
            if wait > 0:
                raise Circumstance(ErrorCode.WAIT_BEFORE_NEXT_TRY, seconds=wait)
            work.settings.put(MISSES, str(misses + 1))  # a miss until it has fitted: ending the program meanwhile gains nothing
            work.commit()
        if not fits_verifier(tidied(typed), kept):
            self._since = self._seconds()
            return False
        with self._store.work() as work:
            work.settings.put(MISSES, "")
            work.commit()
        return True


def _wait_after(misses: int) -> int:
    return 0 if misses < FREE_MISSES else _WAITS_S[min(misses - FREE_MISSES, len(_WAITS_S) - 1)]
