"""How long there is room for: asked off the interface's thread, now and then before a film; while one is taken its own rate tells."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.disk_room import DiskRoom
from app.domain.errors import SamspillError
from app.domain.filming import CameraFormat
from app.ports import Store
from app.usecases.film_live import room_for_film
from ui.jobs import Jobs

_EVERY_MS = 30_000


class RoomWatch(QObject):
    """`known` carries a DiskRoom, which `now` holds too. `resting` while a film tells by itself."""

    known = Signal(object)

    def __init__(self, store: Store, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.now: DiskRoom | None = None
        self.resting = False
        self._store = store
        self._jobs = jobs
        self._picture: CameraFormat | None = None
        self._asked = False
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.ask)

    def start(self) -> None:
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def ask_for(self, picture: CameraFormat | None) -> None:
        """From now on with a film of this picture in mind."""
        self._picture, self._asked = picture, False
        self.ask()

    def ask(self) -> None:
        """`known` follows."""
        if not self._asked and not self.resting:
            self._asked = True
            self._jobs.pool(self, partial(room_for_film, self._store, self._picture), self.see, self._unknown)

    def see(self, room: DiskRoom) -> None:
        """Asked for, or told by the film that is being taken."""
        self._asked = False
        self.now = room
        self.known.emit(room)

    def _unknown(self, _error: SamspillError) -> None:
        self._asked = False
