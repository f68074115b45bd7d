"""The top of the side panel: who is in the film, what is saved, undo and redo, keys; and the inline answer when a save failed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.errors import SamspillError
from ui.icons import icon
from ui.review.book import Book
from ui.review.keys import by_name, caps
from ui.review.mark_editor import quiet_focus
from ui.texts import error_words, say
from ui.theme import SPACE_INSIDE, TARGET_PX, tokens
from ui.widgets.notice import Notice
from ui.widgets.parts import ToolButton, button, column, name, row, set_role, words
from ui.wording import count

_STATES = ("saved", "saving", "unsaved")


class Header(QWidget):
    """Follows the book's undo stack and its saving."""

    people_wanted = Signal()
    leave_wanted = Signal()  # although something is not saved
    help_wanted = Signal()
    delete_wanted = Signal()

    def __init__(self, book: Book, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book = book
        self.people = self._tool("users", "infilm.button", self.people_wanted.emit)
        self.people.setToolTip(say("infilm.button_tip"))
        self.people.setCheckable(True)
        self.people.setIcon(icon("users", checked=tokens().on_accent))
        self.state = words(say("review.saved"), "good", wrap=False)
        self.state.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.state.setMinimumWidth(max(self.state.fontMetrics().horizontalAdvance(say(f"review.{key}")) for key in _STATES) + 8)
        self.undo = self._tool("arrow-u-up-left", "review.undo", book.undo)
        self.redo = self._tool("arrow-u-up-right", "review.redo", book.redo)
        self.keys = self._tool("keyboard", "review.help", self.help_wanted.emit)
        self.keys.setToolTip(f"{say('review.help')} ({caps(by_name('help'))})")
        self.delete = self._tool("trash", "review.delete", self.delete_wanted.emit)
        self.delete.setToolTip(say("review.delete_tip"))
        self.notice = Notice()
        self.retry = button(say("review.retry"), book.retry)
        self.leave = button(say("review.leave_anyway"), self.leave_wanted.emit, "quiet")
        quiet_focus(self.retry, self.leave)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row(self.people, self.keys, None, self.state, spacing=2))
        layout.addLayout(row(self.undo, self.redo, None, self.delete, spacing=2))
        # Placed by the screen over the film, where there is room for words.
        self.answer = QWidget()
        beside = row(self.notice, spacing=SPACE_INSIDE)
        beside.setStretch(0, 1)
        beside.addLayout(column(self.retry, self.leave, None))
        self.answer.setLayout(beside)
        self.answer.hide()
        book.stack_changed.connect(self._show_stack)
        book.saving_changed.connect(self.show_saving)
        self._show_stack()
        self.show_saving()

    def _tool(self, picture: str, text: str, clicked: object) -> ToolButton:
        made = ToolButton()
        made.setProperty("role", "transport")
        made.setIcon(icon(picture))
        made.setText(say(text))
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        made.setMinimumSize(TARGET_PX, TARGET_PX)
        name(made, say(text))
        made.setToolTip(say(text))
        made.clicked.connect(lambda _on=False: clicked())  # type: ignore[operator]
        quiet_focus(made)
        return made

    def _show_stack(self) -> None:
        stack = self._book.stack
        for made, can, text, tip, plain in (
            (self.undo, stack.canUndo(), stack.undoText(), "review.undo_tip", "review.undo"),
            (self.redo, stack.canRedo(), stack.redoText(), "review.redo_tip", "review.redo"),
        ):
            made.setEnabled(can)
            made.setToolTip(say(tip, what=text) if can else say(plain))

    def show_saving(self) -> None:
        """Say what is true: saved, on its way, or not saved and why."""
        failure, waiting = self._book.failure, self._book.waiting()
        key, role = ("unsaved", "warn") if failure else ("saving", "secondary") if waiting else ("saved", "good")
        self.state.setText(say(f"review.{key}"))
        self.state.setAccessibleName(self.state.text())
        set_role(self.state, role)
        self.answer.setVisible(failure is not None)
        if failure is None:
            self.leave.hide()
            self.notice.clear()
        else:
            self._show_failure(failure, waiting)

    def _show_failure(self, failure: SamspillError, waiting: int) -> None:
        _title, _what, next_step = error_words(failure)
        self.notice.show_words(count("review.unsaved_title", waiting), say("review.unsaved_kept", next=next_step), tone="warn")

    def ask_to_leave(self) -> None:
        """Something is not saved, and the person wants to go: say what would be lost, and let them."""
        waiting = self._book.waiting()
        self.notice.show_words(say("review.leave_title"), count("review.leave_what", waiting), tone="warn")
        self.leave.show()
