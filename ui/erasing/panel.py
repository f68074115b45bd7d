"""Erasing asked in its place: what goes with it in words and numbers, one question, and afterwards the receipts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel, QLineEdit

from app.domain.errors import SamspillError
from app.domain.receipt import Receipt
from app.usecases.foresee_erasure import Goes
from ui import wording
from ui.jobs import Jobs
from ui.receipts.words import receipt_words
from ui.texts import say
from ui.theme import SPACE_BETWEEN
from ui.widgets.busy import Busy
from ui.widgets.notice import Notice
from ui.widgets.parts import button, clear_layout, column, name, row, secondary, section, words

_MOST_RECEIPTS = 6
_CODE_PX = 200


@dataclass(frozen=True)
class Question:
    """What is asked, and what is done when the answer is yes. `foresee` and `erase` run on the lane of the store; both are told whether the
    `option` is ticked. `typed`: what has to be typed first, so that nobody erases a family by a slip. `back`: the button afterwards."""

    about: str  # its id or code
    heading: str = field(repr=False)
    lead: str = field(repr=False)
    yes: str
    back: str
    done: str = field(repr=False)
    foresee: Callable[[bool], Goes]
    erase: Callable[[bool], list[Receipt]]
    option: str = ""
    typed: str = ""


class ErasePanel(QFrame):
    """`begin` asks. `erased` once it is done: the panel then shows what came of it until `closed`. `left` when it was thought better of."""

    erased = Signal(object)  # `Question.about`
    closed = Signal()
    left = Signal()

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self._question: Question | None = None
        self._may = False
        self.setProperty("role", "card")
        self.notice, self.busy = Notice(), Busy()
        self._heading, self._lead = section(""), words()
        self.option = QCheckBox()
        self.option.toggled.connect(self._look)
        self._goes = column(spacing=4)
        self._typed_label, self.typed = QLabel(), QLineEdit()
        self._typed_label.setBuddy(self.typed)
        self.typed.setMaximumWidth(_CODE_PX)
        self.typed.textChanged.connect(self._let)
        self.typed.returnPressed.connect(self._erase)
        self.yes_button = button("", self._erase, "danger")
        self.leave_button = button(say("wording.leave_it"), self.left.emit, "quiet")
        self.back_button = button("", self.closed.emit, "primary")
        typed = column(self._typed_label, self.typed, spacing=4)
        layout = column(self._heading, self.notice, self._lead, self.option, self._goes, typed, self.busy)
        layout.addLayout(row(self.yes_button, self.leave_button, self.back_button, None))
        layout.setContentsMargins(SPACE_BETWEEN, SPACE_BETWEEN, SPACE_BETWEEN, SPACE_BETWEEN)
        self.setLayout(layout)
        self.hide()

    def begin(self, question: Question) -> None:
        """Ask, with nothing ticked and nothing typed."""
        self._question = question
        self.notice.clear()
        self.busy.stop()
        self._heading.setText(question.heading)
        self._lead.setText(question.lead)
        self._lead.show()
        self.option.setText(question.option.replace("&", "&&"))
        self.option.setAccessibleName(question.option)
        self.option.setChecked(False)
        self.option.setVisible(bool(question.option))
        self.typed.clear()
        asked = say("erasing.type", word=question.typed)
        self._typed_label.setText(asked)
        name(self.typed, asked)
        for part in (self._typed_label, self.typed):
            part.setVisible(bool(question.typed))
        for made, said in ((self.yes_button, question.yes), (self.back_button, question.back)):
            made.setText(said)
            made.setAccessibleName(said)
        self._show_buttons(asking=True)
        self.show()
        self._look()
        (self.typed if question.typed else self.leave_button).setFocus()  # Enter by a slip erases nothing

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.leave_button.isVisible() and self.leave_button.isEnabled():
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _look(self) -> None:
        """Count again: by what is ticked now."""
        question = self._question
        if question is not None:
            self._may = False
            self._let()
            self._jobs.store(self, partial(question.foresee, self.option.isChecked()), partial(self._show, question), self._not_there)

    def _show(self, question: Question, goes: Goes) -> None:
        if question is not self._question:
            return
        clear_layout(self._goes)
        self._goes.addWidget(secondary(say("erasing.goes")))
        self._goes.addWidget(words(goes_words(goes)))
        for warning in _warnings(goes):
            self._goes.addWidget(words(warning, "warn"))
        self._may = goes.may
        self._let()

    def _let(self) -> None:
        wanted = self._question.typed if self._question else ""
        typed = self.typed.text().strip().casefold() == wanted.casefold()
        self.yes_button.setEnabled(self._may and typed)

    def _erase(self) -> None:
        question = self._question
        if question is None or not self.yes_button.isEnabled():
            return
        self.notice.clear()
        for part in (self.yes_button, self.leave_button, self.option, self.typed):
            part.setEnabled(False)
        self.busy.start(say("erasing.busy"))
        self._jobs.store(self, partial(question.erase, self.option.isChecked()), partial(self._done, question), self._failed)

    def _done(self, question: Question, receipts: list[Receipt]) -> None:
        self._rest()
        self._heading.setText(question.done)
        self._question = None
        for part in (self._lead, self.option, self._typed_label, self.typed):
            part.hide()
        clear_layout(self._goes)
        self._goes.addWidget(words(say("erasing.done_what")))
        for receipt in receipts[:_MOST_RECEIPTS]:
            heading, what, unreached = receipt_words(receipt)
            self._goes.addWidget(words(heading, "row-title"))
            self._goes.addWidget(secondary(what))
            if unreached:
                self._goes.addWidget(words(unreached, "warn"))
        if len(receipts) > _MOST_RECEIPTS:
            self._goes.addWidget(secondary(say("erasing.more_receipts", count=len(receipts) - _MOST_RECEIPTS)))
        self._show_buttons(asking=False)
        self.back_button.setFocus()
        self.erased.emit(question.about)

    def _failed(self, error: SamspillError) -> None:
        """What was decided stays decided: a start finishes it."""
        self._rest()
        self.notice.show_error(error)
        self._look()

    def _not_there(self, error: SamspillError) -> None:
        self.notice.show_error(error)

    def _rest(self) -> None:
        self.busy.stop()
        for part in (self.leave_button, self.option, self.typed):
            part.setEnabled(True)

    def _show_buttons(self, *, asking: bool) -> None:
        for part in (self.yes_button, self.leave_button):
            part.setVisible(asking)
        self.back_button.setVisible(not asking)


def goes_words(goes: Goes) -> str:
    """`2 opptak, 4 markeringer, 2 klipp, 3 notater`; what there is none of is not said."""
    counted = (
        ("wording.recordings", goes.films),
        ("wording.marks", goes.marks),
        ("wording.clips", goes.clips),
        ("erasing.people", goes.people),
        ("erasing.visits", goes.visits),
        ("wording.notes", goes.notes),
        ("erasing.consents", goes.consents),
    )
    return ", ".join(wording.count(key, many) for key, many in counted if many)


def _warnings(goes: Goes) -> list[str]:
    found = [wording.count("erasing.held", goes.held)] if goes.held else []
    found += [say("erasing.coming_in")] if goes.coming_in else []
    return found + ([wording.count("erasing.on_cards", goes.on_cards)] if goes.on_cards else [])
