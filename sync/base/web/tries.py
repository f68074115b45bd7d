"""How often somebody may try to log in: counted for a name from one address, for a name, and for an address, in memory only.

A name alone is blocked late: whoever knows the team lead's name should not be able to lock her out by trying.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

WINDOW_S = 15 * 60.0
MOST_OF_PAIR = 5
MOST_OF_ADDRESS = 30
MOST_OF_NAME = 100
MOST_KEPT = 50_000  # keys; above it the oldest go, so that trying costs no memory


@dataclass
class Tries:
    """`clock` counts seconds and never goes back. Names and addresses are kept as salted digests, for a quarter of an hour."""

    clock: Callable[[], float]
    _kept: dict[bytes, deque[float]] = field(default_factory=dict)
    _salt: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, name: str, address: str) -> int:
        """Count one try. 0 when it may go on, otherwise how many seconds to wait.

        Counted before it is known to fail: tries that run side by side count too.
        """
        with self._lock:
            now = self.clock()
            limits = self._limits(name, address)
            waits = [self._wait(key, most, now) for key, most in limits]
            if any(waits):
                return int(max(waits)) + 1
            for key, _most in limits:
                self._kept.setdefault(key, deque()).append(now)
            while len(self._kept) > MOST_KEPT:
                del self._kept[next(iter(self._kept))]
            return 0

    def succeeded(self, name: str, address: str) -> None:
        """Forget the tries of this name from this address."""
        with self._lock:
            self._kept.pop(self._limits(name, address)[0][0], None)

    def _limits(self, name: str, address: str) -> tuple[tuple[bytes, int], ...]:
        who = name.casefold()
        return (
            (self._key("pair", who, address), MOST_OF_PAIR),
            (self._key("address", address), MOST_OF_ADDRESS),
            (self._key("name", who), MOST_OF_NAME),
        )

    def _key(self, *parts: str) -> bytes:
        return hashlib.sha256(self._salt + "\x00".join(parts).encode("utf-8", "surrogatepass")).digest()

    def _wait(self, key: bytes, most: int, now: float) -> float:
        times = self._kept.get(key)
        if times is None:
            return 0.0
        while times and times[0] <= now - WINDOW_S:
            times.popleft()
        if not times:
            del self._kept[key]
            return 0.0
        return times[0] + WINDOW_S - now if len(times) >= most else 0.0
