"""Waiting between two tries, and trying again a few times."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from app.base_ports import Pacer
from app.domain.errors import Circumstance, ErrorCode
from app.ports import CancelToken

TRIES = 4
FIRST_WAIT_S, LONGEST_WAIT_S, LONGEST_ASKED_S = 1.0, 20.0, 60.0
_LOOK_S = 0.1
_PASSING = frozenset({ErrorCode.BASE_UNREACHABLE, ErrorCode.BASE_BUSY, ErrorCode.BASE_TROUBLE})

_T = TypeVar("_T")


class Pauses:
    """Fulfils `app.base_ports.Pacer`: sleeps, and wakes up when the person stops."""

    def __init__(self, cancel: CancelToken) -> None:
        self._cancel = cancel

    def wait(self, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while not self._cancel.cancelled():
            left = until - time.monotonic()
            if left <= 0:
                return True
            time.sleep(min(left, _LOOK_S))
        return False


def patiently(ask: Callable[[], _T], pacer: Pacer, jitter: Callable[[float, float], float] = random.uniform) -> _T:
    """What `ask` answers. What may pass is tried again: after a random part of a second, of two, of four (full jitter), or after as long
    as the base asked for. Raises the last try's Circumstance, any other at once, and CANCELLED."""
    for tried in range(TRIES):
        try:
            return ask()
        except Circumstance as error:
            if error.code not in _PASSING or tried == TRIES - 1:
                raise
            asked = min(float(error.params.get("seconds", 0)), LONGEST_ASKED_S)
        if not pacer.wait(max(asked, jitter(0, min(LONGEST_WAIT_S, FIRST_WAIT_S * 2**tried)))):
            break
    raise Circumstance(ErrorCode.CANCELLED)
