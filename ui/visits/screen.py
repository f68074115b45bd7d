"""One visit: on the left how it stands and what can be done with it, on the right its note, below that the summary for the journal."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import SamspillError
from app.domain.ids import FamilyCode, VisitId
from app.domain.visit import Visit, VisitState
from app.usecases.cancel_visit import CANCELLED, cancel_visit
from app.usecases.consent_gate import local_day
from app.usecases.hold_visit import Holding, hold_visit
from app.usecases.plan_visit import VisitPlan, change_visit, move_visit, plan_visit
from ui import wording
from ui.jobs import Jobs
from ui.services import Session
from ui.texts import say
from ui.theme import SPACE_AROUND
from ui.visits.export_file import choose_place
from ui.visits.facts_panel import FactsPanel
from ui.visits.note_panel import NotePanel
from ui.visits.plan_form import PlanForm
from ui.visits.sheet import VisitSheet, read_sheet
from ui.visits.summary_panel import PlaceChooser, SummaryPanel
from ui.widgets.notice import Notice
from ui.widgets.page import WIDE_PX, Page
from ui.widgets.parts import button, card, column, row, secondary, title

_FACTS_PX = 372


class VisitScreen(Page):
    """`open` shows a visit, `plan_for` plans a new one of a family. `stop` (leaving, locking) has everything kept that was typed."""

    closed = Signal()  # back to where the visit was opened from
    changed = Signal(object)  # Visit: planned, held, moved, cancelled
    note_signed = Signal(object)  # VisitId

    def __init__(self, session: Session, jobs: Jobs, choose: PlaceChooser = choose_place) -> None:
        super().__init__(WIDE_PX)
        self._session, self._jobs = session, jobs
        store, clock = session.store, session.clock
        self._visit: VisitId | None = None
        self._family: FamilyCode | None = None
        self.sheet: VisitSheet | None = None
        self.title = title("")
        self.family = secondary()
        self.back_button = button(say("visits.back"), self._back, "quiet")
        self.notice = Notice(closable=True)
        self.new_form = PlanForm()
        self.new_form.confirmed.connect(self._plan_new)
        self.new_form.left.connect(self._back)
        self.facts = FactsPanel()
        self.facts.planned.connect(self._change)
        self.facts.held.connect(self._hold)
        self.facts.cancelled.connect(self._cancel)
        self.note = NotePanel(store, clock, jobs)
        self.note.signed.connect(self._note_signed)
        self.summary = SummaryPanel(store, clock, jobs, choose)
        for panel in (self.note, self.summary):
            panel.show_wanted.connect(self._bring_into_sight)
        self._new = card(column(secondary(say("visits.plan_lead")), self.new_form))
        self._build()

    def _build(self) -> None:
        head = row(column(self.title, self.family, spacing=4), self.back_button)
        head.setStretch(0, 1)
        self.add(head)
        self.add(self.notice)
        self._new.setParent(self.widget())
        self._new.setMaximumWidth(2 * _FACTS_PX)
        self.add(self._new)
        self._both = QWidget(self.widget())
        across = QHBoxLayout(self._both)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(SPACE_AROUND)
        left = QVBoxLayout()
        left.addWidget(self.facts)
        left.addStretch(1)
        self.facts.setFixedWidth(_FACTS_PX)
        across.addLayout(left)
        across.addLayout(column(self.note, self.summary, spacing=12), 1)
        self.add(self._both)
        self.end()
        self._both.hide()
        self._new.hide()

    # --- what is shown ---

    def open(self, visit: VisitId) -> None:
        """Show this visit, from the vault. What was typed for another one is kept first."""
        self.note.stop()
        if visit != self._visit:
            self.notice.clear()
            self._both.hide()
            self.verticalScrollBar().setValue(0)
        self._visit = visit
        self._new.hide()
        self.refresh()

    def plan_for(self, family: FamilyCode) -> None:
        """An empty plan for a visit to this family."""
        self.note.stop()
        self._visit, self._family, self.sheet = None, family, None
        self.notice.clear()
        self._both.hide()
        self._new.show()
        self.title.setText(say("visits.plan_title"))
        self.family.setText(say("visits.family", code=family))
        self.new_form.show_new(self._session.clock.now().astimezone())
        self.new_form.setFocus()

    def refresh(self) -> None:
        """Read the visit again; what is being typed stays."""
        if self._visit is not None:
            self._jobs.store(self, partial(read_sheet, self._session.store, self._visit), self._fill, self.notice.show_error)

    def stop(self) -> None:
        """Ask the store for what was typed last, and take the clipboard back. Before `Jobs.flush`, when the vault is locked."""
        self.note.stop()
        self.summary.stop()

    def _fill(self, sheet: VisitSheet) -> None:
        if sheet.visit.id != self._visit:
            return  # another one was opened meanwhile
        first, self.sheet = self.sheet is None or self.sheet.visit.id != sheet.visit.id, sheet
        visit = sheet.visit
        self.title.setText(say("visits.title", time=wording.when(visit.starts_at)))
        self.family.setText(say("visits.family", code=visit.family))
        self.facts.show_sheet(sheet, local_day(self._session.clock))
        self.note.show_sheet(sheet)
        self.summary.show_visit(visit.id)
        self.summary.setVisible(visit.state is not VisitState.PLANNED or bool(sheet.signed()))
        self._both.show()
        if first:
            self._take_keyboard(visit)

    def _take_keyboard(self, visit: Visit) -> None:
        """To what is likely to be done next: entering how it went, or writing."""
        if visit.state is VisitState.PLANNED and self.facts.hold_button.isVisibleTo(self):
            self.facts.hold_button.setFocus()
        else:
            self.note.take_keyboard()
        self.verticalScrollBar().setValue(0)

    def _bring_into_sight(self, part: QWidget) -> None:
        """Once it has its place."""
        QTimer.singleShot(0, part, lambda: self.ensureWidgetVisible(part, 0, SPACE_AROUND))

    def _back(self) -> None:
        self.note.stop()
        self.closed.emit()

    # --- what is done ---

    def _plan_new(self, plan: VisitPlan) -> None:
        if self._family is not None:
            work = partial(plan_visit, self._session.store, self._family, plan)
            self._jobs.store(self, work, partial(self._done, say("visits.planned")), self._failed)

    def _change(self, plan: VisitPlan) -> None:
        if self.sheet is None:
            return
        store, visit = self._session.store, self.sheet.visit
        if visit.state in CANCELLED:
            self._jobs.store(
                self, partial(move_visit, store, visit.id, plan.starts_at), partial(self._done, say("visits.planned")), self._failed
            )
        else:
            self._jobs.store(self, partial(change_visit, store, visit.id, plan), partial(self._done, say("visits.changed")), self._failed)

    def _hold(self, came: Holding) -> None:
        if self.sheet is not None:
            work = partial(hold_visit, self._session.store, self._session.clock, self.sheet.visit.id, came)
            self._jobs.store(self, work, partial(self._done, say("visits.held")), self._failed)

    def _cancel(self, how: VisitState, travel: int | None) -> None:
        if self.sheet is not None:
            work = partial(cancel_visit, self._session.store, self.sheet.visit.id, how, travel)
            self._jobs.store(self, work, partial(self._done, say("visits.cancelled")), self._failed)

    def _done(self, words: str, visit: Visit) -> None:
        self.open(visit.id)
        self.notice.show_words(words, tone="good")
        self.changed.emit(visit)

    def _failed(self, error: SamspillError) -> None:
        self.notice.show_error(error)
        self.verticalScrollBar().setValue(0)

    def _note_signed(self) -> None:
        if self._visit is not None:
            self.refresh()
            self.note_signed.emit(self._visit)
