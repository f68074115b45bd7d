"""When and where a visit is: day, time, kind, place. The same for planning one, changing it, and moving it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypeVar

from PySide6.QtCore import QDate, Qt, QTime, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QDateEdit, QFormLayout, QTimeEdit, QWidget

from app.domain.visit import Visit, VisitKind, VisitPlace
from app.usecases.plan_visit import VisitPlan
from ui.texts import say
from ui.theme import SPACE_INSIDE
from ui.widgets.boxes import choice_box
from ui.widgets.parts import button, column, form_key, name, row
from ui.wording import begun

E = TypeVar("E", VisitKind, VisitPlace)

_FIRST_HOUR = 9
_BESIDE_PX = 8


class PlanForm(QWidget):
    """`confirmed` with the plan, or `left`."""

    confirmed = Signal(object)  # VisitPlan
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.day = QDateEdit(self)
        self.day.setDisplayFormat(say("visits.day_format"))
        self.time = QTimeEdit(self)
        self.time.setDisplayFormat("HH:mm")
        for box, words in ((self.day, say("visits.day")), (self.time, say("visits.time"))):
            name(box, words, say("visits.arrows"))
            box.lineEdit().setTextMargins(_BESIDE_PX, 0, 0, 0)
        self.kind = choice_box(say("visits.kind"))
        for kind in VisitKind:
            self.kind.addItem(say(f"people.visit_kind.{kind.value}"), kind)
        self.place = choice_box(say("visits.place"))
        for place in VisitPlace:
            self.place.addItem(begun(say(f"visits.place.{place.value}")), place)
        self._form = QFormLayout()
        self._form.setSpacing(SPACE_INSIDE)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        for words, field in (("day", self.day), ("time", self.time), ("kind", self.kind), ("place", self.place)):
            self._form.addRow(say(f"visits.{words}"), field)
        self.save_button = button(say("visits.plan_save"), lambda: self.confirmed.emit(self.plan()), "primary")
        self.leave_button = button(say("wording.leave_it"), self.left.emit, "quiet")
        self.setLayout(column(self._form, row(self.save_button, self.leave_button, None)))
        self.setFocusProxy(self.day)

    def show_new(self, now: datetime) -> None:
        """A visit tomorrow morning, combined, at home: what most are."""
        day = now + timedelta(days=1)
        self._show(day.replace(hour=_FIRST_HOUR, minute=0), VisitKind.COMBINED, VisitPlace.HOME)
        self._ask(say("visits.plan_save"))

    def show_visit(self, visit: Visit, *, time_only: bool = False) -> None:
        """As it is planned. `time_only`: one that was cancelled is planned anew, as the same kind in the same place."""
        self._show(visit.starts_at, visit.kind, visit.place)
        for field in (self.kind, self.place):
            self._form.setRowVisible(field, not time_only)
        self._ask(say("visits.plan_again") if time_only else say("visits.plan_change"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not form_key(event, self.save_button, self.leave_button):
            super().keyPressEvent(event)

    def plan(self) -> VisitPlan:
        """What stands here."""
        day, time = self.day.date(), self.time.time()
        starts_at = datetime(day.year(), day.month(), day.day(), time.hour(), time.minute())
        return VisitPlan(starts_at, _chosen(self.kind, VisitKind), _chosen(self.place, VisitPlace))

    def _show(self, at: datetime, kind: VisitKind, place: VisitPlace) -> None:
        self.day.setDate(QDate(at.year, at.month, at.day))
        self.time.setTime(QTime(at.hour, at.minute))
        self.kind.setCurrentIndex(list(VisitKind).index(kind))
        self.place.setCurrentIndex(list(VisitPlace).index(place))

    def _ask(self, words: str) -> None:
        self.save_button.setText(words)
        name(self.save_button, words)


def _chosen(box: QComboBox, kind: type[E]) -> E:
    return kind(box.currentData())
