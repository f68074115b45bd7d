"""Which cells of a table are hidden, so that no figure points at a few families or at one practitioner.

A cell is small when fewer than `threshold` episodes or fewer than two devices stand behind it; an empty one is small too, so that nobody
can tell "none" from "few". A small cell is hidden, and so is at least one other of the same table, or the total would give it away. Three
things make that hold against somebody who knows this file by heart:

- which cell is hidden along with it is fixed beforehand for each table and does not follow from the figures;
- the hidden cells add up to twice the threshold less one, so that a small cell can be anything from none to threshold - 1 beside
  one that is large enough;
- a table that has no cell to hide along is hidden whole. Its total stands, unless that total would tell what the cells are (three cells
  below 5 that add up to 12 are 4 each); then the total is hidden too, where it is a cell of another table, and otherwise nothing of
  these figures is shown.

Plain arithmetic; no database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

LEAST_DEVICES = 2


@dataclass(frozen=True, slots=True)
class Count:
    """What stands behind one cell: rows, distinct episodes, and the rows of each device; those of one practitioner are one."""

    rows: int = 0
    episodes: int = 0
    devices: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    def large(self, threshold: int) -> bool:
        return self.episodes >= threshold and len(self.devices) >= LEAST_DEVICES


def hide(
    counts: Mapping[str, Count], yielding: tuple[str, ...], threshold: int, forced: frozenset[str] = frozenset()
) -> frozenset[str] | None:
    """The buckets to hide, those that are `forced` among them; None when the table can't be shown, not even its total. `counts` has
    every bucket of the table."""
    hidden = frozenset(bucket for bucket, count in counts.items() if not count.large(threshold)) | forced
    for bucket in yielding:
        if bucket in hidden:
            continue
        if not hidden or _covered(counts, hidden, threshold):
            return hidden
        hidden |= {bucket}
    return hidden if protects(hidden, counts, threshold) else None


def protects(hidden: frozenset[str], counts: Mapping[str, Count], threshold: int) -> bool:
    """Whether a table with just these buckets hidden gives nothing away."""
    if any(bucket not in hidden and not count.large(threshold) for bucket, count in counts.items()):
        return False
    if not hidden or _covered(counts, hidden, threshold):
        return True
    return len(hidden) == len(counts) and _roomy([counts[bucket].rows for bucket in hidden], threshold)


def _covered(counts: Mapping[str, Count], hidden: frozenset[str], threshold: int) -> bool:
    """At least two cells, one of them large, and enough rows that a small one may be anything below the threshold."""
    rows = sum(counts[bucket].rows for bucket in hidden)
    return len(hidden) > 1 and rows >= 2 * threshold - 1 and any(counts[bucket].large(threshold) for bucket in hidden)


def _roomy(rows: list[int], threshold: int) -> bool:
    """Whether the sum leaves each of these cells the whole range of a small one."""
    return sum(rows) <= (len(rows) - 1) * (threshold - 1) or (max(rows) >= threshold and sum(rows) >= 2 * threshold - 1)


def may_follow(before: Mapping[str, Count], after: Mapping[str, Count], threshold: int) -> bool:
    """Whether figures that were published may be followed by these: each shown cell, and the hidden ones taken together, is the same or
    changed by at least `threshold` episodes and two devices. The difference of two editions is a table too. Episodes are compared by
    their number, which can only say less than really changed."""
    buckets = before.keys() | after.keys()
    return all(_enough(before.get(bucket, Count()), after.get(bucket, Count()), threshold) for bucket in buckets)


def _enough(before: Count, after: Count, threshold: int) -> bool:
    if before.rows == after.rows:
        return True
    changed = [
        device for device in before.devices.keys() | after.devices.keys() if before.devices.get(device, 0) != after.devices.get(device, 0)
    ]
    return abs(after.episodes - before.episodes) >= threshold and len(changed) >= LEAST_DEVICES
