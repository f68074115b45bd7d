"""Bring a list model up to date with the fewest row changes, so that selection and scroll place survive an edit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex

from ui.widgets.painted_rows import Index


class Named(Protocol):
    @property
    def id(self) -> str: ...


N = TypeVar("N", bound=Named)


class RowsModel(QAbstractListModel, Generic[N]):
    """A list of things with stable ids."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[N] = []

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def item(self, row: int) -> N | None:
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, name: str) -> int:
        """The row of the thing with this id, or -1."""
        return next((row for row, item in enumerate(self._rows) if item.id == name), -1)

    def bring_to(self, fresh: Sequence[N]) -> None:
        """Show `fresh`. Rows that stay are kept; what is between the common head and tail by id is taken out and put in."""
        head = 0
        shortest = min(len(fresh), len(self._rows))
        while head < shortest and self._rows[head].id == fresh[head].id:
            head += 1
        tail = 0
        while tail < shortest - head and self._rows[-1 - tail].id == fresh[-1 - tail].id:
            tail += 1
        gone, come = len(self._rows) - head - tail, len(fresh) - head - tail
        if gone:
            self.beginRemoveRows(QModelIndex(), head, head + gone - 1)
            del self._rows[head : head + gone]
            self.endRemoveRows()
        if come:
            self.beginInsertRows(QModelIndex(), head, head + come - 1)
            self._rows[head:head] = fresh[head : head + come]
            self.endInsertRows()
        for row, item in enumerate(fresh):
            if item != self._rows[row]:
                self._rows[row] = item
                self.dataChanged.emit(self.index(row), self.index(row))

    def touch(self) -> None:
        """Everything may look different now (saved or not)."""
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))
