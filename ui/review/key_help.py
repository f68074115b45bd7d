"""The overview of keys: everything the keyboard does on this screen, in four groups, over the film until it is closed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.review.keys import GROUPS, Key, caps, of_group
from ui.texts import say
from ui.theme import SPACE_AROUND, SPACE_BETWEEN, SPACE_GROUPS
from ui.widgets.parts import button, column, name, row, secondary, section, title, words


class KeyHelp(QFrame):
    """Covers the screen it lies on. Escape, ? and the button close it."""

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        name(self, say("keys.title"))
        self.setAutoFillBackground(True)
        self.setProperty("role", "help")
        self._close = button(say("shell.close"), self.put_away, "primary")
        self._close.setParent(self)
        self._filled = False
        self.hide()

    def _fill(self) -> None:
        """When it is first asked for: its many words cost as much as the whole screen they lie on."""
        self._filled = True
        inner = QWidget()
        inner.setProperty("role", "page")
        groups = QHBoxLayout(inner)
        groups.setSpacing(SPACE_GROUPS)
        sides = (("play",), ("mark",), ("clip", "view"))
        assert {group for side in sides for group in side} == set(GROUPS)
        for side in sides:
            groups.addLayout(_side(side))
        scroll = QScrollArea()
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_AROUND, SPACE_BETWEEN, SPACE_AROUND, SPACE_BETWEEN)
        layout.addLayout(row(title(say("keys.title")), None, self._close))
        layout.addWidget(scroll, 1)
        layout.addWidget(secondary(say("scheme.aid")))

    def show_over(self) -> None:
        """Cover the screen and take the keyboard."""
        if not self._filled:
            self._fill()
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.raise_()
        self.show()
        self._close.setFocus()

    def put_away(self) -> None:
        self.closed.emit()  # first: whoever hears it takes the keyboard, which would else go to the next widget of the window
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        else:
            super().keyPressEvent(event)


def _side(groups: tuple[str, ...]) -> QVBoxLayout:
    side = column(spacing=SPACE_BETWEEN)
    for group in groups:
        side.addWidget(section(say(f"keys.{group}_group")))
        side.addLayout(_table(list(of_group(group))))
    side.addStretch(1)
    return side


def _table(keys: list[Key]) -> QGridLayout:
    table = QGridLayout()
    table.setHorizontalSpacing(SPACE_BETWEEN)
    table.setVerticalSpacing(2)
    for place, key in enumerate(keys):
        cap = words(caps(key), "secondary", wrap=False)
        cap.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        table.addWidget(cap, place, 0)
        table.addWidget(words(key.said(), "secondary-ink"), place, 1)
    table.setColumnStretch(1, 1)
    return table
