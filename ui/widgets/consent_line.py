"""Whether the parents have said yes to being filmed, in one line: a button notes it, another takes it back. Film is taken only while it is
noted.

What is noted is the family and the time, in the vault. Who said yes to what in which words comes with the consents of a later issue.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.errors import SamspillError
from app.domain.ids import FamilyCode
from app.ports import Store
from ui.jobs import Jobs
from ui.texts import say
from ui.theme import BIG_TARGET_PX
from ui.widgets.announce import announce
from ui.widgets.parts import button, column, row, set_role, words
from ui.wording import day, utc_now


class ConsentLine(QWidget):
    """`show_family` reads what is noted. `changed(bool)` is emitted when that is known, noted or taken back; it is False until then.
    `noted` is emitted once somebody has noted it here.

    What goes wrong while reading or noting is emitted as `failed(SamspillError)`; consent then counts as not noted.
    """

    changed = Signal(bool)
    noted = Signal()
    failed = Signal(object)

    def __init__(self, store: Store, jobs: Jobs, now: Callable[[], datetime] = utc_now, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._jobs, self._now = store, jobs, now
        self._family: FamilyCode | None = None
        self._noted_at: datetime | None = None
        self.label = words(role="secondary")
        self.button = button(say("consent.note"), self._note, "primary")
        self.button.setStyleSheet(f"min-height: {BIG_TARGET_PX - 10}px")
        self.button.setToolTip(say("consent.note_tip"))
        self.back = button(say("consent.take_back"), self._take_back, "quiet")
        self.back.setToolTip(say("consent.take_back_tip"))
        line = row(self.label, self.back)
        line.setStretch(0, 1)
        self.setLayout(column(line, self.button, spacing=4))
        self.show_family(None)

    def is_noted(self) -> bool:
        """Whether consent is noted for the family shown. False while it is being read, and without a family."""
        return self._noted_at is not None

    def show_family(self, family: FamilyCode | None) -> None:
        """Show this family's consent; None: no family is chosen yet. The same family again is read anew."""
        self._family = family
        self._become(None)
        self._let(False)
        self.setVisible(family is not None)
        if family is not None:
            self._jobs.store(self, lambda: self._read(family), lambda at: self._known(family, at), self._failed)

    def _read(self, family: FamilyCode) -> datetime | None:
        with self._store.work() as work:
            return work.consents.noted(family)

    def _note(self) -> None:
        self._keep(self._now())

    def _take_back(self) -> None:
        self._keep(None)

    def _keep(self, at: datetime | None) -> None:
        family = self._family
        if family is not None:
            self._let(False)
            self._jobs.store(self, lambda: self._write(family, at), lambda _kept: self._known(family, at, say_it=True), self._failed)

    def _write(self, family: FamilyCode, at: datetime | None) -> None:
        with self._store.work() as work:
            if at is None:
                work.consents.take_back(family)
            else:
                work.consents.note(family, at)
            work.commit()

    def _known(self, family: FamilyCode, at: datetime | None, *, say_it: bool = False) -> None:
        if family != self._family:
            return  # another family was chosen meanwhile
        self._let(True)
        self._become(at)
        if say_it:
            announce(self, self.label.text())
            if at is not None:
                self.noted.emit()

    def _failed(self, error: SamspillError) -> None:
        self._let(self._family is not None)
        self.failed.emit(error)

    def _let(self, may: bool) -> None:
        """Whether something may be pressed: not while it is being read or written."""
        self.button.setEnabled(may)
        self.back.setEnabled(may)

    def _become(self, at: datetime | None) -> None:
        self._noted_at = at
        self.label.setText(say("consent.noted", date=day(at)) if at else say("consent.not_noted"))
        set_role(self.label, "secondary" if at else "warn")
        self.button.setVisible(at is None)
        self.back.setVisible(at is not None)
        self.changed.emit(at is not None)
