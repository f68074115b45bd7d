"""The deletion calendar: what goes when and why, what holds it back; holds by two, deleting before the day, and the clock confirmed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from app.domain.errors import SamspillError
from app.domain.receipt import Receipt
from app.domain.recording import Recording
from app.ports import Clock, Store
from app.usecases.delete_recording import purge_now
from app.usecases.lift_hold import lift_hold
from app.usecases.place_hold import place_hold
from app.usecases.watch_clock import confirm_clock
from ui import wording
from ui.calendar.listing import Listing
from ui.calendar.panels import HoldQuestion, LiftQuestion, PurgeQuestion, Question
from ui.calendar.reading import CalendarView, HeldFilm, read_calendar
from ui.jobs import Jobs
from ui.receipts.words import receipt_words
from ui.texts import say
from ui.widgets.boxes import choice_box
from ui.widgets.notice import Notice
from ui.widgets.page import Page
from ui.widgets.parts import button, row, title, words

WIDTH_PX = 900
WITHIN_DAYS: dict[str, int | None] = {"14": 14, "90": 90, "all": None}


class CalendarScreen(Page):
    """`refresh` reads the vault again. `changed` is emitted when something was deleted or put on hold, a hold lifted, the clock confirmed.

    `check_second` says whether what a colleague typed is their passphrase or code. It is called on the pool, may take a second, and may
    raise WAIT_BEFORE_NEXT_TRY.
    """

    changed = Signal()

    def __init__(self, store: Store, jobs: Jobs, clock: Clock, check_second: Callable[[str], bool]) -> None:
        super().__init__(WIDTH_PX)
        self._store, self._jobs, self._clock, self._check_second = store, jobs, clock, check_second
        self.view: CalendarView | None = None
        self.question: Question | None = None
        self._opened_by: QPushButton | None = None
        self.listing = Listing()
        self.hold_buttons, self.purge_buttons, self.lift_buttons = (
            self.listing.hold_buttons,
            self.listing.purge_buttons,
            self.listing.lift_buttons,
        )
        self.listing.hold_wanted.connect(self._ask_hold)
        self.listing.purge_wanted.connect(self._ask_purge)
        self.listing.lift_wanted.connect(self._ask_lift)
        self.listing.found.connect(self._take_to)
        self.notice = Notice(closable=True)
        self.doubt = Notice()
        self.confirm_button = button(say("today.date_right"), self._confirm_clock)
        self.confirm_button.setParent(self)
        self.confirm_button.hide()
        self.within = choice_box(say("calendar.within"))
        for key in WITHIN_DAYS:
            self.within.addItem(say(f"calendar.within.{key}"), key)
        self.within.currentIndexChanged.connect(lambda _at: self._look_further())
        for part in (
            title(say("calendar.title")),
            words(say("calendar.lead")),
            self.notice,
            self.doubt,
            row(self.confirm_button, None),
            row(self.within, None),
        ):
            self.add(part)
        self.add(self.listing)
        self.end()

    def refresh(self) -> None:
        days = WITHIN_DAYS[str(self.within.currentData())]
        self._jobs.store(self, partial(read_calendar, self._store, self._clock, days), self._fill, self.notice.show_error)

    def show_film(self, recording: str) -> None:
        """Bring this film into sight with the next `refresh`, whenever it is due; nothing happens where it is not in the calendar."""
        self.listing.bring(recording)
        if recording:
            self.within.blockSignals(True)
            self.within.setCurrentIndex(list(WITHIN_DAYS).index("all"))
            self.within.blockSignals(False)

    # --- what is shown ---------------------------------------------------------------------------------------------------------

    def _fill(self, view: CalendarView) -> None:
        """Nothing changes under a question that is being answered: background work has this read at any time."""
        if self.question is not None:
            return
        self.view = view
        self._opened_by = None
        self._show_doubt(view)
        self.listing.show_view(view)

    def _take_to(self, made: QPushButton) -> None:
        made.setFocus()
        self.ensureWidgetVisible(made)

    def _show_doubt(self, view: CalendarView) -> None:
        if view.doubted:
            time = wording.when(view.now)
            self.doubt.show_words(
                say("calendar.clock_title"), say("calendar.clock_what"), say("calendar.clock_next", time=time), tone="warn"
            )
        else:
            self.doubt.clear()
        self.confirm_button.setVisible(view.doubted)
        self.confirm_button.setEnabled(True)

    # --- what is asked and done ------------------------------------------------------------------------------------------------

    def _ask(self, question: Question, below: QVBoxLayout, opened_by: QPushButton) -> None:
        """One question at a time."""
        self._leave()
        self.notice.clear()
        self.question, self._opened_by = question, opened_by
        question.left.connect(self._leave)
        below.addWidget(question)
        question.show()
        question.first.setFocus()
        QTimer.singleShot(0, question, lambda: self._bring_into_sight(question))  # once it has its place

    def _bring_into_sight(self, question: Question) -> None:
        if question is self.question:
            self.ensureWidgetVisible(question.do_button)
            self.ensureWidgetVisible(question.first)

    def _look_further(self) -> None:
        """The person chose another length of time: a question about a line is left."""
        self._opened_by = None
        self._leave()
        self.refresh()

    def _leave(self) -> None:
        question, self.question = self.question, None
        opened_by, self._opened_by = self._opened_by, None
        if question is not None:
            question.wipe()
            question.hide()
            question.deleteLater()
        if opened_by is not None:
            opened_by.setFocus()

    def _ask_hold(self, film: Recording, below: QVBoxLayout) -> None:
        question = HoldQuestion()

        def place() -> None:
            typed = question.secret.text()
            work = partial(
                place_hold,
                self._store,
                self._clock,
                film.id,
                question.reason.text(),
                question.second.text(),
                lambda: self._check_second(typed),
            )
            question.work(say("calendar.checking"))
            self._jobs.pool(
                self, work, lambda _hold: self._done(say("calendar.held_done"), say("calendar.held_what")), partial(self._failed, question)
            )

        question.confirmed.connect(place)
        self._ask(question, below, self.hold_buttons[film.id])

    def _ask_lift(self, held: HeldFilm, below: QVBoxLayout) -> None:
        question = LiftQuestion(held.hold.second)

        def lift() -> None:
            typed = question.secret.text()
            work = partial(lift_hold, self._store, self._clock, held.hold.id, lambda: self._check_second(typed))
            question.work(say("calendar.checking"))
            self._jobs.pool(self, work, self._lifted, partial(self._failed, question))

        question.confirmed.connect(lift)
        self._ask(question, below, self.lift_buttons[held.hold.id])

    def _ask_purge(self, film: Recording, below: QVBoxLayout) -> None:
        question = PurgeQuestion(film.family)

        def purge() -> None:
            question.work(say("calendar.deleting"))
            work = partial(purge_now, self._store, self._clock, film.id, question.reason())
            self._jobs.store(self, work, self._purged, partial(self._failed, question))

        question.confirmed.connect(purge)
        self._ask(question, below, self.purge_buttons[film.id])

    def _failed(self, question: Question, error: SamspillError) -> None:
        """Said in the question, or above when it is not there any more."""
        if question is self.question:
            question.failed(error)
        else:
            self.notice.show_error(error)

    def _confirm_clock(self) -> None:
        self.confirm_button.setEnabled(False)
        work = partial(confirm_clock, self._store, self._clock)
        self._jobs.store(
            self, work, lambda _now: self._done(say("calendar.clock_done"), say("calendar.clock_done_what")), self._doubted_still
        )

    def _doubted_still(self, error: SamspillError) -> None:
        self.confirm_button.setEnabled(True)
        self.notice.show_error(error)

    def _lifted(self, receipts: list[Receipt]) -> None:
        gone = " ".join(receipt_words(one)[0] for one in receipts)
        self._done(say("calendar.lifted_done"), gone or say("calendar.lifted_what"))

    def _purged(self, receipt: Receipt) -> None:
        heading, what, unreached = receipt_words(receipt)
        self._done(heading, what, unreached)

    def _done(self, heading: str, what: str, unreached: str = "") -> None:
        if self.question is not None:
            self.question.busy.stop()
        self._opened_by = None
        self._leave()
        self.notice.show_words(heading, what, unreached, tone="warn" if unreached else "good")
        if self.isVisible():  # what came of it is said at the top, and the button that was pressed is gone
            self.within.setFocus()
            self.verticalScrollBar().setValue(0)
        self.changed.emit()
        self.refresh()
