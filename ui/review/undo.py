"""One undo command for every edit: redo carries it out, undo carries out the inverse that came back."""

from __future__ import annotations

import zlib
from collections.abc import Callable

from PySide6.QtGui import QUndoCommand

from app.domain.edit import Edit


class EditCommand(QUndoCommand):
    """Wraps one edit. Commands in a row with the same non-empty `merge` become one: the first's inverse, the last's edit."""

    def __init__(self, carry_out: Callable[[Edit], Edit], edit: Edit, words: str, merge: str = "") -> None:
        super().__init__(words)
        self._carry_out = carry_out
        self._edit = edit
        self._inverse: Edit | None = None
        self._merge = merge

    def redo(self) -> None:
        self._inverse = self._carry_out(self._edit)

    def undo(self) -> None:
        assert self._inverse is not None, "Qt calls redo first"
        self._carry_out(self._inverse)

    def id(self) -> int:
        """Qt only asks for a merge between equal ids; -1 never merges."""
        return zlib.crc32(self._merge.encode()) & 0x7FFFFFFF if self._merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Sound because edits are absolute and both touch the same thing."""
        if not isinstance(other, EditCommand) or other._merge != self._merge:
            return False
        self._edit = other._edit
        return True
