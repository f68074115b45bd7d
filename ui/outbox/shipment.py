"""All that goes with the next press, as the exact bytes of each request."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.usecases.release_summaries import Packed
from ui import wording
from ui.outbox.detail import bytes_field
from ui.texts import say
from ui.theme import SPACE_BETWEEN
from ui.widgets.boxes import choice_box
from ui.widgets.parts import secondary, words


class Shipment(QFrame):
    """`show_packs` shows the first of them; the others are a choice away. What lies here is what is sent, byte for byte."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._packs: tuple[Packed, ...] = ()
        self.which = choice_box(say("outbox.which"))
        self.which.activated.connect(lambda _at: self._show())
        self.size_line = secondary()
        self.bytes = bytes_field(say("outbox.shipment"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_BETWEEN, 12, SPACE_BETWEEN, 12)
        layout.setSpacing(8)
        layout.addWidget(words(say("outbox.shipment"), "row-title"))
        layout.addWidget(words(say("outbox.shipment_what")))
        layout.addWidget(self.which)
        layout.addWidget(self.size_line)
        layout.addWidget(self.bytes, 1)

    def show_packs(self, packs: Sequence[Packed]) -> None:
        self._packs = tuple(packs)
        self.which.clear()
        for number, packed in enumerate(packs, start=1):
            self.which.addItem(say("outbox.pack", number=number, of=len(packs), items=wording.count("outbox.items", len(packed.items))))
        self.which.setVisible(len(packs) > 1)
        self._show()

    def _show(self) -> None:
        """Only the one that is looked at is laid out: fifty of them would hold the window still."""
        if not self._packs:
            self.bytes.clear()
            return
        packed = self._packs[max(0, self.which.currentIndex())]
        self.size_line.setText(say("outbox.body_size", bytes=len(packed.body), spaces=len(packed.body) - len(packed.body.rstrip(b" "))))
        if self.isVisible():
            self.bytes.setPlainText(packed.body.decode("ascii"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()
