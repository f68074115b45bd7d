"""Privacy: what is deleted when, the receipts of what was, what waits to leave and what has left, who did what, the rules in force, and
the evidence of all of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.usecases.second_person import SecondCheck
from ui.calendar.screen import CalendarScreen
from ui.jobs import Jobs
from ui.outbox.left_page import LeftPage
from ui.outbox.screen import OutboxPage
from ui.preferences import Preferences
from ui.privacy.evidence_page import EvidencePage
from ui.privacy.log_page import LogPage
from ui.receipts.screen import ReceiptsScreen
from ui.rules.page import RulesPage
from ui.services import Session
from ui.texts import say
from ui.theme import SPACE_AROUND, SPACE_BETWEEN
from ui.widgets.parts import button, row

Part = CalendarScreen | ReceiptsScreen | OutboxPage | LeftPage | LogPage | EvidencePage | RulesPage
FIRST = "calendar"


class PrivacyScreen(QWidget):
    """`open` shows a section, about a subject where that makes sense: the calendar a recording, the log a family's code, the outbox
    anything at all for what needs a look there.
    `refresh` reads the vault again. `changed` is emitted when something was deleted, held or confirmed here, or other rules hold;
    `sending_ended` when summaries went, or did not. `team_wanted`: join one, or see what came down from its base.
    `consents_wanted(family)`."""

    changed = Signal()
    sending_ended = Signal()
    team_wanted = Signal()
    consents_wanted = Signal(str)

    def __init__(self, session: Session, jobs: Jobs, preferences: Preferences) -> None:
        super().__init__()
        self._session, self._jobs, self._preferences = session, jobs, preferences
        self._second = SecondCheck(session.store)
        self._makers: dict[str, Callable[[], Part]] = {
            "calendar": self._calendar,
            "receipts": self._receipts,
            "outbox": self._outbox,
            "left": self._left,
            "log": lambda: LogPage(session.store, jobs, session.clock),
            "rules": self._rules,
            "evidence": self._evidence,
        }
        self._parts: dict[str, Part] = {}
        self.section = ""
        self.tabs: dict[str, QPushButton] = {}
        self._stack = QStackedWidget()
        for section in self._makers:
            self.tabs[section] = self._tab(section)
        strip = row(*self.tabs.values(), None)
        strip.setContentsMargins(SPACE_AROUND, SPACE_BETWEEN, SPACE_AROUND, 0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(strip)
        whole.addWidget(self._stack, 1)

    def open(self, section: str = FIRST, subject: str = "") -> None:
        """Show this section, read anew. KeyError for one that there is not."""
        if section not in self._parts:
            self._parts[section] = self._makers[section]()
            self._stack.addWidget(self._parts[section])
        self.section = section
        for each, tab in self.tabs.items():
            tab.setChecked(each == section)
        self._stack.setCurrentWidget(self._parts[section])
        self._show_subject(self._parts[section], subject)
        self.refresh()

    def refresh(self) -> None:
        if not self.section:
            self.open()
            return
        self._parts[self.section].refresh()

    def holds_words(self) -> bool:
        """Whether a question of the calendar is open, or rules are being changed."""
        calendar, rules = self._parts.get("calendar"), self._parts.get("rules")
        asking = isinstance(calendar, CalendarScreen) and calendar.question is not None
        return asking or (isinstance(rules, RulesPage) and rules.holds_words())

    def is_sending(self) -> bool:
        outbox = self._parts.get("outbox")
        return isinstance(outbox, OutboxPage) and outbox.is_sending()

    def stop(self) -> None:
        """The vault is being closed: what is being made or sent goes on the next time."""
        outbox = self._parts.get("outbox")
        if isinstance(outbox, OutboxPage):
            outbox.stop()

    def take_keyboard(self) -> None:
        """In the outbox to what waits: whoever is led there comes to look and to send."""
        part = self._parts.get(self.section)
        if isinstance(part, OutboxPage):
            part.take_keyboard()
        else:
            self.tabs[self.section or FIRST].setFocus()

    def _show_subject(self, part: Part, subject: str) -> None:
        if isinstance(part, CalendarScreen):
            part.show_film(subject)
        elif isinstance(part, LogPage):
            part.show_family(subject)
        elif isinstance(part, OutboxPage) and subject:
            part.look_first()

    def _tab(self, section: str) -> QPushButton:
        made = button(say(f"privacy.section.{section}"), lambda: self.open(section))
        made.setCheckable(True)
        return made

    def _calendar(self) -> CalendarScreen:
        made = CalendarScreen(self._session.store, self._jobs, self._session.clock, self._second)
        made.changed.connect(self.changed)
        return made

    def _receipts(self) -> ReceiptsScreen:
        made = ReceiptsScreen(self._session.store, self._jobs)
        made.changed.connect(self.changed)
        return made

    def _outbox(self) -> OutboxPage:
        made = OutboxPage(self._session, self._jobs)
        made.changed.connect(self.changed)
        made.sending_ended.connect(self.sending_ended)
        made.team_wanted.connect(self.team_wanted)
        made.consents_wanted.connect(self.consents_wanted)
        made.left_wanted.connect(lambda: self.open("left"))
        return made

    def _left(self) -> LeftPage:
        made = LeftPage(self._session.store, self._jobs, self._session.team.codec)
        made.outbox_wanted.connect(lambda: self.open("outbox"))
        return made

    def _rules(self) -> RulesPage:
        made = RulesPage(self._session, self._jobs, self._second)
        made.changed.connect(self.changed)
        made.footage_switched.connect(lambda _on: self.changed.emit())
        return made

    def _evidence(self) -> EvidencePage:
        made = EvidencePage(self._session, self._jobs, self._preferences)
        made.changed.connect(self.changed)
        return made
