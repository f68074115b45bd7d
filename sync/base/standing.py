"""How one record stands, and what an item does to it: the rules of docs/sync.md, on values alone.

A tombstone takes with it all that is known of lower revisions, their digests too: whoever has the database and knows what an episode is
called could else try all the summaries there can be until one fits.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sync.wire import Outcome


@dataclass(frozen=True, slots=True)
class Past:
    """A revision that is not the newest. `new`: it is not written down yet."""

    digest: bytes
    gone: bool
    new: bool = False


@dataclass(slots=True)
class Standing:
    """The newest revision of a record, and the others. `period` is that of what is written down. `changed`: the newest is another now;
    `forgotten`: what is written down of revisions below this is to go."""

    revision: int
    digest: bytes
    gone: bool
    period: str | None
    before: dict[int, Past] = field(default_factory=dict)
    changed: bool = False
    forgotten: int = 0

    def take(self, revision: int, digest: bytes, *, gone: bool) -> Outcome:
        """Put one more revision in its place."""
        if revision < self._floor():
            return Outcome.SAME  # whatever it said, it would be deleted
        there = self.digest if revision == self.revision else self.before[revision].digest if revision in self.before else None
        if there is not None:
            return Outcome.SAME if there == digest else Outcome.CONFLICT
        if revision < self.revision:
            self.before[revision] = Past(digest, gone, new=True)
        else:
            self.before[self.revision] = Past(self.digest, self.gone, new=True)
            self.revision, self.digest, self.gone, self.changed = revision, digest, gone, True
        if gone:
            self.before = {number: past for number, past in self.before.items() if number >= revision}
            self.forgotten = max(self.forgotten, revision)
        return Outcome.STORED

    def _floor(self) -> int:
        """The highest tombstone; 0: none."""
        if self.gone:
            return self.revision
        return max((number for number, past in self.before.items() if past.gone), default=0)
