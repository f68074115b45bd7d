"""Erasing from the card: only films that were compared with the vault, only after a tick, and with the consequence in words."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QVBoxLayout

from app.domain.card import FoundFilm
from ui import wording
from ui.texts import say
from ui.theme import SPACE_BETWEEN, SPACE_INSIDE, TARGET_PX
from ui.widgets.parts import button, row, secondary, words


class ErasePanel(QFrame):
    """Hidden when no film may be erased. Emits `erase_wanted(films)`."""

    erase_wanted = Signal(object)

    def __init__(self, films: list[FoundFilm]) -> None:
        super().__init__()
        self._films = films
        self.setProperty("role", "card")
        self.tick = QCheckBox(say("card.erase_tick", films=wording.count("wording.films", len(films))))
        self.tick.setMinimumHeight(TARGET_PX)
        self.tick.setAccessibleName(self.tick.text())
        self.erase_button = button(say("card.erase"), self._erase, "danger")
        self.erase_button.setEnabled(False)
        self.tick.toggled.connect(self.erase_button.setEnabled)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_BETWEEN, SPACE_BETWEEN, SPACE_BETWEEN, SPACE_BETWEEN)
        layout.setSpacing(SPACE_INSIDE)
        layout.addWidget(words(say("card.erase_title"), "notice-title"))
        layout.addWidget(secondary(say("card.erase_lead")))
        layout.addLayout(row(self.tick, None, self.erase_button))
        if not films:  # setVisible(True) before there is a parent would open a window of its own for a moment
            self.hide()

    def films(self) -> list[FoundFilm]:
        return self._films

    def _erase(self) -> None:
        if self.tick.isChecked():
            self.setEnabled(False)
            self.erase_wanted.emit(self._films)
