"""Taking consent back: one action, wholly or in part. First what goes with it; afterwards the receipts, and what could not be reached."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox

from app.domain.consent import NAMED, Purpose
from app.domain.errors import SamspillError
from app.domain.ids import ConsentId, PersonId, RecordingId
from app.domain.receipt import Receipt
from app.ports import Clock, Store
from app.usecases.withdraw_consent import ALL, AtStake, Withdrawal, foresee_withdrawal, withdraw_consent
from ui import wording
from ui.consent.reading import FamilyLedger, Standing
from ui.consent.words import person_words, purpose_words
from ui.jobs import Jobs
from ui.receipts.words import receipt_words
from ui.texts import say
from ui.theme import BIG_TARGET_PX
from ui.widgets.busy import Busy
from ui.widgets.notice import Notice
from ui.widgets.page import Page
from ui.widgets.parts import button, card, clear_layout, column, row, section, title, words

WIDTH_PX = 820
_MOST_FILMS = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """What is ticked. `everything`: nothing was left out, so that what no line shows goes too."""

    everything: bool
    plain: frozenset[Purpose]
    named: tuple[tuple[Purpose, str], ...]

    def takes_film(self) -> bool:
        return self.everything or Purpose.FILM in self.plain


def withdraw(store: Store, clock: Clock, person: PersonId, choice: Choice) -> Withdrawal:
    """Those that name somebody first: destroying film, which may be refused by the disk, is the last thing done. Raises as
    `withdraw_consent` does."""
    if choice.everything:
        return withdraw_consent(store, clock, person, ALL)
    consents: list[ConsentId] = []
    receipts: list[Receipt] = []
    held: tuple[RecordingId, ...] = ()
    for purpose, whom in choice.named:
        consents += withdraw_consent(store, clock, person, {purpose}, whom).consents
    if choice.plain:
        done = withdraw_consent(store, clock, person, choice.plain)
        consents += done.consents
        receipts += done.receipts
        held = done.held
    return Withdrawal(tuple(consents), tuple(receipts), held)


class WithdrawPage(Page):
    """Emits `withdrawn(Withdrawal)` when it is done (the page then shows what came of it), and `left`. `picked`: the one line asked about;
    None: everything is ticked."""

    withdrawn = Signal(object)
    left = Signal()

    def __init__(self, store: Store, jobs: Jobs, clock: Clock, ledger: FamilyLedger, person: PersonId, picked: Standing | None) -> None:
        super().__init__(WIDTH_PX)
        self._store, self._jobs, self._clock, self._person = store, jobs, clock, person
        self._at_stake: AtStake | None = None
        self.notice = Notice()
        self.busy = Busy()
        self.ticks: list[tuple[QCheckBox, Standing]] = []
        who = person_words(ledger.person(person), ledger.people)
        self.add(title(say("ledger.withdraw_title", who=who)))
        self.add(words(say("ledger.withdraw_lead")))
        self.add(self.notice)
        self._choices = column(spacing=4)
        self._fill(ledger, picked)
        self.add(self._choices)
        self._goes = column(spacing=4)
        self.add(card(self._goes))
        self.withdraw_button = button(say("ledger.withdraw_now"), self._withdraw, "danger")
        self.leave_button = button(say("wording.cancel"), self.left.emit)
        for one in (self.withdraw_button, self.leave_button):
            one.setStyleSheet(f"min-height: {BIG_TARGET_PX - 10}px")
        self.add(self.busy)
        self.add(row(self.withdraw_button, self.leave_button, None))
        self.end()
        self.withdraw_button.setEnabled(False)
        self._jobs.store(self, partial(foresee_withdrawal, store, person), self._foreseen, self.notice.show_error)

    def choice(self) -> Choice:
        ticked = [line for tick, line in self.ticks if tick.isChecked()]
        named = tuple((line.purpose, line.consent.with_whom) for line in ticked if line.purpose in NAMED and line.consent is not None)
        plain = frozenset(line.purpose for line in ticked if line.purpose not in NAMED)
        return Choice(len(ticked) == len(self.ticks), plain, named)

    def _fill(self, ledger: FamilyLedger, picked: Standing | None) -> None:
        """What stands; and film always, which may be there by word of mouth."""
        for line in ledger.lines[self._person]:
            stands = line.consent is not None and line.consent.withdrawn_at is None
            if not stands and line.purpose is not Purpose.FILM:
                continue
            tick = QCheckBox(purpose_words(line))
            tick.setProperty("role", "big")
            tick.setChecked(picked is None or picked == line)
            tick.toggled.connect(self._say_what_goes)
            self._choices.addWidget(tick)
            self.ticks.append((tick, line))

    def _foreseen(self, at_stake: AtStake) -> None:
        self._at_stake = at_stake
        self._say_what_goes()
        self.withdraw_button.setFocus()

    def _say_what_goes(self) -> None:
        """What is destroyed at once, by what is ticked now."""
        clear_layout(self._goes)
        choice = self.choice()
        anything = bool(choice.plain or choice.named)
        films = self._at_stake.films if self._at_stake is not None and choice.takes_film() and anything else ()
        held = self._at_stake.held if self._at_stake is not None else ()
        going = [film for film in films if film.id not in held]
        staying = len(films) - len(going)
        if going:
            self._goes.addWidget(section(say("ledger.goes_at_once")))
        self._goes.addWidget(words(wording.count("ledger.goes", len(going)) if going else say("ledger.goes_none")))
        for film in going[:_MOST_FILMS]:
            said = say("ledger.film", time=wording.when(film.filmed_at or film.imported_at), length=wording.length(film.duration_us))
            self._goes.addWidget(words(said))
        if len(going) > _MOST_FILMS:
            self._goes.addWidget(words(say("ledger.films_more", count=len(going) - _MOST_FILMS)))
        if staying:
            self._goes.addWidget(words(wording.count("ledger.held", staying), "warn"))
        self.withdraw_button.setEnabled(anything and self._at_stake is not None)

    def _withdraw(self) -> None:
        self._let(False)
        self.notice.clear()
        self.busy.start(say("ledger.withdrawing"))
        work = partial(withdraw, self._store, self._clock, self._person, self.choice())
        self._jobs.store(self, work, self._done, self._failed)

    def _let(self, may: bool) -> None:
        for part in (self.withdraw_button, self.leave_button, *(tick for tick, _line in self.ticks)):
            part.setEnabled(may)

    def _failed(self, error: SamspillError) -> None:
        self.busy.stop()
        self._let(True)
        self.notice.show_error(error)

    def _done(self, done: Withdrawal) -> None:
        self.busy.stop()
        self.notice.show_words(say("ledger.done_title"), say("ledger.done_what"), tone="good")
        for tick, _line in self.ticks:
            tick.hide()
        self.withdraw_button.hide()
        self.leave_button.setText(say("ledger.back"))
        self.leave_button.setAccessibleName(say("ledger.back"))
        self.leave_button.setEnabled(True)
        clear_layout(self._goes)
        if done.receipts:
            self._goes.addWidget(section(say("ledger.came_of_it")))
        for receipt in done.receipts:
            heading, what, unreached = receipt_words(receipt)
            self._goes.addWidget(words(heading, "row-title"))
            self._goes.addWidget(words(what))
            if unreached:
                self._goes.addWidget(words(unreached, "warn"))
        if not done.receipts:
            self._goes.addWidget(words(say("ledger.no_film_gone")))
        if done.held:
            self._goes.addWidget(words(wording.count("ledger.held", len(done.held)), "warn"))
        self.leave_button.setFocus()
        self.withdrawn.emit(done)
