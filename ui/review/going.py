"""Going to what is chosen: from the lists, the timeline and the keys to the picture, and showing a picture while its edge is moved."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.domain.clip import Clip
from app.domain.marking import Edge
from ui.review.book import Book
from ui.review.clip_editor import ClipEditor
from ui.review.clips_panel import ClipsPanel
from ui.review.frames import Frames
from ui.review.mark_editor import MarkEditor
from ui.review.marker import Marker
from ui.review.marks_panel import MarksPanel
from ui.review.watching import Watching
from ui.timeline.timeline import Timeline


class Going(QObject):
    """Joins choosing (`marker`) and watching (`watching`). Shows the book on the timeline again after an edge was let go."""

    def __init__(self, book: Book, marker: Marker, watching: Watching, frames: Frames, timeline: Timeline, mark_editor: MarkEditor) -> None:
        super().__init__(marker)
        self._book, self._marker, self._watching, self._frames = book, marker, watching, frames
        self._timeline, self._mark_editor = timeline, mark_editor
        self._player = watching.player
        timeline.mark_chosen.connect(self.go_to)
        timeline.clip_chosen.connect(self.go_to)
        timeline.mark_edge_moving.connect(self._preview_edge)
        timeline.clip_edge_moving.connect(self._preview_edge)
        timeline.mark_edge_moved.connect(self._drop_edge)
        timeline.clip_edge_moved.connect(self._drop_edge)

    def listen_to(self, marks: MarksPanel, clips: ClipsPanel, clip_editor: ClipEditor) -> None:
        """Follow the lists and the fields for edges."""
        marks.chosen.connect(self.go_to)
        marks.entered.connect(lambda _mark: self.write_note())
        clips.chosen.connect(self.go_to)
        clips.entered.connect(self._play_clip)
        for editor in (self._mark_editor, clip_editor):
            editor.edge_typed.connect(self._type_edge)
            editor.edge_stepped.connect(self.nudge)

    def go_to(self, item: str) -> None:
        """Choose a mark or clip and show the picture where it starts."""
        self._marker.choose(item)
        thing = self._marker.chosen_mark() or self._marker.chosen_clip()
        if thing is not None:
            self._player.pause()
            self._player.seek(thing.start_us)

    def go_to_mark(self, step: int) -> None:
        """The mark before or after the chosen one; without one, before or after the picture shown."""
        marks, now = self._book.marks(), self._watching.at_us()
        place = next((n for n, mark in enumerate(marks) if mark.id == self._marker.chosen), None)
        if place is not None:
            place += step
        elif step > 0:
            place = next((n for n, mark in enumerate(marks) if mark.start_us > now), len(marks))
        else:
            place = next((n for n in reversed(range(len(marks))) if marks[n].start_us < now), -1)
        if 0 <= place < len(marks):
            self.go_to(marks[place].id)

    def write_note(self) -> None:
        """Freeze the picture and put the keyboard into the chosen mark's note."""
        if self._marker.chosen_mark() is not None:
            self._player.pause()
            self._mark_editor.write_note()

    def nudge(self, edge: Edge, pictures: int) -> None:
        """Move an edge of the chosen thing by pictures, and show where it is then."""
        at = self._marker.nudge_chosen_edge(edge, pictures)
        if at is not None:
            self._player.pause()
            self._player.seek(at)

    def _play_clip(self, name: str) -> None:
        clip = self._book.clip(name)
        if clip is not None:
            self._marker.choose(clip.id)
            self._watching.loop_over(clip.start_us, clip.end_us)
            self._player.seek(clip.start_us)
            self._player.play()

    def _type_edge(self, edge: Edge, to_us: int) -> None:
        self._marker.move_chosen_edge(edge, self._frames.near(to_us))
        self._book.changed.emit()  # a time that could not be used is replaced by the one that stands

    def _preview_edge(self, name: str, edge: Edge, to_us: int) -> None:
        """While an edge is dragged: draw it there and show its picture. Nothing is changed or saved yet."""
        moved = self._marker.with_edge(name, edge, to_us)
        if moved is None:
            return
        if isinstance(moved, Clip):
            self._timeline.set_clips([moved if clip.id == name else clip for clip in self._book.clips()])
        else:
            self._timeline.set_marks([moved if mark.id == name else mark for mark in self._book.marks()])
        self._player.scrub(to_us)

    def _drop_edge(self, name: str, edge: Edge, to_us: int) -> None:
        self._marker.move_mark_edge(name, edge, to_us)
        self._marker.move_clip_edge(name, edge, to_us)
        self._timeline.set_marks(self._book.marks())
        self._timeline.set_clips(self._book.clips())
        self._player.seek(to_us)
