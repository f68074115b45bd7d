"""Small parts that every screen is built from: words in their roles, and buttons that carry their own accessible name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeVar

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.theme import SPACE_BETWEEN, SPACE_INSIDE, TARGET_PX

L = TypeVar("L", bound=QBoxLayout)


def words(text: str = "", role: str = "", *, wrap: bool = True) -> QLabel:
    """A plain text label (never rich text: what it shows may come from outside)."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    if role:
        label.setProperty("role", role)
    if wrap:
        policy = label.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Preferred)
        policy.setVerticalPolicy(QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        label.setSizePolicy(policy)
    return label


def title(text: str) -> QLabel:
    return words(text, "title")


def section(text: str) -> QLabel:
    return words(text, "section")


def secondary(text: str = "") -> QLabel:
    return words(text, "secondary")


def button(text: str, clicked: Callable[[], object], role: str = "") -> QPushButton:
    """A button with words. Roles: primary (one per screen), danger, quiet."""
    made = _Button(text)
    made.setAccessibleName(text.replace("&", ""))
    made.setMinimumHeight(TARGET_PX)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setAutoDefault(False)
    if role:
        made.setProperty("role", role)
    made.clicked.connect(lambda _checked=False: clicked())
    return made


def form_key(event: QKeyEvent, save: QPushButton | None, leave: QPushButton) -> bool:
    """Enter in any field of a form presses `save` (None: there is more than one answer), Escape `leave`; whether it was one of them. By
    the button: what is being saved is not saved a second time."""
    if event.key() == Qt.Key.Key_Escape:
        leave.click()
        return True
    return save is not None and pressed_by_enter(save, event)


def pressed_by_enter(made: QAbstractButton, event: QKeyEvent) -> bool:
    """Press it if the key is Enter, once however long that is held down; whether it was. Qt has Enter press the buttons of dialogs only."""
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return False
    if not event.isAutoRepeat():
        made.click()
    return True


class ToolButton(QToolButton):
    """Pressed by Enter as well as by Space."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)


class _Button(QPushButton):
    """Pressed by Enter as well as by Space, and has the keyboard again after it could not be pressed for a while.

    A button that waits for what it began is disabled: then Qt moves the keyboard on to the next, which is often Cancel, and whoever tries
    again would leave instead.
    """

    _moved_on_to: QWidget | None = None
    _was_pressed = False  # since the keyboard came; it only passes by while others beside it are disabled

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._was_pressed = False

    def nextCheckState(self) -> None:
        super().nextCheckState()
        self._was_pressed = True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._was_pressed and not self.isEnabled():
            self._note_where()
            QTimer.singleShot(0, self, self._note_where)  # what it moved on to may be disabled in the same breath

    def _note_where(self) -> None:
        if not self.isEnabled():
            self._moved_on_to = self.window().focusWidget()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange and self.isEnabled() and self._moved_on_to is not None:
            if self.isVisible() and self.window().focusWidget() is self._moved_on_to:
                self.setFocus()
            self._moved_on_to = None


def set_role(widget: QWidget, role: str) -> None:
    """Change a role after the widget was dressed."""
    if widget.property("role") == role:
        return
    widget.setProperty("role", role)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.updateGeometry()  # another role may be another size of letters


def row(*parts: QWidget | QLayout | None, spacing: int = SPACE_INSIDE) -> QHBoxLayout:
    """Widgets and layouts side by side; None is a stretch."""
    return _fill(QHBoxLayout(), parts, spacing)


def column(*parts: QWidget | QLayout | None, spacing: int = SPACE_INSIDE) -> QVBoxLayout:
    return _fill(QVBoxLayout(), parts, spacing)


def card(layout: QLayout | None = None, margin: int = SPACE_BETWEEN) -> QFrame:
    """A quiet surface around things that belong together."""
    frame = QFrame()
    frame.setProperty("role", "card")
    if layout is not None:
        layout.setContentsMargins(margin, margin, margin, margin)
        frame.setLayout(layout)
    return frame


def labelled(field: QWidget) -> QVBoxLayout:
    """A field with its name over it."""
    label = QLabel(field.accessibleName())
    label.setBuddy(field)
    return column(label, field, spacing=4)


def name(widget: QWidget, text: str, description: str = "") -> None:
    """What a screen reader says."""
    widget.setAccessibleName(text)
    if description:
        widget.setAccessibleDescription(description)


def keyboard_order(chain: Sequence[QWidget]) -> None:
    """Tab goes from each of these to the next, whenever they were made."""
    for before, after in pairwise(chain):
        QWidget.setTabOrder(before, after)


def keyboard_before(last: QWidget, parts: Sequence[QWidget]) -> None:
    """Tab comes to `parts` on its way to `last`, though they were made later: Qt puts what is new at the end of the window."""
    first = last.previousInFocusChain()
    while first is not None and (first in parts or not first.focusPolicy() & Qt.FocusPolicy.TabFocus):
        first = first.previousInFocusChain()
    keyboard_order([*([first] if first else []), *parts, last])


def fields_of(holder: QWidget) -> list[QWidget]:
    """What the keyboard can reach inside, in the order it was put there."""
    return [inner for inner in holder.findChildren(QWidget) if inner.focusPolicy() & Qt.FocusPolicy.TabFocus]


def _fill(layout: L, parts: tuple[QWidget | QLayout | None, ...], spacing: int) -> L:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, QWidget):
            layout.addWidget(part)
        else:
            layout.addLayout(part)
    return layout


def clear_layout(layout: QLayout) -> None:
    """Take everything out and away."""
    while (item := layout.takeAt(0)) is not None:
        inner, widget = item.layout(), item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear_layout(inner)
