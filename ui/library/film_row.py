"""One recording on the film screen: still, date, length and size, how it stands in words, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app.domain.recording import Recording, RecordingState
from ui import wording
from ui.library.delete_panel import DeletePanel
from ui.library.shelf import Shelved
from ui.texts import say
from ui.theme import SPACE_BETWEEN, SPACE_INSIDE
from ui.widgets.parts import button, column, row, secondary, words
from ui.widgets.thumb import Thumb

# Where a recording may be watched. The others say what is still going on.
WATCHABLE = frozenset({RecordingState.READY, RecordingState.PREPARING})


class FilmRow(QFrame):
    """Emits what the person wants with its recording."""

    open_wanted = Signal(object)
    delete_confirmed = Signal(object)
    kept = Signal()

    def __init__(self, shelved: Shelved) -> None:
        super().__init__()
        self.shelved = shelved
        recording = shelved.recording
        self.setProperty("role", "card")
        self.still = Thumb()
        self.open_button = button(say("library.watch"), lambda: self.open_wanted.emit(recording))
        self.open_button.setAccessibleName(say("library.watch_name", date=wording.when(recording.filmed_at)))
        self.open_button.setEnabled(recording.state in WATCHABLE and recording.picture is not None)
        self.delete_button = button(say("library.delete"), self.ask_to_delete, "quiet")
        self.delete_button.setAccessibleName(say("library.delete_name", date=wording.when(recording.filmed_at)))
        self.panel = DeletePanel(shelved)
        self.panel.hide()
        self.panel.confirmed.connect(lambda: self.delete_confirmed.emit(recording))
        self.panel.left.connect(self._keep)
        across = QHBoxLayout()
        across.setSpacing(SPACE_BETWEEN)
        across.addWidget(self.still)
        across.addLayout(self._facts(), 1)
        across.addLayout(column(row(self.delete_button, self.open_button), None))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_BETWEEN, SPACE_BETWEEN - 4, SPACE_BETWEEN, SPACE_BETWEEN - 4)
        layout.setSpacing(SPACE_BETWEEN)
        layout.addLayout(across)
        layout.addWidget(self.panel)

    def ask_to_delete(self) -> None:
        """Open the panel that shows what goes."""
        self.panel.begin()
        self.delete_button.setEnabled(False)

    def is_asking(self) -> bool:
        """Whether the person is in the middle of deciding."""
        return not self.panel.isHidden()

    def _keep(self) -> None:
        self.panel.hide()
        self.delete_button.setEnabled(True)
        self.delete_button.setFocus()
        self.kept.emit()

    def _facts(self) -> QVBoxLayout:
        recording = self.shelved.recording
        facts = column(words(wording.when(recording.filmed_at), "row-title"), secondary(_line(self.shelved)), spacing=4)
        state = say(f"library.state.{recording.state.value}") if recording.state is not RecordingState.READY else ""
        for text in (state, *_problems(recording)):
            if text:
                facts.addWidget(words(text, "warn"))
        facts.addStretch(1)
        facts.setSpacing(SPACE_INSIDE // 2)
        return facts


def _line(shelved: Shelved) -> str:
    """`0:40 · 45 MB · 12 markeringer · 2 klipp · ligger fortsatt på kortet`."""
    recording = shelved.recording
    facts = [wording.length(recording.duration_us), wording.size(recording.size_bytes)]
    if not recording.has_sound:
        facts.append(say("library.no_sound"))
    if shelved.marks:
        facts.append(wording.count("wording.marks", shelved.marks))
    if shelved.clips:
        facts.append(wording.count("wording.clips", shelved.clips))
    if shelved.on_card:
        facts.append(say("library.on_card"))
    return "  ·  ".join(facts)


def _problems(recording: Recording) -> list[str]:
    """What was wrong with the file, each in its title's words."""
    return [say(f"error.{code.value}.title") for code in recording.problems]
