"""Film: every recording by family. Open one, or destroy one and see the receipt. The empty screen says how film gets here."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal

from app.domain.errors import SamspillError
from app.domain.ids import RecordingId
from app.domain.receipt import Receipt
from app.domain.recording import Recording
from app.usecases.abandon_import import abandon_import
from app.usecases.delete_recording import delete_recording
from ui.jobs import Jobs
from ui.library.film_row import FilmRow
from ui.library.film_rows import FilmRows
from ui.library.shelf import Shelf, Shelved, Still, read_shelf, read_still
from ui.receipts.words import receipt_words
from ui.services import Session
from ui.texts import say
from ui.widgets.notice import Notice
from ui.widgets.page import WIDE_PX, Page
from ui.widgets.parts import button, card, column, fields_of, keyboard_order, row, section, title, words


class LibraryScreen(Page):
    """`refresh` reads the vault again; it keeps the order and the place of what is shown."""

    open_wanted = Signal(object)  # Recording
    import_wanted = Signal()
    deleted = Signal(object)  # Recording
    shelf_read = Signal(object)  # Shelf

    def __init__(self, session: Session, jobs: Jobs) -> None:
        super().__init__(WIDE_PX)
        self._session = session
        self._jobs = jobs
        self._shelf: Shelf | None = None
        self._importing = False
        self._keyboard_waits = False  # for the first row: what it stood on went away
        self._waiting: Shelf | None = None
        self._asked: RecordingId | None = None
        self._from: int | None = None  # the row that more of them were asked for after
        self.notice = Notice(closable=True)
        self.import_button = button(say("library.import"), self.import_wanted.emit, "primary")
        self._shelves = column(spacing=12)
        self._none_lead = words(say("library.empty.lead"))
        self._none = card(column(section(say("library.empty.title")), self._none_lead), margin=32)
        self._none.hide()
        self._films = FilmRows(self._shelves, self._row, self)
        self._films.placed.connect(self._placed)
        self.more_button = button(say("library.more"), self._more)
        self.more_button.setParent(self)
        self.more_button.hide()
        self.add(row(title(say("library.title")), None, self.import_button))
        self.add(self.notice)
        self.add(self._none)
        self.add(self._shelves)
        self.add(row(self.more_button, None))
        self.end()
        self.setFocusProxy(self.import_button)

    @property
    def rows(self) -> list[FilmRow]:
        """The films that are there, in the order they are shown."""
        return self._films.all()

    def refresh(self) -> None:
        self._jobs.store(self, partial(read_shelf, self._session.store, self._session.clock), self._fill, self.notice.show_error)

    def holds_words(self) -> bool:
        """Whether a question in a row is open."""
        return self._films.is_asking()

    def is_read(self) -> bool:
        """Whether what is shown is what the vault holds: before that, no rows does not mean no films."""
        return self._shelf is not None

    def set_importing(self, importing: bool) -> None:
        """While films come in, a half copied one is no leftover: nothing is offered for it."""
        if importing != self._importing:
            self._importing, self._shelf = importing, None

    def ask_to_delete(self, recording: Recording) -> None:
        """Open the panel of this recording (the review screen's delete button leads here), now or when its row is there."""
        self._asked = recording.id
        self._open_asked()

    def _more(self) -> None:
        """The keyboard goes on to the first that comes."""
        self._from = len(self.rows)
        self._films.more()

    def _open_asked(self) -> None:
        if self._asked is not None:
            self._films.bring(self._asked)
        for one in self.rows:
            if one.shelved.recording.id == self._asked:
                self._asked = None
                one.ask_to_delete()
                self.ensureWidgetVisible(one)

    def _fill(self, shelf: Shelf) -> None:
        """Rows are made anew only when something changed, and never under a question that is being answered."""
        self.shelf_read.emit(shelf)
        self._waiting = shelf
        if shelf != self._shelf and not self._films.is_asking():
            self._show_shelf(shelf)

    def _show_shelf(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._none.setVisible(not shelf.families)
        self._none_lead.setText(say("library.empty.lead" if shelf.footage else "library.empty.lead_marks"))
        self._keyboard_waits = not shelf.footage and (self.import_button.hasFocus() or self._keyboard_waits)
        self.import_button.setVisible(shelf.footage)
        if shelf.footage:
            self.setFocusProxy(self.import_button)
        self._films.show(shelf, importing=self._importing)

    def _placed(self) -> None:
        """Rows that came later than their neighbours stand between them for the keyboard too."""
        self._open_asked()
        self.more_button.setVisible(self._films.is_whole() and self._films.left() > 0)
        if self._from is not None and len(self.rows) > self._from:
            if self.isVisible():
                first = self.rows[self._from]
                (first.open_button if first.open_button.isEnabled() else first.delete_button).setFocus()
            self._from = None
        if self.import_button.isHidden() and self.rows:
            self.setFocusProxy(self.rows[0].open_button)  # no film may come in
            if self._keyboard_waits:
                self._keyboard_waits = False
                self.rows[0].open_button.setFocus()
        if self._films.is_whole():
            keyboard_order(
                [
                    self.import_button,
                    *fields_of(self.notice),
                    *(part for one in self.rows for part in (one.open_button, one.delete_button)),
                    self.more_button,
                ]
            )

    def _row(self, shelved: Shelved, importing: bool) -> FilmRow:
        made = FilmRow(shelved, importing=importing)
        made.open_wanted.connect(self.open_wanted)
        made.delete_confirmed.connect(self._delete)
        made.go_on_wanted.connect(self.import_wanted)
        made.give_up_confirmed.connect(self._give_up)
        made.kept.connect(self._catch_up)
        read = partial(read_still, self._session.store, self._session.clock, made.shelved.recording.id)
        self._jobs.pool(made, read, partial(_show_still, made))
        return made

    def _catch_up(self) -> None:
        """The question was put away: what changed meanwhile is shown."""
        if self._waiting is not None and self._waiting != self._shelf:
            self._show_shelf(self._waiting)

    def _delete(self, recording: Recording) -> None:
        self.notice.clear()
        self.deleted.emit(recording)  # players let go of the reel first
        work = partial(delete_recording, self._session.store, self._session.clock, recording.id)
        self._jobs.store(self, work, self._was_deleted, self._not_deleted)

    def _give_up(self, recording: Recording) -> None:
        self.notice.clear()
        work = partial(abandon_import, self._session.store, self._session.clock, recording.id)
        self._jobs.store(self, work, self._was_deleted, self._not_deleted)

    def _was_deleted(self, receipt: Receipt | None) -> None:
        self._shelf = None
        self._films.forget_questions()
        if receipt is None:  # it went another way meanwhile, and left its own receipt
            self.refresh()
            return
        heading, what, unreached = receipt_words(receipt)
        self.notice.show_words(heading, what, unreached, tone="good")
        self.verticalScrollBar().setValue(0)
        self.refresh()

    def _not_deleted(self, error: SamspillError) -> None:
        self._shelf = None
        self._films.forget_questions()
        self.notice.show_error(error)
        self.refresh()


def _show_still(where: FilmRow, still: Still | None) -> None:
    if still is not None:
        where.still.set_rgb(still.rgb, still.width, still.height)
