"""The microphones that are plugged in now, as Qt lists them and as the sound server really has them. On the thread of Qt."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtMultimedia import QAudioDevice, QMediaDevices

from video.capture.permissions import microphone_refused
from video.capture.sound_server import SoundServer

_ASK_MS: Final = 400


class PluggedSound(QObject):
    """`close` it."""

    changed = Signal()  # perhaps: look

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._media = QMediaDevices(self)
        self._media.audioInputsChanged.connect(self.changed)
        self._server = SoundServer()
        self._there: frozenset[str] | None = None
        self._asking = QTimer(self, interval=_ASK_MS)
        self._asking.timeout.connect(self._ask)
        self._asking.start()
        self._ask()

    def now(self) -> list[QAudioDevice]:
        """Those that can be recorded from. The server is asked whether it still is there: recording from one that went ends the process."""
        there = self._there = self._server.ask()
        return [device for device in QMediaDevices.audioInputs() if there is None or microphone_id(device) in there]

    def refused(self) -> bool:
        """Whether there are none because this program may not know them."""
        return self._server.refused or microphone_refused()

    def close(self) -> None:
        """Tell nothing more."""
        self._asking.stop()
        self._media.audioInputsChanged.disconnect(self.changed)
        self._server.close()

    def _ask(self) -> None:
        there = self._server.ask()
        if there != self._there:
            self._there = there
            self.changed.emit()


def microphone_id(device: QAudioDevice) -> str:
    """How the system knows it."""
    return bytes(device.id().data()).decode(errors="replace")
