"""The rail: the places of daily work, words under icons. The one that is shown is on; while a film is taken its button is red."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from ui.icons import icon
from ui.places import FOOTAGE, MARKS, RAIL
from ui.texts import say
from ui.theme import SPACE_INSIDE, tokens
from ui.widgets.parts import ToolButton, name

RAIL_PX = 108
_BUTTON_PX = 62
_ICON_PX = 26


class Rail(QFrame):
    """`go_wanted(place)` when a button was pressed."""

    go_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "rail")
        self.setFixedWidth(RAIL_PX)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE)
        layout.setSpacing(4)
        self.buttons: dict[str, ToolButton] = {}
        for place, picture in RAIL:
            if place == "settings":
                layout.addStretch(1)
            if place == FOOTAGE[0]:
                layout.addWidget(self._button(*MARKS))
            layout.addWidget(self._button(place, picture))

    def set_footage(self, allowed: bool) -> None:
        """Whether film may come onto this laptop. Where it may not, its marks stand in the place of what brings it in."""
        self.buttons[MARKS[0]].setVisible(not allowed)
        for place in FOOTAGE:
            self.buttons[place].setVisible(allowed)

    def mark(self, place: str) -> None:
        """Which button is on; "" for none. A keyboard that stands in the rail goes along."""
        if place in self.buttons and any(tool.hasFocus() for tool in self.buttons.values()):
            self.buttons[place].setFocus()
        for key, tool in self.buttons.items():
            tool.setChecked(key == place)

    def mark_filming(self, sign: str, *, paused: bool = False) -> None:
        """The sign while a film is being taken: in words, and red unless it is paused. Empty when none is."""
        tool = self.buttons["film"]
        said = sign or say("shell.go.film")
        if tool.text() == said:
            return
        tool.setText(said)
        name(tool, said)
        look = tokens()
        red = bool(sign) and not paused
        picture = "record-fill" if red else "pause-fill" if sign else "video-camera"
        tool.setIcon(icon(picture, look.danger if red else look.muted, look.danger if red else look.accent))
        tool.setProperty("filming", red)
        tool.style().unpolish(tool)
        tool.style().polish(tool)

    def _button(self, place: str, picture: str) -> ToolButton:
        tool = ToolButton()
        tool.setText(say(f"shell.go.{place}"))
        name(tool, say(f"shell.go.{place}"))
        tool.setIcon(icon(picture, tokens().muted, tokens().accent))
        tool.setIconSize(QSize(_ICON_PX, _ICON_PX))
        tool.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        tool.setCheckable(True)
        tool.setFixedSize(RAIL_PX - 2 * SPACE_INSIDE, _BUTTON_PX)
        tool.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        tool.clicked.connect(partial(self._go, place))
        self.buttons[place] = tool
        return tool

    def _go(self, place: str, _on: bool = False) -> None:
        """Not a button group: Qt would take all but one of its buttons out of the Tab order."""
        self.mark(place)
        self.go_wanted.emit(place)
