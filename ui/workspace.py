"""Everything behind the lock: the screens of the rail, the film being looked at, the parent's window, and the work in the background.

Screens are made when they are first shown. `stop` lets go of everything that reads or writes, so that the vault can be closed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.domain.clip import Clip
from app.domain.ids import RecordingId
from app.domain.recording import Recording
from app.usecases.exit_pin import ExitCheck
from app.usecases.import_card import ImportTools
from app.usecases.resume_imports import finish_at_start, make_waiting_proxies
from ui.card.screen import CardScreen
from ui.card.watch import CardWatch
from ui.film.desk import FilmDesk
from ui.film.elsewhere import FilmElsewhere
from ui.film.screen import FilmScreen
from ui.jobs import Cancel, Jobs
from ui.library.screen import LibraryScreen
from ui.library.shelf import Shelf
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.receipts.screen import ReceiptsScreen
from ui.services import Session
from ui.settings.screen import SettingsScreen
from ui.texts import say

if TYPE_CHECKING:
    from ui.parent.window import ParentWindow
    from ui.review.screen import ReviewScreen

# The first film, or the one just taken, is opened before the machine is given other work.
_FINISH_AFTER_MS = 4000


class Workspace(QObject):
    """One open session in one window."""

    import_ended = Signal()
    filming_changed = Signal(bool)  # whether a film is being taken

    def __init__(self, window: MainWindow, session: Session, jobs: Jobs, preferences: Preferences) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._jobs = jobs
        self._preferences = preferences
        self._tools = ImportTools(session.store, session.cards, session.workshop, session.clock)
        self._home = jobs.way_home(self)
        self._watch = CardWatch(session.cards, jobs, self)
        self._watch.changed.connect(lambda _roots: self._tell_of_cards())
        self._stopping = False
        self._screens: dict[str, QWidget] = {}
        self._place = "library"
        self._finishing: Cancel | None = None  # of the job that runs
        self._finish_again = False
        self.review: ReviewScreen | None = None
        self.recording: Recording | None = None  # the one on the review screen
        self.parent_window: ParentWindow | None = None
        self._exit_check = ExitCheck(session.store, session.keeper.is_passphrase)
        self.film_desk = FilmDesk(session, jobs, preferences, self)
        self.film_desk.filming_changed.connect(self._filming_changed)
        self.film_desk.finished.connect(lambda _result: self._changed())
        self.film_desk.failed.connect(lambda _error: self._changed())
        self._elsewhere = FilmElsewhere(window, self.film_desk, self)
        window.go_wanted.connect(self.go)

    def start(self) -> None:
        """Show the films, and finish what an earlier process left."""
        self._window.status.set_fact("saved", say("shell.saved"))
        self.go("library")
        self._screens["library"].setFocus()
        self._watch.start()
        QTimer.singleShot(_FINISH_AFTER_MS, self, self._finish)

    def stop(self) -> None:
        """No more reading or writing from here: players closed, imports paused where they are."""
        self._stopping = True
        self._rest()
        self._watch.stop()
        card = self._screens.get("card")
        if isinstance(card, CardScreen):
            card.stop()
        self.film_desk.stop()
        self._close_parent()
        self._close_review()

    def holds_the_lock(self) -> bool:
        """While a parent watches a clip, and while a film is taken, the idle lock waits."""
        return self.is_filming() or (self.parent_window is not None and self.parent_window.is_clip_playing())

    def is_filming(self) -> bool:
        """Whether a film is being taken, or is being finished."""
        return self.film_desk.is_filming()

    def end_film(self, then: Callable[[], None]) -> None:
        """End the film that is being taken; `then` is called once it is saved and locked, or at once where there is none."""
        self.film_desk.end_film(then)

    def is_importing(self) -> bool:
        card = self._screens.get("card")
        return isinstance(card, CardScreen) and card.is_importing()

    def rebuild(self) -> None:
        """In another language or other colours: the screens of the rail are made anew."""
        place = self._place
        for name, screen in list(self._screens.items()):
            if isinstance(screen, CardScreen) and screen.is_importing():
                continue
            self._window.drop(self._screens.pop(name))
        self._window.rebuild_frame()
        self._window.status.set_fact("saved", say("shell.saved"))
        self._window.set_practice(self._session.practice)
        self.go(place)
        self._elsewhere.show()

    # --- the rail ----------------------------------------------------------------------------------------------------------

    def go(self, place: str) -> None:
        """Show one of the rail's screens. Marks that could not be saved are asked about first, where they are."""
        if self.review is not None and not self.review.may_leave():
            self._window.mark_place("library")
            return
        self._close_review()
        self._place = place
        if place not in self._screens:
            self._screens[place] = self._makers()[place]()
        screen = self._screens[place]
        self._window.notice.clear()
        self._window.set_family("")
        self._window.mark_place(place)
        self._window.show_screen(screen)
        self._tell_of_cards()
        self._elsewhere.show()
        if isinstance(screen, FilmScreen):
            screen.take_keyboard()
        if isinstance(screen, LibraryScreen):
            screen.set_importing(self.is_importing())
        if isinstance(screen, LibraryScreen | CardScreen | ReceiptsScreen):
            screen.refresh()

    def _makers(self) -> dict[str, Callable[[], QWidget]]:
        return {
            "film": self._film,
            "library": self._library,
            "card": self._card,
            "receipts": self._receipts,
            "settings": self._settings,
        }

    def _film(self) -> FilmScreen:
        screen = FilmScreen(self.film_desk, self._session, self._jobs, self._preferences)
        screen.look_wanted.connect(self.open_recording)
        return screen

    def _library(self) -> LibraryScreen:
        screen = LibraryScreen(self._session, self._jobs)
        screen.open_wanted.connect(self.open_recording)
        screen.import_wanted.connect(partial(self.go, "card"))
        screen.deleted.connect(lambda _recording: self._changed())
        screen.shelf_read.connect(self._shelf_read)
        return screen

    def _card(self) -> CardScreen:
        screen = CardScreen(self._tools, self._jobs, self._watch)
        screen.changed.connect(self._imported)
        screen.library_wanted.connect(partial(self.go, "library"))
        return screen

    def _receipts(self) -> ReceiptsScreen:
        screen = ReceiptsScreen(self._session.store, self._jobs)
        screen.changed.connect(self._changed)
        return screen

    def _settings(self) -> SettingsScreen:
        return SettingsScreen(self._session, self._jobs, self._preferences)

    def _tell_of_cards(self) -> None:
        """Wherever the person is; on the import screen itself the card is in sight."""
        there = bool(self._watch.roots) and self._place != "card"
        self._window.status.set_fact("card_in", say("shell.card_in") if there else "")

    def _shelf_read(self, shelf: Shelf) -> None:
        self._window.status.set_fact("card", _not_wiped_words(shelf.not_wiped), warn=True)

    def _changed(self) -> None:
        """Something in the vault is other than it was: what is on screen reads again."""
        library = self._screens.get("library")
        if isinstance(library, LibraryScreen):
            library.set_importing(self.is_importing())
            library.refresh()

    # --- a film ----------------------------------------------------------------------------------------------------------------

    def open_recording(self, recording: Recording) -> None:
        from ui.review.screen import ReviewScreen  # noqa: PLC0415  the player comes with it

        self._close_review()
        session = self._session
        self.review = ReviewScreen(session.store, self._jobs, session.player, self._preferences)
        self.review.parent_mode_wanted.connect(self.show_parent)
        self.review.back_wanted.connect(partial(self.go, "library"))
        self.review.delete_wanted.connect(self._delete_from_review)
        self.recording = recording
        # Made in this turn of the event loop, dressed and shown in the next: half as long a stand-still twice.
        QTimer.singleShot(0, self.review, partial(self._show_review, self.review, recording))

    def _show_review(self, review: ReviewScreen, recording: Recording) -> None:
        if review is not self.review:
            return  # left, or locked, before it was shown
        self._window.set_family(recording.family)
        self._window.mark_place("library")
        self._window.show_screen(review)
        review.open(recording)

    def _delete_from_review(self, recording: Recording) -> None:
        """Destroying is asked where its consequences are shown: in the film's row."""
        self.go("library")
        library = self._screens["library"]
        assert isinstance(library, LibraryScreen)
        library.ask_to_delete(recording)

    def _close_review(self) -> None:
        if self.review is not None:
            self.review.close()
            self._window.drop(self.review)
            self.review = None

    # --- the parent --------------------------------------------------------------------------------------------------------------

    def show_parent(self, clips: list[Clip]) -> None:
        """Nothing but the chosen clips, on the second screen if there is one. The window behind is hidden: one way out."""
        from ui.parent.window import ParentWindow  # noqa: PLC0415

        session, recording = self._session, self.recording
        if recording is None:
            return
        self.parent_window = ParentWindow(session.store, self._jobs, session.player, recording, clips, self._exit_check, self._preferences)
        self.parent_window.left.connect(self._parent_left)
        show_on_other_screen(self.parent_window, self._window)
        self._window.hide()

    def _parent_left(self) -> None:
        self._window.show()
        self._close_parent()

    def _close_parent(self) -> None:
        if self.parent_window is not None:
            self.parent_window.close()
            self.parent_window.deleteLater()
            self.parent_window = None

    # --- in the background ---------------------------------------------------------------------------------------------------------

    def _imported(self) -> None:
        self.import_ended.emit()
        self._changed()
        self._finish()

    def _filming_changed(self, filming: bool) -> None:
        """A film needs the machine: other work rests, and goes on from where it is once the film has ended."""
        if filming:
            self._rest()
        else:
            QTimer.singleShot(_FINISH_AFTER_MS, self, self._finish)
        self.filming_changed.emit(filming)

    def _rest(self) -> None:
        if self._finishing is not None:
            self._finish_again = True
            self._finishing.cancel()

    def _finish(self) -> None:
        """One such job at a time: what comes meanwhile is done in a second turn. None while a film is taken; it asks again at its end."""
        if self._stopping or self.is_filming():
            return
        self._finish_again = self._finishing is not None
        if self._finishing is None:
            self._finishing = Cancel()
            work = partial(self._finish_films, self._finishing)
            self._jobs.pool(self, work, lambda _done: self._finished(), lambda _error: self._finished())

    def _finished(self) -> None:
        self._finishing = None
        self._changed()
        if self._finish_again:
            self._finish()

    def _finish_films(self, cancel: Cancel) -> None:
        finish_at_start(self._tools, cancel, self._film_ready)
        make_waiting_proxies(self._tools, cancel)

    def _film_ready(self, _recording: RecordingId) -> None:
        self._home(self._changed)


def show_on_other_screen(widget: QWidget, window: QWidget) -> None:
    """Full screen on a screen that `window` is not on, or on its own where there is one only."""
    here = window.screen()
    others = [screen for screen in here.virtualSiblings() if screen is not here]
    widget.setGeometry((others[0] if others else here).geometry())
    widget.showFullScreen()


def _not_wiped_words(films: int) -> str:
    if not films:
        return ""
    return say("shell.not_wiped.one") if films == 1 else say("shell.not_wiped.many", count=films)
