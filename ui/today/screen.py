"""Today: one column of calm cards; each line leads to the one thing to do. With nothing to do it says what may be done."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout

from app.domain.errors import Circumstance, ErrorCode, SamspillError
from app.domain.ids import RecordingId
from app.domain.recording import Recording
from app.ports import Clock, Store
from app.usecases.today import Part, TodayLine, TodayView, ToDo, today_view
from ui.jobs import Jobs
from ui.texts import say
from ui.today.doubt import DoubtCard
from ui.today.line_card import LineCard, PartCards
from ui.today.words import long_day
from ui.widgets.notice import Notice
from ui.widgets.page import Page
from ui.widgets.parts import button, card, clear_layout, column, row, secondary, section, title, words

WIDTH_PX = 900
LOOK = "look"


class TodayScreen(Page):
    """`refresh` reads the vault again; the keyboard stays on the line it is on. What the lines want is told by the signals."""

    family_wanted = Signal(str)  # FamilyCode
    visit_wanted = Signal(str)  # VisitId: prepare it, or say how it went
    note_wanted = Signal(str)  # VisitId: write or sign its note
    recording_wanted = Signal(object)  # Recording
    consent_wanted = Signal(str)  # FamilyCode: its consents
    calendar_wanted = Signal()  # deletions: when, why, what holds them
    card_wanted = Signal()
    families_wanted = Signal()
    film_wanted = Signal()
    outbox_wanted = Signal(str)  # LOOK for what needs a look there, "" for what waits
    team_wanted = Signal()  # what came down from its base
    changed = Signal()  # the date was confirmed

    def __init__(self, store: Store, clock: Clock, jobs: Jobs) -> None:
        super().__init__(WIDTH_PX)
        self._store, self._clock, self._jobs = store, clock, jobs
        self.view: TodayView | None = None
        self.parts: list[PartCards] = []
        self._whole: set[Part] = set()
        self._keyboard_wanted = False  # before the first reading there is nowhere to put it
        self.notice = Notice(closable=True)
        self.date = secondary()
        self.doubt = DoubtCard(store, clock, jobs)
        self.doubt.confirmed.connect(self._date_confirmed)
        self._parts = column(spacing=24)
        self.families_button = button(say("today.to_families"), self.families_wanted.emit, "primary")
        self.film_button = button(say("today.to_film"), self.film_wanted.emit)
        self.empty = card(self._empty(), margin=32)
        self.add(column(title(say("today.title")), self.date, spacing=2))
        for part in (self.notice, self.doubt, self._parts, self.empty):
            self.add(part)
        self.end()
        self.doubt.hide()
        self.empty.hide()

    def refresh(self) -> None:
        self._jobs.store(self, partial(today_view, self._store, self._clock), self._fill, self.notice.show_error)

    def cards(self) -> list[LineCard]:
        """The lines on screen, from above."""
        return [one for part in self.parts for one in part.cards]

    def take_keyboard(self) -> None:
        """To the first thing to do."""
        first = next(iter(self.cards()), None)
        self._keyboard_wanted = self.view is None
        if first is not None:
            first.button.setFocus()
        elif not self.empty.isHidden():
            self.families_button.setFocus()

    def _fill(self, view: TodayView) -> None:
        if view == self.view:
            return
        at = next((one.line for one in self.cards() if one.button is QApplication.focusWidget()), None)
        self.view = view
        self.date.setText(long_day(view.day))
        if view.doubted:
            self.doubt.ask()
        else:
            self.doubt.hide()
        self.empty.setVisible(not view.lines)
        self.film_button.setVisible(view.footage)
        clear_layout(self._parts)
        self.parts = []
        for part in Part:
            if view.of(part):
                made = PartCards(part, view, self._go, whole=part in self._whole)
                made.unfolded.connect(self._whole.add)
                self.parts.append(made)
                self._parts.addWidget(made)
        if at is not None:
            self._stand_on(at)
        elif self._keyboard_wanted and self.isVisible():
            self.take_keyboard()

    def _stand_on(self, line: TodayLine) -> None:
        for one in self.cards():
            if one.line == line:
                one.button.setFocus()
                return
        self.take_keyboard()

    def _go(self, line: TodayLine) -> None:
        """Where the one thing to do is done."""
        self.notice.clear()
        if line.todo is ToDo.REVIEW_FILM and line.recording is not None:
            self._jobs.store(self, partial(_recording, self._store, line.recording), self.recording_wanted.emit, self._gone)
        elif line.todo in (ToDo.PREPARE_VISIT, ToDo.ENTER_VISIT):
            self.visit_wanted.emit(line.visit)
        elif line.todo in (ToDo.WRITE_NOTE, ToDo.SIGN_NOTE):
            self.note_wanted.emit(line.visit)
        elif line.todo is ToDo.RENEW_CONSENT:
            self.consent_wanted.emit(line.family)
        elif line.todo in (ToDo.WRITE_NOTE_FIRST, ToDo.PLAN_ENDING):
            self.family_wanted.emit(line.family)
        else:
            self._elsewhere(line.todo)()

    def _elsewhere(self, todo: ToDo) -> Callable[[], None]:
        ways: dict[ToDo, Callable[[], None]] = {
            ToDo.WIPE_CARD: self.card_wanted.emit,
            ToDo.SEE_DOCUMENTS: self.team_wanted.emit,
            ToDo.LOOK_AT_OUTBOX: partial(self.outbox_wanted.emit, LOOK),
            ToDo.SEND_SUMMARIES: partial(self.outbox_wanted.emit, ""),
        }
        return ways.get(todo, self.calendar_wanted.emit)

    def _date_confirmed(self) -> None:
        """What waited for it goes now."""
        self.notice.show_words(say("today.date_confirmed"), tone="good")
        self.changed.emit()
        self.refresh()

    def _gone(self, error: SamspillError) -> None:
        self.notice.show_error(error)
        self.refresh()

    def _empty(self) -> QVBoxLayout:
        lead = words(say("today.empty.lead"))
        return column(section(say("today.empty.title")), lead, row(self.families_button, self.film_button, None), spacing=12)


def _recording(store: Store, recording: RecordingId) -> Recording:
    """Raises NO_LONGER_THERE."""
    with store.work() as work:
        found = work.recordings.get(recording)
    if found is None:
        raise Circumstance(ErrorCode.NO_LONGER_THERE)
    return found
