"""Which files are parts of one film, and in what order.

The playlist is asked first: connection 5 or 6 means "goes on without a seam", unless the clocks of the two plainly say otherwise. Clips
that no playlist knows, and neighbours that a playlist calls separate although the first is as big as a file may be, are judged by their
own bytes (`ts.goes_on`). A playlist may be garbage or hostile: names are only ever looked up among the files that are there, each file
has one place, and loops are cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.domain.card import SourcePart
from video.card.mpl import PlayItem
from video.card.places import read_both_ends
from video.card.ts import StreamEnds, clocks_apart, goes_on, read_ends

_LIMITS = (2 << 30, 4 << 30, 4_000_000_000, 2_000_000_000)
_NEAR = 64 << 20


@dataclass(frozen=True, slots=True)
class Span:
    """One film's clips by stem, in order. `broken` when the playlist tells of a part that is not there."""

    clips: tuple[str, ...]
    broken: bool = False


class Ends:
    """Both ends of each part, read once and only when asked for."""

    def __init__(self, parts: Mapping[str, SourcePart]) -> None:
        self._parts = parts
        self._known: dict[str, StreamEnds | None] = {}

    def of(self, stem: str) -> StreamEnds | None:
        if stem not in self._known:
            try:
                head, tail = read_both_ends(self._parts[stem])
                self._known[stem] = read_ends(head, tail, self._parts[stem].size_bytes)
            except OSError:
                self._known[stem] = None
        return self._known[stem]


def join(parts: Mapping[str, SourcePart], playlists: Iterable[Sequence[PlayItem]]) -> list[Span]:
    """Every part in exactly one span; spans in order of their first clip's name."""
    ends = Ends(parts)
    after, known, broken = _by_playlists(parts, playlists)
    for first, second in list(after.items()):
        if _plainly_another(first, second, parts, ends):
            del after[first]
    _by_bytes(parts, after, known, ends)
    return _chains(sorted(parts), after, broken)


def _by_playlists(parts: Mapping[str, SourcePart], playlists: Iterable[Sequence[PlayItem]]) -> tuple[dict[str, str], set[str], set[str]]:
    """What follows what; the clips that some playlist knows; the clips whose neighbour is missing."""
    after: dict[str, str] = {}
    before: dict[str, str] = {}
    known: set[str] = set()
    broken: set[str] = set()
    for items in playlists:
        known.update(item.clip for item in items)
        for first, second in pairwise(items):
            if not second.goes_on or first.clip == second.clip:
                continue
            if first.clip in parts and second.clip in parts:
                if first.clip not in after and second.clip not in before:
                    after[first.clip] = second.clip
                    before[second.clip] = first.clip
            else:
                broken.update({first.clip, second.clip} & parts.keys())
    return after, known, broken


def _plainly_another(first: str, second: str, parts: Mapping[str, SourcePart], ends: Ends) -> bool:
    """Some cameras call every film seamless, so that they play without a pause. Two families' films must not become one."""
    first_ends, second_ends = ends.of(first), ends.of(second)
    apart = first_ends is not None and second_ends is not None and clocks_apart(first_ends, second_ends)
    return apart and not _as_big_as_may_be(parts[first].size_bytes)


def _by_bytes(parts: Mapping[str, SourcePart], after: dict[str, str], known: set[str], ends: Ends) -> None:
    """Add what the files themselves say, for neighbours by number that the playlists leave open."""
    taken = set(after.values())
    for first, second in pairwise(sorted(parts)):
        if first in after or second in taken or not _next_number(first, second):
            continue
        if first in known and second in known and not _as_big_as_may_be(parts[first].size_bytes):
            continue
        first_ends, second_ends = ends.of(first), ends.of(second)
        if first_ends and second_ends and goes_on(first_ends, second_ends):
            after[first] = second


def _next_number(first: str, second: str) -> bool:
    """00001 and 00002, or MOV00A and MOV00B (SD-Video counts in hexadecimal): the same length, one apart."""
    if len(first) != len(second):
        return False
    common = next((i for i, (a, b) in enumerate(zip(first, second, strict=True)) if a != b), len(first))
    for base in (10, 16):
        try:
            if int(second[common:], base) - int(first[common:], base) == 1:
                return True
        except ValueError:
            continue
    return False


def _as_big_as_may_be(size_bytes: int) -> bool:
    return any(limit - _NEAR <= size_bytes <= limit for limit in _LIMITS)


def _chains(stems: Sequence[str], after: Mapping[str, str], broken: set[str]) -> list[Span]:
    followers = set(after.values())
    spans: list[Span] = []
    placed: set[str] = set()
    for stem in [*(s for s in stems if s not in followers), *stems]:  # the second round cuts loops open
        chain: list[str] = []
        at: str | None = stem
        while at is not None and at not in placed:
            placed.add(at)
            chain.append(at)
            at = after.get(at)
        if chain:
            spans.append(Span(tuple(chain), not broken.isdisjoint(chain)))
    return sorted(spans, key=lambda span: span.clips[0])
