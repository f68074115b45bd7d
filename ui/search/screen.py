"""Search: families by code and name, words in notes, marks and clip titles, found inside the locked store. Each line leads to its place."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.domain.errors import Circumstance, ErrorCode, SamspillError
from app.domain.ids import FamilyCode, RecordingId
from app.domain.recording import Recording
from app.domain.search import words_typed
from app.ports import Clock, Store
from app.usecases.list_families import FamilyFilter, ListedFamily, fits, list_families
from app.usecases.search_words import MOST_FOUND, Found, search_words
from ui import wording
from ui.jobs import Jobs
from ui.search.listing import FoundList, Line
from ui.texts import say
from ui.theme import SPACE_AROUND
from ui.widgets.announce import announce
from ui.widgets.notice import Notice
from ui.widgets.parts import button, card, column, name, row, secondary, section, title, words

_TYPED_MS = 120  # a pause in typing after which the vault is asked
_MOST_FAMILIES = 8  # more letters find fewer; all of them are under Families

Asked = tuple[str, FamilyCode | None]
Answer = tuple[list[ListedFamily] | None, list[Line]]


class SearchScreen(QWidget):
    """`search_in` says where: in one family, or everywhere. `refresh` asks again for what is typed."""

    family_wanted = Signal(str)  # FamilyCode
    note_wanted = Signal(str)  # VisitId
    moment_wanted = Signal(object, object)  # Recording, and where in it (microseconds)

    def __init__(self, store: Store, clock: Clock, jobs: Jobs) -> None:
        super().__init__()
        self._store, self._clock, self._jobs = store, clock, jobs
        self._family: FamilyCode | None = None
        self._asked: Asked | None = None
        self._families: list[ListedFamily] | None = None  # all of them, read once; not at each letter
        self.found: tuple[Line, ...] | None = None
        self.notice = Notice(closable=True)
        self.field = QLineEdit()
        name(self.field, say("search.title"), say("search.hint"))
        self.field.setPlaceholderText(say("search.hint"))
        self.everywhere_button = button("", partial(self.search_in, None))
        self.list = FoundList()
        self.open_button = button(say("search.open"), self.list.enter)
        self.count = secondary()
        self._empty_title, self._empty_lead = section(""), words()
        self.empty = card(column(self._empty_title, self._empty_lead), margin=32)
        self._lay_out()
        self._connect()
        self._fill(("", None), [])

    def search_in(self, family: FamilyCode | None) -> None:
        """In this family alone, or (None) in all of them. What was typed stays."""
        self._family = family
        self.everywhere_button.setVisible(family is not None)
        self.everywhere_button.setText(say("search.everywhere", code=family or ""))
        self.everywhere_button.setAccessibleName(self.everywhere_button.text())
        self.field.setPlaceholderText(say("search.hint_family", code=family) if family else say("search.hint"))
        self.refresh()
        self.take_keyboard()

    def refresh(self) -> None:
        """Read the vault again."""
        self._families = None
        self._ask()

    def _ask(self) -> None:
        """Only the answer to what was asked last is shown."""
        asked = (self.field.text(), self._family)
        self._asked = asked
        work = partial(_look, self._store, self._clock, asked, self._families)
        self._jobs.store(self, work, partial(self._answered, asked), self.notice.show_error)

    def _answered(self, asked: Asked, answer: Answer) -> None:
        self._families, found = answer
        self._fill(asked, found)

    def take_keyboard(self) -> None:
        self.field.setFocus()
        self.field.selectAll()

    def holds_words(self) -> bool:
        """Whether somebody is looking for something."""
        return self.isVisible() and bool(self.field.text())

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_AROUND, SPACE_AROUND, SPACE_AROUND, SPACE_AROUND)
        layout.setSpacing(12)
        layout.addWidget(title(say("search.title")))
        layout.addWidget(self.notice)
        asked = row(self.field, self.everywhere_button, spacing=12)
        asked.setStretch(0, 1)
        layout.addLayout(asked)
        layout.addWidget(self.empty)
        layout.addWidget(self.list, 1)
        self._actions = QWidget()
        self.count.setWordWrap(False)
        self._actions.setLayout(row(self.open_button, None, self.count))
        layout.addWidget(self._actions)
        self._rest = QWidget()
        layout.addWidget(self._rest, 1)
        self.everywhere_button.hide()

    def _connect(self) -> None:
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(_TYPED_MS)
        self._typed.timeout.connect(self._ask)
        self.field.textChanged.connect(lambda _text: self._typed.start())
        self.field.returnPressed.connect(self._entered)
        self.field.installEventFilter(self)
        self.list.entered.connect(self._open)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrow down goes from the field to what was found; Escape empties it first."""
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Down and self.found:
                self.list.setFocus(Qt.FocusReason.TabFocusReason)
                return True
            if event.key() == Qt.Key.Key_Escape and self.field.text():
                self.field.clear()
                return True
        return super().eventFilter(watched, event)

    def _fill(self, asked: Asked, found: list[Line]) -> None:
        if self._asked is not None and asked != self._asked:
            return
        if tuple(found) != self.found:
            self.found = tuple(found)
            self.list.show_found(self.found)
        typed = bool(words_typed(asked[0]))
        most = sum(isinstance(one, Found) for one in found) >= MOST_FOUND
        self.count.setText(say("search.most", count=MOST_FOUND) if most else wording.count("search.count", len(found)))
        self._empty_title.setText(say("search.none.title") if typed else say("search.begin.title"))
        self._empty_lead.setText(say("search.none.lead") if typed else say("search.begin.lead"))
        for part in (self.list, self._actions):
            part.setVisible(bool(found))
        for part in (self.empty, self._rest):
            part.setVisible(not found)
        if typed:
            announce(self.field, self.count.text())

    def _entered(self) -> None:
        """Enter in the field: to what was found."""
        if self.found:
            self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _open(self, found: Line) -> None:
        """Where the words stand."""
        self.notice.clear()
        if isinstance(found, ListedFamily):
            self.family_wanted.emit(found.line.family.code)
            return
        hit = found.hit
        if hit.recording is not None:
            at = hit.start_us or 0
            work = partial(_recording, self._store, hit.recording)
            self._jobs.store(self, work, lambda recording: self.moment_wanted.emit(recording, at), self._gone)
        elif hit.visit is not None:
            self.note_wanted.emit(hit.visit)

    def _gone(self, error: SamspillError) -> None:
        self.notice.show_error(error)
        self.refresh()


def _look(store: Store, clock: Clock, asked: Asked, families: list[ListedFamily] | None) -> Answer:
    """Families first: open ones and closed ones. In one family only its words."""
    typed, family = asked
    known: list[ListedFamily] = []
    if family is None and words_typed(typed):
        chosen = FamilyFilter(typed, state=None)
        families = families if families is not None else list_families(store, clock, FamilyFilter(state=None))
        known = [one for one in families if fits(one, chosen)][:_MOST_FAMILIES]
    return families, [*known, *search_words(store, typed, family)]


def _recording(store: Store, recording: RecordingId) -> Recording:
    """Raises NO_LONGER_THERE."""
    with store.work() as work:
        found = work.recordings.get(recording)
    if found is None:
        raise Circumstance(ErrorCode.NO_LONGER_THERE)
    return found
