"""The review screen: one recording's film, largest, with everything to watch it, mark it and cut clips from it around it.

This module only puts the parts together and passes wishes on. Watching is `watching.py`, marks and clips `marker.py`, saving `book.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.clip import Intent
from app.domain.errors import Circumstance, ErrorCode, SamspillError
from app.domain.marking import Edge
from app.domain.recording import Recording
from app.domain.scheme import MOMENTS
from app.ports import Clock, Store
from app.usecases.look_at_film import ShownClips
from ui.jobs import Jobs
from ui.preferences import Preferences
from ui.review import keys
from ui.review.access import Access
from ui.review.book import Book
from ui.review.clips_panel import ClipsPanel
from ui.review.code_bar import CodeBar
from ui.review.editing import Editors, PreRoll
from ui.review.extras import FilmExtras
from ui.review.frames import Frames
from ui.review.going import Going
from ui.review.header import Header
from ui.review.key_help import KeyHelp
from ui.review.marker import Marker
from ui.review.marks_panel import MarksPanel
from ui.review.people_panel import PeoplePanel
from ui.review.stage import Stage
from ui.review.style import review_style
from ui.review.transport import Transport
from ui.review.watching import Watching
from ui.texts import say
from ui.theme import SPACE_BETWEEN, SPACE_INSIDE
from ui.timeline.timeline import Timeline
from ui.widgets.announce import announce
from ui.widgets.film_view import ZOOM_STEP, FilmView
from ui.widgets.film_waiting import show_waiting
from ui.widgets.notice import Notice
from ui.wording import count
from video.player import Player

SIDE_PX = 332


class ReviewScreen(QWidget):
    """`open` a recording; nothing of the one before stays. F's shell listens to the wishes."""

    parent_mode_wanted = Signal(list)  # of Clip: to be shown, in order; titles only where the parent may read them
    consents_wanted = Signal(str)  # the family's code: where its consents are entered
    back_wanted = Signal()  # leave although something is not saved
    delete_wanted = Signal(Recording)

    def __init__(
        self,
        store: Store,
        clock: Clock,
        jobs: Jobs,
        player_factory: Callable[[QObject], Player],
        preferences: Preferences,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._recording: Recording | None = None
        self._frames = Frames()
        self._leaving_anyway = False
        self.setStyleSheet(review_style())
        self.book = Book(store, jobs, self)
        self.player = player_factory(self)
        self.film = FilmView()
        self.film.set_player(self.player)
        self.transport = Transport()
        self.timeline = Timeline()
        self.stage = Stage(self.film, self.transport)
        self.watching = Watching(self.player, self.transport, self.timeline, preferences, store, jobs)
        self.access = Access(store, clock, jobs, self.player, self.timeline)
        self.opening, self.refusal = self.access.opening, self.access.refusal
        self.marker = Marker(self.book, self.watching.at_us, self._frames.beside, self)
        self.code_bar = CodeBar()
        self.header = Header(self.book)
        self.marks = MarksPanel(self.book)
        self.clips = ClipsPanel(self.book)
        self.editors = Editors(self.book, self.marker)
        self.mark_editor, self.clip_editor = self.editors.mark, self.editors.clip
        PreRoll(preferences, self.marker, self.code_bar)
        self.notice = Notice(closable=True)
        self.people = PeoplePanel(store, clock, jobs, self.watching.at_us, self._frames.end_of)
        self.going = Going(self.book, self.marker, self.watching, self._frames, self.timeline, self.mark_editor)
        self.going.listen_to(self.marks, self.clips, self.clip_editor)
        show_waiting(self.film, self.player, self._waiting_words)
        self._lay_out()
        self.help = KeyHelp(self)
        self.actions_by_key = self._bind_keys()
        self._wire()

    # --- putting it together ---

    def _lay_out(self) -> None:
        self._left = QVBoxLayout()
        self._left.setSpacing(6)
        self._left.addWidget(self.stage, 1)
        self._left.addWidget(self.header.answer)
        self._left.addWidget(self.notice)
        self._left.addWidget(self.refusal)
        self._left.addWidget(self.timeline)
        self._left.addWidget(self.code_bar)
        side = QWidget()
        side.setFixedWidth(SIDE_PX)
        side.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.header)
        self._lists = QWidget()
        lists = QVBoxLayout(self._lists)
        lists.setContentsMargins(0, 0, 0, 0)
        lists.setSpacing(6)
        lists.addWidget(self.marks, 3)
        lists.addWidget(self.mark_editor)
        lists.addWidget(self.clip_editor)
        lists.addWidget(self.clips, 2)
        column.addWidget(self._lists, 1)
        column.addWidget(self.people, 1)
        self.people.hide()
        across = QHBoxLayout(self)
        across.setContentsMargins(SPACE_BETWEEN, 4, SPACE_BETWEEN, SPACE_INSIDE)
        across.setSpacing(SPACE_BETWEEN)
        across.addLayout(self._left, 1)
        across.addWidget(side)

    def _bind_keys(self) -> dict[str, QAction]:
        marker = self.marker
        handlers: dict[str, Callable[[], None]] = {
            **self.watching.handlers,
            **{f"mark.{code.id}": partial(marker.press, code.id) for code in MOMENTS},
            "note": self.going.write_note,
            "delete": marker.delete_chosen,
            "previous_mark": partial(self.going.go_to_mark, -1),
            "next_mark": partial(self.going.go_to_mark, 1),
            "start_back": partial(self.going.nudge, Edge.START, -1),
            "start_on": partial(self.going.nudge, Edge.START, 1),
            "end_back": partial(self.going.nudge, Edge.END, -1),
            "end_on": partial(self.going.nudge, Edge.END, 1),
            "undo": self.book.undo,
            "redo": self.book.redo,
            "clip_in": marker.clip_in,
            "clip_out": marker.clip_out,
            "clip_mark": marker.clip_of_mark,
            "parent_mode": self._want_parent_mode,
            "full": lambda: self.stage.toggle_full(self._left),
            "fit": self.film.fit,
            "look_closer": lambda: self.film.set_zoom(self.film.zoom() * ZOOM_STEP),
            "look_farther": lambda: self.film.set_zoom(self.film.zoom() / ZOOM_STEP),
            "help": self._toggle_help,
        }
        actions = keys.bind(self, handlers)
        self.stage.addActions(list(actions.values()))  # they work in the full-screen window too
        return actions

    def _wire(self) -> None:
        self.transport.wanted.connect(self._press_transport)
        self.watching.ended.connect(self.marker.close_open_states)
        self.watching.failed.connect(self._show_failure)
        self.access.closed.connect(self.stage.come_back)
        self.access.may_show.connect(self._show_to_parent)
        self.opening.extras.connect(self._show_extras)
        self.opening.failed.connect(self._show_failure)
        self.refusal.consents_wanted.connect(self._want_consents)
        self.people.consents_wanted.connect(self._want_consents)
        self.people.changed.connect(self.opening.ask_again)
        self.people.closed.connect(self._toggle_people)
        self.people.failed.connect(self._show_failure)
        self.code_bar.pressed.connect(self.marker.press)
        self.book.changed.connect(self._show_book)
        self.marker.chosen_changed.connect(self._show_chosen)
        self.marker.begun_changed.connect(self._show_begun)
        self.marker.refused.connect(self.notice.show_error)
        self.marker.said.connect(partial(announce, self))
        self.film.double_clicked.connect(lambda: self.stage.toggle_full(self._left))
        self.clips.parent_mode_wanted.connect(self._want_parent_mode)
        self.header.people_wanted.connect(self._toggle_people)
        self.help.closed.connect(self.film.setFocus)
        self.header.leave_wanted.connect(self._leave_anyway)
        self.header.help_wanted.connect(self._toggle_help)
        self.header.delete_wanted.connect(lambda: self.delete_wanted.emit(self._recording) if self._recording else None)

    # --- opening and leaving ---

    def open(self, recording: Recording, at_us: int = 0) -> None:
        """Show this recording, at this position. Raises nothing: what goes wrong is said on the screen."""
        self._recording, self._frames.index, self._leaving_anyway = recording, None, False
        self.notice.clear()
        self.marks.show_all()
        self.timeline.set_film(recording.duration_us, self._frames.near)
        self.marker.begin(recording.id, recording.duration_us)
        self.book.open(recording.id, self._show_failure)
        self.watching.begin(recording.id, recording.duration_us, recording.rotation_extra_deg)
        self.access.begin(recording.id, at_us)
        self._show_people(False)
        self.film.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closed by the shell before it drops the screen or locks: keep what was being written, try the unsaved once more, let go."""
        self.editors.finish()
        if self.book.failure is not None:
            self.book.retry()
        self.stage.come_back()
        self.access.end()
        self.watching.end()
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves who is in the film, also while the keyboard is with the film."""
        if event.key() == Qt.Key.Key_Escape and not self.people.isHidden():
            self.people.step_back()
        else:
            super().keyPressEvent(event)

    def has_unsaved(self) -> bool:
        """Whether something on the screen is not in the store."""
        return self.book.waiting() > 0

    def holds_words(self) -> bool:
        """Whether somebody watches, is saying who is in the film, or is asked about what could not be saved. What is written is kept."""
        return self.player.is_playing() or not self.people.isHidden() or self.book.failure is not None

    def may_leave(self) -> bool:
        """Whether nothing is lost by going now. Otherwise the screen asks, and what the person answers counts the next time."""
        self.editors.finish()
        if self.book.failure is None or self._leaving_anyway:
            return True
        self.header.ask_to_leave()
        return False

    def _leave_anyway(self) -> None:
        self._leaving_anyway = True
        self.player.pause()
        self.back_wanted.emit()

    def _waiting_words(self) -> str:
        if self.notice.isVisible() or self.opening.is_refused():
            return ""
        return say("review.opening" if self.player.info() is None else "review.all_hidden")

    def _show_extras(self, found: FilmExtras) -> None:
        self._frames.index = found.index
        self.timeline.set_extras(found.pictures, found.sound)

    def _show_failure(self, error: SamspillError) -> None:
        self.notice.show_error(error)
        self.film.update()

    def hideEvent(self, event: QHideEvent) -> None:
        self.player.pause()
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.help.isVisible():
            self.help.setGeometry(self.rect())

    # --- showing what changed ---

    def _show_book(self) -> None:
        self.timeline.set_marks(self.book.marks())
        self.timeline.set_clips(self.book.clips())
        self.code_bar.show_marks(self.book.marks())
        self.editors.show_chosen()

    def _show_chosen(self) -> None:
        chosen = self.marker.chosen
        self.marks.choose(chosen)
        self.clips.choose(chosen)
        self.timeline.choose(chosen)
        self.editors.show_chosen()

    def _show_begun(self) -> None:
        self.timeline.set_in_point(self.marker.begun_us)
        self.clips.show_begun(self.marker.begun_us)

    # --- wishes ---

    def _press_transport(self, wish: str) -> None:
        if wish == "loop":
            self.watching.press_loop(self.marker.chosen_span())
        else:
            self.actions_by_key[wish].trigger()

    def _want_parent_mode(self) -> None:
        """The chosen "show" clips, in order. Titles stay here unless the parent may read them."""
        self.editors.finish()
        shown = [clip for clip in self.book.clips() if clip.intent is Intent.SHOW]
        if not shown:
            self.notice.show_error(Circumstance(ErrorCode.NOTHING_TO_SHOW))
            return
        self.player.pause()
        self.access.ask_to_show(shown)

    def _show_to_parent(self, shown: ShownClips) -> None:
        self.notice.clear()
        if shown.left_out:
            self.notice.show_words(count("review.left_out", shown.left_out), say("review.left_out_why"), tone="warn")
        with_titles = self.clips.shows_titles()
        self.parent_mode_wanted.emit([clip if with_titles else replace(clip, title="") for clip in shown.clips])

    def _toggle_people(self) -> None:
        self._show_people(self.people.isHidden())

    def _show_people(self, on: bool) -> None:
        """Who is in the film in the place of marks and clips, or these again."""
        self.header.people.setChecked(on)
        at = self.focusWidget() or self
        if not on and self.people.isAncestorOf(at):
            self.header.people.setFocus()
        elif on and self._lists.isAncestorOf(at):
            self.film.setFocus()  # before they go from under the keyboard
        self._lists.setVisible(not on)
        self.people.setVisible(on)
        if on and self._recording is not None:
            self.editors.finish()
            self.people.show_film(self._recording.id)
            if at is self.header.people:  # opened by the keyboard, which a click leaves with the film
                self.people.take_keyboard()

    def _want_consents(self) -> None:
        if self._recording is not None and self.may_leave():
            self.consents_wanted.emit(self._recording.family)

    def _toggle_help(self) -> None:
        if self.help.isVisible():
            self.help.put_away()
        else:
            self.help.show_over()
