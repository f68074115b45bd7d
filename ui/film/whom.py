"""Who will be in the picture and whether they have said yes: two lines beside the preview, and a page in its place where it is settled."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.domain.ids import FamilyCode
from ui.jobs import Jobs
from ui.services import Session
from ui.texts import say
from ui.theme import BIG_TARGET_PX
from ui.widgets.film_permission import FilmPermission
from ui.widgets.page import WIDE_PX, Page
from ui.widgets.parts import button, column, set_role, words


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
        self.settle = button(say("filming.whom_settle"), lambda: self.page_wanted.emit(not self._is_open))
        self.settle.setStyleSheet(f"min-height: {BIG_TARGET_PX - 10}px")
        self._is_open = False
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

    def show_open(self, is_open: bool) -> None:
        """Whether the page is in sight: then the button leads back to the picture."""
        self._is_open = is_open
        self._show()

    def take_keyboard(self) -> None:
        """Where the next thing is done on the page."""
        (self.permission.first_step() or self.settle).setFocus()

    def _page(self) -> Page:
        page = Page(WIDE_PX)
        page.add(self.permission)
        page.end()
        away = QShortcut(QKeySequence(Qt.Key.Key_Escape), page)
        away.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        away.activated.connect(lambda: self.page_wanted.emit(False))
        return page

    def _show(self) -> None:
        asked = self.permission
        lacks = asked.missing_in_words() if asked.is_known() else ""
        reading = say("permission.reading") if not asked.is_known() else ""
        self.label.setText(reading or lacks or say("filming.whom_in", who=asked.in_words()))
        self.label.setVisible(not (lacks and self._is_open))  # the page says it already
        set_role(self.label, "warn" if lacks else "secondary")
        key = "filming.whom_back" if self._is_open else "filming.whom_settle" if lacks else "filming.whom_change"
        self.settle.setText(say(key))
        self.settle.setAccessibleName(say(key))
        set_role(self.settle, "primary" if lacks and not self._is_open else "")
        self.changed.emit()
