"""What the keys, the lists, the editors and the timeline mean for marks and clips: each wish becomes one edit in the book.

Knows what is chosen. Knows the film only as its frame positions, so that edges land on real pictures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.domain.clip import Clip, Intent
from app.domain.clipping import between
from app.domain.edit import Edit, PutClip, PutMark, RemoveClip, RemoveMark, Several
from app.domain.errors import SamspillError
from app.domain.ids import RecordingId
from app.domain.mark import Mark
from app.domain.marking import Edge, change_code, close_all, move_edge, reopen
from app.domain.scheme import CodeKind, code_of
from app.domain.timebase import clock_text
from app.usecases.make_clip import clip_around, clip_between
from app.usecases.mark_moment import mark_moment
from ui.review.book import Book
from ui.texts import say


class Marker(QObject):
    """`at` is the position of the picture on screen; `step` gives the picture so many pictures away from a position."""

    chosen_changed = Signal()
    begun_changed = Signal()  # a clip was begun with I, or the beginning was used
    refused = Signal(SamspillError)
    said = Signal(str)  # what a key just made, for those who do not see the list

    def __init__(self, book: Book, at: Callable[[], int], step: Callable[[int, int], int], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._book, self._at, self._step = book, at, step
        self._recording = RecordingId("")
        self._duration_us = 0
        self._round = 0
        self.chosen: str | None = None
        self.begun_us: int | None = None
        self.pre_roll_us = 0
        book.changed.connect(self._forget_what_is_gone)

    def begin(self, recording: RecordingId, duration_us: int) -> None:
        """Work on this recording from now on."""
        self._recording, self._duration_us = recording, duration_us
        self.begun_us = None
        self.choose(None)
        self.begun_changed.emit()

    def choose(self, item: str | None) -> None:
        """Make this mark or clip the chosen one."""
        self.settle()
        if item != self.chosen:
            self.chosen = item
            self.chosen_changed.emit()

    def settle(self) -> None:
        """What was nudged or written so far is one step of undo; what follows is another."""
        self._round += 1

    def chosen_mark(self) -> Mark | None:
        return self._book.mark(self.chosen) if self.chosen else None

    def chosen_clip(self) -> Clip | None:
        return self._book.clip(self.chosen) if self.chosen else None

    def chosen_span(self) -> tuple[int, int] | None:
        """From where to where the chosen thing goes; None for a point or nothing."""
        thing = self.chosen_mark() or self.chosen_clip()
        if thing is None or thing.end_us is None or thing.end_us <= thing.start_us:
            return None
        return thing.start_us, thing.end_us

    # --- marks ---

    def press(self, code_id: str) -> None:
        """A code's key: set a point, open a state, or close the open one. What it made or closed is chosen."""
        code, at_us = code_of(code_id), self._at()
        landing_us = self._step(max(0, at_us - self.pre_roll_us), 0)  # the pre-roll ends on a real picture
        edit = mark_moment(self._recording, self._book.marks(), code, at_us, at_us - landing_us)
        self.settle()
        self._do(edit, "state" if code.kind is CodeKind.STATE else "mark")
        self.choose(edit.mark.id if isinstance(edit, PutMark) else None)
        if isinstance(edit, PutMark):
            self.said.emit(_mark_said(edit.mark))

    def close_open_states(self) -> None:
        """The film has ended, and so have the states that were going on."""
        edit = close_all(self._book.marks(), self._duration_us)
        if edit is not None:
            self._do(edit, "close")

    def change_code(self, code_id: str) -> None:
        mark = self.chosen_mark()
        if mark is not None and mark.code != code_id:
            self._do(PutMark(change_code(mark, code_of(code_id), self._duration_us)), "change")

    def keep_note(self, name: str, words: str) -> None:
        """This mark's note is these words. Pauses while writing do not make separate steps of undo."""
        mark = self._book.mark(name)
        if mark is not None and words != mark.note:
            self._do(PutMark(replace(mark, note=words)), "note", f"note {mark.id} {self._round}")

    def reopen(self) -> None:
        mark = self.chosen_mark()
        again = reopen(mark, self._book.marks()) if mark else None
        if again is not None:
            self._do(PutMark(again), "change")

    # --- clips ---

    def clip_in(self) -> None:
        """I: a clip begins here."""
        self.begun_us = self._at()
        self.begun_changed.emit()

    def clip_out(self) -> None:
        """O: the clip that was begun ends here. Without a beginning, the chosen clip gets its end here."""
        clip = self.chosen_clip()
        if self.begun_us is not None:
            begun = self.begun_us
            self._make(lambda: clip_between(self._recording, self._book.clips(), begun, self._at(), self._duration_us))
        elif clip is not None:
            self.move_clip_edge(clip.id, Edge.END, self._at())

    def clip_of_mark(self) -> None:
        mark = self.chosen_mark()
        if mark is not None:
            self._make(lambda: clip_around(self._recording, self._book.clips(), mark, self._duration_us))

    def keep_title(self, name: str, words: str) -> None:
        clip = self._book.clip(name)
        if clip is not None and words != clip.title:
            self._do(PutClip(replace(clip, title=words)), "clip", f"title {clip.id} {self._round}")

    def change_intent(self, intent: Intent) -> None:
        clip = self.chosen_clip()
        if clip is not None and intent != clip.intent:
            self._do(PutClip(replace(clip, intent=intent)), "clip")

    def move_in_order(self, by: int) -> None:
        """The chosen clip changes places with its neighbour; all get fresh positions, so that none are equal."""
        clip, order = self.chosen_clip(), list(self._book.clips())
        if clip is None or not 0 <= order.index(clip) + by < len(order):
            return
        place = order.index(clip)
        order[place], order[place + by] = order[place + by], order[place]
        moved = [PutClip(replace(one, position=number)) for number, one in enumerate(order) if one.position != number]
        self._do(Several(tuple(moved)), "move")

    # --- edges and deletion, of either ---

    def with_edge(self, name: str, edge: Edge, to_us: int) -> Mark | Clip | None:
        """The mark or clip with this edge moved, as it would be; None when the move is not possible."""
        mark, clip = self._book.mark(name), self._book.clip(name)
        if mark is not None:
            return move_edge(mark, edge, to_us, self._duration_us)
        if clip is None:
            return None
        other = clip.end_us if edge is Edge.START else clip.start_us
        inside = min(to_us, other) if edge is Edge.START else max(to_us, other)
        try:
            start, end = between(inside, other, self._duration_us)
        except SamspillError:
            return None
        return replace(clip, start_us=start, end_us=end)

    def move_mark_edge(self, name: str, edge: Edge, to_us: int, merge: str = "") -> None:
        before, moved = self._book.mark(name), self.with_edge(name, edge, to_us)
        if isinstance(moved, Mark) and moved != before:
            self._do(PutMark(moved), "move", merge)

    def move_clip_edge(self, name: str, edge: Edge, to_us: int, merge: str = "") -> None:
        before, moved = self._book.clip(name), self.with_edge(name, edge, to_us)
        if isinstance(moved, Clip) and moved != before:
            self._do(PutClip(moved), "move", merge)

    def move_chosen_edge(self, edge: Edge, to_us: int, merge: str = "") -> None:
        """By typing or by keys; the chosen mark or clip."""
        if self.chosen and self.chosen_mark():
            self.move_mark_edge(self.chosen, edge, to_us, merge)
        elif self.chosen:
            self.move_clip_edge(self.chosen, edge, to_us, merge)

    def nudge_chosen_edge(self, edge: Edge, pictures: int) -> int | None:
        """Move an edge of the chosen thing so many pictures. Where it is then, to show it; None when there is no such edge."""
        thing = self.chosen_mark() or self.chosen_clip()
        if thing is None:
            return None
        before = thing.start_us if edge is Edge.START else thing.end_us
        if before is None:
            return None
        to_us = self._step(before, pictures)
        self.move_chosen_edge(edge, to_us, f"nudge {thing.id} {edge} {self._round}")
        return to_us

    def delete_chosen(self) -> None:
        mark, clip = self.chosen_mark(), self.chosen_clip()
        if mark is not None:
            self._do(RemoveMark(mark.id), "delete")
        elif clip is not None:
            self._do(RemoveClip(clip.id), "delete")

    # --- inside ---

    def _make(self, make: Callable[[], Clip]) -> None:
        try:
            clip = make()
        except SamspillError as error:
            self.refused.emit(error)
            return
        self.begun_us = None
        self.begun_changed.emit()
        self.settle()
        self._do(PutClip(clip), "clip")
        self.choose(clip.id)
        self.said.emit(say("clips.said", start=clock_text(clip.start_us), end=clock_text(clip.end_us)))

    def _do(self, edit: Edit, what: str, merge: str = "") -> None:
        self._book.do(edit, say(f"review.did.{what}"), merge)

    def _forget_what_is_gone(self) -> None:
        if self.chosen and not (self.chosen_mark() or self.chosen_clip()):
            self.choose(None)


def _mark_said(mark: Mark) -> str:
    code = say(f"code.{mark.code}")
    if code_of(mark.code).kind is CodeKind.POINT:
        return say("marks.said_point", code=code, time=clock_text(mark.start_us))
    if mark.end_us is None:
        return say("marks.said_begins", code=code, time=clock_text(mark.start_us))
    return say("marks.said_ends", code=code, time=clock_text(mark.end_us))
