"""The form of hours of training or supervision: new ones, or some that are put right. Hours and minutes, each in a box of its own."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel

from app.domain.episode import MOST_HOURS_MINUTES, Hours, StaffHours
from ui.families.editors import Editor, day_text
from ui.texts import say
from ui.theme import SPACE_BETWEEN
from ui.widgets.boxes import choice_box, number_box
from ui.widgets.parts import button, column, labelled, row, set_role

_STEP_MINUTES = 15
_USUAL_HOURS = 1


class HoursForm(Editor):
    """`saved((StaffHours, date, minutes))`; `remove_wanted` of those that are put right: they were a slip."""

    remove_wanted = Signal()

    def __init__(self) -> None:
        super().__init__("")
        self.kind = choice_box(say("hours.kind"))
        for kind in StaffHours:
            self.kind.addItem(say(f"people.staff_hours.{kind.value}"), kind.value)
        self.day = self.line(say("hours.day"), "", say("families.day_hint"))
        self.hours = number_box(say("hours.hours"), 0, MOST_HOURS_MINUTES // 60, _USUAL_HOURS, say("hours.h"))
        self.minutes = number_box(say("hours.minutes"), 0, 59, 0, say("hours.min"))
        self.minutes.setSingleStep(_STEP_MINUTES)
        self._shown = ("", 0)
        self.remove_button = button(say("hours.remove"), self.remove_wanted.emit, "quiet")
        set_role(self.save_button, "primary")
        lasting = QLabel(say("hours.lasted"))
        lasting.setBuddy(self.hours)
        fields = (labelled(self.kind), labelled(self.day), column(lasting, row(self.hours, self.minutes), spacing=4))
        self.lay_out(column(row(*fields, None, spacing=SPACE_BETWEEN)), last=self.remove_button)
        self.setFocusProxy(self.kind)

    def show_new(self, today: date) -> None:
        """Nothing but the day; what was chosen last stays chosen, for that is what comes next."""
        self._show(say("hours.new"), say("hours.enter"), today, _USUAL_HOURS * 60, known=False)

    def show_known(self, hours: Hours) -> None:
        self.kind.setCurrentIndex(self.kind.findData(hours.kind.value))
        self._show(say("hours.put_right"), say("families.save"), hours.on, hours.minutes, known=True)

    def is_touched(self) -> bool:
        """Whether something else stands in it than was shown."""
        return (self.day.text(), self._minutes()) != self._shown

    def save(self) -> None:
        minutes = self._minutes()
        try:
            day = self.day_in(self.day, needed=True)
        except ValueError:
            return
        if not 0 < minutes <= MOST_HOURS_MINUTES:
            self.notice.show_words(say("hours.no_time"), say("hours.no_time_what"), tone="error")
        else:
            self.saved.emit((StaffHours(self.kind.currentData()), day, minutes))

    def _show(self, heading: str, does: str, day: date, minutes: int, *, known: bool) -> None:
        self.notice.clear()
        self.heading.setText(heading)
        self.save_button.setText(does)
        self.save_button.setAccessibleName(does)
        self.save_button.setEnabled(True)
        self.day.setText(day_text(day))
        self.hours.setValue(minutes // 60)
        self.minutes.setValue(minutes % 60)
        self._shown = (self.day.text(), minutes)
        for made in (self.leave_button, self.remove_button):
            made.setVisible(known)

    def _minutes(self) -> int:
        return self.hours.value() * 60 + self.minutes.value()
