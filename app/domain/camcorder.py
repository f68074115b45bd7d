"""A film that stays on the camcorder: it is marked along, and found again by the counter that the camcorder shows.

A position of such a recording is what the counter shows there, so that every list says where to look. Where the counter did not begin at
nothing, a mark of the code BEGINS says where it did; a recording's length is counted from there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.domain.clip import Clip
from app.domain.edit import Edit, PutClip, PutMark, Several
from app.domain.mark import Mark
from app.domain.scheme import BEGINS
from app.domain.timebase import SECOND_US

LAST_US = 24 * 3600 * SECOND_US - 1  # a counter has two figures for the hours, and a day has no more
FRAMES_A_SECOND = 25  # of the camcorders sold here

_COUNTER = re.compile(r"(?:(?:(\d{1,2})[:.])?(\d{1,2})[:.])?(\d{1,2})|(\d{1,2})[:.](\d\d)[:.](\d\d)[:;.](\d\d)")


@dataclass(frozen=True, slots=True)
class Counter:
    """The camcorder's counter, followed along. Microseconds; `now_us` is any steady clock's.

    `at_us` is what it showed when it was last set, started or stopped; `since_us` when it was started, None while it stands.
    """

    at_us: int = 0
    since_us: int | None = None

    def shows(self, now_us: int) -> int:
        """What it shows now."""
        run = 0 if self.since_us is None else max(0, now_us - self.since_us)
        return min(self.at_us + run, LAST_US)

    @property
    def is_running(self) -> bool:
        return self.since_us is not None

    def started(self, now_us: int) -> Counter:
        """Running from what it shows. Nothing happens when it runs."""
        return self if self.is_running else Counter(self.at_us, now_us)

    def stopped(self, now_us: int) -> Counter:
        """Standing at what it shows."""
        return Counter(self.shows(now_us))

    def set_to(self, at_us: int, now_us: int) -> Counter:
        """Showing this from now on, running or standing as before. Inside a day."""
        return Counter(min(max(0, at_us), LAST_US), now_us if self.is_running else None)


def read_counter(typed: str) -> int | None:
    """Microseconds of `0:04:12`, `4:12` or `12`, and of `00:04:12:13` with its pictures. None when it is no counter."""
    found = _COUNTER.fullmatch(typed.strip())
    if found is None:
        return None
    *short, hour, minute, second, frame = found.groups()
    hours, minutes, seconds, frames = (int(part or 0) for part in ([*short, 0] if hour is None else [hour, minute, second, frame]))
    fits = hours < 24 and (minutes < 60 or not hours) and seconds < 60 and frames < FRAMES_A_SECOND
    return (hours * 3600 + minutes * 60 + seconds) * SECOND_US + frames * SECOND_US // FRAMES_A_SECOND if fits else None


def counter_text(at_us: int) -> str:
    """`0:04:12`, as a camcorder shows it. Truncates, so that it never runs ahead."""
    seconds = max(0, at_us) // SECOND_US
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def began_at(marks: Iterable[Mark]) -> int:
    """What the counter showed when the film began."""
    return next((mark.start_us for mark in marks if mark.code == BEGINS.id), 0)


def reached(marks: Iterable[Mark], clips: Iterable[Clip]) -> int:
    """The farthest place that something stands at."""
    things: list[Mark | Clip] = [*marks, *clips]
    return max((thing.start_us if thing.end_us is None else thing.end_us for thing in things), default=0)


def moved_by(marks: Sequence[Mark], clips: Sequence[Clip], by_us: int) -> Edit | None:
    """Everything earlier or later by so much, because the counter had been set wrong. All of it moves alike: by less, where something would
    leave the counter's day. None where nothing moves."""
    starts = [*(mark.start_us for mark in marks), *(clip.start_us for clip in clips)]
    by_us = min(max(by_us, -min(starts, default=0)), LAST_US - reached(marks, clips))
    if not by_us or not starts:
        return None
    later = [PutMark(replace(mark, start_us=mark.start_us + by_us, end_us=_plus(mark.end_us, by_us))) for mark in marks]
    cut = [PutClip(replace(clip, start_us=clip.start_us + by_us, end_us=clip.end_us + by_us)) for clip in clips]
    return Several((*later, *cut))


def _plus(at_us: int | None, by_us: int) -> int | None:
    return None if at_us is None else at_us + by_us
