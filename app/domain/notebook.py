"""The marks and clips of one recording, held in memory as the review screen shows them. Edits land here at once and in the store after."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.clip import Clip
from app.domain.ids import ClipId, MarkId
from app.domain.mark import Mark


class MarkPages:
    """A MarkShelf in memory."""

    def __init__(self, marks: Iterable[Mark] = ()) -> None:
        self._by_id = {mark.id: mark for mark in marks}

    def put(self, mark: Mark) -> None:
        self._by_id[mark.id] = mark

    def remove(self, mark: MarkId) -> None:
        self._by_id.pop(mark, None)

    def get(self, mark: MarkId) -> Mark | None:
        return self._by_id.get(mark)

    def in_order(self) -> list[Mark]:
        """By start; marks that start together keep one order whatever was edited when."""
        return sorted(self._by_id.values(), key=lambda mark: (mark.start_us, mark.id))


class ClipPages:
    """A ClipShelf in memory."""

    def __init__(self, clips: Iterable[Clip] = ()) -> None:
        self._by_id = {clip.id: clip for clip in clips}

    def put(self, clip: Clip) -> None:
        self._by_id[clip.id] = clip

    def remove(self, clip: ClipId) -> None:
        self._by_id.pop(clip, None)

    def get(self, clip: ClipId) -> Clip | None:
        return self._by_id.get(clip)

    def in_order(self) -> list[Clip]:
        """By position, then start: the order in which they are shown to a parent."""
        return sorted(self._by_id.values(), key=lambda clip: (clip.position, clip.start_us, clip.id))


class Notebook:
    """Fulfils `app.domain.edit.Shelves`."""

    def __init__(self, marks: Iterable[Mark] = (), clips: Iterable[Clip] = ()) -> None:
        self.marks = MarkPages(marks)
        self.clips = ClipPages(clips)
