"""The deletion calendar: what goes when and why, what holds it back; holds by two, deleting before the day, and the clock confirmed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout

from app.domain.errors import SamspillError
from app.domain.ids import HoldId, RecordingId
from app.domain.receipt import Receipt
from app.domain.recording import Recording
from app.domain.retention import HeldBack
from app.ports import Clock, Store
from app.usecases.delete_recording import purge_now
from app.usecases.lift_hold import lift_hold
from app.usecases.place_hold import place_hold
from app.usecases.watch_clock import confirm_clock
from ui import wording
from ui.calendar.panels import HoldQuestion, LiftQuestion, PurgeQuestion, Question
from ui.calendar.reading import CalendarView, HeldFilm, Line, read_calendar
from ui.calendar.words import day_words, film_words, held_words, hold_words, what_words, why_words
from ui.jobs import Jobs
from ui.receipts.words import receipt_words
from ui.texts import say
from ui.widgets.boxes import choice_box
from ui.widgets.notice import Notice
from ui.widgets.page import Page
from ui.widgets.parts import button, card, clear_layout, column, row, secondary, section, title, words

WIDTH_PX = 900
AT_A_TIME = 12  # lines
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
        self._shown = 0  # of its lines
        self.question: Question | None = None
        self._opened_by: QPushButton | None = None
        self._wanted = ""  # the film that is to be brought into sight
        self.hold_buttons: dict[RecordingId, QPushButton] = {}
        self.purge_buttons: dict[RecordingId, QPushButton] = {}
        self.lift_buttons: dict[HoldId, QPushButton] = {}
        self.notice = Notice(closable=True)
        self.doubt = Notice()
        self.confirm_button = button(say("calendar.clock_right"), self._confirm_clock)
        self.confirm_button.setParent(self)
        self.confirm_button.hide()
        self.within = choice_box(say("calendar.within"))
        for key in WITHIN_DAYS:
            self.within.addItem(say(f"calendar.within.{key}"), key)
        self.within.currentIndexChanged.connect(lambda _at: self.refresh())
        self._lines = column(spacing=12)
        self._holds = column(spacing=12)
        for part in (title(say("calendar.title")), self.notice, self.doubt, row(self.confirm_button, None), row(self.within, None)):
            self.add(part)
        self.more = words()
        self.more_button = button(say("calendar.show_more"), self._show_more)
        self.add(self._lines)
        beside = row(self.more, self.more_button)
        beside.setStretch(0, 1)
        self.add(beside)
        self.add(section(say("calendar.holds")), group=True)
        self.add(self._holds)
        self.end()

    def refresh(self) -> None:
        days = WITHIN_DAYS[str(self.within.currentData())]
        self._jobs.store(self, partial(read_calendar, self._store, self._clock, days), self._fill, self.notice.show_error)

    def show_film(self, recording: str) -> None:
        """Bring this film into sight with the next `refresh`, whenever it is due; nothing happens where it is not in the calendar."""
        self._wanted = recording
        if recording:
            self.within.blockSignals(True)
            self.within.setCurrentIndex(list(WITHIN_DAYS).index("all"))
            self.within.blockSignals(False)

    # --- what is shown ---------------------------------------------------------------------------------------------------------

    def _fill(self, view: CalendarView) -> None:
        self.view = view
        if self.question is not None:
            self.question.wipe()
        self.question = self._opened_by = None
        for made in (self.hold_buttons, self.purge_buttons, self.lift_buttons):
            made.clear()
        clear_layout(self._lines)
        clear_layout(self._holds)
        self._show_doubt(view)
        self._shown = 0
        self._add_lines()
        for held in view.holds:
            self._holds.addWidget(self._hold_card(held))
        if not view.holds:
            self._holds.addWidget(words(say("calendar.no_holds")))
        wanted, self._wanted = self._wanted, ""
        if wanted:
            QTimer.singleShot(0, self, lambda: self._bring_film_into_sight(wanted))  # once the lines have their places

    def _bring_film_into_sight(self, recording: str) -> None:
        """The keyboard goes to what can be done with it: lift its hold, or place one."""
        if self.view is None:
            return
        at = next((n for n, line in enumerate(self.view.lines) if line.film is not None and line.film.id == recording), None)
        while at is not None and at >= self._shown:
            self._add_lines()
        holds = [self.lift_buttons[held.hold.id] for held in self.view.holds if held.hold.recording == recording]
        for found in [*holds, *(made for film, made in self.hold_buttons.items() if film == recording)][:1]:
            found.setFocus()
            self.ensureWidgetVisible(found)

    def _add_lines(self) -> None:
        """A few at a time: each card costs some milliseconds of the interface's thread."""
        view = self.view
        if view is None:
            return
        before = view.lines[self._shown - 1].on if self._shown else None
        for line in view.lines[self._shown : self._shown + AT_A_TIME]:
            if line.on != before:
                before = line.on
                self._lines.addWidget(words(day_words(line.on, view.day), "row-title"))
            self._lines.addWidget(self._line_card(line))
            self._shown += 1
        left = len(view.lines) - self._shown + view.more
        self.more.setText(say("calendar.more", count=left) if view.lines else say("calendar.empty"))
        self.more.setVisible(left > 0 or not view.lines)
        self.more_button.setVisible(self._shown < len(view.lines))

    def _show_more(self) -> None:
        """The keyboard goes on to the first of the new lines."""
        known = set(self.hold_buttons)
        self._add_lines()
        first = next((made for film, made in self.hold_buttons.items() if film not in known), None)
        if first is not None:
            first.setFocus()

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

    def _line_card(self, line: Line) -> QFrame:
        facts = column(words(what_words(line), "row-title"), secondary(why_words(line)), spacing=4)
        if line.held_back:
            facts.addWidget(words(held_words(line), "warn"))
        if line.film is None:
            return card(facts, margin=12)
        on_hold = HeldBack.HOLD in line.held_back
        across = row(facts)
        across.setStretch(0, 1)
        whole = column(across)
        if not on_hold:
            across.addWidget(self._hold_button(line.film, whole))
            across.addWidget(self._purge_button(line.film, whole))
        return card(whole, margin=12)

    def _hold_button(self, film: Recording, below: QVBoxLayout) -> QPushButton:
        made = button(say("calendar.hold"), lambda: self._ask_hold(film, below))
        made.setAccessibleName(say("calendar.action_name", action=say("calendar.hold"), what=film_words(film)))
        self.hold_buttons[film.id] = made
        return made

    def _purge_button(self, film: Recording, below: QVBoxLayout) -> QPushButton:
        made = button(say("calendar.purge"), lambda: self._ask_purge(film, below), "quiet")
        made.setAccessibleName(say("calendar.action_name", action=say("calendar.purge"), what=film_words(film)))
        self.purge_buttons[film.id] = made
        return made

    def _hold_card(self, held: HeldFilm) -> QFrame:
        what = film_words(held.film) if held.film is not None else say("calendar.film_gone")
        lift = button(say("calendar.lift"), lambda: self._ask_lift(held, whole))
        lift.setAccessibleName(say("calendar.action_name", action=say("calendar.lift"), what=what))
        self.lift_buttons[held.hold.id] = lift
        across = row(column(words(what, "row-title"), words(hold_words(held)), spacing=4), lift)
        across.setStretch(0, 1)
        whole = column(across)
        return card(whole, margin=12)

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
        self.changed.emit()
        self.refresh()
