"""A family's consents: persons by purposes, all off until given. Giving, taking back and the words each have a page of their own."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QHBoxLayout, QPushButton, QStackedWidget, QWidget

from app.domain.consent import Consent, Purpose
from app.domain.family import Person, PersonKind
from app.domain.ids import FamilyCode, PersonId
from app.ports import Clock, Store
from app.usecases.agree_on_paper import Lacking, lacking
from ui.consent.give_page import GivePage
from ui.consent.reading import FamilyLedger, Standing, read_family
from ui.consent.text_page import TextPage
from ui.consent.withdraw_page import WithdrawPage
from ui.consent.words import missing_words, person_words, purpose_words, state_words
from ui.jobs import Jobs
from ui.texts import say
from ui.theme import SPACE_BETWEEN
from ui.widgets.notice import Notice
from ui.widgets.page import Page
from ui.widgets.paper_consent import PaperConsent
from ui.widgets.parts import button, card, clear_layout, column, row, section, title, words

WIDTH_PX = 980
_STATE_PART = 3  # of the width, beside 2 for the purpose


class LedgerScreen(QStackedWidget):
    """`show_family` reads the ledger and shows the list. `changed` is emitted after a consent was given or taken back."""

    changed = Signal()

    def __init__(self, store: Store, jobs: Jobs, clock: Clock) -> None:
        super().__init__()
        self._store, self._jobs, self._clock = store, jobs, clock
        self._family: FamilyCode | None = None
        self.ledger: FamilyLedger | None = None
        self.buttons: dict[tuple[PersonId, Purpose, str], QPushButton] = {}
        self.renew_buttons: dict[tuple[PersonId, Purpose, str], QPushButton] = {}
        self.all_buttons: dict[PersonId, QPushButton] = {}
        self._turn: list[tuple[PersonId, Purpose]] = []  # to be signed one after the other
        self._in_turn = False
        self._came_from: tuple[PersonId, Purpose | None] | None = None  # None as purpose: from "everything"
        self._keyboard_wanted = False
        self.list_page = Page(WIDTH_PX)
        self.heading = title("")
        self.notice = Notice(closable=True)
        self.before_filming = words()
        self.turn_button = button(say("ledger.in_turn"), self.sign_in_turn, "primary")
        self.paper_button = button(say("ledger.all_on_paper"), self._ask_for_paper)
        self.paper = PaperConsent(store, jobs, clock)
        self.paper.agreed.connect(self._agreed_on_paper)
        self.paper.sign_wanted.connect(self.sign_in_turn)
        self.paper.failed.connect(self.notice.show_error)
        self._first = QWidget()
        self._first.setLayout(row(self.turn_button, self.paper_button, None))
        self._people = column(spacing=SPACE_BETWEEN)
        for part in (self.heading, self.notice, self.before_filming, self._first, self.paper, self._people):
            self.list_page.add(part)
        self.list_page.end()
        self._first.hide()
        self.addWidget(self.list_page)

    def show_family(self, family: FamilyCode) -> None:
        """Also back to the list, whatever page was open."""
        self._family = family
        self._came_from = None
        self.ledger = None
        self.heading.setText(say("ledger.title", code=family))
        self.notice.clear()
        self.paper.hide()
        self._back()

    def refresh(self) -> None:
        family = self._family
        if family is not None:
            self._jobs.store(self, partial(read_family, self._store, self._clock, family), self._fill, self.notice.show_error)

    def take_keyboard(self) -> None:
        """To the first thing to do, once it is known what that is."""
        self._keyboard_wanted = True

    def holds_words(self) -> bool:
        """Whether somebody is agreeing, taking back, or putting the words better, or a paper is being entered."""
        return self.count() > 1 or not self.paper.isHidden()

    def give(self, person: PersonId, purpose: Purpose, with_whom: str = "") -> None:
        """Open the page where this person agrees; with the somebody named who is agreed to anew."""
        if self.ledger is None:
            return
        self._came_from = (person, purpose)
        page = GivePage(
            self._store, self._jobs, self._clock, self.ledger, person, purpose, with_whom=with_whom, then=len(self._turn)
        )  # fmt: skip
        page.given.connect(self._given)
        page.left.connect(self._back)
        page.edit.connect(partial(self._edit, page, purpose))
        self._open(page)
        page.nb.setFocus()

    def sign_in_turn(self) -> None:
        """All who have to agree before a first film, one page after the other, until somebody leaves one."""
        if self.ledger is not None:
            self._turn = self.ledger.to_sign()
            self._in_turn = bool(self._turn)
            self._next()

    def withdraw(self, person: PersonId, picked: Standing | None = None) -> None:
        """Open the page where consent is taken back: this one, or all."""
        if self.ledger is None:
            return
        self._came_from = (person, picked.purpose if picked else None)
        page = WithdrawPage(self._store, self._jobs, self._clock, self.ledger, person, picked)
        page.withdrawn.connect(lambda _done: self.changed.emit())
        page.left.connect(self._back)
        self._open(page)

    # --- pages -----------------------------------------------------------------------------------------------------------------

    def _open(self, page: Page) -> None:
        self.addWidget(page)
        self.setCurrentWidget(page)

    def _close(self, page: Page) -> None:
        self.removeWidget(page)
        page.hide()
        page.deleteLater()

    def _next(self) -> None:
        if self._turn:
            self.give(*self._turn.pop(0))

    def _back(self) -> None:
        self._turn, self._in_turn = [], False
        for page in [self.widget(at) for at in range(1, self.count())]:
            if isinstance(page, Page):
                self._close(page)
        self.refresh()

    def _edit(self, giving: GivePage, purpose: Purpose, language: str) -> None:
        """The page of giving stays below, with all that was typed."""
        page = TextPage(self._store, self._jobs, self._clock, purpose, language)

        def back(*_saved: object) -> None:
            self._close(page)
            giving.refresh()
            self.setCurrentWidget(giving)

        page.saved.connect(back)
        page.left.connect(back)
        self._open(page)

    def _given(self, consent: Consent) -> None:
        turn, in_turn = self._turn, self._in_turn
        self._back()
        purpose = say(f"ledger.purpose.{consent.purpose.value}")
        self.notice.show_words(say("ledger.entered_title"), say("ledger.entered_what", purpose=purpose), tone="good")
        self.changed.emit()
        self._turn, self._in_turn = turn, bool(turn)
        if in_turn and not turn:  # all have signed: that is said at the top
            self._came_from, self._keyboard_wanted = None, True
        self._next()

    def _ask_for_paper(self) -> None:
        """One sheet for everybody who lacks one."""
        family = self._family
        if family is not None:
            self._jobs.store(self, partial(lacking, self._store, self._clock, family), self._show_paper, self.notice.show_error)

    def _show_paper(self, found: Lacking) -> None:
        if found.family == self._family:
            expected = frozenset(one.id for one in found.people if one.kind is PersonKind.CAREGIVER)
            self.paper.show_lacking(found, expected)
            self._first.setVisible(self.paper.isHidden())
            self.paper.kept_at.setFocus()

    def _agreed_on_paper(self) -> None:
        self.paper.hide()
        self.notice.show_words(say("permission.entered"), tone="good")
        self.changed.emit()
        self.refresh()

    # --- the list --------------------------------------------------------------------------------------------------------------

    def _fill(self, ledger: FamilyLedger) -> None:
        if ledger.family != self._family:
            return  # another family was chosen meanwhile
        if ledger != self.ledger:
            self._show_ledger(ledger)
        if self.currentWidget() is self.list_page:
            self._give_the_keyboard_back()

    def _show_ledger(self, ledger: FamilyLedger) -> None:
        """The list anew; the keyboard stays on its line."""
        at = next((key for key, made in self.buttons.items() if made is QApplication.focusWidget()), None)
        if at is not None and self._came_from is None and not self._keyboard_wanted:
            self._came_from = at[:2]
        self.ledger = ledger
        clear_layout(self._people)
        for known in (self.buttons, self.renew_buttons, self.all_buttons):
            known.clear()
        missing = missing_words(ledger.before_filming, ledger)
        film = say("ledger.lacking", who=missing) if missing else say("ledger.may_film")
        self.before_filming.setText(film if missing or not ledger.to_sign() else f"{film} {say('ledger.not_watched')}")
        self._first.setVisible(bool(ledger.to_sign()) and self.paper.isHidden())
        self.paper_button.setVisible(bool(missing))
        for person in ledger.people:
            self._people.addWidget(self._card(ledger, person))

    def _give_the_keyboard_back(self) -> None:
        """To the line that was left for a page; to the first thing to do, where one comes from elsewhere."""
        came_from, self._came_from = self._came_from, None
        first, self._keyboard_wanted = self._keyboard_wanted, False
        wanted: QPushButton | None = None
        if came_from is not None:
            wanted = self._line_of(*came_from)
        elif first:
            wanted = next(iter(self.buttons.values()), None) if self._first.isHidden() else self.turn_button
        if wanted is not None:
            QTimer.singleShot(0, wanted, partial(self._lead_to, wanted, at_top=came_from is None))  # once it has its place

    def _line_of(self, person: PersonId, purpose: Purpose | None) -> QPushButton | None:
        lines = [made for (who, what, _whom), made in self.buttons.items() if who == person and purpose in (None, what)]
        return self.all_buttons.get(person, lines[0]) if purpose is None and lines else next(iter(lines), None)

    def _lead_to(self, wanted: QPushButton, *, at_top: bool) -> None:
        if not wanted.isVisible():
            return  # left meanwhile: the keyboard is elsewhere
        wanted.setFocus()
        if at_top:
            self.list_page.verticalScrollBar().setValue(0)
        else:
            self.list_page.ensureWidgetVisible(wanted)

    def _card(self, ledger: FamilyLedger, person: Person) -> QFrame:
        who = person_words(person, ledger.people)
        take_all = button(say("ledger.withdraw_all"), partial(self.withdraw, person.id), "quiet")
        take_all.setAccessibleName(say("ledger.withdraw_all_name", who=who))
        head = row(section(who))
        if any(line.consent is not None and line.consent.holds_on(ledger.day) for line in ledger.lines[person.id]):
            self.all_buttons[person.id] = take_all
            head.addWidget(take_all)
        head.setStretch(0, 1)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, _STATE_PART)
        for at, line in enumerate(ledger.lines[person.id]):
            said, role = state_words(line, ledger)
            grid.addWidget(words(purpose_words(line)), at, 0)
            grid.addWidget(words(said, role), at, 1)
            grid.addLayout(self._actions(ledger, person, line, who), at, 2)
        return card(column(head, grid))

    def _actions(self, ledger: FamilyLedger, person: Person, line: Standing, who: str) -> QHBoxLayout:
        """What can be done with a line: agree while it does not hold, take back while it does, and agree anew before it runs out."""
        consent = line.consent
        key = (person.id, line.purpose, consent.with_whom if consent else "")
        if consent is None or not consent.holds_on(ledger.day):
            self.buttons[key] = button(say("ledger.give"), partial(self.give, *key))
        else:
            self.buttons[key] = button(say("ledger.withdraw"), partial(self.withdraw, person.id, line))
            if consent.expires_on is not None:
                self.renew_buttons[key] = button(say("ledger.renew"), partial(self.give, *key))
        made = [known[key] for known in (self.renew_buttons, self.buttons) if key in known]
        for one in made:
            one.setAccessibleName(say("ledger.action_name", action=one.text(), purpose=purpose_words(line), who=who))
        return row(None, *made)
