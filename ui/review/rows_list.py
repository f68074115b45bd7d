"""A list of marks or clips that tells a person's choice apart from the screen's, and leaves letters and digits to the screen's keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate

from app.domain.clip import Clip
from app.domain.mark import Mark
from ui.review.models import ClipsModel, MarksModel
from ui.review.rows import ROW_PX
from ui.widgets.painted_rows import ITEM_ROLE
from ui.widgets.parts import name


class RowsList(QListView):
    """`chosen` when a person chose a row; `entered_row` on Enter or a double click. Both say the id."""

    chosen = Signal(str)
    entered_row = Signal(str)

    def __init__(self, said: str, model: MarksModel | ClipsModel, delegate: QStyledItemDelegate) -> None:
        super().__init__()
        name(self, said)
        self._rows = model
        self._quiet = False
        self.setModel(model)
        self.setItemDelegate(delegate)
        delegate.setParent(self)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(2 * ROW_PX + 6)
        self.selectionModel().currentChanged.connect(lambda now, _before: self._say_chosen(now))
        self.clicked.connect(self._say_chosen)
        self.doubleClicked.connect(lambda index: self.entered_row.emit(_id(index)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter means the row. Not Qt's `activated`: some desktops send that for a single click, which only chooses here."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.entered_row.emit(_id(self.currentIndex()))
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Typing marks moments; it does not search."""

    def sizeHint(self) -> QSize:
        return QSize(280, 4 * ROW_PX)

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """Whatever moves the current row in here is not a person's choice."""
        self._quiet = True
        try:
            yield
        finally:
            self._quiet = False

    def choose(self, item: str | None) -> None:
        """Show this one as the chosen one; None for none."""
        row = self._rows.row_of(item) if item else -1
        index = self._rows.index(row) if row >= 0 else QModelIndex()
        with self.quietly():
            if index.isValid():
                self.setCurrentIndex(index)
                self.scrollTo(index)
            else:
                self.selectionModel().clear()

    def _say_chosen(self, index: QModelIndex) -> None:
        if index.isValid() and not self._quiet:
            self.chosen.emit(_id(index))


def _id(index: QModelIndex) -> str:
    item: Mark | Clip = index.data(ITEM_ROLE)
    return item.id
