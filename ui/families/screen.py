"""Families: the list, searched and filtered; a new one; two entries of one family merged."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from app.domain.family import FamilyState
from app.domain.ids import FamilyCode
from app.ports import Clock, Store
from app.usecases.list_families import FamilyFilter, ListedFamily, list_families
from app.usecases.merge_families import Merged
from ui import wording
from ui.families.listing import FamiliesList
from ui.families.merge_panel import MergePanel
from ui.families.new_panel import NewFamilyPanel
from ui.jobs import Jobs
from ui.texts import say
from ui.theme import SPACE_AROUND
from ui.widgets.boxes import choice_box
from ui.widgets.notice import Notice
from ui.widgets.parts import button, card, column, name, row, secondary, section, title, words

_AGES = ((None, None), (0, 2), (3, 5), (6, 8), (9, 12), (13, None))  # whole months, from and to
_TYPED_MS = 150  # a pause in typing after which the list is read


class FamiliesScreen(QWidget):
    """`refresh` reads the vault again. `family_wanted(code)` opens a page."""

    family_wanted = Signal(str)
    search_wanted = Signal()  # words in notes, marks and clips
    changed = Signal()  # families were made or merged

    def __init__(self, store: Store, clock: Clock, jobs: Jobs) -> None:
        super().__init__()
        self._store, self._clock, self._jobs = store, clock, jobs
        self._asked: FamilyFilter | None = None
        self.shown: tuple[ListedFamily, ...] | None = None
        self.notice = Notice(closable=True)
        self.words_button = button(say("families.search_all_words"), self.search_wanted.emit, "quiet")
        self.new_button = button(say("families.new"), self._ask_new, "primary")
        self.search = QLineEdit()
        name(self.search, say("families.search"), say("families.search_help"))
        self.search.setPlaceholderText(say("families.search_help"))
        self.state = choice_box(say("families.which"))
        for state in (FamilyState.OPEN, FamilyState.CLOSED, None):
            word = state.value if state else "all"  # Qt gives an enum of words back as a word
            self.state.addItem(say(f"families.which.{word}"), word)
        self.age = choice_box(say("families.age"))
        for n, (first, last) in enumerate(_AGES):
            self.age.addItem(_age_words(first, last), n)
        self.overdue = QCheckBox(say("families.only_overdue"))
        self.count = secondary()
        self.list = FamiliesList()
        self.open_button = button(say("families.open"), self._open)
        self.merge_button = button(say("families.merge"), self._ask_merge, "quiet")
        self.new_panel, self.merge_panel = NewFamilyPanel(store, clock, jobs), MergePanel(store, clock, jobs)
        self._empty_title, self._empty_lead = section(""), words()
        self.empty = card(column(self._empty_title, self._empty_lead), margin=32)
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Only the answer to what was asked last is shown."""
        word = self.state.currentData()
        state = None if word == "all" else FamilyState(word)
        first, last = _AGES[self.age.currentData()]
        asked = FamilyFilter(self.search.text(), state, first, last, overdue=self.overdue.isChecked())
        self._asked = asked
        self._jobs.store(self, partial(list_families, self._store, self._clock, asked), partial(self._fill, asked), self.notice.show_error)

    def take_keyboard(self) -> None:
        self.search.setFocus()

    def holds_words(self) -> bool:
        """Whether a form is open, or somebody is looking for a family."""
        return not self.new_panel.isHidden() or not self.merge_panel.isHidden() or (self.isVisible() and bool(self.search.text()))

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_AROUND, SPACE_AROUND, SPACE_AROUND, SPACE_AROUND)
        layout.setSpacing(12)
        layout.addLayout(row(title(say("families.title")), None, self.words_button, self.new_button))
        layout.addWidget(self.notice)
        layout.addWidget(self.new_panel)
        layout.addWidget(self.merge_panel)
        filters = row(self.search, self.state, self.age, self.overdue, spacing=12)
        filters.setStretch(0, 1)
        self._filters = QWidget()
        self._filters.setLayout(filters)
        layout.addWidget(self._filters)
        layout.addWidget(self.empty)
        layout.addWidget(self.list, 1)
        self._actions = QWidget()
        self._actions.setLayout(row(self.open_button, self.merge_button, None, self.count))
        self.count.setWordWrap(False)
        layout.addWidget(self._actions)
        self._rest = QWidget()
        layout.addWidget(self._rest, 1)
        for part in (self.new_panel, self.merge_panel, self.empty, self._rest):
            part.hide()

    def _connect(self) -> None:
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(_TYPED_MS)
        self._typed.timeout.connect(self.refresh)
        self.search.textChanged.connect(lambda _text: self._typed.start())
        self.search.returnPressed.connect(self._entered)
        for box in (self.state, self.age):
            box.currentIndexChanged.connect(lambda _index: self.refresh())
        self.overdue.toggled.connect(lambda _on: self.refresh())
        self.list.opened.connect(self.family_wanted)
        self.new_panel.made.connect(self._made)
        self.new_panel.known_wanted.connect(self._open_known)
        self.new_panel.left.connect(self._put_away)
        self.merge_panel.merged.connect(self._merged)
        self.merge_panel.left.connect(self._put_away)

    def _fill(self, asked: FamilyFilter, families: list[ListedFamily]) -> None:
        if asked != self._asked:
            return
        if tuple(families) != self.shown:
            self.shown = tuple(families)
            self.list.show_families(self.shown)
        self.count.setText(wording.count("families.count", len(families)))
        searched = "no_match" if asked != FamilyFilter() else "empty"
        self._empty_title.setText(say(f"families.{searched}.title"))
        self._empty_lead.setText(say(f"families.{searched}.lead"))
        self._arrange()

    def _arrange(self) -> None:
        """Either the list or the words of an empty one; while two are merged, nothing of it is in the way."""
        merging, some = not self.merge_panel.isHidden(), bool(self.shown)
        self._filters.setVisible(not merging)
        self.new_button.setVisible(self.new_panel.isHidden())  # one primary button: the panel's own
        self.list.setVisible(some and not merging)
        self._actions.setVisible(some and not merging)
        self.empty.setVisible(self.shown == () and not merging and self.new_panel.isHidden())
        self._rest.setVisible(merging or not some)

    def _entered(self) -> None:
        """Enter in the search: to what was found."""
        if self.shown:
            self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _open(self) -> None:
        code = self.list.current()
        if code is not None:
            self.family_wanted.emit(code)

    def _ask_new(self) -> None:
        self.merge_panel.hide()
        self.new_panel.begin()
        self._arrange()

    def _ask_merge(self) -> None:
        code = self.list.current()
        if code is not None:
            self.new_panel.hide()
            self._jobs.store(self, partial(_codes, self._store), partial(self._begin_merge, code), self.notice.show_error)

    def _begin_merge(self, code: FamilyCode, others: list[FamilyCode]) -> None:
        self.merge_panel.begin(code, others)
        self._arrange()

    def _put_away(self) -> None:
        merging = not self.merge_panel.isHidden()
        self.new_panel.hide()
        self.merge_panel.hide()
        self._arrange()
        (self.merge_button if merging else self.new_button).setFocus()

    def _made(self, code: str) -> None:
        self._put_away()
        self.changed.emit()
        self.family_wanted.emit(code)

    def _open_known(self, code: str) -> None:
        self._put_away()
        self.family_wanted.emit(code)

    def _merged(self, merged: Merged, gone: str) -> None:
        self._put_away()
        kept = merged.family.code
        withdrawn = say("families.merged_withdrawn") if merged.withdrawn else ""
        tone = "warn" if withdrawn else "good"
        self.notice.show_words(say("families.merged", code=kept, gone=gone), say("families.merged_what", gone=gone), withdrawn, tone)
        self.changed.emit()
        self.refresh()


def _age_words(first: int | None, last: int | None) -> str:
    if first is None:
        return say("families.any_age")
    return say("families.age_over", months=first) if last is None else say("families.age_between", first=first, last=last)


def _codes(store: Store) -> list[FamilyCode]:
    with store.work() as work:
        return work.families.all()
