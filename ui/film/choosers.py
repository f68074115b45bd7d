"""Camera, microphone and picture by their names, as the devices report them. Shown but locked while a film is taken."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.domain.filming import TEST_CAMERA, TEST_MICROPHONE, Camera, CameraFormat, Devices, FilmingChoice, Microphone
from ui.film.remembered import Remembered
from ui.texts import say
from ui.theme import BIG_TARGET_PX
from ui.widgets.boxes import choice_box
from ui.widgets.parts import secondary

_APART_PX = 8  # more than between a word and its list
_NAME_LETTERS = 18  # a longer name is cut at the end of the closed list, whole in the open one


class Choosers(QWidget):
    """`show_devices` as they come and go; `chosen(FilmingChoice)` when something else is to be opened, by a person or by a new device."""

    chosen = Signal(object)

    def __init__(self, remembered: Remembered) -> None:
        super().__init__()
        self._remembered = remembered
        self._devices = Devices()
        self.camera_now: Camera | None = None
        self.camera = _box(say("filming.camera"))
        self.microphone = _box(say("filming.microphone"))
        self.format = _box(say("filming.format"))
        self.camera.activated.connect(lambda _row: self._camera_chosen())
        self.microphone.activated.connect(lambda _row: self._microphone_chosen())
        self.format.activated.connect(lambda _row: self._format_chosen())
        self.locked = secondary(say("filming.locked"))
        self.locked.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self._labels: dict[QComboBox, QLabel] = {}
        for box in (self.camera, self.microphone, self.format):
            label = self._labels[box] = QLabel(box.accessibleName())
            label.setBuddy(box)
            if box is not self.camera:
                layout.addSpacing(_APART_PX)
            layout.addWidget(label)
            layout.addWidget(box)
        layout.addWidget(self.locked)

    def show_devices(self, devices: Devices) -> None:
        """What is plugged in now; what was used last is to be opened where it is there."""
        self.fill(devices)
        self._tell()

    def fill(self, devices: Devices) -> None:
        """As `show_devices`, without a word: for a film that is being taken already."""
        self._devices = devices
        camera, microphone = self._remembered.camera(devices), self._remembered.microphone(devices)
        self.camera_now = camera
        _fill(self.camera, [(camera_name(one), one) for one in devices.cameras], camera, say("filming.no_camera"))
        without = [(say("filming.no_sound"), None)] if devices.microphones else []
        microphones = [(microphone_name(one), one) for one in devices.microphones]
        _fill(self.microphone, [*microphones, *without], microphone, say("filming.no_microphone"))
        self._fill_formats()

    def choice(self) -> FilmingChoice:
        microphone: Microphone | None = self.microphone.currentData()
        return FilmingChoice(
            self.camera_now.id if self.camera_now else None, microphone.id if microphone else None, self.format.currentData()
        )

    def lock(self, locked: bool) -> None:
        """While a film is taken nothing is changed; what it is taken with stays in sight."""
        cameras, microphones = bool(self._devices.cameras), bool(self._devices.microphones)
        for box, any_there in ((self.camera, cameras), (self.microphone, microphones), (self.format, cameras)):
            box.setEnabled(not locked and any_there)
            self._labels[box].setEnabled(not locked)
        self.locked.setVisible(locked)

    def guide(self) -> bool:
        """Whether the framing guide is on for this camera."""
        return self._remembered.guide(self.camera_now)

    def keep_guide(self, on: bool) -> None:
        """The framing guide is remembered with the camera it was switched for."""
        self._keep(guide=on)

    # --- inside ---

    def _fill_formats(self) -> None:
        camera = self.camera_now
        if camera is None:
            _fill(self.format, [], None, say("filming.no_camera"))
            return
        offered: list[tuple[str, CameraFormat | None]] = [(say("filming.format_auto"), None)]
        offered += [(format_words(one), one) for one in sorted(camera.formats, reverse=True)]
        _fill(self.format, offered, self._remembered.format(camera), "")

    def _camera_chosen(self) -> None:
        self.camera_now = self.camera.currentData()
        self._fill_formats()
        self._keep(guide=self.guide())
        self._tell()

    def _microphone_chosen(self) -> None:
        if self.microphone.currentData() is None:
            self._remembered.keep_silence()
        self._keep(guide=self.guide())
        self._tell()

    def _format_chosen(self) -> None:
        self._keep(guide=self.guide())
        self._tell()

    def _keep(self, *, guide: bool) -> None:
        self._remembered.keep(self.camera_now, self.microphone.currentData(), self.format.currentData(), guide=guide)

    def _tell(self) -> None:
        self.chosen.emit(self.choice())


def camera_name(camera: Camera) -> str:
    return say("filming.test_camera") if camera.id == TEST_CAMERA else camera.name


def microphone_name(microphone: Microphone) -> str:
    return say("filming.test_microphone") if microphone.id == TEST_MICROPHONE else microphone.name


def format_words(picture: CameraFormat) -> str:
    return say("filming.format_words", width=picture.width, height=picture.height, rate=picture.frames_per_s)


def _box(label: str) -> QComboBox:
    box = choice_box(label)
    box.setMinimumHeight(BIG_TARGET_PX)
    box.setProperty("role", "big")
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(_NAME_LETTERS)
    box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return box


def _fill(box: QComboBox, rows: Sequence[tuple[str, object]], chosen: object, none: str) -> None:
    """Without a word to anybody. `none` stands there, and cannot be opened, where there is nothing to choose."""
    with QSignalBlocker(box):
        box.clear()
        for text, thing in rows or [(none, None)]:
            box.addItem(text, thing)
        places = [place for place, (_text, thing) in enumerate(rows) if thing == chosen]
        box.setCurrentIndex(places[0] if places else 0)
    box.setToolTip(box.currentText())
    box.setEnabled(bool(rows))
