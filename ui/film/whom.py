"""Who will be in the picture and whether they have said yes: two lines beside the preview, and a page in its place where it is settled."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.domain.ids import FamilyCode
from ui.jobs import Jobs
from ui.services import Session
from ui.texts import say
from ui.widgets.film_permission import FilmPermission
from ui.widgets.page import Page
from ui.widgets.parts import button, column, row, set_role, words


class Whom(QWidget):
    """`page` belongs in the place of the preview; `page_wanted(bool)` says when. `changed()` when whether a film may begin is another
    matter; `agreed()` when a consent was entered here and nothing is missing any more."""

    changed = Signal()
    agreed = Signal()
    page_wanted = Signal(bool)

    def __init__(self, session: Session, jobs: Jobs) -> None:
        super().__init__()
        self.permission = FilmPermission(session.store, jobs, session.clock)
        self.label = words(role="secondary")
        self.settle = button(say("filming.whom_settle"), lambda: self.page_wanted.emit(True))
        self.settle.setProperty("role", "big")
        self.back = button(say("filming.whom_back"), lambda: self.page_wanted.emit(False))
        self.back.setProperty("role", "big")
        self.setLayout(column(self.label, self.settle, spacing=4))
        self.page = self._page()
        self.permission.changed.connect(self._show)
        self.permission.agreed.connect(self.agreed)
        self.show_family(None)

    def show_family(self, family: FamilyCode | None) -> None:
        """None: no family is chosen yet. The same family again is read anew."""
        self.setVisible(family is not None)
        self.permission.show_family(family)

    def may_film(self) -> bool:
        return self.permission.may_film()

    def take_keyboard(self) -> None:
        """Where the next thing is done on the page."""
        (self.permission.first_step() or self.back).setFocus()

    def _page(self) -> Page:
        page = Page()
        page.add(self.permission)
        page.add(row(self.back, None))
        page.end()
        away = QShortcut(QKeySequence(Qt.Key.Key_Escape), page)
        away.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        away.activated.connect(lambda: self.page_wanted.emit(False))
        return page

    def _show(self) -> None:
        asked = self.permission
        missing = asked.missing_in_words()
        if not asked.is_known():
            self.label.setText(say("permission.reading"))
        elif missing:
            self.label.setText(say("permission.lacking", who=missing))
        else:
            self.label.setText(say("filming.whom_in", who=asked.in_words()))
        set_role(self.label, "warn" if asked.is_known() and missing else "secondary")
        said = say("filming.whom_settle" if asked.is_known() and missing else "filming.whom_change")
        self.settle.setText(said)
        self.settle.setAccessibleName(said)
        self.changed.emit()
