"""How a visit stands, and what can be done with it now: enter how it went, change or move it, say that it did not come to be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.family import Person
from app.domain.visit import Visit, VisitState
from app.usecases.cancel_visit import CANCELLED
from ui import wording
from ui.families.words import DOT, person_words, visit_words
from ui.texts import say
from ui.visits.cancel_form import CancelForm
from ui.visits.hold_form import HoldForm
from ui.visits.plan_form import PlanForm
from ui.visits.sheet import VisitSheet
from ui.widgets.parts import button, card, column, secondary, set_role, words


class FactsPanel(QWidget):
    """One form at a time. Says what was confirmed; the screen does it."""

    planned = Signal(object)  # VisitPlan
    held = Signal(object)  # Holding
    cancelled = Signal(object, object)
    asking = Signal(bool)  # whether a form is open

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet: VisitSheet | None = None
        self._today = date.min
        self.state = words(role="row-title")
        self.lead = secondary()
        self.plan, self.hold, self.cancel = PlanForm(self), HoldForm(self), CancelForm(self)
        self.plan.confirmed.connect(self.planned)
        self.hold.confirmed.connect(self.held)
        self.cancel.confirmed.connect(self.cancelled)
        for form in (self.plan, self.hold, self.cancel):
            form.left.connect(self._leave)
        self.hold_button = button(say("visits.hold_ask"), self.ask_held, "primary")
        self.change_button = button(say("visits.change"), self.ask_plan)
        self.cancel_button = button(say("visits.cancel_ask"), self.ask_cancel)
        self._choice = QWidget(self)
        self._choice.setLayout(column(self.hold_button, self.change_button, self.cancel_button))
        whole = column(card(column(self.state, self.lead, self._choice, self.plan, self.hold, self.cancel)), None)
        self.setLayout(whole)

    def show_sheet(self, sheet: VisitSheet, today: date) -> None:
        """A form that is being filled in for this visit stays open."""
        before, self._sheet, self._today = self._sheet, sheet, today
        self.state.setText(DOT.join((visit_words(sheet.visit), say(f"visits.place.{sheet.visit.place.value}"))))
        if before is None or before.visit != sheet.visit or self._choice.isVisibleTo(self):
            self._leave()
        elif self.hold.isVisibleTo(self):
            self.hold.take_in(sheet)

    def is_asking(self) -> bool:
        """Whether a form is open."""
        return self._choice.isHidden()

    def ask_held(self) -> None:
        """Open the form of how it went."""
        if self._sheet is not None:
            self.hold.show_sheet(self._sheet)
            self._only(self.hold)

    def ask_plan(self) -> None:
        """Open the form of day and time."""
        if self._sheet is not None:
            self.plan.show_visit(self._sheet.visit, time_only=self._sheet.visit.state in CANCELLED)
            self._only(self.plan)

    def ask_cancel(self) -> None:
        """Open the three ways."""
        if self._sheet is not None:
            self.cancel.show_visit(self._sheet.visit)
            self._only(self.cancel)

    def _leave(self) -> None:
        """Back to what can be done: the form of a held visit is that."""
        if self._sheet is None:
            return
        visit, people = self._sheet.visit, self._sheet.people
        at = QApplication.focusWidget()  # self.focusWidget() is who had it here last, also when the keyboard has long been elsewhere
        had = at is not None and self.isAncestorOf(at)
        to_come = visit.starts_at.date() > self._today
        self.lead.setText(_lead(visit, people, to_come=to_come))
        self._only(self._choice)
        self.hold_button.setVisible(not to_come)
        self.hold_button.setText(say("visits.hold_correct") if visit.state is VisitState.HELD else say("visits.hold_ask"))
        self.hold_button.setAccessibleName(self.hold_button.text())
        set_role(self.hold_button, "primary" if visit.state is VisitState.PLANNED else "")
        self.change_button.setVisible(visit.state is not VisitState.HELD)
        words_now = say("visits.move") if visit.state in CANCELLED else say("visits.change")
        self.change_button.setText(words_now)
        self.change_button.setAccessibleName(words_now)
        self.cancel_button.setVisible(visit.state not in CANCELLED)
        if had:
            (self.change_button if to_come else self.hold_button).setFocus()

    def _only(self, shown: QWidget) -> None:
        for one in (self._choice, self.plan, self.hold, self.cancel):
            one.setVisible(one is shown)
        self.lead.setVisible(shown is self._choice and bool(self.lead.text()))
        self.asking.emit(shown is not self._choice)
        if shown is not self._choice:
            shown.setFocus(Qt.FocusReason.TabFocusReason)  # what is typed next takes the place of what stands there


def _lead(visit: Visit, people: Sequence[Person], *, to_come: bool) -> str:
    if visit.state is VisitState.HELD:
        facts = []
        if visit.minutes is not None:
            facts.append(say("visits.lasted", minutes=visit.minutes))
        if visit.travel_minutes is not None:
            facts.append(say("visits.travelled", minutes=visit.travel_minutes))
        present = [person_words(one, people) for one in people if one.id in visit.took_part]
        lines = [DOT.join(facts), say("visits.present", who=wording.listed(present)) if present else ""]
        return "\n".join(line for line in lines if line)
    if visit.state in CANCELLED:
        return say("visits.cancelled_lead")
    return say("visits.to_come_lead") if to_come else ""
