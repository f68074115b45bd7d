"""Film: a large preview, one big button, and while filming only what is needed: time, pause, bookmark, stop.

The filming itself is the desk's (`ui/film/desk.py`): this screen shows it and says what was pressed. It can be left, or made anew, at any
moment of a film. It switches the camera on when it comes into sight, and lets it go when it is left without a film.
"""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.domain.disk_room import DiskRoom
from app.domain.errors import SamspillError
from app.domain.filming import Devices, FilmingChoice, Level
from app.domain.mark import Mark
from app.domain.recording import RecordingState
from app.domain.timebase import clock_text
from app.usecases.end_film import FilmResult
from ui import wording
from ui.film.controls import Controls
from ui.film.desk import DeskState, FilmDesk
from ui.film.guide import Guide
from ui.film.keys import FilmKeys
from ui.film.level_meter import LevelMeter
from ui.film.preview import PreviewView
from ui.film.saying import no_sound, over_picture, taken_words, trouble_to_say
from ui.film.side import Side
from ui.film.trouble import TroubleNotice
from ui.jobs import Jobs
from ui.preferences import Preferences
from ui.services import Session
from ui.texts import say
from ui.theme import SPACE_BETWEEN, SPACE_INSIDE
from ui.widgets.announce import announce
from ui.widgets.parts import column, row


