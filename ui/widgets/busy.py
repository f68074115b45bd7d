"""A thin bar that moves while something slow runs, with a sentence beside it. Takes its place even when still, so nothing jumps."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from ui.widgets.parts import secondary


class Busy(QWidget):
    """`start(text)` and `stop()`; `set_share` turns it into real progress."""

    def __init__(self) -> None:
        super().__init__()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(8)
        self._text = secondary()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._bar)
        layout.addWidget(self._text)
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.hide()

    def start(self, text: str) -> None:
        self._bar.setRange(0, 0)
        self._text.setText(text)
        self._bar.setAccessibleName(text)
        self.show()

    def set_share(self, done: int, total: int) -> None:
        self._bar.setRange(0, 1000)
        self._bar.setValue(round(1000 * done / total) if total else 0)

    def stop(self) -> None:
        self._text.clear()
        self.hide()
