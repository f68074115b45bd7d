"""Parent mode: the whole screen, the chosen clips, a few large buttons, and nothing else. No notes, no codes, no names.

Closing from outside (Alt+F4, the window manager) asks for the PIN like Escape does; only the program itself can close it without.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.domain.clip import Clip, Intent
from app.domain.errors import Circumstance, ErrorCode, SamspillError
from app.domain.recording import Recording
from app.domain.spans import Span
from app.ports import Clock, Store
from app.usecases.look_at_film import ShownClips, clip_played, show_clips
from ui.jobs import Jobs
from ui.parent.controls import Controls
from ui.parent.drawing import DrawingSheet
from ui.parent.leaving import LeavePanel
from ui.parent.showing import Showing
from ui.parent.style import parent_style
from ui.preferences import MUTED, VOLUME_PERCENT, Preferences
from ui.texts import error_words, say
from ui.theme import SPACE_AROUND, SPACE_BETWEEN
from ui.widgets.film_guard import BY_CONSENT, FilmGuard
from ui.widgets.film_view import FilmView
from ui.widgets.film_waiting import show_waiting
from ui.widgets.parts import row, words
from video.player import Player

CURSOR_GONE_MS = 3000
_AWAKE = (QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin)


class ParentWindow(QWidget):
    """Show it full screen. `left` when the code fitted; the shell then closes it. Titles are shown only if the clips carry them."""

    left = Signal()

    def __init__(
        self,
        store: Store,
        clock: Clock,
        jobs: Jobs,
        player_factory: Callable[[QObject], Player],
        recording: Recording,
        clips: Sequence[Clip],
        check_exit: Callable[[str], bool],
        preferences: Preferences | None = None,
    ) -> None:
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("parent")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setWindowTitle(say("parent.window"))
        self.setStyleSheet(parent_style())
        self._store, self._clock, self._jobs = store, clock, jobs
        self._left = False
        self.player = player_factory(self)
        self.showing = Showing(self.player, self)
        self._guard = FilmGuard(store, clock, jobs, self.player, self)
        self.film = FilmView()
        self.film.set_player(self.player)
        show_waiting(self.film, self.player, lambda: "" if self._failed else say("parent.opening"))
        self.film.clicked.connect(lambda _where: self._toggle())  # a finger on the film plays and freezes it
        self.film.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the window has the keyboard: no ring around the film
        self.controls = Controls()
        self.said = words(role="said")
        self.said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.count = words(role="count", wrap=False)
        self.count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sheet = DrawingSheet(self.film)
        self.leave_panel = LeavePanel(jobs, check_exit, self)
        self._cursor_timer = QTimer(self)
        self._cursor_timer.setSingleShot(True)
        self._cursor_timer.setInterval(CURSOR_GONE_MS)
        self._cursor_timer.timeout.connect(self._hide_cursor)
        self._cursor_hidden = False
        self._failed = False
        self._lay_out()
        self._wire()
        self._open(recording, clips, preferences)

    def is_clip_playing(self) -> bool:
        """For the idle lock: never in the middle of a clip."""
        return self.player.is_playing()

    # --- putting it together ---

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, SPACE_BETWEEN)
        layout.setSpacing(SPACE_BETWEEN // 2)
        layout.addWidget(self.film, 1)
        layout.addWidget(self.said)
        layout.addWidget(self.count)
        bar = row(self.controls)
        bar.setContentsMargins(SPACE_AROUND, 0, SPACE_AROUND, 0)
        layout.addLayout(bar)

    def _wire(self) -> None:
        self._handlers: dict[str, Callable[[], None]] = {
            "play": self._toggle,
            "again": self._again,
            "slower": self.showing.slower,
            "loop": self.showing.toggle_loop,
            "draw": self._toggle_drawing,
            "clear": self.sheet.wipe,
            "next": self._next,
            "previous": self._previous,
            "leave": self.ask_to_leave,
        }
        self.controls.wanted.connect(lambda wish: self._handlers[wish]())
        self.controls.pen_wanted.connect(self.sheet.set_pen)
        self.showing.changed.connect(self._show_state)
        self.showing.played.connect(self._write_down)
        self.player.failed.connect(self._show_failure)
        self._guard.refused.connect(self._show_refusal)
        self._guard.hidden_changed.connect(self._leave_out)
        self.leave_panel.allowed.connect(self._leave)
        self.leave_panel.stayed.connect(self.setFocus)

    def _open(self, recording: Recording, clips: Sequence[Clip], preferences: Preferences | None) -> None:
        """Ask whether these may be shown; the film opens once they may."""
        self._show_state()
        if preferences is not None:
            self.player.set_volume_percent(preferences.get(VOLUME_PERCENT))
            self.player.set_muted(preferences.get(MUTED))
        meant = [clip for clip in clips if clip.intent is Intent.SHOW]
        ask = partial(show_clips, self._store, self._clock, recording.id, meant)
        self._jobs.store(self, ask, self._may_show, self._show_refusal)

    def _may_show(self, shown: ShownClips) -> None:
        if self._left:
            return  # left, or locked, before the answer came
        self.showing.set_clips(shown.clips)
        self.player.set_rotation(shown.film.recording.rotation_extra_deg)  # it may have been turned since the recording was listed
        self._guard.watch(shown.film)

    def _write_down(self, clip: Clip) -> None:
        self._jobs.store(self, partial(clip_played, self._store, self._clock, clip), None, self._show_refusal)

    def _leave_out(self, hidden: tuple[Span, ...]) -> None:
        self._stop_drawing()
        self.showing.leave_out(hidden)
        if self.showing.clip is None:
            self._show_refusal(Circumstance(ErrorCode.CLIPS_HIDDEN, clips=0))

    def _show_refusal(self, error: SamspillError) -> None:
        """Nothing may be shown, or not any more: the picture goes, and what was drawn on it."""
        self._guard.end()
        self._stop_drawing()
        self.player.close_film()
        self.showing.set_clips(())
        self._show_failure(error)
        if error.code in BY_CONSENT:  # what is missing is the practitioner's to know: it stands on the review screen
            self._say(say("parent.not_shown"))

    # --- showing ---

    def _show_state(self) -> None:
        playing = self.player.is_playing()
        if playing:
            self._stop_drawing()
        self.controls.show_state(self.showing, playing=playing, drawing=self.sheet.isVisible())
        clip = self.showing.clip
        self._say(clip.title if clip else "")
        several = len(self.showing.clips) > 1
        self.count.setText(say("parent.count", number=self.showing.place + 1, count=len(self.showing.clips)) if several else "")
        self.count.setVisible(several)

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.setVisible(bool(text))

    def _show_failure(self, error: SamspillError) -> None:
        self._failed = True
        self.film.update()
        title, _what, next_step = error_words(error)
        self._say(f"{title}. {next_step}")

    def _toggle(self) -> None:
        self._stop_drawing()
        self.showing.toggle()

    def _again(self) -> None:
        self._stop_drawing()
        self.showing.again()

    def _next(self) -> None:
        self._stop_drawing()
        self.film.fit()
        self.showing.next()

    def _previous(self) -> None:
        self._stop_drawing()
        self.film.fit()
        self.showing.previous()

    # --- drawing ---

    def _toggle_drawing(self) -> None:
        """Freeze the picture and lay the sheet over it; a second press takes it away, drawing and all."""
        if self.sheet.isVisible():
            self._stop_drawing()
        elif self.showing.clip is not None:
            self.showing.freeze()
            self.sheet.show()
            self._wake_cursor()
        self._show_state()

    def _stop_drawing(self) -> None:
        self.sheet.wipe()
        self.sheet.hide()

    # --- leaving ---

    def ask_to_leave(self) -> None:
        """Freeze, and ask for the code."""
        self.showing.freeze()
        self._wake_cursor()
        self.leave_panel.ask()

    def _leave(self) -> None:
        self.leave_panel.hide()
        self._let_go()
        self.left.emit()

    def _let_go(self) -> None:
        self._left = True
        self._stop_drawing()
        self._guard.end()
        self.player.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closed from outside: ask. Closed by the program (left, locked): let go of the film."""
        if event.spontaneous():
            event.ignore()
            self.ask_to_leave()
        else:
            self._let_go()
            event.accept()

    # --- keyboard and mouse ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        wish = {
            Qt.Key.Key_Space: "play", Qt.Key.Key_Right: "next", Qt.Key.Key_Left: "previous", Qt.Key.Key_Up: "again",
            Qt.Key.Key_S: "slower", Qt.Key.Key_L: "loop", Qt.Key.Key_D: "draw", Qt.Key.Key_C: "clear", Qt.Key.Key_Escape: "leave",
        }.get(Qt.Key(event.key()))  # fmt: skip
        if wish is not None and not event.isAutoRepeat():
            self._handlers[wish]()
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.leave_panel.centre()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]
        self.setFocus()
        self._wake_cursor()

    def hideEvent(self, event: QHideEvent) -> None:
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
        self._cursor_timer.stop()
        self._show_cursor()
        super().hideEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _AWAKE:
            self._wake_cursor()
        return super().eventFilter(watched, event)

    def _wake_cursor(self) -> None:
        self._show_cursor()
        self._cursor_timer.start()

    def _hide_cursor(self) -> None:
        """Nothing to look at but the film, unless the hand is needed."""
        if self.leave_panel.isVisible() or self.sheet.isVisible() or self._cursor_hidden:
            return
        self._cursor_hidden = True
        QApplication.setOverrideCursor(Qt.CursorShape.BlankCursor)

    def _show_cursor(self) -> None:
        if self._cursor_hidden:
            self._cursor_hidden = False
            QApplication.restoreOverrideCursor()
