"""The parts of a film that nobody may see or hear, as whole frames: shared by the player and its worker.

A part is widened to whole frames: the frame that is shown when it begins is hidden, and so is its sound from that frame on until the first
frame that begins when the part is over. What can be played of a film is then a row of stretches that begin and end with a frame.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from app.domain.spans import Span, together
from video.index import FrameIndex

_MOST_PARTS: Final = 1000  # more than that (nobody enters so many) and the rest of the film is hidden from there
FOREVER: Final = 1 << 61


class Hiding:
    """The hidden parts of one film. `parts` are in order, apart from each other, microseconds; a part that reaches the end of the film ends
    at FOREVER."""

    def __init__(self, index: FrameIndex, spans: Iterable[Span] = ()) -> None:
        self._index = index
        joined = together(_widened(index, span) for span in spans)
        whole = [(start, FOREVER if end is None else end) for start, end in joined]
        if len(whole) > _MOST_PARTS:
            whole = [*whole[:_MOST_PARTS], (whole[_MOST_PARTS][0], FOREVER)]
        self.parts: tuple[tuple[int, int], ...] = tuple(whole)
        self._starts = [start for start, _end in whole]

    @classmethod
    def from_numbers(cls, index: FrameIndex, numbers: Sequence[int]) -> Hiding:
        """As it came over the wire: start and end in turn."""
        return cls(index, zip(numbers[::2], numbers[1::2], strict=True))

    def numbers(self) -> list[int]:
        """For the wire."""
        return [number for part in self.parts for number in part]

    def hides(self, us: int) -> bool:
        """Whether what stands at this position is hidden."""
        place = bisect_right(self._starts, us) - 1
        return place >= 0 and us < self.parts[place][1]

    def open_frame(self, number: int, *, back: bool = False) -> int | None:
        """This frame; where it is hidden, the first after its part (`back`: the last before it), or on the other side where there is none.
        None when all are hidden."""
        here = min(max(number, 0), len(self._index) - 1)
        after, before = self._after(here), self._before(here)
        first, other = (before, after) if back else (after, before)
        return other if first is None else first

    def step(self, number: int, count: int) -> int | None:
        """So many frames that are not hidden on from here, or back; at the ends the last there is."""
        if not self.parts:
            return min(max(number + count, 0), len(self._index) - 1)
        way = 1 if count > 0 else -1
        at = self.open_frame(number, back=count < 0)
        for _ in range(abs(count)):
            if at is None:
                return None
            further = self._after(at + way) if way > 0 else self._before(at + way)
            if further is None:
                return at
            at = further
        return at

    def stretches(self, start_us: int, loop: tuple[int, int] | None) -> Iterator[tuple[int, int]]:
        """What a run from here plays, in order: to the end of the film, or round the loop for ever. Nothing where all of it is hidden."""
        end_us = min(self._index.duration_us, loop[1]) if loop is not None else self._index.duration_us
        yield from self._seen(start_us, end_us)
        if loop is None:
            return
        turn = list(self._seen(loop[0], end_us))
        while turn:
            yield from turn

    def end_us(self) -> int:
        """Where what can be seen ends."""
        last = self.open_frame(len(self._index) - 1, back=True)
        if last is None:
            return 0
        following = next((start for start in self._starts if start > self._index.pts_us[last]), self._index.duration_us)
        return min(following, self._index.duration_us)

    def _seen(self, start_us: int, end_us: int) -> Iterator[tuple[int, int]]:
        at = start_us
        for hidden_from, hidden_to in self.parts:
            if hidden_to <= at:
                continue
            if hidden_from >= end_us:
                break
            if hidden_from > at:
                yield at, hidden_from
            at = hidden_to
        if at < end_us:
            yield at, end_us

    def _after(self, number: int) -> int | None:
        """The first frame from this one on that is not hidden."""
        while number < len(self._index):
            place = bisect_right(self._starts, self._index.pts_us[number]) - 1
            if place < 0 or self._index.pts_us[number] >= self.parts[place][1]:
                return number
            number = bisect_left(self._index.pts_us, self.parts[place][1])
        return None

    def _before(self, number: int) -> int | None:
        while number >= 0:
            place = bisect_right(self._starts, self._index.pts_us[number]) - 1
            if place < 0 or self._index.pts_us[number] >= self.parts[place][1]:
                return number
            number = bisect_left(self._index.pts_us, self._starts[place]) - 1
        return None


def _widened(index: FrameIndex, span: Span) -> Span:
    start, end = span
    began = min(start, index.pts_us[index.frame_at(start)])
    if end is None:
        return began, None
    over = bisect_left(index.pts_us, end)
    return began, index.pts_us[over] if over < len(index) else None
