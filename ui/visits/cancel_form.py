"""A visit did not come to be: which of three ways, and the way to a closed door."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app.domain.visit import Visit, VisitState
from app.usecases.cancel_visit import CANCELLED
from ui.texts import say
from ui.visits.hold_form import counted, minutes_box, show_minutes
from ui.widgets.parts import button, column, form_key, row, words


class CancelForm(QWidget):
    """`confirmed` with (how, travel minutes or None), or `left`."""

    confirmed = Signal(object, object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.travel = minutes_box(say("visits.travel"))
        label = QLabel(say("visits.travel"), self)
        label.setBuddy(self.travel)
        self.ways: dict[VisitState, QPushButton] = {
            state: button(say(f"visits.cancel.{state.value}"), partial(self._confirm, state)) for state in CANCELLED
        }
        self.leave_button = button(say("wording.leave_it"), self.left.emit, "quiet")
        travel = row(label, self.travel)
        travel.setStretch(1, 1)
        self.setLayout(column(words(say("visits.cancel_title"), "row-title"), travel, *self.ways.values(), row(self.leave_button, None)))
        self.setFocusProxy(self.travel)

    def show_visit(self, visit: Visit) -> None:
        show_minutes(self.travel, visit.travel_minutes)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not form_key(event, None, self.leave_button):
            super().keyPressEvent(event)

    def _confirm(self, how: VisitState) -> None:
        self.confirmed.emit(how, counted(self.travel))
