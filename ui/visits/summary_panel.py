"""The journal summary: copied to the clipboard for a minute, or written to a file outside the vault, which is said plainly before."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.domain.errors import SamspillError
from app.domain.ids import VisitId
from app.ports import Clock, Store
from app.usecases.journal_summary import JournalSummary, export_summary, journal_summary
from ui import wording
from ui.jobs import Jobs
from ui.paper import write_file
from ui.texts import language, say
from ui.visits.export_file import FileKind, choose_place, file_bytes
from ui.visits.lent_clipboard import LentClipboard
from ui.widgets.notice import Notice
from ui.widgets.parts import button, column, row, secondary, words

PlaceChooser = Callable[[QWidget, FileKind], Path | None]


class SummaryPanel(QWidget):
    """`show_visit` says of which visit; `stop` takes the clipboard back."""

    show_wanted = Signal(object)  # a part that is to be brought into sight

    def __init__(self, store: Store, clock: Clock, jobs: Jobs, choose: PlaceChooser = choose_place, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._clock, self._jobs, self._choose = store, clock, jobs, choose
        self._visit: VisitId | None = None
        self.clipboard = LentClipboard(self)
        self.clipboard.taken_back.connect(self._taken_back)
        self.notice = Notice()
        self.copy_button = button(say("visits.copy"), self._copy)
        self.file_button = button(say("visits.file"), self._ask)
        self.question = self._make_question()
        self._lead = secondary(say("visits.summary_lead"))
        self.setLayout(column(row(self.copy_button, self.file_button, None), self._lead, self.question, self.notice))

    def _make_question(self) -> QFrame:
        """What a file outside the vault means, before there is one."""
        frame = QFrame()
        frame.setProperty("role", "notice-warn")
        self.pdf_button = button(say("visits.file_pdf"), partial(self._write, FileKind.PDF))
        self.text_button = button(say("visits.file_text"), partial(self._write, FileKind.TEXT))
        leave = button(say("visits.file_not_now"), self._leave, "quiet")
        inner = column(
            words(say("visits.file_title"), "notice-title"),
            words(say("visits.file_what")),
            row(self.pdf_button, self.text_button, leave, None),
        )
        inner.setContentsMargins(16, 8, 16, 12)
        frame.setLayout(inner)
        frame.hide()
        return frame

    def show_visit(self, visit: VisitId) -> None:
        if visit != self._visit:
            self._visit = visit
            self._put_away()
            self.notice.clear()

    def stop(self) -> None:
        """The vault is being locked: nothing of it stays in the clipboard."""
        self.clipboard.take_back()

    def _copy(self) -> None:
        if self._visit is not None:
            work = partial(export_summary, self._store, self._clock, self._visit, language())
            self._jobs.store(self, work, self._copied, self._failed)

    def _copied(self, summary: JournalSummary) -> None:
        self._put_away()
        self.clipboard.lend(summary.text)
        self.notice.show_words(say("visits.copied_title"), say("visits.copied_what"), _left_out(summary), tone="good")
        self.show_wanted.emit(self.notice)

    def _taken_back(self) -> None:
        if self.notice.text() == say("visits.copied_title"):
            self.notice.show_words(say("visits.taken_back"))

    def _ask(self) -> None:
        self.notice.clear()
        self.question.show()
        self.file_button.setEnabled(False)
        self.pdf_button.setFocus()
        self.show_wanted.emit(self.question)

    def _leave(self) -> None:
        self._put_away()
        self.file_button.setFocus()

    def _put_away(self) -> None:
        self.question.hide()
        self.file_button.setEnabled(True)

    def _write(self, kind: FileKind) -> None:
        visit = self._visit
        path = self._choose(self, kind) if visit is not None else None
        if visit is None or path is None:
            return
        work = partial(journal_summary, self._store, visit, language())
        self._jobs.store(self, work, partial(self._write_there, visit, path, kind), self._failed)

    def _write_there(self, visit: VisitId, path: Path, kind: FileKind, summary: JournalSummary) -> None:
        data, spoken = file_bytes(summary.text, kind), language()

        def work() -> None:
            write_file(path, data)
            export_summary(self._store, self._clock, visit, spoken)  # noted once it is true

        self._jobs.store(self, work, lambda _done: self._written(summary), self._failed)

    def _written(self, summary: JournalSummary) -> None:
        self._leave()
        self.notice.show_words(say("visits.file_done"), say("visits.file_done_what"), _left_out(summary), tone="good")
        self.show_wanted.emit(self.notice)

    def _failed(self, error: SamspillError) -> None:
        self.notice.show_error(error)
        self.show_wanted.emit(self.notice)


def _left_out(summary: JournalSummary) -> str:
    """Drafts are no part of it, and that is said."""
    return wording.count("visits.drafts_left_out", summary.drafts) if summary.drafts else ""
