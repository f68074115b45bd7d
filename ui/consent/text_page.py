"""The words of a consent, to be put better: saving makes a new version, and consents given before go on leaning on theirs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPlainTextEdit

from app.domain.consent import ConsentText, Purpose
from app.ports import Clock, Store
from app.usecases.consent_texts import edit_text, go_back_to_shipped, versions_to_show
from ui import wording
from ui.jobs import Jobs
from ui.texts import say
from ui.widgets.boxes import choice_box
from ui.widgets.notice import Notice
from ui.widgets.page import Page
from ui.widgets.parts import button, name, row, secondary, title, words

WIDTH_PX = 820
_HIGH_PX = 330


class TextPage(Page):
    """Emits `saved(ConsentText)`, or `left`."""

    saved = Signal(object)
    left = Signal()

    def __init__(self, store: Store, jobs: Jobs, clock: Clock, purpose: Purpose, language: str) -> None:
        super().__init__(WIDTH_PX)
        self._store, self._jobs, self._clock, self._purpose, self._language = store, jobs, clock, purpose, language
        self.notice = Notice()
        self.version = secondary()
        self.versions: list[ConsentText] = []
        self.earlier = choice_box(say("ledger.earlier"))
        self.earlier.hide()
        self.earlier.activated.connect(self._show_version)
        self.field = QPlainTextEdit()
        self.field.setStyleSheet(f"min-height: {_HIGH_PX}px")  # the application's own style beats setMinimumHeight
        self.field.setTabChangesFocus(True)
        self.field.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.field.textChanged.connect(self._allow)
        heading = say("ledger.edit_title", purpose=say(f"ledger.purpose.{purpose.value}"), language=say(f"ledger.text_{language}"))
        name(self.field, heading)
        self.save_button = button(say("ledger.save_text"), self._save, "primary")
        self.shipped_button = button(say("ledger.shipped_text"), self._shipped)
        self.leave_button = button(say("wording.cancel"), self.left.emit)
        self.add(title(heading))
        self.add(words(say("ledger.edit_lead")))
        self.add(self.notice)
        self.add(self.field)
        self.add(row(self.version, None, self.earlier))
        self.add(row(self.save_button, self.shipped_button, self.leave_button, None))
        self.end()
        self._allow()
        jobs.store(self, partial(versions_to_show, store, clock, purpose, language), self._read, self.notice.show_error)

    def _read(self, versions: list[ConsentText]) -> None:
        self.versions = versions
        for text in versions:
            self.earlier.addItem(say("ledger.version_of", number=text.version, date=wording.day(text.made_at)))
        self.earlier.setVisible(len(versions) > 1)
        self._show_version(0)
        self.field.setFocus()

    def _show_version(self, at: int) -> None:
        """Its words, to be read; saved, they are the newest version again."""
        self.field.setPlainText(self.versions[at].body)
        self.version.setText(say("ledger.version", number=self.versions[at].version))

    def _allow(self) -> None:
        self.save_button.setEnabled(bool(self.field.toPlainText().strip()))

    def _save(self) -> None:
        self.save_button.setEnabled(False)
        self._do(partial(edit_text, self._store, self._clock, self._purpose, self._language, self.field.toPlainText()), self.saved.emit)

    def _shipped(self) -> None:
        self._do(partial(go_back_to_shipped, self._store, self._clock, self._purpose, self._language), self.saved.emit)

    def _do(self, work: Callable[[], ConsentText], then: Callable[[ConsentText], None]) -> None:
        self._jobs.store(self, work, then, self.notice.show_error)
