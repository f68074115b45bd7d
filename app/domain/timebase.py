"""Positions in a recording: whole microseconds from its start, taken from real presentation timestamps.

The start of a recording is the smallest first timestamp of its picture and its sound, so that no position is negative
and late sound or late picture keeps its distance.
"""

from __future__ import annotations

SECOND_US = 1_000_000


def ticks_to_us(ticks: int, numerator: int, denominator: int) -> int:
    """Stream ticks to microseconds, rounded to the nearest (half away from zero), exact for any time base."""
    scaled = ticks * numerator * SECOND_US
    half = denominator // 2
    return (scaled + half) // denominator if scaled >= 0 else -((-scaled + half) // denominator)


def clock_text(position_us: int, *, with_ms: bool = False) -> str:
    """`m:ss`, or `h:mm:ss` from an hour on; with `.mmm` when asked. Truncates, so that a clock never runs ahead."""
    total_ms = max(0, position_us) // 1000
    seconds, ms = divmod(total_ms, 1000)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    text = f"{hours}:{minute:02d}:{second:02d}" if hours else f"{minute:02d}:{second:02d}"
    return f"{text}.{ms:03d}" if with_ms else text