class FilmScreen(QWidget):
    """Emits `look_wanted(Recording)` when the film just taken is to be looked at, and `consent_wanted(str)` when the ledger of this family
    is."""

    look_wanted = Signal(object)
    consent_wanted = Signal(str)

    def __init__(self, desk: FilmDesk, session: Session, jobs: Jobs, preferences: Preferences) -> None:
        super().__init__()
        self.desk = desk
        self._result: FilmResult | None = None
        self._offered: Devices | None = None
        self.preview = PreviewView(desk.pictures)
        self.notice = TroubleNotice(desk)
        self.meter = LevelMeter()
        self.controls = Controls()
        self.side = Side(session, jobs, preferences)
        self.guide = Guide(self, desk, self.side, self.preview)
        self.stage = QStackedWidget()
        self._lay_out()
        self._connect_desk()
        self._connect_parts()
        self._keys = FilmKeys(self, desk, self.controls, self.start_film, self.side.family.line)
        self._order_keyboard()
        self._show()

    def take_keyboard(self) -> None:
        """Where the next thing is done: the family first, then the film."""
        (self.preview if self.side.family.family() is not None or self.desk.is_filming() else self.side.family.line).setFocus()

    def holds_words(self) -> bool:
        """Whether somebody is saying whom the film will be of. A film that is taken is the desk's."""
        chosen = bool(self.side.family.line.text()) or self.stage.currentWidget() is not self.preview
        return self.isVisible() and chosen and not self.desk.is_filming()

    def choose_family(self, code: str) -> None:
        """This family is to be filmed; nothing happens while a film is taken."""
        if not self.desk.is_filming():
            self.side.family.line.setText(code)

    # --- building -----------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        below = row(self.guide.hint, self.meter, spacing=SPACE_BETWEEN)
        below.setStretch(0, 1)
        below.setStretch(1, 1)
        self.stage.addWidget(self.preview)
        self.stage.addWidget(self.side.whom.page)
        left = column(self.stage, self.notice, below, self.controls, spacing=SPACE_INSIDE)
        left.setStretch(0, 1)
        across = QHBoxLayout(self)
        across.setContentsMargins(SPACE_BETWEEN, 4, SPACE_BETWEEN, SPACE_INSIDE)
        across.setSpacing(SPACE_BETWEEN)
        across.addLayout(left, 1)
        across.addWidget(self.side)

    def _connect_desk(self) -> None:
        desk = self.desk
        desk.changed.connect(self._show)
        desk.preview.connect(self.preview.show_picture)
        desk.level.connect(self._level)
        desk.ticked.connect(self._tick)
        desk.room.known.connect(self._room_known)
        desk.bookmarked.connect(self._bookmarked)
        desk.finished.connect(self._finished)
        desk.failed.connect(self._failed)

    def _connect_parts(self) -> None:
        desk, controls, side = self.desk, self.controls, self.side
        self.preview.size_wanted.connect(desk.view)
        controls.start_wanted.connect(self.start_film)
        controls.pause_wanted.connect(desk.pause)
        controls.go_on_wanted.connect(desk.go_on)
        controls.bookmark_wanted.connect(desk.bookmark)
        controls.stop_wanted.connect(desk.end_film)
        controls.look_wanted.connect(self._look)
        controls.again_wanted.connect(self._film_again)
        side.changed.connect(self._show_controls)
        side.choosers.chosen.connect(self._chosen)
        side.again_wanted.connect(desk.open_again)
        side.family.entered.connect(self._family_entered)
        side.whom.page_wanted.connect(self._show_whom)
        side.whom.agreed.connect(self._agreed)
        side.whom.permission.failed.connect(self.notice.show_error)
        side.whom.permission.consent_wanted.connect(self.consent_wanted)

    def _order_keyboard(self) -> None:
        """In the order things are done: for whom, with what, start."""
        side, choosers = self.side, self.side.choosers
        whom = (side.family.line, side.family.new_button, side.whom.settle)
        what = (choosers.camera, choosers.microphone, choosers.format, side.again, side.guide)
        chain = (self.preview, *whom, *what, self.controls.start)
        for first, second in pairwise(chain):
            QWidget.setTabOrder(first, second)

    # --- what is pressed ------------------------------------------------------------------------------------------------------

    def start_film(self) -> None:
        """Nothing happens while something is missing: the words under the button say what."""
        family = self.side.family.family()
        if family is None or not self.side.may_film() or not self.desk.can_film():
            return
        self._result = None
        self.notice.begin_anew()
        self._show_whom(False)
        self.preview.setFocus()  # before the fields lock under the keyboard
        self.desk.begin(family, self.side.whom.permission.in_picture())

    def _family_entered(self) -> None:
        """Enter in the field is no start: nobody films by finishing a word."""
        if self.side.whom.may_film():
            self._next_is_start()
        elif self.side.family.family() is not None:
            self.side.whom.settle.setFocus()

    def _show_whom(self, shown: bool) -> None:
        """Who will be in the picture is settled in the place of the picture."""
        self.stage.setCurrentWidget(self.side.whom.page if shown else self.preview)
        self.side.whom.show_open(shown)
        if shown:
            self.side.whom.take_keyboard()
        elif self.side.whom.may_film():
            self._next_is_start()
        else:
            self.side.whom.settle.setFocus()

    def _agreed(self) -> None:
        self.side.refresh_families()
        self._show_whom(False)

    def _next_is_start(self) -> None:
        """Space starts now, as the words under the button say."""
        (self.controls.start if self.controls.start.isEnabled() else self.preview).setFocus()

    def _film_again(self) -> None:
        """Also after a studio that died: it is started anew."""
        self._result = None
        self.notice.begin_anew()
        self.desk.start()
        self._show()
        self.controls.start.setFocus()

    def _look(self) -> None:
        if self._result is not None:
            recording, self._result = self._result.recording, None
            self.look_wanted.emit(recording)
            self._show()

    def _chosen(self, choice: FilmingChoice) -> None:
        self.preview.tell_size()
        self.guide.follow_choice()
        self.desk.open(choice)

    # --- what the desk tells ----------------------------------------------------------------------------------------------------

    def _level(self, level: Level) -> None:
        if self.desk.opened is not None and not no_sound(self.desk):
            self.meter.show_level(level)

    def _tick(self) -> None:
        self.controls.show_time(self.desk.position_us())
        self.side.show_taken(taken_words(self.desk))

    def _room_known(self, room: DiskRoom) -> None:
        self.side.show_room(room)
        self._show_trouble()

    def _bookmarked(self, mark: Mark) -> None:
        said = say("filming.bookmarked", time=clock_text(mark.start_us), bookmarks=wording.count("filming.bookmarks", self.desk.bookmarks))
        self.controls.show_bookmark(said)
        announce(self.controls, said)

    def _finished(self, result: FilmResult) -> None:
        """Where the film ended while another screen was in sight, that one says so."""
        if not self.isVisible():
            self.desk.let_go()
            return
        self._result = result
        self._show()
        if result.code is not None:
            self.notice.show_error(SamspillError(result.code))
        announce(self.controls, self.controls.saved_title.text())
        (self.controls.look if self.controls.look.isEnabled() else self.controls.again).setFocus()

    def _failed(self, error: SamspillError) -> None:
        """No film came of it. A disk that is too full is told as before a film: none was ended."""
        self.side.whom.show_family(self.side.family.family())  # perhaps somebody has withdrawn meanwhile
        self._show()
        self.notice.tell_before(error)
        if not self.isVisible():
            self.desk.let_go()

    # --- what is shown --------------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        desk, filming = self.desk, self.desk.is_filming()
        if self.isVisible():
            self._offer_devices(filming)
        self.side.show_locked(filming, desk.recording.family if filming and desk.recording else None)
        self.side.show_again(bool(desk.troubles) and not filming)
        self.side.show_taken(taken_words(desk))
        if desk.opened is None:
            self.preview.clear()
        self.guide.show_over()
        if self.preview.say_over(*over_picture(desk)) and filming:
            announce(self.preview, self.preview.accessibleDescription())
        self._show_trouble()
        self.guide.show_hint()
        silent = no_sound(desk)
        if silent or self.meter.heard is None:
            self.meter.clear(silent)
        self._show_controls()

    def _offer_devices(self, filming: bool) -> None:
        """Once for each change of what is plugged in, and when the camera was let go. A film goes on with what it has."""
        devices = self.desk.devices
        if devices is None or (devices == self._offered and self.desk.choice is not None) or (filming and self._offered is not None):
            return
        self._offered = devices
        if filming:
            self.side.choosers.fill(devices)
            self.guide.follow_choice()
        else:
            self.side.choosers.show_devices(devices)

    def _show_trouble(self) -> None:
        """What the end of a film had to say stays until the next."""
        if self._result is None or self._result.code is None:
            self.notice.tell(trouble_to_say(self.desk, self.side.planned_minutes()))

    def _show_controls(self) -> None:
        desk, state = self.desk, self.desk.state
        if desk.is_filming():
            self.controls.show_film(
                paused=state is DeskState.PAUSED, ending=state is DeskState.ENDING, beginning=state is DeskState.BEGINNING
            )
            self.controls.show_time(desk.position_us())
        elif self._result is not None:
            self._show_saved(self._result)
        else:
            ready = desk.can_film() and self.side.may_film()
            self.controls.show_idle(ready=ready, hint=self.side.hint(has_picture=desk.can_film()))

    def _show_saved(self, result: FilmResult) -> None:
        film = result.recording
        ready = film.state is RecordingState.READY
        facts = [say("shell.family", code=film.family), wording.length(film.duration_us)]
        if self.desk.bookmarks:
            facts.append(wording.count("filming.bookmarks", self.desk.bookmarks))
        if not ready:
            facts = [say("filming.saved_later")]
        self.controls.show_saved("  ·  ".join(facts), can_look=ready)

    # --- Qt -------------------------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self.side.refresh()
            self.desk.start()
            self.guide.look()
            self._show()

    def hideEvent(self, event: QHideEvent) -> None:
        """Left, not only minimised: the camera is let go, unless it films."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.desk.watch_faces(False)
            self.side.rest()
            self._result = None  # the next time is the next film
            self.desk.let_go()
            self.preview.clear()
