"""Before the marking: whose film it is, whether they have said yes, what the counter shows. Beside it, what was marked before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QLayout, QScrollArea, QWidget

from app.domain.ids import FamilyCode
from app.domain.recording import Recording
from app.ports import Clock, Store
from ui import wording
from ui.camcorder.face import CounterField
from ui.families.words import DOT
from ui.jobs import Jobs
from ui.texts import say
from ui.theme import SPACE_AROUND, SPACE_BETWEEN
from ui.widgets.family_field import FamilyField
from ui.widgets.film_permission import FilmPermission
from ui.widgets.notice import Notice
from ui.widgets.parts import button, card, clear_layout, column, row, secondary, section, title, words

_LEFT_PX = 560
_MOST_ROWS = 30


@dataclass(frozen=True, slots=True)
class Earlier:
    """A film that was marked before, and how many marks it has."""

    recording: Recording
    marks: int


class StartPanel(QWidget):
    """`begin_wanted()` when it can begin; `open_wanted(Recording)` for an earlier one; `consent_wanted(str)` for a family's ledger."""

    begin_wanted = Signal()
    open_wanted = Signal(object)
    consent_wanted = Signal(str)

    def __init__(self, store: Store, clock: Clock, jobs: Jobs) -> None:
        super().__init__()
        self.notice = Notice()
        self.family = FamilyField(narrow=True)
        self.family.offer_codes(store, jobs)
        self.permission = FilmPermission(store, jobs, clock)
        self.counter = CounterField()
        self.start = button(say("camcorder.begin"), self._begin, "primary")
        self.start.setProperty("target", "big")
        self.hint = secondary()
        self._rows = column()
        self.open_buttons: list[QWidget] = []
        self._lay_out()
        self.family.changed.connect(self._family_changed)
        self.family.entered.connect(self._go_on)
        self.permission.changed.connect(self._show)
        self.permission.agreed.connect(self.start.setFocus)
        self.permission.consent_wanted.connect(self.consent_wanted)
        self.permission.failed.connect(self.notice.show_error)
        self.counter.textChanged.connect(lambda _text: self._show())
        self.counter.returnPressed.connect(self._begin)
        self._chosen: FamilyCode | None = None
        self._show()

    def _lay_out(self) -> None:
        label = QLabel(say("camcorder.counter"))
        label.setBuddy(self.counter)
        counter = column(label, row(self.counter, secondary(say("camcorder.counter_hint")), spacing=SPACE_BETWEEN), spacing=4)
        started = row(self.start, self.hint, spacing=SPACE_BETWEEN)
        started.setStretch(1, 1)
        left = column(
            title(say("camcorder.title")),
            words(say("camcorder.lead")),
            self.notice,
            self.family,
            self.permission,
            counter,
            started,
            None,
            spacing=SPACE_BETWEEN,
        )
        asked = _scrolled(left)
        asked.setMinimumWidth(_LEFT_PX)
        before = column(section(say("camcorder.earlier")), self._rows, None)
        layout = row(asked, _scrolled(before), spacing=SPACE_BETWEEN)
        layout.setStretch(0, 3)
        layout.setStretch(1, 2)
        self.setLayout(layout)

    # --- what is known --------------------------------------------------------------------------------------------------------

    def show_known(self, families: Iterable[FamilyCode], earlier: Sequence[Earlier]) -> None:
        """The vault's families, and what was marked in them before."""
        self.family.set_families(families)
        self.permission.show_family(self._chosen)
        clear_layout(self._rows)
        self.open_buttons = []
        for one in earlier[:_MOST_ROWS]:
            self._rows.addWidget(self._row(one))
        if not earlier:
            self._rows.addWidget(secondary(say("camcorder.none_earlier")))

    def choose_family(self, code: FamilyCode) -> None:
        """Whose film it will be."""
        self.family.line.setText(code)

    def take_keyboard(self) -> None:
        """Where the next thing is done."""
        if self.family.family() is None:
            self.family.line.setFocus()
        else:
            (self.permission.first_step() or self.start).setFocus()

    def counter_us(self) -> int:
        """What was typed; nothing where it is no counter."""
        return self.counter.read() or 0

    def may_begin(self) -> bool:
        return self.family.family() is not None and self.permission.may_film() and self.counter.read() is not None

    # --- what changes ---------------------------------------------------------------------------------------------------------

    def _family_changed(self) -> None:
        family = self.family.family()
        if family != self._chosen:
            self._chosen = family
            self.permission.show_family(family)
        self._show()

    def _go_on(self) -> None:
        if self.family.family() is not None:
            self.take_keyboard()

    def _begin(self) -> None:
        if self.may_begin():
            self.notice.clear()
            self.begin_wanted.emit()

    def _show(self) -> None:
        self.start.setEnabled(self.may_begin())
        self.hint.setText(self._hint())
        self.start.setAccessibleDescription(self.hint.text())

    def _hint(self) -> str:
        if self.family.family() is None:
            return self.family.fault()
        if self.counter.read() is None:
            return say("camcorder.counter_wrong")
        return say("camcorder.begin_hint" if self.permission.may_film() else "camcorder.begin_consent")

    def _row(self, one: Earlier) -> QFrame:
        film = one.recording
        facts = DOT.join((wording.length(film.duration_us), wording.count("wording.marks", one.marks)))
        said = say("camcorder.row", code=film.family, facts=facts)
        made = button(say("camcorder.open"), _opener(self.open_wanted.emit, film))
        made.setAccessibleName(say("camcorder.open_name", date=wording.when(film.filmed_at), code=film.family))
        self.open_buttons.append(made)
        facts_column = column(words(wording.when(film.filmed_at), "row-title"), secondary(said), spacing=2)
        across = row(facts_column, made, spacing=SPACE_BETWEEN)
        across.setStretch(0, 1)
        return card(across, margin=12)


def _opener(open_it: Callable[[Recording], None], film: Recording) -> Callable[[], None]:
    return lambda: open_it(film)


def _scrolled(layout: QLayout) -> QScrollArea:
    """Nothing is clipped where the window is small."""
    inner = QWidget()
    inner.setProperty("role", "page")
    layout.setContentsMargins(SPACE_AROUND, SPACE_AROUND, SPACE_AROUND, SPACE_AROUND)
    inner.setLayout(layout)
    area = QScrollArea()
    area.setWidget(inner)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    return area
