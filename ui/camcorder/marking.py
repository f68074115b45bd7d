"""Marking along: the camcorder's counter, the eight keys, and beside them what was marked. Marks and clips as on the review screen.

There is no film here: a mark stands at what the counter shows, and a clip goes from one counter to another.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.domain.camcorder import LAST_US, began_at, moved_by, reached
from app.domain.errors import SamspillError
from app.domain.marking import Edge, close_all
from app.domain.recording import Recording
from app.domain.scheme import MOMENTS
from app.domain.timebase import SECOND_US
from app.domain.visit import Visit
from app.ports import Store
from app.usecases.mark_along import MarkedAlong, keep_length
from ui import wording
from ui.camcorder.face import CounterFace, steady_us
from ui.camcorder.keys import KEYS
from ui.jobs import Jobs
from ui.preferences import Preferences
from ui.review import keys
from ui.review.book import Book
from ui.review.clip_list import ClipList
from ui.review.code_bar import CodeBar
from ui.review.editing import Editors, PreRoll
from ui.review.header import Header
from ui.review.marker import Marker
from ui.review.marks_panel import MarksPanel
from ui.texts import say
from ui.theme import SPACE_BETWEEN, SPACE_INSIDE
from ui.widgets.announce import announce
from ui.widgets.notice import Notice
from ui.widgets.parts import button, column, name, row, secondary, words

SIDE_PX = 332
_KEEP_LENGTH_MS = 30_000  # while the counter runs: a kill loses no more of the length, and nothing of the marks


class MarkingPage(QWidget):
    """`show_film` shows a recording. `back_wanted()` when the person has finished here, `delete_wanted(Recording)` to destroy it where its
    consequences are shown, `visit_wanted(str)` and `family_wanted(str)` to go there, `running_changed(bool)` with the counter."""

    back_wanted = Signal()
    delete_wanted = Signal(object)
    visit_wanted = Signal(str)
    family_wanted = Signal(str)
    running_changed = Signal(bool)

    def __init__(self, store: Store, jobs: Jobs, preferences: Preferences, ticks: Callable[[], int] = steady_us) -> None:
        super().__init__()
        self._store, self._jobs = store, jobs
        self.recording: Recording | None = None
        self._visit: Visit | None = None
        self._reach_us = 0
        self._leaving_anyway = False
        self.book = Book(store, jobs, self)
        self.face = CounterFace(ticks)
        self.marker = Marker(self.book, self.face.at_us, _a_second, self)
        self.notice = Notice(closable=True)
        self.code_bar = CodeBar()
        self.header = Header(self.book)
        self._dress_header()
        self.marks = MarksPanel(self.book, empty=say("camcorder.marks_empty"))
        self.clips = ClipList(self.book)
        self.editors = Editors(self.book, self.marker)
        self.mark_editor, self.clip_editor = self.editors.mark, self.editors.clip
        PreRoll(preferences, self.marker, self.code_bar)
        self.put_away = button(say("camcorder.put_away"), self._want_back, "quiet")
        name(self.put_away, say("camcorder.put_away"), say("camcorder.put_away_tip"))
        self.put_away.setToolTip(say("camcorder.put_away_tip"))
        self.of_visit = words("", "secondary", wrap=False)
        self.visit_button = button("", self._go_to_visit, "quiet")
        self._keeping = QTimer(self)
        self._keeping.setInterval(_KEEP_LENGTH_MS)
        self._keeping.timeout.connect(self._came_to_here)
        self._lay_out()
        self.actions_by_key = keys.bind(self, self._handlers(), KEYS)
        self._wire()
        self._wire_editors()

    # --- putting it together --------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(SPACE_INSIDE)
        left.addLayout(row(self.put_away, None, self.of_visit, self.visit_button))
        left.addWidget(self.face, 1)
        left.addWidget(self.header.answer)
        left.addWidget(self.notice)
        left.addWidget(secondary(say("camcorder.keys")))
        left.addWidget(self.code_bar)
        side = QWidget()
        side.setFixedWidth(SIDE_PX)
        side.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        # The clip that the keyboard comes to is the chosen one: its fields are next, below the list.
        beside = column(self.header, self.marks, self.mark_editor, self.clips, self.clip_editor, spacing=6)
        beside.setStretchFactor(self.marks, 3)
        beside.setStretchFactor(self.clips, 2)
        side.setLayout(beside)
        across = row(spacing=SPACE_BETWEEN)
        across.setContentsMargins(SPACE_BETWEEN, 4, SPACE_BETWEEN, SPACE_INSIDE)
        across.addLayout(left, 1)
        across.addWidget(side)
        self.setLayout(across)

    def _dress_header(self) -> None:
        """There is no film to delete here, nor one to say who is in; and the keys stand below the counter."""
        header = self.header
        header.keys.hide()
        header.people.hide()
        header.delete.setText(say("camcorder.delete"))
        name(header.delete, say("camcorder.delete_tip"))
        header.delete.setToolTip(say("camcorder.delete_tip"))

    def _handlers(self) -> dict[str, Callable[[], None]]:
        marker, nudge = self.marker, self.face.nudge
        return {
            "switch": self.face.toggle,
            "set": self.face.ask,
            "back_1": partial(nudge, -SECOND_US),
            "on_1": partial(nudge, SECOND_US),
            "back_5": partial(nudge, -5 * SECOND_US),
            "on_5": partial(nudge, 5 * SECOND_US),
            **{f"mark.{code.id}": partial(marker.press, code.id) for code in MOMENTS},
            "note": self._write_note,
            "delete": marker.delete_chosen,
            "undo": self.book.undo,
            "redo": self.book.redo,
            "clip_in": marker.clip_in,
            "clip_out": marker.clip_out,
            "clip_mark": marker.clip_of_mark,
        }

    def _wire(self) -> None:
        self.face.switched.connect(self._switched)
        self.face.set_wanted.connect(self._set)
        self.face.end_wanted.connect(self._end)
        self.code_bar.pressed.connect(self.marker.press)
        self.book.changed.connect(self._show_book)
        self.marker.chosen_changed.connect(self._show_chosen)
        self.marker.begun_changed.connect(lambda: self.clips.show_begun(self.marker.begun_us))
        self.marker.refused.connect(self.notice.show_error)
        self.marker.said.connect(partial(announce, self))
        self.header.leave_wanted.connect(self._leave_anyway)
        self.header.delete_wanted.connect(lambda: self.delete_wanted.emit(self.recording) if self.recording else None)

    def _wire_editors(self) -> None:
        marker = self.marker
        for shown in (self.marks, self.clips):
            shown.chosen.connect(marker.choose)
        for editor in (self.mark_editor, self.clip_editor):
            editor.edge_typed.connect(self._type_edge)
            editor.edge_stepped.connect(marker.nudge_chosen_edge)
        self.marks.entered.connect(lambda _mark: self._write_note())
        self.clips.entered.connect(lambda _clip: self.clip_editor.title.setFocus())

    # --- opening and leaving --------------------------------------------------------------------------------------------------

    def show_film(self, found: MarkedAlong, at_us: int = 0, *, running: bool = False) -> None:
        """Show this recording, its counter at `at_us`; standing, and nowhere, where its film ended."""
        self.finish()
        film = found.recording
        self.recording, self._visit, self._leaving_anyway = film, found.visit, False
        self._reach_us = at_us
        self.notice.clear()
        self.marks.show_all()
        self.marker.begin(film.id, LAST_US)
        self.book.open(film.id, self.notice.show_error)
        self.face.begin(at_us, running=running)
        self._show_visit()
        if running:
            self._switched(True)
        else:
            self._catch_up_once(film, at_us)

    def _catch_up_once(self, film: Recording, at_us: int) -> None:
        """Once the marks are there it is known where on the counter the film ended."""

        def there() -> None:
            self.book.opened.disconnect(there)
            if self.recording is film and not self.face.is_running():
                self._reach_us = began_at(self.book.marks()) + film.duration_us
                self.face.set_to(at_us or self._reach_us)

        self.book.opened.connect(there)

    def go_to(self, at_us: int) -> None:
        """Show this place on the counter, unless it runs along with the camcorder."""
        if at_us and not self.face.is_running():
            self.face.set_to(at_us)

    def is_running(self) -> bool:
        """Whether the counter runs: a camcorder is filming, and the lock waits."""
        return self.face.is_running()

    def may_leave(self) -> bool:
        """Whether nothing is lost by going now. Otherwise the screen asks, and what the person answers counts the next time."""
        self.editors.finish()
        if self.book.failure is None or self._leaving_anyway:
            return True
        self.header.ask_to_leave()
        return False

    def finish(self) -> None:
        """Something else is to be shown, or the vault is closed: what was being written is kept, the unsaved tried once more, the counter
        stopped."""
        self.editors.finish()
        if self.book.failure is not None:
            self.book.retry()
        self.face.rest()

    def take_keyboard(self) -> None:
        """Where the next thing is done."""
        self.face.switch.setFocus()

    def _want_back(self) -> None:
        if self.may_leave():
            self.finish()
            self.back_wanted.emit()

    def _leave_anyway(self) -> None:
        self._leaving_anyway = True
        self._want_back()

    # --- the counter ----------------------------------------------------------------------------------------------------------

    def _switched(self, running: bool) -> None:
        if running:
            self._keeping.start()
        else:
            self._keeping.stop()
            self._came_to_here()
        self.running_changed.emit(running)

    def _set(self, at_us: int, along: bool) -> None:
        by_us = at_us - self.face.at_us()
        self.face.set_to(at_us)
        edit = moved_by(self.book.marks(), self.book.clips(), by_us) if along else None
        if edit is not None:
            self._reach_us = max(0, self._reach_us + by_us)
            self.marker.settle()
            self.book.do(edit, say("camcorder.moved"))

    def _end(self) -> None:
        """The film is over: what goes on ends here, and this is how long it was."""
        self.face.rest()
        at_us = self.face.at_us()
        edit = close_all(self.book.marks(), at_us)
        if edit is not None:
            self.book.do(edit, say("review.did.close"))
        self._reach_us = at_us
        self._keep_length()
        length = max(at_us, reached(self.book.marks(), self.book.clips())) - began_at(self.book.marks())
        self.notice.show_words(say("camcorder.ended", length=wording.length(max(0, length))), tone="good")

    def _came_to_here(self) -> None:
        self._reach_us = max(self._reach_us, self.face.at_us())
        self._keep_length()

    def _keep_length(self) -> None:
        film = self.recording
        if film is not None:
            self._jobs.store(self, partial(keep_length, self._store, film.id, self._reach_us), _nothing, self._not_kept)

    def _not_kept(self, error: SamspillError) -> None:
        self.notice.show_error(error)

    # --- what is shown --------------------------------------------------------------------------------------------------------

    def _show_book(self) -> None:
        self.code_bar.show_marks(self.book.marks())
        self.editors.show_chosen()

    def _show_chosen(self) -> None:
        self.marks.choose(self.marker.chosen)
        self.clips.choose(self.marker.chosen)
        self.editors.show_chosen()

    def _show_visit(self) -> None:
        visit = self._visit
        known = say("camcorder.of_visit", time=wording.when(visit.starts_at)) if visit else say("camcorder.of_no_visit")
        self.of_visit.setText(known)
        self.visit_button.setText(say("camcorder.open_visit" if visit else "camcorder.open_family"))
        self.visit_button.setAccessibleName(self.visit_button.text())

    # --- wishes ---------------------------------------------------------------------------------------------------------------

    def _go_to_visit(self) -> None:
        if self._visit is not None:
            self.visit_wanted.emit(self._visit.id)
        elif self.recording is not None:
            self.family_wanted.emit(self.recording.family)

    def _write_note(self) -> None:
        if self.marker.chosen_mark() is not None:
            self.mark_editor.write_note()

    def _type_edge(self, edge: Edge, to_us: int) -> None:
        self.marker.move_chosen_edge(edge, to_us)
        self.book.changed.emit()  # a time that could not be used is replaced by the one that stands


def _a_second(at_us: int, steps: int) -> int:
    """What stands for a picture where there are none."""
    return min(max(0, at_us + steps * SECOND_US), LAST_US)


def _nothing(_kept: Recording | None) -> None:
    """The length is kept."""
