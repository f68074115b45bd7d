"""Beside the preview: which family, whether it may be filmed, with what, and how long there is room and battery for."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.domain.disk_room import DiskRoom
from app.domain.ids import FamilyCode
from ui.battery import BatteryLabel
from ui.film.choosers import Choosers
from ui.film.remembered import Remembered
from ui.film.whom import Whom
from ui.jobs import Jobs
from ui.preferences import PLANNED_FILM_MINUTES, Preferences
from ui.services import Session
from ui.texts import say
from ui.theme import SPACE_BETWEEN
from ui.widgets.family_field import FamilyField
from ui.widgets.parts import button, column, secondary, set_role, title

SIDE_PX = 332
_PLENTY_MINUTES = 24 * 60  # more than anybody films


class Side(QWidget):
    """`changed()` when whether a film may begin is another matter; `again_wanted()` after trouble; `guide_switched(bool)`."""

    changed = Signal()
    again_wanted = Signal()
    guide_switched = Signal(bool)

    def __init__(self, session: Session, jobs: Jobs, preferences: Preferences) -> None:
        super().__init__()
        self._store = session.store
        self._jobs = jobs
        self._preferences = preferences
        self._family: FamilyCode | None = None
        self.setFixedWidth(SIDE_PX)
        self.family = FamilyField(narrow=True)
        self.family.offer_codes(session.store, jobs)
        self.whom = Whom(session, jobs)
        self.choosers = Choosers(Remembered(preferences))
        self.again = button(say("filming.again_camera"), self.again_wanted.emit)
        self.again.setProperty("role", "film-big")
        self.again.hide()
        self.guide = QCheckBox(say("filming.guide"))
        self.guide.setProperty("role", "big")
        self.guide.setAccessibleName(say("filming.guide"))
        self.guide.toggled.connect(self.guide_switched)
        self.room = secondary()
        self.battery = BatteryLabel(jobs)
        self.battery.setWordWrap(True)
        self.taken = secondary()
        self.family.changed.connect(self._family_changed)
        self.whom.changed.connect(self.changed)
        self._lay_out()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_BETWEEN)
        layout.addWidget(title(say("filming.title")))
        layout.addLayout(column(self.family, self.whom))
        layout.addLayout(column(self.choosers, self.again))
        layout.addWidget(self.guide)
        layout.addStretch(1)
        layout.addLayout(column(self.taken, self.room, self.battery, spacing=4))

    # --- coming and going -------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """It comes into sight: which families there are, who may be filmed, how much room and battery."""
        self.refresh_families()
        self.whom.show_family(self._family)
        self.battery.start()

    def refresh_families(self) -> None:
        """Which there are is read again."""
        self._jobs.store(self, self._read_families, self.family.set_families)

    def rest(self) -> None:
        """It goes out of sight."""
        self.battery.stop()

    def _read_families(self) -> tuple[FamilyCode, ...]:
        with self._store.work() as work:
            return tuple(work.families.all())

    # --- what it says -------------------------------------------------------------------------------------------------------

    def show_locked(self, locked: bool, family: FamilyCode | None) -> None:
        """While a film is taken nothing here changes. `family` is whose film it is."""
        if family is not None and self.family.family() != family:
            self.family.line.setText(family)
        self.family.setEnabled(not locked)
        self.whom.settle.setEnabled(not locked)
        self.choosers.lock(locked)

    def planned_minutes(self) -> int:
        """How long a film usually is."""
        return self._preferences.get(PLANNED_FILM_MINUTES)

    def show_room(self, room: DiskRoom) -> None:
        """In minutes; coloured where the disk fills before the planned end."""
        planned = self.planned_minutes()
        plenty = room.minutes_left >= _PLENTY_MINUTES
        self.room.setText(say("filming.room_plenty") if plenty else say("filming.room", time=_long(room.minutes_left)))
        set_role(self.room, "warn" if room.will_fill(planned) else "secondary")
        self.battery.set_needed(planned)

    def show_taken(self, text: str) -> None:
        """What the film is made of, and what was dropped."""
        if text != self.taken.text():
            self.taken.setText(text)
            self.taken.setVisible(bool(text))

    def show_again(self, shown: bool) -> None:
        """The way out of trouble that does not go by itself: a camera that another program held."""
        self.again.setVisible(shown)

    def may_film(self) -> bool:
        return self.family.family() is not None and self.whom.may_film()

    def hint(self, *, has_picture: bool) -> str:
        """What is missing before a film may begin, or where it goes."""
        family = self.family.family()
        if not has_picture:
            return say("filming.hint_camera")
        if family is None:
            return self.family.fault()
        return say("filming.hint_known", code=family) if self.whom.may_film() else say("filming.hint_consent")

    def _family_changed(self) -> None:
        family = self.family.family()
        if family != self._family:
            self._family = family
            self.whom.show_family(family)
        self.changed.emit()


def _long(minutes: int) -> str:
    """`45 min`, `4 t 10 min`."""
    if minutes < 60:
        return say("filming.minutes", minutes=minutes)
    return say("filming.hours", hours=minutes // 60, minutes=minutes % 60)
