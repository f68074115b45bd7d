"""The slim line at the bottom: how things stand, in words. Facts that need a person are coloured and come last."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from ui.theme import SPACE_BETWEEN
from ui.widgets.parts import words


class StatusLine(QFrame):
    """`set_fact(name, text)` shows or, with no text, removes a fact; facts stay in the order they first came."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "status")
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(SPACE_BETWEEN, 4, SPACE_BETWEEN, 4)
        self._layout.setSpacing(SPACE_BETWEEN + 8)
        self._layout.addStretch(1)
        self._facts: dict[str, QLabel] = {}

    def set_fact(self, fact: str, text: str, *, warn: bool = False) -> None:
        label = self._facts.get(fact)
        if label is None:
            label = words(role="warn" if warn else "secondary", wrap=False)
            self._facts[fact] = label
            self._layout.insertWidget(self._layout.count() - 1, label)
        label.setText(text)
        label.setVisible(bool(text))

    def fact(self, fact: str) -> str:
        label = self._facts.get(fact)
        return label.text() if label else ""

    def clear(self) -> None:
        for label in self._facts.values():
            label.hide()
            label.clear()
