"""The words that families read before they agree: which version of each is in use, in both languages, and the way to change it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton

from app.domain.consent import Purpose
from app.ports import Store
from app.usecases.consent_texts import LANGUAGES, TextInUse, texts_in_use
from ui.jobs import Jobs
from ui.texts import say
from ui.theme import SPACE_BETWEEN
from ui.widgets.notice import Notice
from ui.widgets.parts import button, column, row, secondary, section, words


class TextsCard(QFrame):
    """`refresh` reads the versions. Emits `edit_wanted(Purpose, str)` with the language."""

    edit_wanted = Signal(object, str)

    def __init__(self, store: Store, jobs: Jobs) -> None:
        super().__init__()
        self._store, self._jobs = store, jobs
        self.setProperty("role", "card")
        self.notice = Notice()
        self.buttons: dict[tuple[Purpose, str], QPushButton] = {}
        self.versions: dict[tuple[Purpose, str], QLabel] = {}
        self.uneven = {purpose: words(say("rules.texts.uneven"), "warn") for purpose in Purpose}
        layout = column(section(say("rules.texts.title")), words(say("rules.texts.lead")), self.notice, self._grid(), spacing=12)
        layout.setContentsMargins(SPACE_BETWEEN, SPACE_BETWEEN, SPACE_BETWEEN, SPACE_BETWEEN)
        self.setLayout(layout)

    def refresh(self) -> None:
        self._jobs.store(self, partial(texts_in_use, self._store), self._fill, self.notice.show_error)

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_BETWEEN)
        grid.setVerticalSpacing(8)
        for at, purpose in enumerate(Purpose):
            self.uneven[purpose].hide()
            grid.addLayout(column(words(say(f"ledger.purpose.{purpose.value}")), self.uneven[purpose], spacing=0), at, 0)
            for place, language in enumerate(LANGUAGES, start=1):
                grid.addLayout(self._one(purpose, language), at, place)
        for place in range(1 + len(LANGUAGES)):
            grid.setColumnStretch(place, 1)
        return grid

    def _one(self, purpose: Purpose, language: str) -> QHBoxLayout:
        spoken = say(f"ledger.text_{language}")
        made = button(f"{spoken} …", partial(self.edit_wanted.emit, purpose, language))
        made.setAccessibleName(say("rules.texts.edit_name", purpose=say(f"ledger.purpose.{purpose.value}"), language=spoken))
        version = secondary()
        self.buttons[purpose, language], self.versions[purpose, language] = made, version
        return row(made, version, None)

    def _fill(self, texts: dict[tuple[Purpose, str], TextInUse]) -> None:
        for which, text in texts.items():
            self.versions[which].setText(say("rules.texts.own", number=text.version) if text.own else "")
        for purpose, hint in self.uneven.items():
            hint.setVisible(len({texts[purpose, language].own for language in LANGUAGES}) > 1)
