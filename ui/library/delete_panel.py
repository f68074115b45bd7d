"""Destroying a recording is asked twice: first what will go, then the family's code typed by hand. Nothing is deleted by a slip."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from ui import wording
from ui.library.shelf import Shelved
from ui.texts import say
from ui.theme import SPACE_BETWEEN, SPACE_INSIDE, TARGET_PX
from ui.widgets.parts import button, column, name, row, words


class DeletePanel(QFrame):
    """Emits `confirmed` once, or `left`."""

    confirmed = Signal()
    left = Signal()

    def __init__(self, shelved: Shelved, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice-error")
        self._shelved = shelved
        self._code = shelved.recording.family
        self._filled = False

    def _fill(self) -> None:
        """When it is first asked: a list of films has one such panel for each."""
        self._filled = True
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_BETWEEN, SPACE_INSIDE, SPACE_BETWEEN, SPACE_BETWEEN)
        layout.setSpacing(SPACE_INSIDE)
        for part in self._held() if self._shelved.on_hold else self._steps():
            layout.addWidget(part)

    def _held(self) -> tuple[QWidget, ...]:
        """A hold is lifted by two, and not here."""
        self.keep_button = button(say("library.held_keep"), self.left.emit)
        said = f"{say('error.recording_on_hold.what')} {say('library.held_next')}"
        return words(say("error.recording_on_hold.title"), "notice-title"), words(said), _box(column(row(self.keep_button, None)))

    def _steps(self) -> tuple[QWidget, ...]:
        keep = button(say("library.keep"), self.left.emit)
        self.go_on_button = button(say("library.delete_go_on"), self._second)
        self._first_step = _box(column(row(self.go_on_button, keep, None)))
        self.typed = QLineEdit()
        self.typed.setMaxLength(16)
        self.typed.setMaximumWidth(180)
        self.typed.setMinimumHeight(TARGET_PX)
        name(self.typed, say("library.type_code", code=self._code))
        self.delete_button = button(say("library.delete_for_good"), self._confirm, "danger")
        self.typed.textChanged.connect(lambda _text: self.delete_button.setEnabled(self._matches()))
        self.typed.returnPressed.connect(self._confirm)
        keep_after_all = button(say("library.keep"), self.left.emit)
        self._second_step = _box(
            column(words(say("library.type_code", code=self._code)), row(self.typed, self.delete_button, keep_after_all, None))
        )
        asked = words(say("library.delete_title"), "notice-title"), words(consequences(self._shelved))
        return *asked, self._first_step, self._second_step

    def begin(self) -> None:
        if not self._filled:
            self._fill()
        if self._shelved.on_hold:
            self.show()
            self.keep_button.setFocus()
            return
        self.typed.clear()
        self.delete_button.setEnabled(False)
        self._second_step.hide()
        self._first_step.show()
        self.show()
        self.go_on_button.setFocus()

    def _second(self) -> None:
        self._first_step.hide()
        self._second_step.show()
        self.typed.setFocus()

    def _matches(self) -> bool:
        return "".join(self.typed.text().split()).upper() == self._code

    def _confirm(self) -> None:
        if self._matches():
            self.setEnabled(False)
            self.confirmed.emit()


def consequences(shelved: Shelved) -> str:
    """What goes with the film, and what cannot be reached from here."""
    recording = shelved.recording
    marks, clips = wording.count("wording.marks", shelved.marks), wording.count("wording.clips", shelved.clips)
    if recording.stays_on_camcorder:
        return say("library.delete_marks", marks=marks, clips=clips)
    length, size = wording.length(recording.duration_us), wording.size(recording.size_bytes)
    gone = say("library.delete_what", length=length, size=size, marks=marks, clips=clips)
    return f"{gone} {say('library.delete_card')}" if shelved.on_card else gone


def _box(layout: QVBoxLayout) -> QWidget:
    box = QWidget()
    box.setLayout(layout)
    return box
