"""A family: who is in it and what makes a visit work on one side, everything that happened on one timeline on the other."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from app.domain.audit import AuditEntry
from app.domain.clip import Clip
from app.domain.consent import Consent
from app.domain.errors import SamspillError
from app.domain.family import ClosureReason, FamilyState, PersonKind
from app.domain.ids import FamilyCode, PersonId
from app.domain.visit import Note, Visit
from app.ports import Clock, Store
from app.usecases.change_family import change_family
from app.usecases.change_people import PersonFacts, add_person, change_person
from app.usecases.consent_gate import local_day
from app.usecases.end_episode import Ended, close_episode, reopen_episode
from app.usecases.family_page import Event, FamilyPage, FilmOnPage, PersonOnPage, family_page
from app.usecases.open_family import FamilyFacts
from ui.families.editors import Editor, FamilyEditor, PersonEditor
from ui.families.events import EventCard
from ui.families.words import DOT, age_words, family_called, on_day, person_words
from ui.jobs import Jobs
from ui.texts import say
from ui.theme import SPACE_AROUND, SPACE_BETWEEN
from ui.widgets.boxes import choice_box
from ui.widgets.notice import Notice
from ui.widgets.page import WIDE_PX, Page
from ui.widgets.parts import button, card, clear_layout, column, row, secondary, section, title, words

FIRST_EVENTS = 12  # a little more than a screen: a longer page would take too long to lay out at once
_SIDE_PX = 400


class FamilyScreen(Page):
    """`show_family` reads its page; `refresh` reads it again, except under a form that is being filled in."""

    back_wanted = Signal()
    plan_wanted = Signal(str)  # FamilyCode: a visit is to be planned
    visit_wanted = Signal(str)  # VisitId
    note_wanted = Signal(str)  # VisitId
    recording_wanted = Signal(object)  # Recording
    moment_wanted = Signal(object, object)  # Recording, and where in it to begin (microseconds): a clip
    consent_wanted = Signal(str)  # FamilyCode
    film_wanted = Signal(str)  # FamilyCode: film now
    import_wanted = Signal(str)  # FamilyCode: film of it is on a card
    history_wanted = Signal(str)  # FamilyCode: who has seen them
    receipts_wanted = Signal(str)  # FamilyCode: what was deleted
    search_wanted = Signal(str)  # FamilyCode: words in its notes, marks and clips
    changed = Signal()

    def __init__(self, store: Store, clock: Clock, jobs: Jobs) -> None:
        super().__init__(WIDE_PX)
        self._store, self._clock, self._jobs = store, clock, jobs
        self._code = FamilyCode("")
        self.page: FamilyPage | None = None
        self.editor: Editor | None = None
        self.events: list[EventCard] = []
        self.edit_buttons: dict[PersonId, QWidget] = {}
        self.notice = Notice(closable=True)
        self._title, self._state = title(""), secondary()
        self.back_button = button(say("families.back"), self.back_wanted.emit, "quiet")
        self.plan_button = button(say("families.plan"), lambda: self.plan_wanted.emit(self._code), "primary")
        self.consent_button = button(say("families.consents"), lambda: self.consent_wanted.emit(self._code))
        self.film_button = button(say("families.film"), lambda: self.film_wanted.emit(self._code))
        self.import_button = button(say("families.import"), lambda: self.import_wanted.emit(self._code))
        self.history_button = button(say("families.history"), lambda: self.history_wanted.emit(self._code))
        self.search_button = button(say("families.search_words"), lambda: self.search_wanted.emit(self._code))
        self.reopen_button = button(say("families.reopen"), self._reopen, "primary")
        self.close_button = button(say("families.close"), self._ask_close, "quiet")
        self.closing = self._closing()
        self._side, self._timeline = column(), column()
        self.more = button(say("families.older"), self._show_more)
        self._lay_out()

    def show_family(self, code: FamilyCode) -> None:
        if code != self._code:
            self._code, self.page = code, None
            self._end_editing()
            self.closing.hide()
            self.notice.clear()
            clear_layout(self._timeline)
            self._title.setText(code)
        self.refresh()

    def refresh(self) -> None:
        code = self._code
        self._jobs.store(self, partial(family_page, self._store, self._clock, code), partial(self._fill, code), self.notice.show_error)

    def take_keyboard(self) -> None:
        """To the one primary thing."""
        (self.reopen_button if self.plan_button.isHidden() else self.plan_button).setFocus()

    def _lay_out(self) -> None:
        buttons = (self.consent_button, self.film_button, self.plan_button, self.reopen_button)
        self.add(row(self.back_button, None))
        self.add(row(column(self._title, self._state, spacing=2), None, *buttons))
        self.add(self.notice)
        self.add(self.closing)
        side = QWidget()
        side.setFixedWidth(_SIDE_PX)
        more = column(section(say("families.more")), row(self.history_button, self.import_button, None))
        more.addLayout(row(self.search_button, self.close_button, None))
        side.setLayout(column(self._side, more, None, spacing=SPACE_BETWEEN))
        line = column(section(say("families.timeline")), self._timeline, row(self.more, None), None)
        both = row(line, side, spacing=SPACE_AROUND)
        both.setStretch(0, 1)
        self.add(both)
        self.end()
        for part in (self.closing, self.more, self.reopen_button):
            part.hide()

    def _fill(self, code: FamilyCode, page: FamilyPage) -> None:
        if code != self._code or page == self.page or self.editor is not None:
            return
        self.page = page
        family, is_open = page.family, page.family.state is FamilyState.OPEN
        self._title.setText(family_called(family))
        if is_open:
            self._state.setText(say("families.open_since", date=on_day(family.opened_on)) if family.opened_on else "")
        elif family.closed_on:
            reason = say(f"families.reason.{family.closure_reason.value}") if family.closure_reason else ""
            self._state.setText(DOT.join(part for part in (say("families.closed_on", date=on_day(family.closed_on)), reason) if part))
        self.close_button.setVisible(is_open)
        self.reopen_button.setVisible(not is_open)
        for made in (self.plan_button, self.film_button, self.import_button):
            made.setVisible(is_open)
        at = next((one.event_shown for one in self.events if one.button is not None and one.button is QApplication.focusWidget()), None)
        self._show_side(page)
        clear_layout(self._timeline)
        self.events = []
        self._show_more()
        for one in self.events:
            if at is not None and one.event_shown == at and one.button is not None:
                one.button.setFocus()

    def _show_more(self) -> None:
        """The next older lines of the timeline."""
        if self.page is None:
            return
        people = {one.person.id: one.person for one in self.page.people}
        shown, today = len(self.events), local_day(self._clock)
        for event in self.page.timeline[shown : shown + FIRST_EVENTS]:
            made = EventCard(event, people, today, self._go)
            self.events.append(made)
            self._timeline.addWidget(made)
        self.more.setVisible(len(self.events) < len(self.page.timeline))

    def _go(self, event: Event) -> None:
        what = event.what
        if isinstance(what, Visit):
            self.visit_wanted.emit(what.id)
        elif isinstance(what, Note):
            self.note_wanted.emit(what.visit)
        elif isinstance(what, FilmOnPage):
            self.recording_wanted.emit(what.recording)
        elif isinstance(what, Clip):
            self._to_clip(what)
        elif isinstance(what, AuditEntry):
            self.receipts_wanted.emit(self._code)
        elif isinstance(what, Consent):
            self.consent_wanted.emit(self._code)

    def _to_clip(self, clip: Clip) -> None:
        """Its film stands on the same timeline."""
        films = (event.what.recording for event in (self.page.timeline if self.page else ()) if isinstance(event.what, FilmOnPage))
        film = next((one for one in films if one.id == clip.recording), None)
        if film is not None:
            self.moment_wanted.emit(film, clip.start_us)

    # --- who is in it, and what is known ---------------------------------------------------------------------------------------

    def _show_side(self, page: FamilyPage) -> None:
        clear_layout(self._side)
        self.edit_buttons = {}
        self._side.addWidget(section(say("families.people")))
        for one in page.people:
            self._side.addWidget(self._person(one))
        self.add_child = button(say("families.add_child"), partial(self._edit_person, PersonKind.CHILD, None), "quiet")
        self.add_carer = button(say("families.add_carer"), partial(self._edit_person, PersonKind.CAREGIVER, None), "quiet")
        self._side.addLayout(row(self.add_child, self.add_carer, None))
        self._side.addWidget(section(say("families.about")))
        self.edit_button = button(say("families.edit"), self._edit_family)
        self.edit_button.setAccessibleName(f"{say('families.edit')}: {say('families.about')}")
        known = row(column(*(words(fact) for fact in _facts(page))), self.edit_button, spacing=SPACE_BETWEEN)
        known.setStretch(0, 1)
        self._side.addWidget(card(known, margin=12))

    def _person(self, one: PersonOnPage) -> QFrame:
        who = person_words(one.person)
        lines: list[QWidget] = [words(who, "row-title")]
        if one.person.kind is PersonKind.CHILD:
            lines.append(secondary(_age(one)))
        if one.person.has_responsibility:
            lines.append(secondary(say("families.responsible")))
        agrees = ", ".join(say(f"families.purpose.{purpose.value}") for purpose in one.agrees)
        lines.append(secondary(say("families.agrees", purposes=agrees) if agrees else say("families.agrees_nothing")))
        if one.near_twelve_months:
            lines.append(words(say("families.twelve"), "warn"))
        edit = button(say("families.edit"), partial(self._edit_person, one.person.kind, one))
        edit.setAccessibleName(f"{say('families.edit')}: {who}")
        self.edit_buttons[one.person.id] = edit
        across = row(column(*lines, spacing=2), edit, spacing=SPACE_BETWEEN)
        across.setStretch(0, 1)
        return card(across, margin=12)

    def _edit_family(self) -> None:
        if self.page is not None:
            code = self._code
            made = FamilyEditor(self.page.family)

            def save(facts: FamilyFacts) -> None:
                self._do(made, lambda: change_family(self._store, code, facts))

            self._edit(made, save)

    def _edit_person(self, kind: PersonKind, one: PersonOnPage | None) -> None:
        code, made = self._code, PersonEditor(kind, one.person if one else None)

        def save(facts: PersonFacts) -> None:
            if one is None:
                self._do(made, lambda: add_person(self._store, self._clock, code, facts))
            else:
                self._do(made, lambda: change_person(self._store, self._clock, one.person.id, facts))

        self._edit(made, save)

    def _edit(self, made: Editor, save: Callable[..., None]) -> None:
        """One form at a time, in the place of what it changes."""
        clear_layout(self._side)
        self.edit_buttons = {}
        self.editor = made
        made.saved.connect(save)
        made.left.connect(self._thought_better)
        self._side.addWidget(made)
        made.setFocus()

    def _do(self, made: Editor, work: Callable[[], object]) -> None:
        made.save_button.setEnabled(False)

        def failed(error: SamspillError) -> None:
            made.save_button.setEnabled(True)
            made.notice.show_error(error)

        self._jobs.store(made, work, lambda _done: self._was_saved(), failed)

    def _was_saved(self) -> None:
        self._left_editing()
        self.changed.emit()
        self.refresh()

    def _thought_better(self) -> None:
        """What changed meanwhile, and was not shown under the form, is read now."""
        self._left_editing()
        self.refresh()

    def _left_editing(self) -> None:
        self._end_editing()
        if self.page is not None:
            self._show_side(self.page)
            self.edit_button.setFocus()

    def _end_editing(self) -> None:
        self.editor = None
        clear_layout(self._side)

    # --- the end of the episode ---------------------------------------------------------------------------------------------------

    def _closing(self) -> QFrame:
        self.reason = choice_box(say("families.why_close"))
        for reason in ClosureReason:
            self.reason.addItem(say(f"families.reason.{reason.value}"), reason.value)
        self.close_sure = button(say("families.close_sure"), self._close)
        self.close_leave = button(say("families.leave"), self._leave_closing, "quiet")
        asked = row(self.reason, self.close_sure, self.close_leave, None)
        return card(column(section(say("families.why_close")), words(say("families.close_what")), asked))

    def _ask_close(self) -> None:
        self.closing.show()
        self.reason.setFocus()

    def _leave_closing(self) -> None:
        self.closing.hide()
        self.close_button.setFocus()

    def _close(self) -> None:
        reason = ClosureReason(self.reason.currentData())
        self.closing.hide()
        work = partial(close_episode, self._store, self._clock, self._code, reason)
        self._jobs.store(self, work, self._was_closed, self.notice.show_error)

    def _was_closed(self, ended: Ended) -> None:
        left = [say("families.left_visits")] if ended.still_planned else []
        left += [say("families.left_drafts")] if ended.drafts else []
        self.notice.show_words(say("families.was_closed"), " ".join(left), tone="warn" if left else "good")
        self.changed.emit()
        self.refresh()

    def _reopen(self) -> None:
        def done(_family: object) -> None:
            self.notice.clear()
            self.changed.emit()
            self.refresh()

        self._jobs.store(self, partial(reopen_episode, self._store, self._clock, self._code), done, self.notice.show_error)


def _age(one: PersonOnPage) -> str:
    person = one.person
    if one.age is not None and person.born_on is not None:
        return DOT.join((age_words(one.age), say("families.born_on", date=on_day(person.born_on))))
    return say("families.due_on", date=on_day(person.due_on)) if person.due_on else say("families.age_unknown")


def _facts(page: FamilyPage) -> list[str]:
    """Language, interpreter, adaptations, each on its line."""
    family = page.family
    facts = [family.language] if family.language else []
    facts += [say("families.interpreter")] if family.interpreter else []
    facts += [say(f"families.adaptation.{one.value}") for one in sorted(family.adaptations)]
    return facts or [say("families.about_empty")]
