"""One visit: on the left how it stands and what can be done with it, on the right its note, below that the summary for the journal."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import SamspillError
from app.domain.ids import FamilyCode, VisitId
from app.domain.visit import Visit, VisitState
from app.usecases.around_visit import AroundVisit, around_visit
from app.usecases.cancel_visit import CANCELLED, cancel_visit
from app.usecases.consent_gate import local_day
from app.usecases.hold_visit import Holding, hold_visit
from app.usecases.plan_visit import VisitPlan, change_visit, move_visit, plan_visit
from ui import wording
from ui.erasing.panel import ErasePanel
from ui.erasing.questions import about_visit
from ui.jobs import Jobs
from ui.services import Session
from ui.texts import say
from ui.theme import SPACE_AROUND
from ui.visits.export_file import choose_place
from ui.visits.facts_panel import FactsPanel
from ui.visits.leads_panel import LeadsPanel
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
    shown = Signal(str)  # FamilyCode: whose visit it is, once that is read
    removed = Signal(str)  # FamilyCode: the visit is erased; what came of it is shown until `closed`
    family_wanted = Signal(str)  # FamilyCode
    consent_wanted = Signal(str)  # FamilyCode
    film_wanted = Signal(str)  # FamilyCode
    import_wanted = Signal(str)  # FamilyCode
    visit_wanted = Signal(str)  # VisitId: another one, of last time
    recording_wanted = Signal(object)  # Recording
    moment_wanted = Signal(object, object)  # Recording, and where in it (microseconds)

    def __init__(self, session: Session, jobs: Jobs, choose: PlaceChooser = choose_place) -> None:
        super().__init__(WIDE_PX)
        self._session, self._jobs = session, jobs
        store, clock = session.store, session.clock
        self._visit: VisitId | None = None
        self._family: FamilyCode | None = None
        self._offers_family = True
        self.sheet: VisitSheet | None = None
        self.title = title("")
        self.family = secondary()
        self.family_button = button(say("visits.to_family"), lambda: self._tell_family(self.family_wanted), "quiet")
        self.erase_button = button(say("visits.erase"), self._ask_to_erase, "quiet")
        self.notice = Notice(closable=True)
        self.new_form = PlanForm()
        self.new_form.confirmed.connect(self._plan_new)
        self.new_form.left.connect(self._back)
        self.facts = FactsPanel()
        self.facts.planned.connect(self._change)
        self.facts.held.connect(self._hold)
        self.facts.cancelled.connect(self._cancel)
        self.leads = LeadsPanel()
        self.erasing = ErasePanel(jobs)
        self.note = NotePanel(store, clock, jobs)
        self.note.signed.connect(self._note_signed)
        self.summary = SummaryPanel(store, clock, jobs, choose)
        for panel in (self.note, self.summary):
            panel.show_wanted.connect(self._bring_into_sight)
        self._new = card(column(secondary(say("visits.plan_lead")), self.new_form))
        self._build()
        self._connect()

    def _build(self) -> None:
        head = row(column(self.title, self.family, spacing=4), self.erase_button, self.family_button)
        head.setStretch(0, 1)
        self.add(head)
        self.add(self.notice)
        self.add(self.erasing)
        self._new.setParent(self.widget())
        self._new.setMaximumWidth(2 * _FACTS_PX)
        self.add(self._new)
        self._both = QWidget(self.widget())
        across = QHBoxLayout(self._both)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(SPACE_AROUND)
        left = QVBoxLayout()
        for beside in (self.facts, self.leads):
            beside.setFixedWidth(_FACTS_PX)
            left.addWidget(beside)
        left.addStretch(1)
        across.addLayout(left)
        across.addLayout(column(self.note, self.summary, None, spacing=12), 1)
        self.add(self._both)
        self.end()
        for part in (self._both, self._new, self.erase_button, self.family_button):
            part.hide()

    def _connect(self) -> None:
        for told, of_family in (
            (self.leads.consent_wanted, self.consent_wanted),
            (self.leads.film_wanted, self.film_wanted),
            (self.leads.import_wanted, self.import_wanted),
        ):
            told.connect(partial(self._tell_family, of_family))
        self.facts.asking.connect(self.leads.put_aside)
        self.leads.visit_wanted.connect(self.visit_wanted)
        self.leads.moment_wanted.connect(self.moment_wanted)
        self.leads.recording_wanted.connect(self.recording_wanted)
        self.erasing.left.connect(self._keep)
        self.erasing.erased.connect(lambda _visit: self._was_erased())
        self.erasing.closed.connect(self.closed)

    # --- what is shown ---

    def open(self, visit: VisitId) -> None:
        """Show this visit, from the vault. What was typed for another one is kept first."""
        self.note.stop()
        if visit != self._visit:
            self.notice.clear()
            self._both.hide()
            self.leads.clear()
            self.erasing.hide()
            self.verticalScrollBar().setValue(0)
        self._visit = visit
        self._new.hide()
        self.refresh()

    def plan_for(self, family: FamilyCode) -> None:
        """An empty plan for a visit to this family."""
        self.note.stop()
        self._visit, self._family, self.sheet = None, family, None
        self.notice.clear()
        for part in (self._both, self.erasing, self.erase_button):
            part.hide()
        self._new.show()
        self.family_button.setVisible(self._offers_family)
        self.title.setText(say("visits.plan_title"))
        self.family.setText(say("shell.family", code=family))
        self.new_form.show_new(self._session.clock.now().astimezone())
        self.new_form.setFocus()

    def refresh(self) -> None:
        """Read the visit again; what is being typed stays."""
        if self._visit is not None:
            store, clock, visit = self._session.store, self._session.clock, self._visit
            self._jobs.store(self, partial(read_sheet, store, visit), self._fill, self._not_read)
            self._jobs.store(self, partial(around_visit, store, clock, visit), self._show_around, lambda _error: self.leads.clear())

    def stop(self) -> None:
        """Ask the store for what was typed last, and take the clipboard back. Before `Jobs.flush`, when the vault is locked."""
        self.note.stop()
        self.summary.stop()

    def holds_words(self) -> bool:
        """Whether a form or a question is open. What is written in the note is kept as it is typed."""
        return self.facts.is_asking() or not (self._new.isHidden() and self.erasing.isHidden())

    def _fill(self, sheet: VisitSheet) -> None:
        if sheet.visit.id != self._visit:
            return  # another one was opened meanwhile
        first, self.sheet = self.sheet is None or self.sheet.visit.id != sheet.visit.id, sheet
        visit = sheet.visit
        self.title.setText(say("visits.title", time=wording.when(visit.starts_at)))
        self.family.setText(say("shell.family", code=visit.family))
        self.facts.show_sheet(sheet, local_day(self._session.clock))
        self.note.show_sheet(sheet)
        self.summary.show_visit(visit.id)
        self.summary.setVisible(visit.state is not VisitState.PLANNED or bool(sheet.signed()))
        self._family = visit.family
        self.shown.emit(visit.family)
        self.family_button.setVisible(self._offers_family)
        asking = self.erasing.isVisibleTo(self)
        self.erase_button.setVisible(not asking)
        self._both.setVisible(not asking)
        if first:
            self._take_keyboard(visit)

    def _show_around(self, around: AroundVisit) -> None:
        if around.visit.id == self._visit:
            self.leads.show_around(around, may_film=around.visit.starts_at.date() == local_day(self._session.clock))

    def _not_read(self, error: SamspillError) -> None:
        """After it was erased here that is no news."""
        if self._visit is not None:
            self.notice.show_error(error)

    def offer_family(self, offered: bool) -> None:
        """Whether a way to the family is needed: not where back leads there already."""
        self._offers_family = offered

    def _tell_family(self, of_family: SignalInstance) -> None:
        if self._family is not None:
            of_family.emit(self._family)

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

    def _ask_to_erase(self) -> None:
        """Asked alone; what was typed is kept first."""
        if self._visit is not None:
            self.note.stop()
            self.notice.clear()
            for part in (self._both, self.erase_button):
                part.hide()
            self.erasing.begin(about_visit(self._session.store, self._session.clock, self._visit))

    def _keep(self) -> None:
        self.erasing.hide()
        for part in (self._both, self.erase_button):
            part.show()
        self.erase_button.setFocus()

    def _was_erased(self) -> None:
        self._visit, self.sheet = None, None
        self._tell_family(self.removed)

    def _note_signed(self) -> None:
        if self._visit is not None:
            self.refresh()
            self.note_signed.emit(self._visit)
