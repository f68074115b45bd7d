"""A bounded look at both ends of a transport stream (.MTS, .M2TS, .TOD, .TS): its packets' size, its first and last times.

Enough to tell whether one file goes on where another stopped, and when the camera says it filmed. Plain Python on at most
512 KiB at each end: hostile bytes reach no decoder here. Times are 90 kHz ticks of 33 bits (ISO/IEC 13818-1, 2.4.3).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

END_BYTES = 512 << 10  # a sixth of a second at 24 Mbit/s: several pictures
TICKS_PER_SECOND = 90_000

_SYNC = 0x47
_LEAD = {192: 4, 188: 0, 204: 0}  # bytes before the sync byte of each packet
_SURE = 12  # this many sync bytes in a row are no accident
_WRAP = 1 << 33


@dataclass(frozen=True, slots=True)
class Packets:
    """How packets lie in a file: bytes each, and where the first whole one begins."""

    size: int
    offset: int


@dataclass(slots=True)
class End:
    """What one end of a stream says, by packet identifier: times seen (lowest and highest), and continuity counters."""

    lowest: dict[int, int] = field(default_factory=dict)
    highest: dict[int, int] = field(default_factory=dict)
    first_counter: dict[int, int] = field(default_factory=dict)
    last_counter: dict[int, int] = field(default_factory=dict)
    picture: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class StreamEnds:
    """Both ends of one file of `size_bytes`."""

    size_bytes: int
    packets: Packets
    head: End
    tail: End


def find_packets(head: bytes) -> Packets | None:
    """How packets lie, or None when this is no transport stream."""
    for size in (192, 188, 204):
        lead = _LEAD[size]
        for offset in range(size):
            syncs = head[offset + lead :: size]
            enough = min(_SURE, max(2, len(head) // size))
            if len(syncs) >= enough and syncs[:enough] == bytes([_SYNC]) * enough:
                return Packets(size, offset)
    return None


def read_ends(head: bytes, tail: bytes, size_bytes: int) -> StreamEnds | None:
    """Both ends from the first and last END_BYTES of a file, or None when it is no transport stream."""
    packets = find_packets(head)
    if packets is None:
        return None
    skip = (packets.offset - (size_bytes - len(tail))) % packets.size
    return StreamEnds(size_bytes, packets, _scan(head, packets.offset, packets.size), _scan(tail, skip, packets.size))


def goes_on(first: StreamEnds, second: StreamEnds) -> bool:
    """True when `second` continues `first`: joined, the packets line up, and the times run on.

    A camera's new film starts its clock afresh, so times that run on within half a second are no accident once the first part has
    some length; continuity counters that run on settle it for short ones.
    """
    if first.packets.size != second.packets.size:
        return False
    if (first.size_bytes + second.packets.offset - first.packets.offset) % first.packets.size:
        return False
    gaps = [_gap(first.tail.highest[pid], second.head.lowest[pid]) for pid in _telling(first, second)]
    if not gaps:
        return False
    if _counters_run_on(first, second):
        return all(abs(gap) <= TICKS_PER_SECOND for gap in gaps)
    return _length_ticks(first) >= 2 * TICKS_PER_SECOND and all(abs(gap) <= TICKS_PER_SECOND // 2 for gap in gaps)


def payload(data: bytes, packets: Packets, pid: int) -> Iterator[bytes]:
    """The payloads of one identifier's packets, in order."""
    lead = _LEAD[packets.size]
    for at in range(packets.offset + lead, len(data) - 187, packets.size):
        if data[at] == _SYNC and ((data[at + 1] & 0x1F) << 8 | data[at + 2]) == pid:
            start = _payload_start(data, at)
            if start is not None:
                yield data[start : at + 188]


def _length_ticks(ends: StreamEnds) -> int:
    shared = ends.head.lowest.keys() & ends.tail.highest.keys()
    return max((_gap(ends.head.lowest[pid], ends.tail.highest[pid]) for pid in shared), default=0)


def _gap(earlier: int, later: int) -> int:
    """Ticks from one time to another, across the wrap of 33 bits."""
    return (later - earlier + _WRAP // 2) % _WRAP - _WRAP // 2


def clocks_apart(first: StreamEnds, second: StreamEnds) -> bool:
    """True when `second` plainly is another film: its clock starts again, or more than three seconds away. False when nothing tells."""
    telling = _telling(first, second) & first.head.lowest.keys()
    return bool(telling) and all(
        _gap(first.head.lowest[pid], second.head.lowest[pid]) <= 0
        or abs(_gap(first.tail.highest[pid], second.head.lowest[pid])) > 3 * TICKS_PER_SECOND
        for pid in telling
    )


def _telling(first: StreamEnds, second: StreamEnds) -> set[int]:
    """The streams whose times are compared: pictures where there are any, since sound and menus lie further apart."""
    shared = first.tail.highest.keys() & second.head.lowest.keys()
    return (shared & first.tail.picture & second.head.picture) or shared


def _counters_run_on(first: StreamEnds, second: StreamEnds) -> bool:
    """True when at least two streams count on where they stopped: one alone could do so by accident, once in sixteen."""
    shared = first.tail.highest.keys() & second.head.lowest.keys()
    return len(shared) >= 2 and all((first.tail.last_counter[pid] + 1) % 16 == second.head.first_counter[pid] for pid in shared)


def _scan(data: bytes, offset: int, size: int) -> End:
    end = End()
    for at in range(offset + _LEAD[size], len(data) - 187, size):
        if data[at] != _SYNC:
            continue
        pid = (data[at + 1] & 0x1F) << 8 | data[at + 2]
        start = _payload_start(data, at)
        if start is None or pid == 0x1FFF:
            continue
        counter = data[at + 3] & 0x0F
        end.first_counter.setdefault(pid, counter)
        end.last_counter[pid] = counter
        if data[at + 1] & 0x40:
            _note_time(end, pid, data[start : start + 14])
    return end


def _payload_start(data: bytes, at: int) -> int | None:
    """Where the payload of the packet at `at` begins, or None when it has none."""
    control = data[at + 3] >> 4 & 0x03
    if control == 1:
        return at + 4
    if control == 3 and data[at + 4] < 183:
        return at + 5 + data[at + 4]
    return None


def _note_time(end: End, pid: int, pes: bytes) -> None:
    if len(pes) < 14 or pes[:3] != b"\0\0\1" or not pes[7] & 0x80:
        return
    pts = (pes[9] & 0x0E) << 29 | pes[10] << 22 | (pes[11] & 0xFE) << 14 | pes[12] << 7 | pes[13] >> 1
    if 0xE0 <= pes[3] <= 0xEF:
        end.picture.add(pid)
    end.lowest[pid] = min(pts, end.lowest.get(pid, pts), key=lambda ticks: _gap(pts, ticks))
    end.highest[pid] = max(pts, end.highest.get(pid, pts), key=lambda ticks: _gap(pts, ticks))
