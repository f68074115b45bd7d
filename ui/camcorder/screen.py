"""Marks for a film that stays on the camcorder: what stands in the rail where film may not come onto the laptop.

First whose film it is and whether they have said yes, then the counter and the keys. The counter runs on while other screens are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from app.domain.errors import SamspillError
from app.domain.ids import FamilyCode, RecordingId
from app.domain.recording import Recording
from app.usecases.mark_along import MarkedAlong, begin_marking, marked_films, may_look, open_marked
from ui.camcorder.face import steady_us
from ui.camcorder.marking import MarkingPage
from ui.camcorder.start_panel import Earlier, StartPanel
from ui.camcorder.style import camcorder_style
from ui.jobs import Jobs
from ui.preferences import Preferences
from ui.services import Session


class MarksScreen(QStackedWidget):
    """`show_film` opens what was marked before; `choose_family` prepares the next. Else it shows what it showed last.

    `changed()`: a recording was begun, or its length is another. `consent_wanted(str)`, `family_wanted(str)`: a family's code.
    `visit_wanted(str)`: a visit's id. `delete_wanted(Recording)`. `running_changed(bool)`: the counter runs, and the lock waits.
    """

    changed = Signal()
    consent_wanted = Signal(str)
    family_wanted = Signal(str)
    visit_wanted = Signal(str)
    delete_wanted = Signal(object)
    running_changed = Signal(bool)

    def __init__(self, session: Session, jobs: Jobs, preferences: Preferences, ticks: Callable[[], int] = steady_us) -> None:
        super().__init__()
        self._session, self._jobs = session, jobs
        self.setStyleSheet(camcorder_style())
        self.start = StartPanel(session.store, session.clock, jobs)
        self.marking = MarkingPage(session.store, jobs, preferences, ticks)
        self.addWidget(self.start)
        self.addWidget(self.marking)
        self.start.begin_wanted.connect(self._begin)
        self.start.open_wanted.connect(self.show_film)
        self.start.consent_wanted.connect(self.consent_wanted)
        self.marking.back_wanted.connect(self._put_away)
        self.marking.delete_wanted.connect(self.delete_wanted)
        self.marking.visit_wanted.connect(self.visit_wanted)
        self.marking.family_wanted.connect(self.family_wanted)
        self.marking.running_changed.connect(self.running_changed)
        self.marking.running_changed.connect(lambda _running: self.changed.emit())

    # --- for the shell --------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read again what is shown. A film that may not be looked at any more is put away at once."""
        film = self.recording()
        if film is None:
            self._read()
        else:
            session = self._session
            self._jobs.store(self, partial(may_look, session.store, session.clock, film.id), partial(self._close_if, film.id))

    def recording(self) -> Recording | None:
        """The film that is being marked."""
        return self.marking.recording if self.currentWidget() is self.marking else None

    def is_running(self) -> bool:
        """Whether the counter runs: a camcorder is filming, and the lock waits."""
        return self.marking.is_running()

    def holds_words(self) -> bool:
        """Whether a camcorder is followed, or somebody is saying whom it films."""
        return self.is_running() or (self.isVisible() and self.recording() is None and bool(self.start.family.line.text()))

    def may_leave(self) -> bool:
        """Whether nothing on the screen is unsaved. Otherwise it asks, and the answer counts the next time."""
        return self.recording() is None or self.marking.may_leave()

    def stop(self) -> None:
        """The vault is about to be closed: the counter stops, and what was being written is kept."""
        self.marking.finish()

    def take_keyboard(self) -> None:
        """Where the next thing is done."""
        (self.marking if self.recording() is not None else self.start).take_keyboard()

    def choose_family(self, code: str) -> None:
        """The next film is this family's. One that is being marked stays."""
        if self.recording() is None:
            self.start.choose_family(FamilyCode(code))

    def show_film(self, film: Recording, at_us: int = 0) -> None:
        """Look at the marks of this one again, its counter at `at_us`, or where the film ended. Why not, is said where the person is."""
        now = self.recording()
        if now is not None and now.id == film.id:
            self.marking.go_to(at_us)
        elif self.may_leave():
            store, clock = self._session.store, self._session.clock
            self._jobs.store(self, partial(open_marked, store, clock, film.id), partial(self._opened, at_us), self._refused)

    # --- what is read ---------------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        store = self._session.store

        def read() -> tuple[Sequence[FamilyCode], list[Earlier]]:
            films = marked_films(store)
            with store.work() as work:
                return work.families.all(), [Earlier(film, len(work.marks.of(film.id))) for film in films]

        self._jobs.store(self, read, lambda found: self.start.show_known(*found), self.start.notice.show_error)

    def _close_if(self, film: RecordingId, error: SamspillError | None) -> None:
        now = self.recording()
        if error is not None and now is not None and now.id == film:
            self._put_away()
            self.start.notice.show_error(error)

    # --- from one page to the other -------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        """The counter is started in the same moment as the camcorder: it runs from the press, not from when the store has answered."""
        panel, session = self.start, self._session
        family = panel.family.family()
        if family is None:
            return
        panel.setEnabled(False)
        pressed_us, at_us = self.marking.face.ticks(), panel.counter_us()
        in_picture = panel.permission.in_picture()
        work = partial(begin_marking, session.store, session.clock, family, in_picture, at_us)
        self._jobs.store(self, work, partial(self._begun, at_us, pressed_us), self._refused)

    def _begun(self, at_us: int, pressed_us: int, found: MarkedAlong) -> None:
        self.start.setEnabled(True)
        self.start.counter.clear()
        late_us = self.marking.face.ticks() - pressed_us
        self._show(found, at_us + late_us, running=True)
        self.changed.emit()

    def _opened(self, at_us: int, found: MarkedAlong) -> None:
        self._show(found, at_us, running=False)

    def _show(self, found: MarkedAlong, at_us: int, *, running: bool) -> None:
        self.start.notice.clear()
        self.setCurrentWidget(self.marking)
        self.marking.show_film(found, at_us, running=running)
        self.marking.take_keyboard()

    def _refused(self, error: SamspillError) -> None:
        self.start.setEnabled(True)
        if self.recording() is not None:
            self._put_away()
        self.start.notice.show_error(error)

    def _put_away(self) -> None:
        self.marking.finish()
        self.setCurrentWidget(self.start)
        self._read()
        self.start.take_keyboard()
