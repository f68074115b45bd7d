"""Reading the invitation off somebody's screen with the laptop's camera: pictures are looked at as they come, and none is kept."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.domain.filming import FilmingChoice, PreviewShown
from ui.film.desk import FilmDesk
from ui.film.preview import PreviewView
from ui.film.remembered import Remembered
from ui.film.saying import has_picture, over_picture
from ui.jobs import Jobs
from ui.preferences import Preferences
from ui.texts import say
from ui.widgets.parts import button, column, row, words

_LOOK_EACH_MS = 250
_HIGH_PX = 300


class CameraPanel(QWidget):
    """The camera is on while this is in sight. `found(text)`: of the first QR code that was read. `left`: not with the camera after all."""

    found = Signal(str)
    left = Signal()

    def __init__(
        self, desk: FilmDesk, jobs: Jobs, preferences: Preferences, read: Callable[[NDArray[np.uint8]], str | None], parent: QWidget
    ) -> None:
        """`read`: the text of a QR code in a picture; slow."""
        super().__init__(parent)
        self._desk, self._jobs, self._read = desk, jobs, read
        self._remembered = Remembered(preferences)
        self._shown: PreviewShown | None = None
        self._reading = False
        self.preview = PreviewView(desk.pictures)
        self.preview.setFixedHeight(_HIGH_PX)
        self.leave_button = button(say("team.camera_leave"), self.left.emit)
        self.setLayout(column(words(say("team.camera_how")), self.preview, row(self.leave_button, None), spacing=12))
        self._each = QTimer(self)
        self._each.setInterval(_LOOK_EACH_MS)
        self._each.timeout.connect(self._look)
        self.preview.size_wanted.connect(desk.view)
        desk.preview.connect(self._picture)
        desk.changed.connect(self._changed)

    def _changed(self) -> None:
        """The first camera there is, without a microphone. Never while a film is taken: then it is the film's."""
        if not self.isVisible() or self._desk.is_filming():
            return
        devices = self._desk.devices
        if devices is not None and self._desk.choice is None:
            camera = self._remembered.camera(devices)
            if camera is not None:
                self.preview.tell_size()  # the studio may not have been there when the picture got its size
                self._desk.open(FilmingChoice(camera.id, None))
                return  # which tells of itself
        self.preview.set_look(live=has_picture(self._desk), dimmed=False, guide=False, red=False)
        self.preview.say_over(*over_picture(self._desk))

    def _picture(self, shown: PreviewShown) -> None:
        if self.isVisible():
            self._shown = shown
            self.preview.show_picture(shown)

    def _look(self) -> None:
        """One picture at a time."""
        memory, shown = self._desk.pictures(), self._shown
        if self._reading or memory is None or shown is None or not has_picture(self._desk):
            return
        with memory[shown.offset : shown.offset + shown.height * shown.stride_bytes] as lines:
            flat = np.frombuffer(lines, np.uint8).copy()
        picture = flat.reshape(shown.height, shown.stride_bytes)[:, : shown.width * 4].reshape(shown.height, shown.width, 4)
        read = self._read
        self._reading = True
        self._jobs.watch(self, lambda: read(np.ascontiguousarray(picture[:, :, :3])), self._was_read)

    def _was_read(self, text: str | None) -> None:
        self._reading = False
        if text and self.isVisible():
            self.found.emit(text)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self._desk.start()
            self._each.start()
            self._changed()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self._each.stop()
            self._shown = None
            self.preview.clear()
            self._desk.let_go()
