"""The keys of the review screen, as data: what they are bound to, shown in tooltips and in the overview is one and the same list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QWidget

from app.domain.scheme import MOMENTS
from ui.texts import say

GROUPS = ("play", "mark", "clip", "view")


@dataclass(frozen=True, slots=True)
class Key:
    """One thing the keyboard does. `sequences` are in Qt's portable form; the first is the one shown in tooltips."""

    name: str
    group: str
    sequences: tuple[str, ...]
    repeats: bool = False
    words: str = ""  # text key, when it is not `key.<name>`

    def said(self) -> str:
        return say(self.words or f"key.{self.name}")


# [ and ] need AltGr on Norwegian keyboards, hence Q and W beside them.
KEYS: tuple[Key, ...] = (
    Key("play", "play", ("Space",)),
    Key("back_1", "play", ("Left",), repeats=True),
    Key("on_1", "play", ("Right",), repeats=True),
    Key("back_5", "play", ("Shift+Left",), repeats=True),
    Key("on_5", "play", ("Shift+Right",), repeats=True),
    Key("back_frame", "play", (",",), repeats=True),
    Key("on_frame", "play", (".",), repeats=True),
    Key("again", "play", ("J",)),
    Key("pause", "play", ("K",)),
    Key("faster_play", "play", ("L",)),
    Key("slower", "play", ("Q", "["), repeats=True),
    Key("faster", "play", ("W", "]"), repeats=True),
    Key("normal", "play", ("E",)),
    Key("loop_a", "play", ("A",)),
    Key("loop_b", "play", ("B",)),
    Key("loop_off", "play", ("X",)),
    Key("mute", "play", ("M",)),
    Key("louder", "play", ("Ctrl+Up",), repeats=True),
    Key("softer", "play", ("Ctrl+Down",), repeats=True),
    *(Key(f"mark.{code.id}", "mark", (code.key,), words=f"code.{code.id}") for code in MOMENTS),
    Key("note", "mark", ("N",)),
    Key("delete", "mark", ("Delete",)),
    Key("previous_mark", "mark", ("PgUp",), repeats=True),
    Key("next_mark", "mark", ("PgDown",), repeats=True),
    Key("start_back", "mark", ("Ctrl+Left",), repeats=True),
    Key("start_on", "mark", ("Ctrl+Right",), repeats=True),
    Key("end_back", "mark", ("Ctrl+Shift+Left",), repeats=True),
    Key("end_on", "mark", ("Ctrl+Shift+Right",), repeats=True),
    Key("undo", "mark", ("Ctrl+Z",), repeats=True),
    Key("redo", "mark", ("Ctrl+Shift+Z",), repeats=True),
    Key("clip_in", "clip", ("I",)),
    Key("clip_out", "clip", ("O",)),
    Key("clip_mark", "clip", ("C",)),
    Key("parent_mode", "clip", ("Ctrl+P",)),
    Key("full", "view", ("F",)),
    Key("rotate", "view", ("R",)),
    Key("look_closer", "view", ("Z",), repeats=True),
    Key("look_farther", "view", ("Shift+Z",), repeats=True),
    Key("fit", "view", ("0",)),
    Key("zoom_in", "view", ("+",), repeats=True),
    Key("zoom_out", "view", ("-",), repeats=True),
    Key("zoom_whole", "view", ("Ctrl+0",)),
    Key("first", "view", ("Home",)),
    Key("last", "view", ("End",)),
    Key("help", "view", ("?", "F1")),
)


def caps(key: Key) -> str:
    """The key as it is printed on the keyboard and said in this language."""
    return f" {say('keycap.or')} ".join(_cap(sequence) for sequence in key.sequences)


def _cap(sequence: str) -> str:
    text = QKeySequence(sequence).toString(QKeySequence.SequenceFormat.NativeText)
    return text.replace("Space", say("keycap.Space")).replace("Left", "←").replace("Right", "→").replace("Up", "↑").replace("Down", "↓")


def bind(widget: QWidget, handlers: Mapping[str, Callable[[], None]], among: Iterable[Key] = KEYS) -> dict[str, QAction]:
    """An action for each of these keys, alive while `widget` can be seen. A text field that has the focus keeps its letters."""
    actions: dict[str, QAction] = {}
    for key in among:
        action = QAction(key.said(), widget)
        action.setShortcuts([QKeySequence(sequence) for sequence in key.sequences])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setAutoRepeat(key.repeats)
        action.triggered.connect(_unless_focus_wants(key, handlers[key.name]))
        widget.addAction(action)
        actions[key.name] = action
    return actions


def _unless_focus_wants(key: Key, handler: Callable[[], None]) -> Callable[[], None]:
    """Space presses the button that was reached with Tab, and opens a list, before it plays."""
    if "Space" not in key.sequences:
        return handler

    def press() -> None:
        focus = QApplication.focusWidget()
        if isinstance(focus, QAbstractButton):
            focus.click()
        elif isinstance(focus, QComboBox):
            focus.showPopup()
        else:
            handler()

    return press


def with_key(words: str, name: str) -> str:
    """`words (key)`, for a tooltip."""
    return f"{words} ({caps(by_name(name))})"


def by_name(name: str) -> Key:
    return next(key for key in KEYS if key.name == name)


def of_group(group: str) -> Iterable[Key]:
    return (key for key in KEYS if key.group == group)
