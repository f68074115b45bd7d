"""A page of words and fields: one column of a readable width, scrolled when the window is small so that nothing is ever clipped."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from ui.theme import SPACE_AROUND, SPACE_BETWEEN, SPACE_GROUPS

READABLE_PX = 720
WIDE_PX = 1258  # a list of films: all of a 1366 px screen beside the rail, so that its right edge meets the lock button above


class Page(QScrollArea):
    """`add` puts widgets and layouts one under another. `centred` lets a short page float in the middle of the window."""

    def __init__(self, width: int = READABLE_PX, *, centred: bool = False) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        inner.setProperty("role", "page")
        column_holder = QWidget()
        column_holder.setMaximumWidth(width)
        self.column = QVBoxLayout(column_holder)
        self.column.setContentsMargins(SPACE_AROUND, SPACE_AROUND, SPACE_AROUND, SPACE_AROUND)
        self.column.setSpacing(SPACE_BETWEEN)
        across = QHBoxLayout(inner)
        across.setContentsMargins(0, 0, 0, 0)
        if centred:
            across.addStretch(1)
            middle = QVBoxLayout()
            middle.addStretch(1)
            middle.addWidget(column_holder)
            middle.addStretch(2)
            across.addLayout(middle, 100)
            across.addStretch(1)
        else:
            across.addWidget(column_holder, 1)
            across.addStretch(0)
        self.setWidget(inner)

    def add(self, thing: QWidget | QLayout, *, group: bool = False) -> None:
        """`group` sets more air above."""
        if group:
            self.column.addSpacing(SPACE_GROUPS - SPACE_BETWEEN)
        if isinstance(thing, QWidget):
            self.column.addWidget(thing)
        else:
            self.column.addLayout(thing)

    def end(self) -> None:
        """Keep what was added at the top."""
        self.column.addStretch(1)
