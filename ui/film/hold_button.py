"""A button that nothing sets off by accident: hold it until its bar is full, or press it once more while it asks.

A press that is let go too soon makes it ask for a few seconds; the second press has to come a moment after the first, so that a double
click is one press. Escape, or waiting, puts the question away.
"""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton

from ui.theme import BIG_TARGET_PX, RADIUS

HOLD_MS = 800
ASK_MS = 4000
NOT_TWICE_MS = 350  # a double click takes less
_STEP_MS = 20
_BAR_PX = 5


class HoldButton(QPushButton):
    """`confirmed` once it is meant. `asking_changed` when it asks or has stopped asking."""

    confirmed = Signal()
    asking_changed = Signal(bool)

    def __init__(self, text: str, asking_text: str) -> None:
        super().__init__(text)
        self._texts = (text, asking_text)
        self._widest = 0
        self.setAccessibleName(text)
        self.setMinimumHeight(BIG_TARGET_PX)
        self.setAutoDefault(False)
        self._held = QElapsedTimer()
        self._asked = QElapsedTimer()
        self._asking = False
        self._step = QTimer(self)
        self._step.setInterval(_STEP_MS)
        self._step.timeout.connect(self._hold_on)
        self._enough = QTimer(self)
        self._enough.setSingleShot(True)
        self._enough.setInterval(ASK_MS)
        self._enough.timeout.connect(self.put_away)
        self.pressed.connect(self._press)
        self.released.connect(self._release)
        self.clicked.connect(lambda _on=False: self.press_once())

    def is_asking(self) -> bool:
        return self._asking

    def held_share(self) -> float:
        """How full its bar is, 0..1."""
        return min(1.0, self._held.elapsed() / HOLD_MS) if self._step.isActive() else 0.0

    def press_once(self) -> None:
        """As one short press, or its key: asks, or is the answer to what was asked."""
        if not self._asking:
            self._set_asking(True)
            self._asked.start()
            self._enough.start()
        elif self._asked.elapsed() >= NOT_TWICE_MS:
            self._confirm()

    def put_away(self) -> None:
        """It is not meant after all."""
        self._enough.stop()
        self._set_asking(False)

    # --- inside ---

    def _press(self) -> None:
        self._held.start()
        self._step.start()

    def _hold_on(self) -> None:
        self.update()
        if self._held.elapsed() >= HOLD_MS:
            self._step.stop()
            self.setDown(False)  # the release that follows is no press
            self._confirm()

    def _release(self) -> None:
        self._step.stop()
        self.update()

    def _confirm(self) -> None:
        self.put_away()
        self.confirmed.emit()

    def _set_asking(self, asking: bool) -> None:
        if asking == self._asking:
            return
        self._asking = asking
        self.setText(self._texts[asking])
        self.setAccessibleName(self._texts[asking])
        self.asking_changed.emit(asking)

    # --- Qt ---

    def sizeHint(self) -> QSize:
        """As wide as the longer of its words: nothing moves when it asks."""
        said, metrics = super().sizeHint(), self.fontMetrics()
        longest = max(metrics.horizontalAdvance(text) for text in self._texts)
        self._widest = max(self._widest, said.width() + longest - metrics.horizontalAdvance(self.text()))
        return QSize(self._widest, said.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A key asks and answers; holding it down is no second press."""
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.press_once()
            event.accept()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._step.stop()
        self.put_away()
        super().hideEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        held = self.held_share()
        if held <= 0:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.palette().buttonText().color()))
        room = self.width() - 2 * RADIUS
        painter.drawRoundedRect(QRectF(RADIUS, self.height() - 2 * _BAR_PX, room * held, _BAR_PX), _BAR_PX / 2, _BAR_PX / 2)
        painter.end()
