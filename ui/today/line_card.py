"""Today's lines: what each is about and its one button, gathered under the heading of their part."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.usecases.today import Part, TodayLine, TodayView
from ui.texts import say
from ui.theme import SPACE_BETWEEN
from ui.today.words import button_words, explanation, heading
from ui.widgets.parts import button, column, row, secondary, section, words

FIRST_LINES = 4
_AT_ONCE = 8  # more cards than that are made in several turns of the event loop: none of them takes long


class LineCard(QFrame):
    """Calls `chosen(line)` when its button is pressed."""

    def __init__(self, line: TodayLine, today: date, chosen: Callable[[TodayLine], object]) -> None:
        super().__init__()
        self.line = line
        self.setProperty("role", "card")
        about = heading(line, today)
        self.about, self.why = words(about, "row-title"), secondary(explanation(line, today))
        self.button = button(button_words(line), lambda: chosen(line))
        self.button.setAccessibleName(f"{button_words(line)}: {about}")
        self.setAccessibleName(about)
        across = row(column(self.about, self.why, spacing=2), self.button, spacing=SPACE_BETWEEN)
        across.setStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_BETWEEN, 10, 12, 10)
        layout.addLayout(across)


class PartCards(QWidget):
    """A part of the screen: its heading, its first lines, and a button that shows the rest. `left_out` are those not even read."""

    unfolded = Signal(object)  # Part

    def __init__(self, part: Part, view: TodayView, chosen: Callable[[TodayLine], object], *, whole: bool) -> None:
        super().__init__()
        self.part = part
        self.cards: list[LineCard] = []
        self._lines, self._today, self._chosen = view.of(part), view.day, chosen
        hidden = 0 if whole else max(0, len(self._lines) - FIRST_LINES)
        self._cards = column()
        self.more = button(say("today.more", count=hidden), self._unfold, "quiet")
        self.more.setAccessibleName(f"{say(f'today.part.{part.value}')}: {say('today.more', count=hidden)}")
        self.beyond = secondary(say("today.beyond", count=view.left_out.get(part, 0)))
        self.setLayout(column(section(say(f"today.part.{part.value}")), self._cards, row(self.more, None), self.beyond))
        self.more.setVisible(hidden > 0)
        self.beyond.setVisible(part in view.left_out and not hidden)
        self._left_out = part in view.left_out
        self._add(self._lines[: len(self._lines) - hidden])

    def _unfold(self) -> None:
        """The keyboard stands on the first line that came."""
        shown = len(self.cards)
        self._add(self._lines[shown:])
        self.cards[shown].button.setFocus()
        self.more.hide()
        self.beyond.setVisible(self._left_out)
        self.unfolded.emit(self.part)

    def _add(self, lines: tuple[TodayLine, ...]) -> None:
        for line in lines[:_AT_ONCE]:
            made = LineCard(line, self._today, self._chosen)
            self.cards.append(made)
            self._cards.addWidget(made)
        if lines[_AT_ONCE:]:
            QTimer.singleShot(0, self, lambda: self._add(lines[_AT_ONCE:]))
