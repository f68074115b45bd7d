"""The film that is looked at, and the parent's window. Each film gets a review screen of its own, each showing a window of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.domain.clip import Clip
from app.domain.recording import Recording
from app.usecases.exit_pin import ExitCheck
from ui.jobs import Jobs
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.services import Session

if TYPE_CHECKING:
    from ui.parent.window import ParentWindow
    from ui.review.screen import ReviewScreen


class Cinema(QObject):
    """`open` a film, `close` what is shown of it. What the review screen wants is told by the signals; `closed` when it is left."""

    back_wanted = Signal()
    consents_wanted = Signal(str)  # FamilyCode
    delete_wanted = Signal(object)  # Recording
    closed = Signal()

    def __init__(self, window: MainWindow, session: Session, jobs: Jobs, preferences: Preferences, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._session, self._jobs, self._preferences = window, session, jobs, preferences
        self._exit_check = ExitCheck(session.store, session.keeper.is_passphrase)
        self.review: ReviewScreen | None = None
        self.recording: Recording | None = None  # the one on the review screen
        self.parent_window: ParentWindow | None = None

    def may_leave(self) -> bool:
        """Marks that could not be saved are asked about first, where they are."""
        return self.review is None or self.review.may_leave()

    def holds_words(self) -> bool:
        """Whether a parent is shown something, or the review screen is in the middle of something."""
        return self.parent_window is not None or (self.review is not None and self.review.holds_words())

    def at_us(self) -> int:
        """Where the film on the review screen stands; 0 without one."""
        return self.review.watching.at_us() if self.review is not None else 0

    def is_showing(self) -> bool:
        """Whether a film is looked at, by anybody."""
        return self.review is not None or self.parent_window is not None

    def is_clip_playing(self) -> bool:
        """Whether a parent watches a clip right now."""
        return self.parent_window is not None and self.parent_window.is_clip_playing()

    def open(self, recording: Recording, at_us: int, shown: Callable[[], None]) -> None:
        """From this position on. `shown` once its screen stands in the window."""
        from ui.review.screen import ReviewScreen  # noqa: PLC0415  the player comes with it

        session = self._session
        self.review = ReviewScreen(session.store, session.clock, self._jobs, session.player, self._preferences)
        self.review.parent_mode_wanted.connect(self.show_parent)
        self.review.back_wanted.connect(self.back_wanted)
        self.review.consents_wanted.connect(self.consents_wanted)
        self.review.delete_wanted.connect(self.delete_wanted)
        self.recording = recording
        # Made in this turn of the event loop, dressed and shown in the next: half as long a stand-still twice.
        QTimer.singleShot(0, self.review, partial(self._show, self.review, recording, at_us, shown))

    def close(self) -> None:
        """Back to what else there is."""
        if self.review is not None:
            self.review.close()
            self._window.drop(self.review)
            self.review = None
            self.closed.emit()

    def stop(self) -> None:
        """No more reading: players closed."""
        self._close_parent()
        self.close()

    def show_parent(self, clips: list[Clip]) -> None:
        """Nothing but the chosen clips, on the second screen if there is one. The window behind is hidden: one way out."""
        from ui.parent.window import ParentWindow  # noqa: PLC0415

        session, recording = self._session, self.recording
        if recording is None:
            return
        self.parent_window = ParentWindow(
            session.store, session.clock, self._jobs, session.player, recording, clips, self._exit_check, self._preferences
        )
        self.parent_window.left.connect(self._parent_left)
        show_on_other_screen(self.parent_window, self._window)
        self._window.hide()

    def _show(self, review: ReviewScreen, recording: Recording, at_us: int, shown: Callable[[], None]) -> None:
        if review is not self.review:
            return  # left, or locked, before it was shown
        self._window.show_screen(review)
        shown()
        review.open(recording, at_us)

    def _parent_left(self) -> None:
        self._window.show()
        self._close_parent()

    def _close_parent(self) -> None:
        if self.parent_window is not None:
            self.parent_window.close()
            self.parent_window.deleteLater()
            self.parent_window = None


def show_on_other_screen(widget: QWidget, window: QWidget) -> None:
    """Full screen on a screen that `window` is not on, or on its own where there is one only."""
    here = window.screen()
    others = [screen for screen in here.virtualSiblings() if screen is not here]
    widget.setGeometry((others[0] if others else here).geometry())
    widget.showFullScreen()
