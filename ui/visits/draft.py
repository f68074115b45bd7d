"""A draft is kept as it is typed: at the latest half a second after a key the store is asked to keep it, and at once when it is left."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.errors import ErrorCode, SamspillError
from app.domain.visit import Note
from app.ports import Store
from app.usecases.write_note import keep_draft
from ui.jobs import Jobs

PAUSE_MS = 500
AGAIN_MS = 3000  # a disk that is full, a store that is busy: tried again by itself
# Nothing to be tried again: the visit is gone, or the note was signed elsewhere.
_FINAL = frozenset({ErrorCode.NO_LONGER_THERE, ErrorCode.NOTE_SIGNED})


class DraftKeeper(QObject):
    """`write` takes the note as it is now. The store's lane keeps the order, so the last words are the ones that stay.

    The pause is not begun anew by every key: somebody who speaks or types without a break is saved twice a second all the same.
    """

    saving = Signal()
    saved = Signal()
    failed = Signal(object)  # SamspillError; what was written is still here

    def __init__(self, store: Store, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store, self._jobs = store, jobs
        self._waiting: Note | None = None
        self._asked: Note | None = None  # what the store was asked to keep last
        self._on_the_way = 0
        self._refused = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self.flush)

    def write(self, note: Note) -> None:
        """These words are to be kept."""
        self._waiting, self._refused = note, False
        if not self._pause.isActive() or self._pause.interval() == AGAIN_MS:
            self._pause.start(PAUSE_MS)
        self.saving.emit()

    def flush(self) -> None:
        """Ask the store now. Before the vault is closed its lane is waited for, so what is asked here is kept."""
        self._pause.stop()
        note, self._waiting = self._waiting, None
        if note is not None:
            self._asked = note
            self._on_the_way += 1
            self._jobs.store(self, partial(keep_draft, self._store, note), self._kept, partial(self._not_kept, note))

    def is_saved(self) -> bool:
        """Whether all that was typed is on the disk."""
        return self._waiting is None and not self._on_the_way and not self._refused

    def _kept(self, _note: Note) -> None:
        self._on_the_way -= 1
        if self.is_saved():
            self.saved.emit()

    def _not_kept(self, note: Note, error: SamspillError) -> None:
        self._on_the_way -= 1
        if note is not self._asked:
            return  # later words are on their way, and these must not come after them
        if error.code in _FINAL:
            self._refused = True
        elif self._waiting is None:
            self._waiting = note
            self._pause.start(AGAIN_MS)
        self.failed.emit(error)
