"""Everything behind the lock: where the person is and how they came there, and what happens in the background.

The screens themselves are made in `ui/screens.py`, a film is looked at in `ui/cinema.py`.
`stop` lets go of everything that reads or writes, so that the vault can be closed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from app.domain.errors import SamspillError
from app.domain.recording import Recording
from app.domain.visit import Visit
from app.usecases.apply_retention import Purge
from ui import wording
from ui.camcorder.screen import MarksScreen
from ui.card.watch import CardWatch
from ui.cinema import Cinema
from ui.film.desk import FilmDesk
from ui.film.elsewhere import FilmElsewhere
from ui.forgetting import Forgetting
from ui.jobs import Jobs
from ui.library.screen import LibraryScreen
from ui.main_window import MainWindow
from ui.places import FOOTAGE, MARKS, Place, Trail, of_family
from ui.preferences import Preferences
from ui.screens import Screens
from ui.sending import Sending
from ui.services import Session
from ui.standing import Standing
from ui.texts import say
from ui.upkeep import Upkeep
from ui.widgets.notice import Notice

_RENEW_MS = 1_000  # how soon a screen that was busy when the colours changed follows once it is not


class Workspace(QObject):
    """One open session in one window. Fulfils `ui.ways.Ways`."""

    long_work_ended = Signal()  # an import, a backup, a sending
    filming_changed = Signal(bool)  # whether a film is being taken

    def __init__(self, window: MainWindow, session: Session, jobs: Jobs, preferences: Preferences) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._stopping = False
        self._footage = True  # whether film may come onto this laptop
        self._trail = Trail()
        self._keyboard: dict[Place, QWidget] = {}  # where it stood when a place on the way was left
        self._stale_film: QWidget | None = None  # a review screen in the language and the colours of before
        self._renewing = QTimer(self)
        self._renewing.setInterval(_RENEW_MS)
        self._renewing.timeout.connect(self._renew)
        self._watch = CardWatch(session.cards, jobs, self)
        self.cinema = Cinema(window, session, jobs, preferences, self)
        self.film_desk = FilmDesk(session, jobs, preferences, self)
        self.screens = Screens(self, session, jobs, preferences, self.film_desk, self._watch)
        self._elsewhere = FilmElsewhere(window, self.film_desk, self)
        self._standing = Standing(window, session, jobs, self)
        self._upkeep = Upkeep(self.screens.tools, jobs, self._may_work, self)
        self._forgetting = Forgetting(session.store, session.clock, jobs, self._may_forget, self)
        self._sending = Sending(session, jobs, self._may_work, self)
        self._connect()

    def _connect(self) -> None:
        self._watch.changed.connect(lambda _roots: self._tell_of_cards())
        self.film_desk.filming_changed.connect(self._filming_changed)
        self.film_desk.finished.connect(lambda _result: self._read_again())
        self.film_desk.failed.connect(lambda _error: self._read_again())
        self.cinema.back_wanted.connect(self.back)
        self.cinema.consents_wanted.connect(self._consents_of)
        self.cinema.delete_wanted.connect(self.delete_film)
        self.cinema.closed.connect(self._film_closed)
        self._upkeep.changed.connect(self._read_again)
        self._sending.changed.connect(self._read_again)
        self._forgetting.done.connect(self._forgot)
        self._forgetting.failed.connect(self._not_forgotten)
        self._window.go_wanted.connect(self.go)
        self._window.back_wanted.connect(self.back)
        self._window.search_wanted.connect(partial(self.open, Place("search")))
        self._standing.footage.connect(self._set_footage)

    def start(self) -> None:
        """Show what this day asks for, and finish what an earlier process left."""
        self._standing.say()
        self.go("today")
        self._watch.start()
        self._upkeep.soon()
        self._forgetting.start()
        self._sending.start()

    def stop(self) -> None:
        """No more reading or writing from here: players closed, imports paused where they are, what was typed kept."""
        self._stopping = True
        self._renewing.stop()
        self._upkeep.rest()
        self._forgetting.stop()
        self._sending.stop()
        self._watch.stop()
        self.screens.stop()
        self.film_desk.stop()
        self.cinema.stop()

    def holds_the_lock(self) -> bool:
        """While a parent watches a clip, and while a film is taken, the idle lock waits."""
        marks = self.screens.get(MarksScreen)
        marking = marks is not None and marks.is_running()
        return self.is_filming() or marking or self.cinema.is_clip_playing()

    def is_filming(self) -> bool:
        """Whether a film is being taken, or is being finished."""
        return self.film_desk.is_filming()

    def end_film(self, then: Callable[[], None]) -> None:
        """End the film that is being taken; `then` is called once it is saved and locked, or at once where there is none."""
        self.film_desk.end_film(then)

    def is_working_long(self) -> bool:
        """Whether an import, a backup or a sending runs, which is not broken off because nobody touches anything."""
        return self.screens.is_working_long()

    def rebuild(self) -> None:
        """In another language or other colours: the screens are made anew, and the person is where they were. One on which something is
        half typed or half signed waits until that is done or left."""
        self._keyboard.clear()
        shown, at = self._window.current(), QApplication.focusWidget()
        gone = self.screens.drop()
        self._window.rebuild_frame()
        self._window.set_practice(self._session.practice)
        self._standing.say()
        self._stale_film = self.cinema.review
        if not self._show_anew(gone, shown) and shown is not None:
            self._show_kept(shown, at)
        self._renewing.start()

    def _renew(self) -> None:
        """What held something when the language or the colours changed is made anew once it does not, and no message on it is read."""
        if self._window.is_bare():
            return  # behind a curtain
        shown = self._window.current()
        reading = shown is not None and any(one.isVisible() for one in shown.findChildren(Notice))
        self._show_anew(self.screens.drop_stale(but=shown if reading else None), shown)
        if not self.screens.has_stale() and (self._stale_film is None or self._stale_film is not self.cinema.review):
            self._renewing.stop()

    def _show_anew(self, gone: list[QWidget], shown: QWidget | None) -> bool:
        """Let go of these; where the person stood on one of them, or before a film that may be opened anew, they do so again."""
        here, again = self._trail.here, shown in gone
        if here is not None and shown is not None and shown is self._stale_film and not self.cinema.holds_words():
            here, again = replace(here, at_us=self.cinema.at_us()), self.cinema.may_leave()
        for screen in gone:
            self._window.drop(screen)
        if not again or here is None:
            return False
        self._stale_film = None
        self._show(here)
        return True

    def _show_kept(self, screen: QWidget, at: QWidget | None) -> None:
        """In the new frame, with the keyboard where it stood."""
        self._window.show_screen(screen)
        if self._trail.here is not None:
            self._say_where(self._trail.here)
        self._tell_of_cards()
        self._elsewhere.show()
        if at is not None and screen.isAncestorOf(at):
            at.setFocus()

    # --- ways ----------------------------------------------------------------------------------------------------------------

    def go(self, screen: str) -> None:
        """The rail: one of its screens."""
        place = self._instead(Place(screen))
        self._leave_for(partial(self._begin, place), place)

    def open(self, place: Place) -> None:
        """One step deeper: back leads here again."""
        place = self._instead(place)
        self._leave_for(partial(self._trail.on, place), place)

    def back(self) -> None:
        """Where the person came from, with the keyboard where it stood; from the beginning of a way nowhere."""
        before = self._trail.before
        if before is not None:
            self._leave_for(self._trail.back, before)

    def known(self, family: str) -> None:
        """Whose visit is shown."""
        here = self._trail.here
        if here is not None and here.screen == "visit":
            self._trail.known(family)
            self._window.set_family(family)

    def gone(self, family: str) -> None:
        """This family was erased: nothing leads back to it. What came of it stays on its screen until that is left."""
        self._trail.forget(family)
        here = self._trail.here
        if here is not None:
            self._say_where(replace(here, family=""))
        self.changed()

    def planned(self, visit: Visit) -> None:
        """The planning of a visit has become that visit."""
        here = self._trail.here
        if here is not None and here.screen == "plan" and here.about == visit.family:
            self._trail.instead(Place("visit", visit.id, visit.family))
        self.changed()

    def changed(self) -> None:
        """A screen has changed something in the vault."""
        self._read_again()
        self._forgetting.something_changed()
        self._sending.something_changed()

    def imported(self) -> None:
        self.long_work_ended.emit()
        self.changed()
        self._upkeep.go_on()

    def long_work_over(self) -> None:
        self.long_work_ended.emit()
        self.changed()

    def _leave_for(self, step: Callable[[], object], place: Place) -> None:
        """Marks that could not be saved are asked about first, where they are."""
        if not self.cinema.may_leave():
            self._window.rail.mark("library")
            return
        self._remember_keyboard()
        step()
        self._show(place)

    def _instead(self, place: Place) -> Place:
        """Where film may not come onto this laptop there are marks instead."""
        if self._footage or place.screen not in FOOTAGE:
            return place
        return Place(MARKS[0], place.about, place.family)

    def _set_footage(self, allowed: bool) -> None:
        self._footage = allowed

    def _begin(self, place: Place) -> None:
        self._trail.begin(place)
        self._keyboard.clear()

    def _remember_keyboard(self) -> None:
        """Where it stands on the screen that is left."""
        here, at, shown = self._trail.here, QApplication.focusWidget(), self._window.current()
        if here is not None and at is not None and shown is not None and shown.isAncestorOf(at):
            self._keyboard[here] = at

    def _show(self, place: Place) -> None:
        self.cinema.close()
        self._window.notice.clear()
        self._say_where(place)
        if place.film is not None and place.screen == "review":
            self.cinema.open(place.film, place.at_us, self._elsewhere.show)
            return
        for stale in self.screens.drop_stale():
            self._window.drop(stale)
        screen = self.screens.of(place)
        self._window.show_screen(screen)
        self.screens.tell(screen, place, self._trail.before)
        self._tell_of_cards()
        self._elsewhere.show()
        self._give_keyboard(place, screen)

    def _say_where(self, place: Place) -> None:
        before = self._trail.before
        self._window.rail.mark(place.rail())
        self._window.set_family(place.family)
        self._window.set_back(_words(before) if before is not None else "")

    def _give_keyboard(self, place: Place, screen: QWidget) -> None:
        """To where it stood when the place was left on the way, else to where the next thing is done."""
        stood = self._keyboard.pop(place, None)
        if stood is not None and isValid(stood) and stood.isVisibleTo(screen) and stood.isEnabled():
            stood.setFocus()
        else:
            self.screens.take_keyboard(screen)

    def _tell_of_cards(self) -> None:
        """Wherever the person is; on the import screen itself the card is in sight."""
        here = self._trail.here
        self._standing.tell_of_cards(there=bool(self._watch.roots) and (here is None or here.screen != "card"))

    # --- a film ----------------------------------------------------------------------------------------------------------------

    def _consents_of(self, family: str) -> None:
        self.open(of_family("consents", family))

    def delete_film(self, recording: Recording) -> None:
        """Destroying is asked where its consequences are shown: in the film's row."""
        self.go("library")
        library = self.screens.get(LibraryScreen)
        assert library is not None
        library.ask_to_delete(recording)

    def _film_closed(self) -> None:
        """What waited for it may go now, unless another film is opened."""
        QTimer.singleShot(0, self._forgetting, self._forgetting.look)

    # --- in the background ---------------------------------------------------------------------------------------------------------

    def _read_again(self) -> None:
        """Something in the vault is other than it was: what is on screen is read again."""
        if not self._stopping:
            self._standing.read()
            self.screens.refresh(self._window.current())

    def _forgot(self, purge: Purge) -> None:
        """What went by itself is said, wherever the person is; the receipts stay."""
        if purge.receipts:
            self._window.notice.show_words(say("shell.forgot"), wording.count("shell.forgot_what", len(purge.receipts)), tone="good")
        self._read_again()

    def _not_forgotten(self, error: SamspillError) -> None:
        self._window.notice.show_error(error)

    def _filming_changed(self, filming: bool) -> None:
        """A film needs the machine: other work rests, and goes on from where it is once the film has ended."""
        if filming:
            self._upkeep.rest()
        else:
            self._upkeep.soon()
            self._forgetting.look()
        self.filming_changed.emit(filming)

    def _may_work(self) -> bool:
        """None while a film is taken: it is asked for again at its end."""
        return not self._stopping and not self.is_filming()

    def _may_forget(self) -> bool:
        """No film goes from under the eyes of those who look at it."""
        return self._may_work() and not self.cinema.is_showing()


def _words(place: Place) -> str:
    """A place as the button that leads back to it calls it."""
    if place.screen == place.rail():
        return say(f"shell.go.{place.screen}")
    return say(f"shell.at.{place.screen}", code=place.family)
