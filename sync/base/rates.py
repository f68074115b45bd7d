"""How many requests one address, or one device, may make: a bucket for each that fills again, in memory only."""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

MOST_KEPT = 20_000  # above it the ones that were not heard of longest go, so that asking costs no memory


def household(address: str) -> str:
    """Whom an address is counted as: of IPv6 its first 64 bits, since whoever has one of those has all of them."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if known.version == 4 or known.ipv4_mapped:
        return address
    return str(ipaddress.ip_network((int(known), 64), strict=False))


@dataclass
class Limiter:
    """`per_minute` requests in a row at once, then as many a minute. `clock` counts seconds and never goes back."""

    per_minute: int
    clock: Callable[[], float] = time.monotonic
    _left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)  # who: what is left, when that was counted
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, who: str) -> int:
        """Count one request. 0 when it may go on, otherwise in how many seconds."""
        return self._count(who, 1.0)

    def wait(self, who: str) -> int:
        """The same without counting it."""
        return self._count(who, 0.0)

    def _count(self, who: str, cost: float) -> int:
        rate = self.per_minute / 60
        with self._lock:
            now = self.clock()
            left, counted = self._left.pop(who, (float(self.per_minute), now))
            left = min(float(self.per_minute), left + (now - counted) * rate)
            wait = 0 if left >= 1 else math.ceil((1 - left) / rate)
            self._left[who] = (left if wait else left - cost, now)
            while len(self._left) > MOST_KEPT:
                self._left.popitem(last=False)
            return wait
