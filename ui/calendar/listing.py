"""The lines of the calendar and the holds below them: cards made a few in each turn of the event loop, and more of them when asked for."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from app.domain.ids import HoldId, RecordingId
from app.domain.recording import Recording
from app.domain.retention import HeldBack
from ui.calendar.reading import CalendarView, HeldFilm, Line
from ui.calendar.words import day_words, film_words, held_words, hold_words, what_words, why_words
from ui.texts import say
from ui.widgets.parts import button, card, clear_layout, column, row, secondary, section, words

AT_A_TIME = 12  # lines, and holds
_IN_A_TURN = 3  # each card costs some milliseconds of the interface's thread


class Listing(QWidget):
    """What is wanted comes with the layout of its card, below which the question has its place."""

    hold_wanted = Signal(object, object)  # Recording, QVBoxLayout
    purge_wanted = Signal(object, object)
    lift_wanted = Signal(object, object)  # HeldFilm, QVBoxLayout
    found = Signal(object)  # the button of the film that was to be brought into sight

    def __init__(self) -> None:
        super().__init__()
        self._view: CalendarView | None = None
        self._wanted = ""  # the film that is to be brought into sight
        self._lines_shown = self._holds_shown = 0
        self.hold_buttons: dict[RecordingId, QPushButton] = {}
        self.purge_buttons: dict[RecordingId, QPushButton] = {}
        self.lift_buttons: dict[HoldId, QPushButton] = {}
        self._lines = column(spacing=12)
        self._holds = column(spacing=12)
        self.more = words()
        self.more_button = button(say("calendar.show_more"), self._show_more)
        self.more_holds_button = button(say("calendar.show_more"), self._show_more_holds)
        named = say("calendar.action_name", action=say("calendar.show_more"), what=say("calendar.holds"))
        self.more_holds_button.setAccessibleName(named)
        beside = row(self.more, self.more_button)
        beside.setStretch(0, 1)
        whole = column(self._lines, beside, spacing=16)
        whole.addSpacing(16)
        whole.addWidget(section(say("calendar.holds")))
        whole.addLayout(self._holds)
        whole.addLayout(row(self.more_holds_button, None))
        self.setLayout(whole)
        for made in (self.more, self.more_button, self.more_holds_button):
            made.hide()

    def bring(self, recording: str) -> None:
        """With the next `show_view`: emit `found` with the button of this film, however far down it is."""
        self._wanted = recording

    def show_view(self, view: CalendarView) -> None:
        self._view = view
        for made in (self.hold_buttons, self.purge_buttons, self.lift_buttons):
            made.clear()
        clear_layout(self._lines)
        clear_layout(self._holds)
        self._lines_shown = self._holds_shown = 0
        if not view.holds:
            self._holds.addWidget(words(say("calendar.no_holds")))
        self._add(view, AT_A_TIME, AT_A_TIME)

    # --- a few at a time -----------------------------------------------------------------------------------------------------------

    def _add(self, view: CalendarView, lines: int, holds: int) -> None:
        """So many lines and holds more, a few in each turn."""
        if view is not self._view:
            return
        self._add_lines(view, min(lines, _IN_A_TURN))
        for held in view.holds[self._holds_shown : self._holds_shown + min(holds, _IN_A_TURN)]:
            self._holds.addWidget(self._hold_card(held))
            self._holds_shown += 1
        left = len(view.lines) - self._lines_shown + view.more
        self.more.setText(say("calendar.more", count=left) if view.lines else say("calendar.empty"))
        self.more.setVisible(left > 0 or not view.lines)
        self.more_button.setVisible(self._lines_shown < len(view.lines))
        self.more_holds_button.setVisible(self._holds_shown < len(view.holds))
        lines, holds = max(0, lines - _IN_A_TURN), max(0, holds - _IN_A_TURN)
        if lines or holds:
            QTimer.singleShot(0, self, lambda: self._add(view, lines, holds))
        elif self._wanted:
            QTimer.singleShot(0, self, lambda: self._find(view))  # once all have their places

    def _add_lines(self, view: CalendarView, many: int) -> None:
        before = view.lines[self._lines_shown - 1].on if self._lines_shown else None
        for line in view.lines[self._lines_shown : self._lines_shown + many]:
            if line.on != before:
                before = line.on
                self._lines.addWidget(words(day_words(line.on, view.day), "row-title"))
            self._lines.addWidget(self._line_card(line))
            self._lines_shown += 1

    def _find(self, view: CalendarView) -> None:
        """What can be done with the film that is wanted: lift its hold, or place one. What is further down is shown for it."""
        if view is not self._view:
            return
        line = next((n for n, one in enumerate(view.lines) if one.film is not None and one.film.id == self._wanted), -1)
        held = next((n for n, one in enumerate(view.holds) if one.hold.recording == self._wanted), -1)
        if line >= self._lines_shown or held >= self._holds_shown:
            self._add(view, max(0, line + 1 - self._lines_shown), max(0, held + 1 - self._holds_shown))
            return
        made = self.lift_buttons.get(view.holds[held].hold.id) if held >= 0 else self.hold_buttons.get(RecordingId(self._wanted))
        self._wanted = ""
        if made is not None:
            self.found.emit(made)

    def _show_more(self) -> None:
        """The keyboard goes on to the first of the new lines."""
        if self._view is not None:
            known = set(self.hold_buttons)
            self._add(self._view, AT_A_TIME, 0)
            first = next((made for film, made in self.hold_buttons.items() if film not in known), None)
            if first is not None:
                first.setFocus()

    def _show_more_holds(self) -> None:
        if self._view is not None:
            known = set(self.lift_buttons)
            self._add(self._view, 0, AT_A_TIME)
            first = next((made for hold, made in self.lift_buttons.items() if hold not in known), None)
            if first is not None:
                first.setFocus()

    # --- one of them -----------------------------------------------------------------------------------------------------------------

    def _line_card(self, line: Line) -> QFrame:
        facts = column(words(what_words(line), "row-title"), secondary(why_words(line)), spacing=4)
        if line.held_back:
            facts.addWidget(words(held_words(line), "warn"))
        if line.film is None:
            return card(facts, margin=12)
        across = row(facts)
        across.setStretch(0, 1)
        whole = column(across)
        if HeldBack.HOLD not in line.held_back:
            across.addWidget(self._hold_button(line.film, whole))
            across.addWidget(self._purge_button(line.film, whole))
        return card(whole, margin=12)

    def _hold_button(self, film: Recording, below: QVBoxLayout) -> QPushButton:
        made = button(say("calendar.hold"), lambda: self.hold_wanted.emit(film, below))
        made.setAccessibleName(say("calendar.action_name", action=say("calendar.hold"), what=film_words(film)))
        self.hold_buttons[film.id] = made
        return made

    def _purge_button(self, film: Recording, below: QVBoxLayout) -> QPushButton:
        made = button(say("calendar.purge"), lambda: self.purge_wanted.emit(film, below), "quiet")
        made.setAccessibleName(say("calendar.action_name", action=say("calendar.purge"), what=film_words(film)))
        self.purge_buttons[film.id] = made
        return made

    def _hold_card(self, held: HeldFilm) -> QFrame:
        what = film_words(held.film) if held.film is not None else say("calendar.film_gone")
        lift = button(say("calendar.lift"), lambda: self.lift_wanted.emit(held, whole))
        lift.setAccessibleName(say("calendar.action_name", action=say("calendar.lift"), what=what))
        self.lift_buttons[held.hold.id] = lift
        across = row(column(words(what, "row-title"), words(hold_words(held)), spacing=4), lift)
        across.setStretch(0, 1)
        whole = column(across)
        return card(whole, margin=12)
