"""Who has seen us: a family's page for the family, in Norwegian or English, on screen, on paper or as a PDF."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget

from app.domain.ids import FamilyCode
from app.usecases.who_has_seen_us import history_printed
from ui import paper
from ui.history.reading import HistoryView, read_history
from ui.history.words import DayWords, answers, day_by_day, goes_words, made_words, page_of
from ui.jobs import Jobs
from ui.printing import Printed, print_document
from ui.services import Session
from ui.setup.welcome import OWN_NAMES
from ui.texts import Language, language, say, speaking
from ui.theme import SPACE_BETWEEN, SPACE_GROUPS
from ui.widgets.choose_path import choose_new_file
from ui.widgets.notice import Notice
from ui.widgets.page import Page
from ui.widgets.parts import button, card, clear_layout, column, row, secondary, section, title, words

WIDTH_PX = 900
DAYS_AT_A_TIME = 20
_WHEN_PX = 190

Printing = Callable[[QWidget, QTextDocument, str], Printed]
PlaceChooser = Callable[[QWidget], Path | None]


def choose_place(parent: QWidget) -> Path | None:
    return choose_new_file(parent, say("history.file_where"), say("history.file_name"), "pdf")


class HistoryScreen(Page):
    """`show_family` reads and shows it."""

    def __init__(self, session: Session, jobs: Jobs, choose: PlaceChooser = choose_place, printing: Printing = print_document) -> None:
        super().__init__(WIDTH_PX)
        self._session, self._jobs, self._choose, self._printing = session, jobs, choose, printing
        self.view: HistoryView | None = None
        self._family: FamilyCode | None = None
        self.spoken: Language = language()
        self._of = secondary()
        self.notice = Notice(closable=True)
        self.language_buttons = {code: self._language_button(code, own) for code, own in OWN_NAMES}
        self.print_button = button(say("history.print"), self._print, "primary")
        self.save_button = button(say("history.save"), self._save)
        self.add(column(title(say("history.title")), self._of, spacing=4))
        self.add(row(*self.language_buttons.values(), None, self.save_button, self.print_button))
        self.add(secondary(say("history.outside")))
        self.add(self.notice)
        self._sheet = column(spacing=12)
        self._days = column(spacing=SPACE_BETWEEN)
        self._left: list[DayWords] = []
        self.more_button = button("", self._more)
        self._paper = card(column(self._sheet, self._days, row(self.more_button, None), spacing=SPACE_BETWEEN), margin=SPACE_GROUPS)
        self.add(self._paper)
        self.end()
        self._let()

    def show_family(self, family: FamilyCode) -> None:
        if family != self._family:
            self.notice.clear()
            self.view = None
        self._family = family
        self._of.setText(say("shell.family", code=family))
        self._let()
        self.refresh()

    def refresh(self) -> None:
        if self._family is not None:
            work = partial(read_history, self._session.store, self._session.clock, self._family)
            self._jobs.store(self, work, self._fill, self.notice.show_error)

    def take_keyboard(self) -> None:
        self.language_buttons[self.spoken].setFocus()

    # --- the page on screen ----------------------------------------------------------------------------------------------------

    def _fill(self, view: HistoryView) -> None:
        if view.family == self._family:
            self.view = view
            self._show()
            self._let()

    def _show(self) -> None:
        view = self.view
        for code, made in self.language_buttons.items():
            made.setChecked(code == self.spoken)
        clear_layout(self._sheet)
        clear_layout(self._days)
        if view is None:
            return
        with speaking(self.spoken):
            self._sheet.addWidget(words(say("history.lead", code=view.family)))
            for one in answers(view):
                self._sheet.addWidget(words(one, "row-title"))
            self._sheet.addWidget(words(goes_words(view)))
            self._sheet.addWidget(secondary(made_words(view)))
            self._sheet.addWidget(section(say("history.days")))
            self._left = day_by_day(view.lines)
            if not self._left:
                self._sheet.addWidget(words(say("history.nothing")))
            self.more_button.setText(say("history.more"))
            self.more_button.setAccessibleName(say("history.more"))
        self._more()

    def _more(self) -> None:
        now, self._left = self._left[:DAYS_AT_A_TIME], self._left[DAYS_AT_A_TIME:]
        for day, done in now:
            self._days.addWidget(_day_frame(day, done))
        self.more_button.setVisible(bool(self._left))

    def _let(self) -> None:
        """Nothing is printed before it was read."""
        for made in (self.print_button, self.save_button):
            made.setEnabled(self.view is not None)
        self._paper.setVisible(self.view is not None)

    def _language_button(self, code: Language, own_name: str) -> QPushButton:
        made = button(own_name, partial(self._speak, code))
        made.setCheckable(True)
        made.setChecked(code == self.spoken)
        made.setAccessibleDescription(say("history.language"))
        return made

    def _speak(self, code: Language) -> None:
        self.spoken = code
        self._show()

    # --- on paper ----------------------------------------------------------------------------------------------------------------

    def _document(self) -> QTextDocument:
        assert self.view is not None
        with speaking(self.spoken):
            return paper.document(page_of(self.view))

    def _print(self) -> None:
        self.notice.clear()
        printed = self._printing(self, self._document(), say("history.print"))
        if printed is Printed.NO_PRINTER:
            self.notice.show_words(say("history.no_printer"), say("history.no_printer_what"), tone="warn")
        elif printed is Printed.DONE:
            self._note(lambda: None, say("history.printed"))

    def _save(self) -> None:
        self.notice.clear()
        path = self._choose(self)
        if path is None:
            return
        with speaking(self.spoken):
            pdf = paper.PdfInTurns(self)
            pdf.done.connect(lambda data: self._note(lambda: paper.write_file(path, data), say("history.saved")))
            pdf.begin(self._document())

    def _note(self, first: Callable[[], None], done: str) -> None:
        """It is written down once it is true."""
        store, clock, family = self._session.store, self._session.clock, self._family
        assert family is not None

        def work() -> None:
            first()
            history_printed(store, clock, family)

        self._jobs.store(self, work, lambda _nothing: self._noted(done), self.notice.show_error)

    def _noted(self, done: str) -> None:
        self.notice.show_words(done, say("history.noted"), tone="good")
        self.refresh()


def _day_frame(day: str, done: list[tuple[str, str]]) -> QFrame:
    frame = QFrame()
    whole = column(words(day, "row-title"), spacing=4)
    for when, what in done:
        beside = row(_when(when), words(what), spacing=SPACE_BETWEEN)
        beside.setStretch(1, 1)
        whole.addLayout(beside)
    frame.setLayout(whole)
    return frame


def _when(said: str) -> QLabel:
    made = secondary(said)
    made.setFixedWidth(_WHEN_PX)
    return made
