"""Changes to the marks and clips of a recording, as frozen values that can be applied, kept, replayed and undone.

An edit is applied to anything that has shelves of marks and clips: the notebook that the review screen shows, or a unit of work.
Application returns the inverse, made from what lay there. Edits are absolute (they say what is to lie on the shelf, not by how much
it moves), so applying one twice does no harm: a save whose outcome is unknown is simply done again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from app.domain.clip import Clip
from app.domain.ids import ClipId, MarkId
from app.domain.mark import Mark


class MarkShelf(Protocol):
    """Marks by id. `app.vault_ports.Marks` is one."""

    def put(self, mark: Mark) -> None: ...

    def remove(self, mark: MarkId) -> None: ...

    def get(self, mark: MarkId) -> Mark | None: ...


class ClipShelf(Protocol):
    """Clips by id. `app.vault_ports.Clips` is one."""

    def put(self, clip: Clip) -> None: ...

    def remove(self, clip: ClipId) -> None: ...

    def get(self, clip: ClipId) -> Clip | None: ...


class Shelves(Protocol):
    """Where edits land."""

    @property
    def marks(self) -> MarkShelf: ...
    @property
    def clips(self) -> ClipShelf: ...


@dataclass(frozen=True, slots=True)
class PutMark:
    """Add this mark, or change the one with its id into this."""

    mark: Mark

    def apply(self, shelves: Shelves) -> Edit:
        before = shelves.marks.get(self.mark.id)
        shelves.marks.put(self.mark)
        return RemoveMark(self.mark.id) if before is None else PutMark(before)

    def touched(self) -> frozenset[str]:
        return frozenset({self.mark.id})


@dataclass(frozen=True, slots=True)
class RemoveMark:
    """Take the mark away. Nothing happens when it is not there."""

    mark: MarkId

    def apply(self, shelves: Shelves) -> Edit:
        before = shelves.marks.get(self.mark)
        if before is None:
            return Several(())
        shelves.marks.remove(self.mark)
        return PutMark(before)

    def touched(self) -> frozenset[str]:
        return frozenset({self.mark})


@dataclass(frozen=True, slots=True)
class PutClip:
    """Add this clip, or change the one with its id into this."""

    clip: Clip

    def apply(self, shelves: Shelves) -> Edit:
        before = shelves.clips.get(self.clip.id)
        shelves.clips.put(self.clip)
        return RemoveClip(self.clip.id) if before is None else PutClip(before)

    def touched(self) -> frozenset[str]:
        return frozenset({self.clip.id})


@dataclass(frozen=True, slots=True)
class RemoveClip:
    """Take the clip away. Nothing happens when it is not there."""

    clip: ClipId

    def apply(self, shelves: Shelves) -> Edit:
        before = shelves.clips.get(self.clip)
        if before is None:
            return Several(())
        shelves.clips.remove(self.clip)
        return PutClip(before)

    def touched(self) -> frozenset[str]:
        return frozenset({self.clip})


@dataclass(frozen=True, slots=True)
class Several:
    """Edits that belong together, in order; undone in the opposite order."""

    edits: tuple[Edit, ...]

    def apply(self, shelves: Shelves) -> Edit:
        inverses = [edit.apply(shelves) for edit in self.edits]
        return Several(tuple(reversed(inverses)))

    def touched(self) -> frozenset[str]:
        return frozenset().union(*(edit.touched() for edit in self.edits))


Edit = PutMark | RemoveMark | PutClip | RemoveClip | Several
