"""A family: who is in it and what makes a visit work on one side, everything that happened on one timeline on the other."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.audit import AuditEntry
from app.domain.clip import Clip
from app.domain.consent import Consent, Purpose
from app.domain.family import ClosureReason, FamilyState, PersonKind
from app.domain.ids import FamilyCode, PersonId
from app.domain.visit import Note, Visit
from app.ports import Clock, Store
from app.usecases.consent_gate import local_day
from app.usecases.end_episode import Ended, close_episode, reopen_episode
from app.usecases.episode_facts import Ending
from app.usecases.family_page import Event, FamilyPage, FilmOnPage, family_page
from ui import wording
from ui.erasing.panel import ErasePanel, Question
from ui.erasing.questions import about_family, about_person
from ui.families.close_panel import ClosePanel
from ui.families.events import EventCard, Line, lines_of, watchable
from ui.families.people_panel import PeoplePanel
from ui.families.words import DOT, family_called, on_day, person_words
from ui.jobs import Jobs
from ui.texts import say
from ui.theme import SPACE_AROUND
from ui.widgets.notice import Notice
from ui.widgets.page import WIDE_PX, Page
from ui.widgets.parts import button, clear_layout, column, row, secondary, section, title, words

FIRST_EVENTS = 12  # a little more than a screen: a longer page would take too long to lay out at once
_AT_ONCE = 6  # lines made in one turn of the event loop


class FamilyScreen(Page):
    """`show_family` reads its page; `refresh` reads it again. What the lines and buttons want is told by the signals."""

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
    erased = Signal(str)  # FamilyCode: it is gone; what came of it is shown until back is wanted

    def __init__(self, store: Store, clock: Clock, jobs: Jobs) -> None:
        super().__init__(WIDE_PX)
        self._store, self._clock, self._jobs = store, clock, jobs
        self._code = FamilyCode("")
        self._lines: tuple[Line, ...] = ()
        self.page: FamilyPage | None = None
        self.events: list[EventCard] = []
        self.notice = Notice(closable=True)
        self._title, self._state, self._lacking = title(""), secondary(), words(role="warn")
        self.people = PeoplePanel(store, clock, jobs)
        self.closing, self.erasing = ClosePanel(), ErasePanel(jobs)
        self._timeline = column()
        self.more = button(say("wording.show_older"), self._show_more)
        self._make_buttons()
        self._lay_out()
        self._connect()

    def show_family(self, code: FamilyCode) -> None:
        if code != self._code:
            self._code, self.page = code, None
            self._lines, self.events = (), []
            self.people.clear()
            self.closing.hide()
            self._put_erasing_away()
            self.notice.clear()
            clear_layout(self._timeline)
            for part in (self._state, self._lacking):
                part.setText("")
            self._title.setText(code)
            self.verticalScrollBar().setValue(0)
        self.refresh()

    def refresh(self) -> None:
        """Read its page again, unless it was erased here."""
        code = self._code
        if self._head.isHidden():
            return
        self._jobs.store(self, partial(family_page, self._store, self._clock, code), partial(self._fill, code), self.notice.show_error)

    def take_keyboard(self) -> None:
        """To the one primary thing."""
        (self.reopen_button if self.plan_button.isHidden() else self.plan_button).setFocus()

    def holds_words(self) -> bool:
        """Whether a form or a question is open."""
        return self.people.editor is not None or not self.closing.isHidden() or not self.erasing.isHidden()

    # --- what is on it ---------------------------------------------------------------------------------------------------------

    def _make_buttons(self) -> None:
        self.plan_button = button(say("families.plan"), lambda: self.plan_wanted.emit(self._code), "primary")
        self.consent_button = button(say("families.consents"), lambda: self.consent_wanted.emit(self._code))
        self.film_button = button(say("families.film"), lambda: self.film_wanted.emit(self._code))
        self.reopen_button = button(say("families.reopen"), self._reopen, "primary")
        self.import_button = button(say("families.import"), lambda: self.import_wanted.emit(self._code), "quiet")
        self.history_button = button(say("families.history"), lambda: self.history_wanted.emit(self._code), "quiet")
        self.search_button = button(say("families.search_words"), lambda: self.search_wanted.emit(self._code), "quiet")
        self.close_button = button(say("families.close"), self.closing.begin, "quiet")
        self.erase_button = button(say("families.erase"), self._ask_to_erase, "quiet")

    def _lay_out(self) -> None:
        seldom = (self.import_button, self.history_button, self.search_button, self.close_button, self.erase_button)
        buttons = (self.consent_button, self.film_button, self.plan_button, self.reopen_button)
        self._head, self._body = QWidget(), QWidget()
        head = row(column(self._title, self._state, spacing=2), None, *buttons)
        head.setStretch(0, 3)
        self._head.setLayout(column(head, self._lacking, row(*seldom, None)))
        for part in (self._head, self.notice, self.closing, self.erasing, self._body):
            self.add(part)
        line = column(section(say("families.timeline")), self._timeline, row(self.more, None), None)
        both = row(line, self.people, spacing=SPACE_AROUND)
        both.setStretch(0, 1)
        self._body.setLayout(both)
        self.end()
        for part in (self.more, self.reopen_button, self._lacking):
            part.hide()

    def _connect(self) -> None:
        self.people.changed.connect(self.refresh)
        self.people.saved.connect(self.changed)
        self.people.failed.connect(self.notice.show_error)
        self.people.erase_wanted.connect(self._ask_to_erase_person)
        self.closing.confirmed.connect(self._close)
        self.closing.left.connect(self.close_button.setFocus)
        self.erasing.left.connect(self._thought_better)
        self.erasing.erased.connect(self._was_erased)
        self.erasing.closed.connect(self._leave_erasing)

    # --- what is shown ---------------------------------------------------------------------------------------------------------

    def _fill(self, code: FamilyCode, page: FamilyPage) -> None:
        if code != self._code or page == self.page or self.people.editor is not None:
            return
        turned = self.page is not None and self.page.family.state is not page.family.state
        self.page = page
        is_open = page.family.state is FamilyState.OPEN
        self._title.setText(family_called(page.family))
        self._state.setText(_state_words(page))
        lacking = _lacking_words(page) if is_open else ""
        self._lacking.setText(lacking)
        self._lacking.setVisible(bool(lacking))
        self.reopen_button.setVisible(not is_open)
        for made in (self.plan_button, self.film_button, self.import_button, self.close_button):
            made.setVisible(is_open)
        self._say_how_to_film(page)
        at = next((one.line for one in self.events if one.button is not None and one.button is QApplication.focusWidget()), None)
        self.people.show_page(page)
        clear_layout(self._timeline)
        self.events = []
        self._lines = tuple(lines_of(page.timeline))
        self._add(FIRST_EVENTS, at)
        if turned:  # the button it was done with is gone
            self.take_keyboard()

    def _say_how_to_film(self, page: FamilyPage) -> None:
        """Where no film may come onto this laptop the camcorder films, and marks are made along."""
        said = say("families.film" if page.footage else "families.mark_along")
        self.film_button.setText(said)
        self.film_button.setAccessibleName(said)
        if not page.footage:
            self.import_button.hide()

    def _show_more(self) -> None:
        """The next older lines of the timeline."""
        self._add(FIRST_EVENTS, None)

    def _add(self, many: int, stand_on: Line | None) -> None:
        """So many lines more, a few in each turn of the event loop. The keyboard goes back to the line it was on."""
        if self.page is None:
            return
        people = {one.person.id: one.person for one in self.page.people}
        shown, today, films = len(self.events), local_day(self._clock), watchable(self.page.timeline)
        for line in self._lines[shown : shown + min(many, _AT_ONCE)]:
            made = EventCard(line, people, today, films, self._go)
            self.events.append(made)
            self._timeline.addWidget(made)
            if line == stand_on and made.button is not None:
                made.button.setFocus()
        self.more.setVisible(len(self.events) < len(self._lines))
        if many > _AT_ONCE:
            QTimer.singleShot(0, self, partial(self._go_on, self.page, many - _AT_ONCE, stand_on))

    def _go_on(self, page: FamilyPage, many: int, stand_on: Line | None) -> None:
        if page is self.page:
            self._add(many, stand_on)

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

    # --- the end of the episode ---------------------------------------------------------------------------------------------------

    def _close(self, reason: ClosureReason, ending: Ending) -> None:
        work = partial(close_episode, self._store, self._clock, self._code, reason, ending=ending)
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

    # --- erasing ------------------------------------------------------------------------------------------------------------------

    def _ask_to_erase(self) -> None:
        self._begin_erasing(about_family(self._store, self._clock, self._code))

    def _ask_to_erase_person(self, person: PersonId, who: str) -> None:
        self._begin_erasing(about_person(self._store, self._clock, person, who))

    def _begin_erasing(self, question: Question) -> None:
        """Asked alone: nothing else of the family is in the way."""
        self.notice.clear()
        self.closing.hide()
        self._body.hide()
        self.erasing.begin(question)

    def _was_erased(self, what: object) -> None:
        """The whole family, or (a person's id) somebody in it."""
        if what == self._code:
            self._head.hide()
            self.erased.emit(self._code)
        self.changed.emit()

    def _leave_erasing(self) -> None:
        """After what came of it was read: to the families, or to what is left of this one."""
        if self._head.isHidden():
            self.back_wanted.emit()
        else:
            self._put_erasing_away()
            self.refresh()
            self.take_keyboard()

    def _thought_better(self) -> None:
        self._put_erasing_away()
        self.erase_button.setFocus()

    def _put_erasing_away(self) -> None:
        self.erasing.hide()
        self._head.show()
        self._body.show()


def _state_words(page: FamilyPage) -> str:
    family = page.family
    if family.state is FamilyState.OPEN:
        return say("families.open_since", date=on_day(family.opened_on)) if family.opened_on else ""
    reason = say(f"families.reason.{family.closure_reason.value}") if family.closure_reason else ""
    closed = say("families.closed_on", date=on_day(family.closed_on)) if family.closed_on else ""
    return DOT.join(part for part in (closed, reason) if part)


def _lacking_words(page: FamilyPage) -> str:
    """Who has to agree before this family can be filmed; nothing when all have."""
    expected = [one for one in page.people if one.person.kind is not PersonKind.OTHER]
    everybody = [one.person for one in page.people]
    lacking = [person_words(one.person, everybody) for one in expected if Purpose.FILM not in one.agrees]
    if not expected:
        return say("families.nobody_in_it")
    return say("families.lacking", who=wording.listed(lacking)) if lacking else ""
