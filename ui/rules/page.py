"""The rules of this vault: how long things are kept, the second person's code, the words of consents, the organisation's key, and whether
film may be here at all. Each card does one thing, where it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedWidget

from app.domain.consent import Purpose
from ui.camcorder.switch import NoImportSwitch
from ui.consent.text_page import TextPage
from ui.jobs import Jobs
from ui.rules.keep_card import KeepCard
from ui.rules.key_card import KeyCard
from ui.rules.second_card import SecondCard
from ui.rules.texts_card import TextsCard
from ui.services import Session
from ui.texts import say
from ui.widgets.page import Page
from ui.widgets.parts import title, words

WIDTH_PX = 900


class RulesPage(QStackedWidget):
    """`refresh` reads the vault again. `changed` when other rules hold; `footage_switched(bool)` when no-import mode was switched.

    `check` asks for the second person's code (`app.usecases.second_person.SecondCheck`).
    """

    changed = Signal()
    footage_switched = Signal(bool)

    def __init__(self, session: Session, jobs: Jobs, check: Callable[[str], bool]) -> None:
        super().__init__()
        self._session, self._jobs = session, jobs
        store, clock = session.store, session.clock
        self.keep = KeepCard(store, jobs, clock)
        self.second = SecondCard(session, jobs, check)
        self.texts = TextsCard(store, jobs)
        self.key = KeyCard(store, jobs, clock)
        self.footage = NoImportSwitch(store, clock, jobs)
        self.list_page = Page(WIDTH_PX)
        self.list_page.add(title(say("rules.title")))
        self.list_page.add(words(say("rules.lead")))
        for card in (self.keep, self.second, self.texts, self.key, self.footage):
            self.list_page.add(card)
        self.list_page.end()
        self.addWidget(self.list_page)
        for tells in (self.keep.changed, self.second.changed, self.key.changed):
            tells.connect(self.changed)
        self.keep.changed.connect(self.second.refresh)  # a rules file may have taken the code away
        self.footage.changed.connect(self.footage_switched)
        # In the next turn of the event loop: until then the answer has no height.
        self.footage.answered.connect(lambda part: QTimer.singleShot(0, self, partial(self.list_page.ensureWidgetVisible, part)))
        self.texts.edit_wanted.connect(self.edit)

    def refresh(self) -> None:
        for card in (self.keep, self.second, self.texts, self.key, self.footage):
            card.refresh()

    def holds_words(self) -> bool:
        """Whether a text, the days of a rule, a code or a key is being entered."""
        return self.count() > 1 or self.keep.is_changing() or self.second.is_open() or self.key.is_comparing()

    def edit(self, purpose: Purpose, language: str) -> None:
        """The page where the words of one consent are put better."""
        page = TextPage(self._session.store, self._jobs, self._session.clock, purpose, language)

        def back(*_saved: object) -> None:
            self.removeWidget(page)
            page.hide()
            page.deleteLater()
            self.texts.refresh()
            self.texts.buttons[purpose, language].setFocus()

        page.saved.connect(back)
        page.left.connect(back)
        self.addWidget(page)
        self.setCurrentWidget(page)
