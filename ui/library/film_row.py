"""One recording on the film screen: still, date, length and size, how it stands in words, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from app.domain.errors import ErrorCode
from app.domain.recording import Recording, RecordingState, SourceKind
from ui import wording
from ui.library.delete_panel import DeletePanel
from ui.library.give_up_panel import GiveUpPanel
from ui.library.shelf import WATCHABLE, Shelved
from ui.texts import say
from ui.theme import SPACE_BETWEEN, SPACE_INSIDE
from ui.widgets.parts import button, column, fields_of, keyboard_order, row, secondary, words
from ui.widgets.thumb import Thumb


class FilmRow(QFrame):
    """Emits what the person wants with its recording. One that is half copied goes on from its card or is given up instead of watched."""

    open_wanted = Signal(object)
    delete_confirmed = Signal(object)
    go_on_wanted = Signal()
    give_up_confirmed = Signal(object)
    kept = Signal()

    def __init__(self, shelved: Shelved, *, importing: bool = False) -> None:
        super().__init__()
        self.shelved = shelved
        self._half = shelved.recording.state is RecordingState.COPYING
        self._importing = importing and self._half
        recording = shelved.recording
        self.setProperty("role", "card")
        self.still = Thumb()
        self.open_button, self.delete_button = self._half_buttons() if self._half else self._whole_buttons()
        self.panel, self.give_up_panel = DeletePanel(shelved, self), GiveUpPanel(shelved, self)
        self.panel.confirmed.connect(lambda: self.delete_confirmed.emit(recording))
        self.give_up_panel.confirmed.connect(lambda: self.give_up_confirmed.emit(recording))
        self._question = self.give_up_panel if self._half and not shelved.on_hold else self.panel
        for panel in (self.panel, self.give_up_panel):
            panel.hide()
            panel.left.connect(self._keep)
        across = QHBoxLayout()
        across.setSpacing(SPACE_BETWEEN)
        across.addWidget(self.still)
        across.addLayout(self._facts(), 1)
        across.addLayout(column(None, row(self.delete_button, self.open_button), None))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_BETWEEN, SPACE_BETWEEN - 4, SPACE_BETWEEN, SPACE_BETWEEN - 4)
        layout.setSpacing(SPACE_BETWEEN)
        layout.addLayout(across)
        layout.addWidget(self._question)

    def _whole_buttons(self) -> tuple[QPushButton, QPushButton]:
        """Look at the film, or at its marks where it stays on the camcorder; or delete it."""
        recording = self.shelved.recording
        what = "marks" if recording.stays_on_camcorder else "watch"
        watch = button(say(f"library.{what}"), lambda: self.open_wanted.emit(recording))
        watch.setAccessibleName(say(f"library.{what}_name", date=wording.when(recording.filmed_at)))
        watch.setEnabled(recording.state in WATCHABLE and (recording.picture is not None or recording.stays_on_camcorder))
        delete = button(say("library.delete"), self.ask_to_delete, "quiet")
        delete.setAccessibleName(say("library.delete_name", date=wording.when(recording.filmed_at)))
        if recording.state is RecordingState.FILMING:
            watch.hide()
            delete.hide()
        return watch, delete

    def _half_buttons(self) -> tuple[QPushButton, QPushButton]:
        """Go on from the card, or give it up. Neither while it is on its way in right now."""
        go_on = button(say("library.go_on"), self.go_on_wanted.emit)
        go_on.setToolTip(say("library.go_on_tip"))
        give_up = button(say("library.give_up"), self.ask_to_delete, "quiet")
        give_up.setToolTip(say("library.give_up_tip"))
        for made in (go_on, give_up):
            made.setVisible(not self._importing)
        return go_on, give_up

    def ask_to_delete(self) -> None:
        """Open the panel that shows what goes."""
        self._question.begin()
        keyboard_order([self.open_button, self.delete_button, *fields_of(self._question)])
        self.delete_button.setEnabled(False)

    def is_asking(self) -> bool:
        """Whether the person is in the middle of deciding."""
        return not self._question.isHidden()

    def _keep(self) -> None:
        self._question.hide()
        self.delete_button.setEnabled(True)
        self.delete_button.setFocus()
        self.kept.emit()

    def _facts(self) -> QVBoxLayout:
        recording = self.shelved.recording
        facts = column(None, words(wording.when(recording.filmed_at), "row-title"), secondary(_line(self.shelved)), spacing=4)
        state = _state(self.shelved)
        if self._importing:
            state = say("library.state.importing")
        held = say("library.on_hold") if self.shelved.on_hold else ""
        for text in (state, held, _closed(self.shelved), *_problems(recording)):
            if text:
                facts.addWidget(words(text, "warn"))
        if ErrorCode.FILMING_BROKEN_OFF in recording.problems:  # nothing to do about it, and nobody's fault
            facts.addWidget(secondary(f"{say('error.filming_broken_off.title')}. {say('error.filming_broken_off.what')}"))
        facts.addStretch(1)
        facts.setSpacing(SPACE_INSIDE // 2)
        return facts


def _line(shelved: Shelved) -> str:
    """`filmet her · 0:40 · 45 MB · 12 markeringer · 2 klipp · ligger fortsatt på kortet`."""
    recording = shelved.recording
    if recording.state is RecordingState.COPYING:
        return wording.size(recording.size_bytes)  # nothing else is known of it yet
    if recording.state is RecordingState.FILMING:
        return say("library.filmed_here")
    if recording.stays_on_camcorder:
        facts = [say("library.on_camcorder"), wording.length(recording.duration_us)]
    else:
        facts = [say("library.filmed_here")] if recording.source_kind is SourceKind.LIVE else []
        facts += [wording.length(recording.duration_us), wording.size(recording.size_bytes)]
        facts += [] if recording.has_sound else [say("library.no_sound")]
    if shelved.marks:
        facts.append(wording.count("wording.marks", shelved.marks))
    if shelved.clips:
        facts.append(wording.count("wording.clips", shelved.clips))
    if shelved.on_card:
        facts.append(say("library.on_card"))
    return "  ·  ".join(facts)


def _state(shelved: Shelved) -> str:
    """What is still going on with a film that cannot be watched whole yet."""
    state = shelved.recording.state
    if state is RecordingState.READY:
        return ""
    if state is RecordingState.FILMING and not shelved.being_written:
        return say("library.state.broken_off")
    return say(f"library.state.{state.value}")


def _closed(shelved: Shelved) -> str:
    """Why nobody may look at it, or that a part of it is hidden."""
    if shelved.refusal is not None:
        return say("library.closed", why=say(f"error.{shelved.refusal.value}.title"))
    return say("library.part_hidden") if shelved.hidden else ""


def _problems(recording: Recording) -> list[str]:
    """What was wrong with the file, each in its title's words."""
    return [say(f"error.{code.value}.title") for code in recording.problems if code is not ErrorCode.FILMING_BROKEN_OFF]
