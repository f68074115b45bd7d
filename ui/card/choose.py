"""Where the film is: a card that was noticed, a folder, a file, or something dropped here (never dropping only)."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from ui.texts import say
from ui.widgets.choose_path import choose_file, choose_folder
from ui.widgets.notice import Notice
from ui.widgets.parts import button, card, clear_layout, column, row, secondary, section, set_role, title, words


class ChoosePanel(QWidget):
    """Emits `chosen(Path)`."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self._roots: list[Path] | None = None
        self._looks: list[QPushButton] = []
        self.notice = Notice()
        self._noticed = QVBoxLayout()
        self._noticed.setSpacing(12)
        self.folder_button = button(say("card.choose_folder"), self._ask_folder)
        self.file_button = button(say("card.choose_file"), self._ask_file)
        self._drop = card(
            column(section(say("card.other")), secondary(say("card.drop")), row(self.folder_button, self.file_button, None), spacing=12)
        )
        layout = column(title(say("card.title")), words(say("card.lead")), self.notice, spacing=16)
        layout.addLayout(self._noticed)
        layout.addWidget(self._drop)
        layout.addStretch(1)
        self.setLayout(layout)
        self.setFocusProxy(self.folder_button)
        self.show_roots([])

    def show_roots(self, roots: list[Path]) -> None:
        """The cards that are in now. Nothing moves while they stay the same."""
        if roots == self._roots:
            return
        self._roots = roots
        self._looks = []
        clear_layout(self._noticed)
        for root in roots:
            self._noticed.addWidget(self._noticed_card(root))
        if not roots:
            self._noticed.addWidget(card(column(section(say("card.none")), words(say("card.none_lead")))))

    def looks(self) -> list[QPushButton]:
        """The button of each noticed card."""
        return self._looks

    def _noticed_card(self, root: Path) -> QFrame:
        look = button(say("card.look"), partial(self.chosen.emit, root), "primary")
        self._looks.append(look)
        found = column(section(say("card.noticed")), words(root.name or str(root)), spacing=4)
        line = row(found, look)
        line.setStretch(0, 1)
        return card(line)

    # --- folder, file, drop ------------------------------------------------------------------------------------------------

    def _ask_folder(self) -> None:
        self._choose(choose_folder(self, say("card.choose_folder")))

    def _ask_file(self) -> None:
        self._choose(choose_file(self, say("card.choose_file")))

    def _choose(self, found: Path | None) -> None:
        if found is not None:
            self.chosen.emit(found)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            set_role(self._drop, "card-drop")

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        set_role(self._drop, "card")

    def dropEvent(self, event: QDropEvent) -> None:
        set_role(self._drop, "card")
        local = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if local:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.chosen.emit(Path(local[0]))
