"""How a visit went: who took part, minutes, the way there, the film taken at it, the clips that were shown."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFormLayout, QSpinBox, QWidget

from app.domain.clip import Clip, Intent
from app.domain.ids import ClipId, PersonId, RecordingId
from app.domain.recording import Recording
from app.domain.visit import MOST_MINUTES, VisitState
from app.usecases.hold_visit import Holding
from ui import wording
from ui.families.words import person_words
from ui.texts import say
from ui.theme import SPACE_INSIDE
from ui.visits.sheet import VisitSheet
from ui.widgets.boxes import number_box
from ui.widgets.parts import button, clear_layout, column, form_key, keyboard_before, row, secondary

K = TypeVar("K", bound=Hashable)

_NOT_COUNTED = -1
_STEP_MINUTES = 5


class HoldForm(QWidget):
    """`confirmed` with what came of the visit, or `left`."""

    confirmed = Signal(object)  # Holding
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._held = False
        self.people: dict[PersonId, QCheckBox] = {}
        self.films: dict[RecordingId, QCheckBox] = {}
        self.clips: dict[ClipId, QCheckBox] = {}
        self._touched: set[str] = set()
        self._lists = column(spacing=2)
        self.minutes = minutes_box(say("visits.minutes"))
        self.travel = minutes_box(say("visits.travel"))
        form = QFormLayout()
        form.setSpacing(SPACE_INSIDE)
        form.addRow(say("visits.minutes"), self.minutes)
        form.addRow(say("visits.travel"), self.travel)
        self.save_button = button(say("visits.hold_save"), lambda: self.confirmed.emit(self.came()), "primary")
        self.leave_button = button(say("wording.leave_it"), self.left.emit, "quiet")
        self.setLayout(column(form, self._lists, row(self.save_button, self.leave_button, None)))
        self.setFocusProxy(self.minutes)

    def show_sheet(self, sheet: VisitSheet) -> None:
        """As it was entered before, or as it is likely to have been."""
        visit = sheet.visit
        self._held = visit.state is VisitState.HELD
        self._touched = set()
        show_minutes(self.minutes, visit.minutes)
        show_minutes(self.travel, visit.travel_minutes)
        present = visit.took_part if self._held else frozenset()
        self._lay_out(sheet, present, self._likely(sheet), frozenset())
        words = say("visits.hold_change") if self._held else say("visits.hold_save")
        self.save_button.setText(words)
        self.save_button.setAccessibleName(words)

    def take_in(self, sheet: VisitSheet) -> None:
        """What came while the form was open (a film that was imported, a clip) is offered too, as if it had been there; what was ticked or
        typed stays."""
        films, clips = frozenset(film.id for film in sheet.films), frozenset(clip.id for clip in _shown(sheet))
        if films != self.films.keys() or clips != self.clips.keys():
            new = self._likely(sheet) - self.films.keys()
            self._lay_out(sheet, _ticked(self.people), _ticked(self.films) | new, _ticked(self.clips))

    def _likely(self, sheet: VisitSheet) -> frozenset[RecordingId]:
        return sheet.filmed if self._held else frozenset(film.id for film in sheet.films)

    def _lay_out(self, sheet: VisitSheet, people: frozenset[PersonId], films: frozenset[RecordingId], clips: frozenset[ClipId]) -> None:
        visit, touched = sheet.visit, set(self._touched)
        keyboard = next((thing for thing, tick in self._all_ticks() if tick.hasFocus()), None)
        clear_layout(self._lists)
        self.people = self._ticks("people", ((one.id, person_words(one, sheet.people)) for one in sheet.people), people)
        self.films = self._ticks("films", ((film.id, _film_words(film)) for film in sheet.films), films)
        if self._held and visit.film_minutes:
            self._lists.addWidget(secondary(wording.count("visits.film_noted", visit.film_minutes)))
        self.clips = self._ticks("clips", ((clip.id, _clip_words(clip)) for clip in _shown(sheet)), clips)
        if visit.clips_shown:
            self._lists.addWidget(secondary(wording.count("visits.clips_noted", visit.clips_shown)))
        self._touched = touched
        ticks = self._all_ticks()
        keyboard_before(self.save_button, [tick for _thing, tick in ticks])
        for thing, tick in ticks:
            if thing == keyboard:
                tick.setFocus()

    def _all_ticks(self) -> list[tuple[str, QCheckBox]]:
        return [*self.people.items(), *self.films.items(), *self.clips.items()]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not form_key(event, self.save_button, self.leave_button):
            super().keyPressEvent(event)

    def came(self) -> Holding:
        """What stands here. Films and clips that nobody touched since they were entered stay as they were."""
        return Holding(
            minutes=counted(self.minutes),
            travel_minutes=counted(self.travel),
            took_part=_ticked(self.people),
            filmed=_ticked(self.films) if "films" in self._touched or not self._held else None,
            shown=_ticked(self.clips) if "clips" in self._touched or not self._held else None,
        )

    def _ticks(self, group: str, things: Iterable[tuple[K, str]], on: frozenset[K]) -> dict[K, QCheckBox]:
        made: dict[K, QCheckBox] = {}
        for thing, words in things:
            if not made:
                self._lists.addWidget(secondary(say(f"visits.{group}")))
            tick = QCheckBox(words.replace("&", "&&"), self)
            tick.setAccessibleName(f"{say(f'visits.{group}')}: {words}")
            tick.setChecked(thing in on)
            tick.toggled.connect(lambda _on: self._touched.add(group))
            self._lists.addWidget(tick)
            made[thing] = tick
        return made


def minutes_box(words: str) -> QSpinBox:
    """Minutes up to a day; its lowest step says that they were not counted."""
    box = number_box(words, _NOT_COUNTED, MOST_MINUTES, _NOT_COUNTED, say("visits.min"))
    box.setSpecialValueText(say("visits.not_counted"))
    box.setSingleStep(_STEP_MINUTES)
    return box


def show_minutes(box: QSpinBox, minutes: int | None) -> None:
    box.setValue(_NOT_COUNTED if minutes is None else minutes)


def counted(box: QSpinBox) -> int | None:
    return None if box.value() == _NOT_COUNTED else box.value()


def _ticked(ticks: dict[K, QCheckBox]) -> frozenset[K]:
    return frozenset(thing for thing, tick in ticks.items() if tick.isChecked())


def _shown(sheet: VisitSheet) -> list[Clip]:
    return [clip for clip in sheet.clips if clip.intent is not Intent.DO_NOT_SHOW]


def _film_words(film: Recording) -> str:
    return say("visits.film_line", time=wording.when(film.filmed_at), length=wording.length(film.duration_us))


def _clip_words(clip: Clip) -> str:
    length = wording.length(clip.end_us - clip.start_us)
    return say("visits.clip_line", title=clip.title or say("visits.clip_untitled"), length=length)
