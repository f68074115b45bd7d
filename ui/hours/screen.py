"""Hours of training and supervision: entered in a moment, put right in their place, a year at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from app.domain.episode import Hours, StaffHours
from app.domain.errors import SamspillError
from app.ports import Clock, Store
from app.usecases.consent_gate import local_day
from app.usecases.staff_hours import HoursOfYear, change_hours, enter_hours, hours_of_year, put_hours, remove_hours
from ui.families.words import DOT, on_day
from ui.hours.form import HoursForm
from ui.jobs import Jobs
from ui.texts import say
from ui.theme import SPACE_BETWEEN
from ui.widgets.notice import Notice
from ui.widgets.page import Page
from ui.widgets.parts import button, card, clear_layout, column, row, secondary, section, title, words

WIDTH_PX = 760
_FIRST = 12  # lines laid out at once; the older ones are a press away


class HoursScreen(Page):
    """`refresh` reads the year that is shown again. `changed`: something was entered, put right or taken away."""

    changed = Signal()

    def __init__(self, store: Store, clock: Clock, jobs: Jobs) -> None:
        super().__init__(WIDTH_PX)
        self._store, self._clock, self._jobs = store, clock, jobs
        self._year = local_day(clock).year
        self._known: Hours | None = None  # what the form puts right
        self._removed: Hours | None = None  # a moment ago: it can be put back
        self._shown = _FIRST
        self.view: HoursOfYear | None = None
        self.lines: list[QFrame] = []
        self.notice, self.form = Notice(closable=True), HoursForm()
        self.removed_words = words(say("hours.removed"), "secondary", wrap=False)
        self.put_back_button = button(say("families.put_back"), self._put_back)
        self._heading, self._sum = section(""), words()
        self.before_button, self.after_button = button("", partial(self._turn, -1)), button("", partial(self._turn, 1))
        self._list = column()
        self.more = button(say("wording.show_older"), self._show_more)
        self._lay_out()
        self.form.saved.connect(self._save)
        self.form.left.connect(self._leave)
        self.form.remove_wanted.connect(self._remove)
        self.form.show_new(local_day(clock))

    def refresh(self) -> None:
        work = partial(hours_of_year, self._store, self._year)
        self._jobs.store(self, work, self._fill, self.notice.show_error)

    def take_keyboard(self) -> None:
        self.form.setFocus()

    def holds_words(self) -> bool:
        """Whether some are being put right, or new ones are half entered."""
        return self._known is not None or self.form.is_touched()

    def _lay_out(self) -> None:
        self.add(column(title(say("hours.title")), words(say("hours.lead")), spacing=4))
        self.add(self.notice)
        self.add(self.form)
        self._undo = row(self.removed_words, self.put_back_button, None)
        self.add(self._undo)
        self.add(row(self._heading, None, self.before_button, self.after_button), group=True)
        self.add(self._sum)
        self.add(self._list)
        self.add(row(self.more, None))
        self.end()
        self.more.hide()
        self._say_removed()

    # --- what is shown -----------------------------------------------------------------------------------------------------------

    def _fill(self, view: HoursOfYear) -> None:
        if view.year != self._year or view == self.view:
            return
        self.view = view
        self._heading.setText(str(view.year))
        for made, year in ((self.before_button, view.year - 1), (self.after_button, view.year + 1)):
            made.setText(str(year))
            made.setAccessibleName(say("hours.see_year", year=year))
        self.after_button.setVisible(view.year < local_day(self._clock).year)
        spent = [f"{say(f'people.staff_hours.{kind.value}')}: {lasting(view.minutes[kind])}" for kind in StaffHours if view.minutes[kind]]
        self._sum.setText(DOT.join(spent) or say("hours.nothing"))
        self._show()

    def _show(self) -> None:
        clear_layout(self._list)
        entries = self.view.entries if self.view else ()
        self.lines = [self._line(one) for one in entries[: self._shown]]
        for made in self.lines:
            self._list.addWidget(made)
        self.more.setVisible(len(entries) > self._shown)

    def _line(self, one: Hours) -> QFrame:
        said = DOT.join((say(f"people.staff_hours.{one.kind.value}"), lasting(one.minutes)))
        change = button(say("families.edit"), partial(self._put_right, one))
        change.setAccessibleName(f"{say('families.edit')}: {said}, {on_day(one.on)}")
        across = row(column(words(said, "row-title"), secondary(on_day(one.on)), spacing=2), change, spacing=SPACE_BETWEEN)
        across.setStretch(0, 1)
        return card(across, margin=12)

    def _show_more(self) -> None:
        self._shown += _FIRST
        self._show()

    def _turn(self, years: int) -> None:
        self._year += years
        self._shown = _FIRST
        self.refresh()

    # --- what is done ------------------------------------------------------------------------------------------------------------

    def _save(self, said: tuple[StaffHours, date, int]) -> None:
        known = self._known
        if known is None:
            work: Callable[[], object] = partial(enter_hours, self._store, self._clock, *said)
        else:
            work = partial(change_hours, self._store, self._clock, known.id, *said)
        self._do(work, said[1].year)

    def _remove(self) -> None:
        if self._known is not None:
            self._do(partial(remove_hours, self._store, self._known.id), self._year, removed=self._known)

    def _put_back(self) -> None:
        if self._removed is not None:
            self._do(partial(put_hours, self._store, self._removed), self._removed.on.year)

    def _do(self, work: Callable[[], object], year: int, removed: Hours | None = None) -> None:
        """`year`: the one to look at afterwards."""
        self.form.save_button.setEnabled(False)

        def done(_done: object) -> None:
            self._year, self._removed = year, removed
            self._say_removed()
            self._leave()
            self.changed.emit()
            self.refresh()

        def failed(error: SamspillError) -> None:
            self.form.save_button.setEnabled(True)
            self.form.notice.show_error(error)

        self._jobs.store(self, work, done, failed)

    def _put_right(self, one: Hours) -> None:
        self._known, self._removed = one, None
        self._say_removed()
        self.form.show_known(one)
        self.ensureWidgetVisible(self.form)
        self.form.setFocus()

    def _leave(self) -> None:
        self._known = None
        self.form.show_new(local_day(self._clock))
        self.form.setFocus()

    def _say_removed(self) -> None:
        for part in (self.removed_words, self.put_back_button):
            part.setVisible(self._removed is not None)


def lasting(minutes: int) -> str:
    """`1 t 30 min`."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} {say('hours.h')}"] if hours else []
    return " ".join([*parts, f"{rest} {say('hours.min')}"] if rest else parts)
