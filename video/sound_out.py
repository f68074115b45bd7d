"""Sound to the loudspeaker, and the clock that comes back from it.

Push mode: we write samples as the sink has room and read `processedUSecs`, which is the master clock of playing (steady within 2 ms,
measured). What is heard lags behind it by a constant. A device that goes away or comes while playing is told by `changed`; whoever plays
then goes on by another clock. Everything here runs on the interface's thread and only ever copies a few kilobytes.
"""

from __future__ import annotations

import time
from collections import deque
from typing import Final

import numpy as np
from PySide6.QtCore import QIODevice, QObject, Qt, QTimer, Signal
from PySide6.QtMultimedia import QAudio, QAudioDevice, QAudioFormat, QAudioSink, QMediaDevices

from video.capture.sound_server import qt_may_sound

RATE: Final = 48_000
BYTES_PER_SECOND: Final = RATE * 4
_BUFFER_BYTES: Final = BYTES_PER_SECOND * 3 // 10
_FEED_MS: Final = 15
_HEARD_LATER_US: Final = 10_000  # measured: 0 to 10 ms into a null sink (docs/decisions/0303), some more from a real loudspeaker
_COAST_US: Final = 100_000  # between two reports of the device the clock runs on by itself, at most so far
_STANDS_STILL_S: Final = 0.2
_KNEE: Final = 0.7  # louder than this is bent, never cut


def louder(pcm: bytes, gain: float) -> bytes:
    """16-bit samples times `gain` (above 1), loud peaks bent softly so that nothing is cut off."""
    raised = np.frombuffer(pcm, np.int16).astype(np.float32) * (gain / 32768.0)
    size = np.abs(raised)
    over = size > _KNEE
    bent = _KNEE + (1 - _KNEE) * np.tanh((size[over] - _KNEE) / (1 - _KNEE))
    raised[over] = np.copysign(bent, raised[over])
    return (raised * 32767.0).astype(np.int16).tobytes()


class SoundOut(QObject):
    """One run of sound at a time: `begin`, `feed` as chunks come, `heard_us` for the clock, `halt`."""

    changed = Signal(bool)  # whether there is a device now: it came, went, or was replaced by another
    gone = Signal()  # the device took no more; nothing tells when one goes away, it just stands still
    consumed = Signal(int)  # so many chunks have gone to the device

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sink: QAudioSink | None = None
        self._pipe: QIODevice | None = None
        self._waiting: deque[bytes] = deque()
        self._ends = False  # nothing more will be fed
        self._percent = 100
        self._muted = False
        self._anchor = (0, 0.0)
        self._devices: QMediaDevices | None = None  # only from first use: it loads a good deal
        self._device_id = b""
        self._timer = QTimer(self, interval=_FEED_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._pump)

    def available(self) -> bool:
        """Whether there is a device to play on."""
        return not self._device().isNull()

    def begin(self) -> bool:
        """Start a new run, silent until fed. False when no device takes it."""
        self.stop()
        device = self._device()
        if device.isNull() or not qt_may_sound():
            return False
        self._sink = QAudioSink(device, _format(), self)
        self._sink.setBufferSize(_BUFFER_BYTES)
        self._apply_volume()
        self._sink.stateChanged.connect(self._state_changed)
        self._pipe = self._sink.start()
        if self._pipe is None:
            self._drop_sink()
            return False
        self._anchor = (0, time.monotonic())
        self._timer.start()
        return True

    def feed(self, pcm: bytes) -> None:
        """One chunk more, 16-bit stereo at 48 kHz. An empty one says that it was the last."""
        if pcm:
            self._waiting.append(pcm)
        else:
            self._ends = True

    def heard_us(self) -> int:
        """How much of this run has been heard, in microseconds of sound; 0 until the first of it has."""
        if self._sink is None:
            return 0
        told, now = self._sink.processedUSecs(), time.monotonic()
        if told != self._anchor[0]:
            self._anchor = (told, now)
        coasted = int((now - self._anchor[1]) * 1e6) if told else 0
        if self._waiting or not self._ends:  # a device that runs dry at the end does not tell of the last it plays
            coasted = min(coasted, _COAST_US)
        return max(0, told + coasted - _HEARD_LATER_US)

    def stop(self) -> None:
        """End the run at once and forget what waits."""
        self._timer.stop()
        self._waiting.clear()
        self._ends = False
        self._drop_sink()

    def give_up(self) -> None:
        """The device stands still: end the run, until a device comes."""
        self.stop()
        self.gone.emit()

    def set_volume_percent(self, percent: int) -> None:
        self._percent = min(max(percent, 0), 300)
        self._apply_volume()

    def set_muted(self, muted: bool) -> None:
        self._muted = muted
        self._apply_volume()

    def _apply_volume(self) -> None:
        if self._sink is not None:
            self._sink.setVolume(0.0 if self._muted else min(self._percent / 100, 1.0))

    def _pump(self) -> None:
        """As much as the device has room for."""
        gone = 0
        while self._waiting and self._sink is not None and self._pipe is not None:
            chunk = self._waiting[0]
            if self._sink.bytesFree() < len(chunk):
                break
            self._waiting.popleft()
            self._pipe.write(louder(chunk, self._percent / 100) if self._percent > 100 else chunk)
            gone += 1
        if gone:
            self.consumed.emit(gone)

    def _state_changed(self, state: QAudio.State) -> None:
        """The device went away under us."""
        if state == QAudio.State.StoppedState and self._sink is not None and self._sink.error().value:
            self.stop()
            self.changed.emit(False)

    def _device(self) -> QAudioDevice:
        """The one that the system plays on now; null for none. From here on changes are noticed."""
        device = QMediaDevices.defaultAudioOutput()
        if self._devices is None:
            self._devices = QMediaDevices(self)
            self._devices.audioOutputsChanged.connect(self._devices_changed)
            self._device_id = bytes(device.id().data())
        return device

    def _devices_changed(self) -> None:
        """One came, or the system plays on another now. One that came back may bear the same name as before."""
        now = bytes(QMediaDevices.defaultAudioOutput().id().data())
        if now != self._device_id or self._sink is None or self._stands_still():
            self._device_id = now
            self.stop()
            self.changed.emit(bool(now))

    def _stands_still(self) -> bool:
        return (
            self._sink is not None
            and self._sink.processedUSecs() == self._anchor[0]
            and time.monotonic() - self._anchor[1] > _STANDS_STILL_S
        )

    def _drop_sink(self) -> None:
        sink, self._sink, self._pipe = self._sink, None, None
        if sink is not None:
            sink.stateChanged.disconnect(self._state_changed)
            sink.stop()
            sink.deleteLater()


def _format() -> QAudioFormat:
    wanted = QAudioFormat()
    wanted.setSampleRate(RATE)
    wanted.setChannelCount(2)
    wanted.setSampleFormat(QAudioFormat.SampleFormat.Int16)
    return wanted
