"""Parts of a film: from and to, in microseconds from its start."""

from __future__ import annotations

from collections.abc import Iterable

Span = tuple[int, int | None]
"""From and to; to the end of the film when None. `to` itself is not in it."""


def together(spans: Iterable[Span]) -> list[Span]:
    """In order, those that overlap or touch as one."""
    joined: list[Span] = []
    for start, end in sorted(spans, key=lambda span: span[0]):
        if joined and (joined[-1][1] is None or start <= joined[-1][1]):
            before, until = joined[-1]
            joined[-1] = (before, None if until is None or end is None else max(until, end))
        else:
            joined.append((start, end))
    return joined


def touch(spans: Iterable[Span], start_us: int, end_us: int) -> bool:
    """Whether any of them has a moment in common with this range (its end is not in it)."""
    return any(start < end_us and (end is None or start_us < end) for start, end in spans)
