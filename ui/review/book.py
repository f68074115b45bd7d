"""The marks and clips on the review screen: what is shown, what can be undone, and what is safely in the store.

An edit shows at once, is put on the undo stack, and is saved the moment it is made. Saves go through one queue in order: when one fails, it
and all after it wait, stay on screen as "not saved", and are tried again together. Nothing is called saved before the store said so.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from app.domain.clip import Clip
from app.domain.edit import Edit
from app.domain.errors import SamspillError
from app.domain.ids import RecordingId
from app.domain.mark import Mark
from app.domain.notebook import Notebook
from app.ports import Store
from app.usecases.apply_edit import apply_edit
from ui.jobs import Jobs
from ui.review.undo import EditCommand


class SaveQueue:
    """Edits on their way into the store. `add` on the interface's thread, `drain` on the store's lane; a deque is safe for that."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: deque[Edit] = deque()

    def add(self, edit: Edit) -> None:
        self._waiting.append(edit)

    def drain(self) -> int:
        """Save all that waits in one unit of work; how many edits that were. On an error they keep waiting, in order."""
        edits = tuple(self._waiting[place] for place in range(len(self._waiting)))  # the interface may append meanwhile
        if edits:
            apply_edit(self._store, edits)
        for _ in edits:
            self._waiting.popleft()
        return len(edits)


class Book(QObject):
    """One recording's marks and clips while it is open."""

    changed = Signal()
    saving_changed = Signal()
    stack_changed = Signal()  # what can be undone or redone; the stack's own signals also come while it is being destroyed
    opened = Signal()

    def __init__(self, store: Store, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store, self._jobs = store, jobs
        self.stack = QUndoStack(self)
        self._begin(Notebook())

    def _begin(self, notebook: Notebook) -> None:
        self._notebook = notebook
        self._read_pages()
        self._queue = SaveQueue(self._store)
        self._on_the_way: deque[frozenset[str]] = deque()
        self.failure: SamspillError | None = None
        self.stack.clear()
        self.stack_changed.emit()
        self.changed.emit()
        self.saving_changed.emit()

    def open(self, recording: RecordingId, failed: Callable[[SamspillError], None]) -> None:
        """Read the recording's marks and clips; `opened` when they are there. What is marked before that joins them."""
        begun = Notebook()
        self._begin(begun)

        def read() -> tuple[list[Mark], list[Clip]]:
            with self._store.work() as work:
                return work.marks.of(recording), work.clips.of(recording)

        def show(found: tuple[list[Mark], list[Clip]]) -> None:
            if begun is not self._notebook:
                return  # another recording was opened meanwhile
            for mark in found[0]:
                begun.marks.put(mark)
            for clip in found[1]:
                begun.clips.put(clip)
            self._read_pages()
            self.opened.emit()
            self.changed.emit()

        self._jobs.store(self, read, show, failed)

    def _read_pages(self) -> None:
        self._marks, self._clips = self._notebook.marks.in_order(), self._notebook.clips.in_order()

    # --- what there is ---

    def marks(self) -> list[Mark]:
        """In order of start. Not to be changed."""
        return self._marks

    def clips(self) -> list[Clip]:
        """In the order they are shown. Not to be changed."""
        return self._clips

    def mark(self, name: str) -> Mark | None:
        return next((mark for mark in self._marks if mark.id == name), None)

    def clip(self, name: str) -> Clip | None:
        return next((clip for clip in self._clips if clip.id == name), None)

    def unsaved(self) -> frozenset[str]:
        """Ids of what a failed save left only on the screen. Empty while saves merely are on their way."""
        return frozenset().union(*self._on_the_way) if self.failure else frozenset()

    def waiting(self) -> int:
        """How many edits the store has not acknowledged yet."""
        return len(self._on_the_way)

    # --- what is done ---

    def do(self, edit: Edit, words: str, merge: str = "") -> None:
        """Make a change, undoable as `words`. Changes in a row with the same non-empty `merge` undo together (nudges of one edge)."""
        self.stack.push(EditCommand(self.carry_out, edit, words, merge))
        self.stack_changed.emit()

    def undo(self) -> None:
        """Take back the last change; nothing happens when there is none."""
        self.stack.undo()
        self.stack_changed.emit()

    def redo(self) -> None:
        """Do again what was taken back last."""
        self.stack.redo()
        self.stack_changed.emit()

    def carry_out(self, edit: Edit) -> Edit:
        """Show the edit, have it saved, return its inverse. For the undo commands."""
        inverse = edit.apply(self._notebook)
        self._read_pages()
        self._queue.add(edit)
        self._on_the_way.append(edit.touched())
        self._save()
        self.changed.emit()
        return inverse

    def retry(self) -> None:
        """Try again to save what waits."""
        self._save()

    def _save(self) -> None:
        queue = self._queue
        self._jobs.store(self, queue.drain, lambda count: self._saved(queue, count), lambda error: self._failed(queue, error))
        self.saving_changed.emit()

    def _saved(self, queue: SaveQueue, count: int) -> None:
        if queue is not self._queue:
            return  # of a recording that was open before
        for _ in range(count):
            self._on_the_way.popleft()
        self.failure = None
        self.saving_changed.emit()

    def _failed(self, queue: SaveQueue, error: SamspillError) -> None:
        if queue is self._queue:
            self.failure = error
            self.saving_changed.emit()
