"""The eight codes as buttons: key, words, shape and colour of the tier. A state that goes on shows "on" until it is closed."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from app.domain.mark import Mark
from app.domain.marking import open_state
from app.domain.scheme import MOMENTS, Code, CodeKind
from ui.texts import say
from ui.theme import RADIUS, SECONDARY_PX, tokens
from ui.timeline.shapes import draw_tier
from ui.widgets.parts import name

_KEY_ROOM = 28
_HEIGHT = 44


class CodeButton(QAbstractButton):
    """One code. Its words may take two lines; the key stands in the shape's column."""

    def __init__(self, code: Code) -> None:
        super().__init__()
        self.code = code
        self._on = False
        self.setText(say(f"code.{code.id}"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._say_state()

    def set_on(self, on: bool) -> None:
        """Whether a state of this code goes on right now."""
        if on != self._on:
            self._on = on
            self._say_state()
            self.update()

    def is_on(self) -> bool:
        return self._on

    def _say_state(self) -> None:
        said = f"{self.code.key} {say(f'tier.{self.code.tier}')}: {self.text()}"
        name(self, f"{said}, {say('codes.on')}" if self._on else said, say(f"code.{self.code.id}.hint"))

    def words_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(SECONDARY_PX)
        font.setWeight(QFont.Weight.DemiBold if self._on else QFont.Weight.Normal)
        return font

    def lines(self) -> list[str]:
        """The words on one line or two, broken where both are shortest."""
        words = self.text().split()
        breaks = [(" ".join(words[:place]), " ".join(words[place:])) for place in range(1, len(words))]
        return list(min(breaks, key=lambda pair: max(map(len, pair)))) if breaks else words

    def sizeHint(self) -> QSize:
        """As wide as the longer line in the bold of an open state, so that nothing moves or is cut when it opens."""
        bold = self.words_font()
        bold.setWeight(QFont.Weight.DemiBold)
        return QSize(_KEY_ROOM + max(map(QFontMetrics(bold).horizontalAdvance, self.lines())) + 6, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def enterEvent(self, _event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, _event: QEvent) -> None:
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = tokens()
        tier = colours.tier(self.code.tier)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QColor(tier)
        if not self._on:
            ground.setAlphaF(0.22 if self.isDown() else 0.12 if self.underMouse() else 0.05)
        edge, wide = (colours.ink, 2.0) if self.hasFocus() else (tier, 1.0)
        painter.setBrush(ground)
        painter.setPen(QPen(QColor(edge), wide))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        ink = QColor(colours.on_accent if self._on else colours.ink)
        draw_tier(painter, self.code.tier, 15, 14, 6, colour=colours.on_accent if self._on else tier)
        painter.setFont(self.words_font())
        painter.setPen(ink)
        painter.drawText(QRectF(5, 22, 20, 18), Qt.AlignmentFlag.AlignCenter, self.code.key)
        room = QRectF(_KEY_ROOM, 2, self.width() - _KEY_ROOM - 2, self.height() - 4)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, "\n".join(self.lines()))
        painter.end()


class CodeBar(QWidget):
    """Eight buttons in a row, as wide as the film."""

    pressed = Signal(str)  # a Code.id

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name(self, say("codes.name"))
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        self.buttons: dict[str, CodeButton] = {}
        for column, code in enumerate(MOMENTS):
            made = CodeButton(code)
            made.clicked.connect(lambda _on=False, code=code: self.pressed.emit(code.id))
            layout.addWidget(made, 0, column)
            layout.setColumnStretch(column, made.sizeHint().width())
            self.buttons[code.id] = made

    def show_marks(self, marks: Iterable[Mark]) -> None:
        """Light the codes whose state goes on."""
        known = list(marks)
        for made in self.buttons.values():
            made.set_on(open_state(known, made.code) is not None)

    def show_pre_roll(self, pre_roll_us: int) -> None:
        """Say in the tooltips how long before the press a point is set."""
        seconds = f"{pre_roll_us / 1e6:g}"
        for made in self.buttons.values():
            kind = "point" if made.code.kind is CodeKind.POINT else "state"
            hint = say(f"code.{made.code.id}.hint")
            made.setToolTip(say(f"codes.{kind}_tip", hint=hint, key=made.code.key, seconds=seconds))
