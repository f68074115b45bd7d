"""The few large buttons of parent mode, words under icons."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from ui.icons import icon
from ui.parent.drawing import PENS
from ui.parent.showing import Showing
from ui.texts import say
from ui.theme import DARK
from ui.widgets.parts import ToolButton, name

_ICON_PX = 30
_BUTTON_PX = 112


class Controls(QWidget):
    """Says `wanted` with the name of the button."""

    wanted = Signal(str)
    pen_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.previous = self._button("previous", "skip-back")
        self.again = self._button("again", "arrow-counter-clockwise")
        self.slower = self._button("slower", "gauge")
        self.play = self._button("play", "play")
        self.loop = self._button("loop", "repeat")
        self.play.setProperty("filled", True)  # the one thing to do next
        self.draw = self._button("draw", "pencil-simple")
        self.next = self._button("next", "skip-forward")
        self.leave = self._button("leave", "sign-out")
        self.leave.setProperty("role", "quiet")
        self.loop.setCheckable(True)
        self.draw.setCheckable(True)
        self.pens = self._pens()
        self._lay_out()

    def _button(self, wish: str, picture: str) -> ToolButton:
        made = ToolButton()
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        made.setIconSize(QSize(_ICON_PX, _ICON_PX))
        made.setMinimumWidth(_BUTTON_PX)
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard with the film
        made.clicked.connect(lambda _on=False: self.wanted.emit(wish))
        _dress(made, picture, say(f"parent.{wish}"))
        return made

    def _pens(self) -> QWidget:
        holder = QWidget()
        layout = QHBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        group = QButtonGroup(holder)
        for pen, colour in PENS.items():
            made = ToolButton()
            made.setIcon(icon("circle-fill", colour))
            made.setIconSize(QSize(_ICON_PX, _ICON_PX))
            made.setCheckable(True)
            made.setChecked(pen == "sun")
            made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            made.setProperty("role", "pen")
            name(made, say(f"parent.pen.{pen}"))
            made.setToolTip(say(f"parent.pen.{pen}"))
            made.clicked.connect(lambda _on=False, pen=pen: self.pen_wanted.emit(pen))
            group.addButton(made)
            layout.addWidget(made)
        self.wipe = self._button("clear", "eraser")
        layout.addWidget(self.wipe)
        holder.hide()
        return holder

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addStretch(1)
        for made in (self.previous, self.again, self.slower, self.play, self.loop, self.draw, self.pens, self.next):
            layout.addWidget(made)
        layout.addStretch(1)
        layout.addWidget(self.leave)

    def show_state(self, showing: Showing, *, playing: bool, drawing: bool) -> None:
        """What can be done now, and what is on."""
        here = showing.clip is not None
        for made in (self.again, self.slower, self.play, self.loop, self.draw):
            made.setEnabled(here)
        self.previous.setEnabled(showing.has_previous())
        self.next.setEnabled(showing.has_next())
        _dress(self.play, "pause" if playing else "play", say("parent.pause" if playing else "parent.play"), filled=here)
        _dress(self.slower, "gauge", say("parent.normal" if showing.is_slowest() else "parent.slower"))
        _dress(self.draw, "pencil-simple", say("parent.stop_drawing" if drawing else "parent.draw"))
        self.loop.setChecked(showing.looping)
        self.draw.setChecked(drawing)
        # A pen in the hand: only what goes with it. Never both at once, or the row would push the window wider.
        watching: tuple[QWidget, ...] = (self.previous, self.again, self.slower, self.loop, self.next)
        with_pen: tuple[QWidget, ...] = (self.pens,)
        for widget in watching if drawing else with_pen:
            widget.hide()
        for widget in with_pen if drawing else watching:
            widget.show()


def _dress(made: ToolButton, picture: str, text: str, *, filled: bool = False) -> None:
    made.setIcon(icon(picture, DARK.on_accent if filled else DARK.ink, DARK.on_accent))
    made.setText(text)
    name(made, text)
