"""How loud it is, as a bar that moves and, where something is wrong, in words. Colour never says it alone."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.filming import Level
from ui.film.hearing import Heard, Hearing, share
from ui.texts import say
from ui.theme import tokens
from ui.widgets.announce import announce
from ui.widgets.parts import name, row, set_role, words

_BAR_PX = 10
_FALL = 0.03  # of the bar, each level: quick up, slow down, so that an eye can follow


class _Bar(QWidget):
    """The bar alone."""

    def __init__(self) -> None:
        super().__init__()
        self._loud = 0.0
        self._peak = 0.0
        self._heard = Heard.WELL
        self.setFixedHeight(_BAR_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_level(self, loud: float, peak: float, heard: Heard) -> None:
        self._loud, self._heard = max(loud, self._loud - _FALL), heard
        self._peak = max(peak, self._peak - _FALL)
        self.update()

    def clear(self) -> None:
        self._loud = self._peak = 0.0
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.line))
        painter.drawRoundedRect(QRectF(self.rect()), _BAR_PX / 2, _BAR_PX / 2)
        colour = QColor(look.good if self._heard is Heard.WELL else look.warn)
        if self._loud > 0:
            painter.setBrush(colour)
            painter.drawRoundedRect(QRectF(0, 0, max(_BAR_PX, self.width() * self._loud), _BAR_PX), _BAR_PX / 2, _BAR_PX / 2)
        if self._peak > 0:
            painter.setBrush(QColor(look.ink))
            painter.drawRect(QRectF(min(self.width() - 2.0, self.width() * self._peak), 0, 2, _BAR_PX))
        painter.end()


class LevelMeter(QWidget):
    """`show_level` for each level; `clear(words)` while nothing is listened to, with the reason."""

    def __init__(self) -> None:
        super().__init__()
        self._hearing = Hearing()
        self.heard: Heard | None = None
        self._bar = _Bar()
        self.words = words("", "secondary", wrap=False)
        self.setLayout(row(words(say("filming.sound"), "secondary", wrap=False), self._bar, self.words))
        name(self, say("filming.sound"))
        self.clear("")

    def show_level(self, level: Level) -> None:
        heard = self._hearing.hear(level)
        self._bar.show_level(share(level.rms_permille), share(level.peak_permille), heard)
        if heard is not self.heard:
            changed_for_a_person = self.heard is not None or heard is not Heard.WELL
            self.heard = heard
            self._say(say(f"filming.heard.{heard.value}"), warn=heard is not Heard.WELL)
            if changed_for_a_person:
                announce(self, self.words.text())

    def clear(self, why: str) -> None:
        self._hearing, self.heard = Hearing(), None
        self._bar.clear()
        self._say(why, warn=False)

    def _say(self, text: str, *, warn: bool) -> None:
        self.words.setText(text)
        set_role(self.words, "warn" if warn else "secondary")
        self.setAccessibleDescription(text)
