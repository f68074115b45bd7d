"""Counts for a monitoring system, in Prometheus' text format. They are of this process, and name routes, never devices or people."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field

BOUNDS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass
class Metrics:
    """Counted by the threads that answer."""

    _requests: Counter[tuple[str, int]] = field(default_factory=Counter)
    _items: Counter[str] = field(default_factory=Counter)
    _times: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS_S) + 1))
    _seconds: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answered(self, route: str, status: int, seconds: float) -> None:
        """One request: its route as it is declared, not as it was asked for."""
        with self._lock:
            self._requests[route, status] += 1
            self._times[bisect_left(BOUNDS_S, seconds)] += 1
            self._seconds += seconds

    def looked_at(self, outcomes: list[str]) -> None:
        """Items of one batch, by what became of them."""
        with self._lock:
            self._items.update(outcomes)

    def text(self) -> str:
        """All of it, as it is scraped."""
        with self._lock:
            lines = ["# TYPE samspill_requests_total counter"]
            lines += [
                f'samspill_requests_total{{route="{route}",status="{status}"}} {n}' for (route, status), n in sorted(self._requests.items())
            ]
            lines += ["# TYPE samspill_items_total counter"]
            lines += [f'samspill_items_total{{outcome="{outcome}"}} {n}' for outcome, n in sorted(self._items.items())]
            lines += ["# TYPE samspill_request_seconds histogram"]
            below = 0
            for bound, n in zip((*map(str, BOUNDS_S), "+Inf"), self._times, strict=True):
                below += n
                lines.append(f'samspill_request_seconds_bucket{{le="{bound}"}} {below}')
            lines += [f"samspill_request_seconds_sum {self._seconds:.6f}", f"samspill_request_seconds_count {below}"]
        return "\n".join(lines) + "\n"
