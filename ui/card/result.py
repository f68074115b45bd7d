"""What came of an import: each film in a line; then, for those compared with the card, erasing them from it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.domain.errors import Circumstance, ErrorCode
from app.domain.import_job import NOT_AGREED, FilmOutcome, ImportReport
from app.usecases.erase_from_card import Erasure
from ui import wording
from ui.card.erase_panel import ErasePanel
from ui.texts import say
from ui.widgets.notice import Notice
from ui.widgets.parts import button, card, column, row, title, words


class ResultPanel(QWidget):
    """Emits `erase_wanted(films)`, `library_wanted()` and `left()`."""

    erase_wanted = Signal(object)
    library_wanted = Signal()
    left = Signal()

    def __init__(self, report: ImportReport) -> None:
        super().__init__()
        safe = [outcome for outcome in report.outcomes if outcome.recording is not None]
        self.notice = Notice()
        self.library_button = button(say("card.to_library"), self.library_wanted.emit, "primary")
        self.back_button = button(say("card.again"), self.left.emit, "quiet")
        heading = say("card.result", films=wording.count("wording.films", len(safe))) if safe else say("card.result_none")
        top = row(title(heading), self.back_button, self.library_button)
        top.setStretch(0, 1)
        self.erase = ErasePanel([outcome.film for outcome in report.outcomes if outcome.verified])
        self.erase.erase_wanted.connect(self.erase_wanted)
        layout = column(top, self.notice, self.erase, spacing=12)
        for outcome in report.outcomes:
            layout.addWidget(_line(outcome))
        layout.addStretch(1)
        self.setLayout(layout)
        self.setFocusProxy(self.library_button)
        stopped = report.stopped or next((outcome.code for outcome in report.outcomes if outcome.code in NOT_AGREED), None)
        if stopped not in (None, ErrorCode.VAULT_LOCKED):
            self.notice.show_error(Circumstance(stopped))

    def show_erased(self, erased: list[Erasure]) -> None:
        show_erasures(self.notice, erased)
        self.erase.setVisible(False)


def show_erasures(notice: Notice, erased: list[Erasure]) -> None:
    """Good news when all went; else the first trouble, which names what to do."""
    trouble = next((one.code for one in erased if one.code is not None), None)
    if trouble is not None:
        notice.show_error(Circumstance(trouble))
    else:
        notice.show_words(say("card.erased", films=wording.count("wording.films", len(erased))), say("card.erased_lead"), tone="good")


def _line(outcome: FilmOutcome) -> QFrame:
    when = words(wording.when(outcome.film.modified_at), "row-title")
    facts = words(wording.size(outcome.film.size_bytes), "secondary")
    parts = [when, facts]
    if outcome.verified:
        parts.append(words(say("card.in_vault_checked"), "good"))
    codes = dict.fromkeys((*((outcome.code,) if outcome.code else ()), *outcome.problems))
    for code in codes:
        role = "secondary" if code is ErrorCode.ALREADY_IMPORTED else "warn"
        parts.append(words(f"{say(f'error.{code.value}.title')}. {say(f'error.{code.value}.what')}", role))
    return card(column(*parts, spacing=2), margin=12)
