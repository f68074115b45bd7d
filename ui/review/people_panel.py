"""Beside the film: who is in it throughout, in a part or not at all, and what it may be used for then.

A part is entered as a clip is cut: at the picture where somebody comes in, and at the one where they are out again. It is hidden from the
moment it is entered until they have agreed; so its end is looked for first.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QScrollArea, QVBoxLayout, QWidget

from app.domain.errors import SamspillError
from app.domain.ids import PersonId, RecordingId
from app.domain.spans import Span, touch
from app.domain.timebase import clock_text
from app.ports import Clock, Store
from app.usecases.who_is_in_film import (
    WHOLE,
    FilmPeople,
    InFilm,
    Use,
    enter_in_film,
    enter_newcomer,
    take_out_of_film,
    who_is_in_film,
)
from ui.consent.words import person_words
from ui.jobs import Jobs
from ui.review.mark_editor import quiet_focus
from ui.review.people_words import answer_words, span_words, use_words
from ui.texts import say
from ui.theme import SPACE_INSIDE
from ui.widgets.announce import announce
from ui.widgets.boxes import choice_box
from ui.widgets.parts import button, card, clear_layout, column, name, row, section, words

_WHOLE, _PART, _NOT = range(3)
_CHOICES = ("infilm.whole", "infilm.part", "infilm.not")


class PeoplePanel(QWidget):
    """`show_film` reads it. `changed` after something was entered: the film's hidden parts may be others now."""

    changed = Signal()
    closed = Signal()
    consents_wanted = Signal()
    failed = Signal(object)  # SamspillError

    def __init__(self, store: Store, clock: Clock, jobs: Jobs, at_us: Callable[[], int], end_of: Callable[[int], int | None]) -> None:
        """`at_us`: the picture that is shown. `end_of`: where the picture at a position ends; None at the end of the film."""
        super().__init__()
        self._store, self._clock, self._jobs = store, clock, jobs
        self._at_us, self._end_of = at_us, end_of
        self._recording: RecordingId | None = None
        self.film: FilmPeople | None = None
        self._begun: tuple[PersonId | None, int] | None = None  # who comes in (None: a newcomer), and where
        self.choices: dict[PersonId, QComboBox] = {}
        self._build()

    def _build(self) -> None:
        self.done = button(say("infilm.close"), self.closed.emit)
        self.newcomer = button(say("infilm.newcomer"), partial(self._begin, None))
        self.newcomer.setToolTip(say("infilm.newcomer_tip"))
        self.consents = button(say("infilm.consents"), self.consents_wanted.emit, "quiet")
        self._begun_words = words()
        self.to_here = button(say("infilm.to_here"), self._end_here, "primary")
        self.to_end = button(say("infilm.to_end"), partial(self._end, None))
        self.cancel = button(say("wording.cancel"), self._stop_entering, "quiet")
        quiet_focus(self.done, self.newcomer, self.to_here, self.to_end, self.cancel)
        self._entering = card(column(self._begun_words, row(self.to_here, self.to_end, self.cancel, None)), margin=SPACE_INSIDE)
        self._people, self._uses = column(spacing=SPACE_INSIDE), column(spacing=SPACE_INSIDE)
        inner = self._inner = QWidget()
        inner.setProperty("role", "page")
        inner.setLayout(
            column(self._people, self.newcomer, row(section(say("infilm.uses"))), self._uses, row(self.consents, None), None, spacing=10)
        )
        self._list = QScrollArea()
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # a click on a button in it leaves the keyboard with the film
        self._list.setWidgetResizable(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_INSIDE)
        layout.addLayout(row(section(say("infilm.title")), None, self.done))
        layout.addWidget(self._entering)
        layout.addWidget(self._list, 1)
        self._entering.hide()

    # --- reading and entering ---

    def show_film(self, recording: RecordingId) -> None:
        """Read who is in it."""
        if recording != self._recording:
            self._recording, self.film = recording, None
            self._stop_entering()
        self._run(partial(who_is_in_film, self._store, self._clock, recording), then=self._show)

    def take_keyboard(self) -> None:
        """Where the next thing is done."""
        next((box for box in self.choices.values() if box.isEnabled()), self.newcomer).setFocus()

    def step_back(self) -> None:
        """Out of the part that is being entered; else done."""
        if self.is_entering():
            self._stop_entering()
        else:
            self.closed.emit()

    def is_entering(self) -> bool:
        """Whether a part has begun and is not ended yet."""
        return self._begun is not None

    def _run(self, work: Callable[[], FilmPeople], then: Callable[[FilmPeople], None]) -> None:
        recording = self._recording
        self._jobs.store(self, work, lambda found: then(found) if self._recording == recording else None, self._trouble)

    def _trouble(self, error: SamspillError) -> None:
        self.failed.emit(error)
        if self.film is not None:
            self._show(self.film)  # a choice that could not be kept is shown as it stands

    def _change(self, use_case: Callable[..., FilmPeople], *what: object) -> None:
        self._run(partial(use_case, self._store, self._clock, self._recording, *what), then=self._entered)

    def _entered(self, found: FilmPeople) -> None:
        self._show(found)
        self.changed.emit()

    def _choose(self, person: PersonId, choice: int) -> None:
        self._put_entering_away()  # the keyboard goes through "a part" on its way to "not in it"
        if choice == _WHOLE:
            self._change(enter_in_film, person, WHOLE)
        elif choice == _NOT:
            self._change(take_out_of_film, person)
        else:
            self._begin(person)

    def _begin(self, person: PersonId | None) -> None:
        """They come in at the picture that is shown."""
        self._begun = (person, self._at_us())
        who = say("infilm.newcomer_who") if person is None else self._called(person)
        self._begun_words.setText(say("infilm.begun", who=who, start=clock_text(self._begun[1])))
        by_keyboard = self.newcomer.hasFocus() or self._focused_row() is not None
        self._entering.show()
        if by_keyboard:
            self.to_here.setFocus()  # L plays, K pauses, comma and full stop step
        self.newcomer.setEnabled(False)
        announce(self, self._begun_words.text())

    def _end_here(self) -> None:
        """The picture that is shown is the last they are in. One before the beginning: they are in it from there to the beginning."""
        if self._begun is not None:
            start_us = self._begun[1]
            first, last = sorted((start_us, self._at_us()))
            self._begun = (self._begun[0], first)
            self._end(self._end_of(last))

    def _end(self, end_us: int | None) -> None:
        if self._begun is None:
            return
        person, start_us = self._begun
        self._stop_entering()
        if person is None:
            self._change(enter_newcomer, (start_us, end_us))
        else:
            self._change(enter_in_film, person, (start_us, end_us))

    def _stop_entering(self) -> None:
        self._put_entering_away()
        if self.film is not None:
            self._show(self.film)  # a choice that led to nothing

    def _put_entering_away(self) -> None:
        self._begun = None
        self.newcomer.setEnabled(True)
        if any(made.hasFocus() for made in (self.to_here, self.to_end, self.cancel)):
            self.newcomer.setFocus()
        self._entering.hide()

    # --- showing ---

    def _show(self, film: FilmPeople) -> None:
        self.film = film
        focused, box = self._focused_row(), next((person for person, box in self.choices.items() if box.hasFocus()), None)
        for layout in (self._people, self._uses):
            clear_layout(layout)
        self.choices = {}
        hidden = next((use.hidden for use in film.uses), ())
        alone = sum(one.throughout for one in film.people) == 1
        for one in film.people:
            self._people.addWidget(self._person(one, hidden, last=alone and one.throughout))
        for use in film.uses:
            self._uses.addLayout(_use_row(use, film))
        if focused is not None:  # the keyboard stays where it was, or near
            stays = self.choices.get(box) if box is not None else None
            (stays or self.newcomer).setFocus()

    def _focused_row(self) -> QWidget | None:
        """What of the rows has the keyboard. Clicks do not take it there from the film."""
        standing = (self.newcomer, self.consents)
        return next((made for made in self._inner.findChildren(QWidget) if made.hasFocus() and made not in standing), None)

    def _person(self, one: InFilm, hidden: tuple[Span, ...], *, last: bool) -> QWidget:
        who = self._called(one.person.id)
        box = choice_box(say("infilm.where", who=who))
        for key in _CHOICES:
            box.addItem(say(key))
        with QSignalBlocker(box):
            box.setCurrentIndex(_WHOLE if one.throughout else _PART if one.spans else _NOT)
        box.activated.connect(partial(self._choose, one.person.id))
        quiet_focus(box)
        box.setEnabled(not last)  # a film with nobody in it is nobody's
        self.choices[one.person.id] = box
        head = row(words(who, "row-title"), None, box)
        lines = column(head, spacing=2)
        if one.spans and not one.throughout:
            for span in one.spans:
                lines.addLayout(self._part(one.person.id, who, span, hidden))
            more = button(say("infilm.another_part"), partial(self._begin, one.person.id), "quiet")
            name(more, say("infilm.another_part_name", who=who))
            quiet_focus(more)
            lines.addLayout(row(more, None))
        return card(lines, margin=SPACE_INSIDE)

    def _part(self, person: PersonId, who: str, span: Span, hidden: tuple[Span, ...]) -> QVBoxLayout:
        is_hidden = touch(hidden, span[0], span[0] + 1)
        said = words(span_words(span, hidden=is_hidden), "warn" if is_hidden else "secondary")
        remove = button(say("infilm.remove"), partial(self._change, take_out_of_film, person, span), "quiet")
        name(remove, say("infilm.remove_name", span=span_words(span), who=who))
        quiet_focus(remove)
        line = row(said, remove)
        line.setStretch(0, 1)
        return column(line, spacing=0)

    def _called(self, person: PersonId) -> str:
        assert self.film is not None
        persons = self.film.persons
        return person_words(next(one for one in persons if one.id == person), persons)


def _use_row(use: Use, film: FilmPeople) -> QVBoxLayout:
    """`Vise til en veileder` and below it the answer."""
    said, role = answer_words(use, film)
    return column(words(use_words(use)), words(said, role), spacing=0)
