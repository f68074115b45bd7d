"""What a screen owes to whoever uses it: every word whole, every control named, large enough and reachable with the keyboard."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenuBar,
    QPlainTextEdit,
    QScrollArea,
    QScrollBar,
    QWidget,
)  # fmt: skip

SMALLEST_PX = 24
_ROUND = 300  # more than any window has
CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QAbstractSlider, QAbstractItemView, QPlainTextEdit)


def faults(root: QWidget) -> list[str]:
    """Everything that is wrong with what is visible under `root`, in words."""
    found: list[str] = []
    for widget in _visible(root):
        if isinstance(widget, QLabel):
            found += _label(widget)
        if isinstance(widget, QAbstractButton):
            found += _button(widget)
        if isinstance(widget, CONTROLS) and not _is_part(widget):
            found += _control(widget)
        found += _inside(widget, root)
    return found


def passed_by(window: QWidget) -> list[str]:
    """Controls that Tab never comes to, going once round `window`, or comes to after what stands below them. The keyboard is given back to
    who had it.
    """
    had = window.focusWidget()
    reached: dict[QWidget, None] = {}
    for _ in range(_ROUND):
        window.focusNextPrevChild(True)
        now = window.focusWidget()
        if now is None or now in reached:
            break
        reached[now] = None
    wanted = [
        widget
        for widget in _visible(window)
        if isinstance(widget, CONTROLS) and not _is_part(widget) and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    if had is not None:
        had.setFocus()
    missed = [f"Tab passes by: {_called(widget)}" for widget in wanted if widget not in reached]
    return missed + _upwards([widget for widget in reached if widget.isVisible()], window)


def _upwards(order: list[QWidget], window: QWidget) -> list[str]:
    """What Tab comes to after something that stands below it in the same column. Where the round begins is not the window's to say: it is
    taken from where it reads best.
    """
    boxes = [(QRect(widget.mapTo(window, QPoint()), widget.size()), _mover(widget)) for widget in order]

    def against(first: int, then: int) -> bool:
        (above, here), (box, there) = boxes[first], boxes[then]
        side_by_side = above.left() >= box.right() or box.left() >= above.right()
        return here is there and not side_by_side and box.bottom() <= above.top()

    pairs = [(a, b) for a in range(len(order)) for b in range(len(order)) if a != b and against(a, b)]
    turns = ([pair for pair in pairs if _before(pair[0], start) <= _before(pair[1], start)] for start in range(len(order)))
    return [f"Tab comes to {_called(order[b])} after {_called(order[a])}" for a, b in min(turns, key=len, default=[])]


def _before(at: int, start: int) -> tuple[bool, int]:
    return at < start, at


def _mover(widget: QWidget) -> QWidget | None:
    """The area that moves it up and down."""
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    return above


def _called(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.accessibleName()!r}"


def _visible(root: QWidget) -> Iterator[QWidget]:
    for widget in root.findChildren(QWidget):
        if widget.isVisibleTo(root) and not isinstance(widget, QMenuBar | QScrollBar):
            yield widget


def _is_part(widget: QWidget) -> bool:
    """The line inside a spin box, the list inside a combo box."""
    parent = widget.parentWidget()
    return isinstance(widget, QScrollBar) or isinstance(parent, QAbstractSpinBox | QComboBox | QAbstractItemView)


def _label(label: QLabel) -> Iterator[str]:
    text = label.text()
    if not text:
        return
    if label.wordWrap():
        needed = label.heightForWidth(label.width())
        if label.height() + 1 < needed:
            yield f"words cut below: {text!r} has {label.height()} of {needed} px"
        longest = max((label.fontMetrics().horizontalAdvance(word) for word in text.split()), default=0)
        if longest > label.contentsRect().width() + 1:
            yield f"a word is wider than its place: {text!r}"
    else:
        wide = max(label.fontMetrics().horizontalAdvance(line) for line in text.splitlines())
        if wide > label.contentsRect().width() + 1:
            yield f"words cut at the end: {text!r} has {label.contentsRect().width()} of {wide} px"
    if label.font().pixelSize() < 13 and label.font().pixelSize() != -1:
        yield f"smaller than 13 px: {text!r}"


def _button(made: QAbstractButton) -> Iterator[str]:
    if not made.text() or _paints_itself(made):
        return
    needed = made.sizeHint()
    words = max(made.fontMetrics().horizontalAdvance(line.replace("&", "")) for line in made.text().splitlines())
    if words > made.width() - (0 if isinstance(made, QCheckBox) else 4):
        yield f"button too narrow: {made.text()!r} has {made.width()} of {words} px"
    if made.height() + 1 < min(needed.height(), SMALLEST_PX):
        yield f"button too low: {made.text()!r}"


def _paints_itself(widget: QWidget) -> bool:
    """One of our own that paints its words, and so breaks its lines itself."""
    return any("paintEvent" in kind.__dict__ for kind in type(widget).__mro__ if not kind.__module__.startswith(("PySide6", "Shiboken")))


def _control(control: QWidget) -> Iterator[str]:
    text = control.text() if isinstance(control, QAbstractButton) else ""
    named = control.accessibleName() or text
    what = f"{type(control).__name__} {named!r}"
    if not named:
        yield f"no accessible name: {what} {control.objectName()} {control.toolTip()!r}"
    if min(control.width(), control.height()) < SMALLEST_PX:
        yield f"target too small: {what} is {control.width()} x {control.height()} px"
    if control.isEnabled() and not (control.focusPolicy() & Qt.FocusPolicy.TabFocus) and not _has_keys(control):
        yield f"not reached with the keyboard: {what}"


def _has_keys(control: QWidget) -> bool:
    """A key of its own, said in the tip as `(Space)`: then Tab may pass it by."""
    return control.toolTip().rstrip().endswith(")") or bool(isinstance(control, QAbstractButton) and not control.shortcut().isEmpty())


def _inside(widget: QWidget, root: QWidget) -> Iterator[str]:
    """Nothing sticks out of its parent or of the window, except what can be scrolled to."""
    parent = widget.parentWidget()
    if parent is None or widget.isWindow() or _scrolled(widget, root) or not isinstance(widget, (QLabel, *CONTROLS)):
        return
    place = QRect(widget.mapTo(root, QPoint(0, 0)), widget.size())
    if not root.rect().contains(place) and not place.isEmpty():
        yield f"outside the window: {type(widget).__name__} {widget.accessibleName()!r} at {place.getRect()}"


def _scrolled(widget: QWidget, root: QWidget) -> bool:
    at: QWidget | None = widget
    while at is not None and at is not root:
        at = at.parentWidget()
        if isinstance(at, QScrollArea | QAbstractScrollArea):
            return True
    return False
