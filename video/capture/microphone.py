"""Microphones: the system's by QAudioSource, drawn and filtered ones by a thread. Each keeps itself alive.

A microphone that goes away is told once and looked for until it is back; one that is not there when asked for likewise. The system's are
read by a timer on the thread of Qt (pull mode: the other crashes PySide6), and only ever copied there.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QIODevice, QObject, Qt, QTimer
from PySide6.QtMultimedia import QAudioDevice, QAudioFormat, QAudioSource, QtAudio

from app.domain.errors import Circumstance, ErrorCode
from app.domain.filming import TEST_MICROPHONE
from video.capture.cameras import TEST_IDS
from video.capture.plugged_sound import PluggedSound, microphone_id
from video.capture.sound_stamps import SoundStamps
from video.capture.taking import TakenSound
from video.capture.test_sources import drawn_sound, lavfi_sound

RATE: Final = 48_000
_READ_MS: Final = 10
_BUFFER_MS: Final = 2000  # a busy machine may keep us from reading for so long; blocks come every few milliseconds all the same
# Counted in looks, not by the clock: a process that stood still does not blame the microphone.
_SILENT_MS: Final = 1000  # no block for so long: it is gone, whatever the system says
_WAKING_MS: Final = 4000  # before the first block; a wireless one takes its time
_LOOK_AGAIN_MS: Final = 500
_FULL: Final = {
    QAudioFormat.SampleFormat.UInt8: (np.uint8, 128.0, 128.0),
    QAudioFormat.SampleFormat.Int16: (np.int16, 0.0, 32768.0),
    QAudioFormat.SampleFormat.Int32: (np.int32, 0.0, 2147483648.0),
}

Take = Callable[[TakenSound], None]
Tell = Callable[[ErrorCode], None]


class OpenMicrophone(Protocol):
    """Made, started and closed on the thread of Qt."""

    def start(self, take: Take, trouble: Tell) -> None:
        """Give every block to `take` from now on. `trouble` is told MICROPHONE_MISSING, MICROPHONE_BUSY, MICROPHONE_REFUSED or
        MICROPHONE_GONE when sound fails, again only when the reason changes; blocks come again when it is back. Both are called on the
        microphone's thread: that of Qt for the system's."""

    def close(self) -> None:
        """No call comes after this."""


def open_microphone(choice_id: str) -> OpenMicrophone:
    """The microphone with this id. Whether there is one is told once it is started."""
    if choice_id == TEST_MICROPHONE:
        return ThreadMicrophone(drawn_sound)
    kind, _, graph = choice_id.partition(":")
    if kind == "lavfi" and os.environ.get(TEST_IDS) == "1":
        return ThreadMicrophone(lambda stop: lavfi_sound(graph, stop))
    return SystemMicrophone(choice_id)


class ThreadMicrophone:
    """An OpenMicrophone whose blocks come from a generator on a thread of its own."""

    def __init__(self, make: Callable[[threading.Event], Iterator[TakenSound]]) -> None:
        self._make = make
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, take: Take, trouble: Tell) -> None:
        self._thread = threading.Thread(target=self._run, args=(take, trouble), name="test-microphone", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self, take: Take, trouble: Tell) -> None:
        heard = False
        try:
            for block in self._make(self._stop):
                if self._stop.is_set():
                    return
                heard = True
                take(block)
        except Circumstance:
            trouble(ErrorCode.MICROPHONE_GONE if heard else ErrorCode.MICROPHONE_MISSING)


class SystemMicrophone:
    """An OpenMicrophone on QAudioSource. All that is of Qt goes with `close`, so this itself may be let go on any thread."""

    def __init__(self, choice_id: str) -> None:
        self._id = choice_id
        self._root: QObject | None = QObject()
        self._plugged = PluggedSound(self._root)
        self._source: QAudioSource | None = None
        self._pipe: QIODevice | None = None
        self._stamps = SoundStamps(RATE)
        self._left = b""  # part of a sample
        self._trouble_now: ErrorCode | None = None
        self._was_on = False
        self._patience_ms = 0
        self._reading = QTimer(self._root, interval=_READ_MS)
        self._reading.setTimerType(Qt.TimerType.PreciseTimer)
        self._reading.timeout.connect(self._read)
        self._looking = QTimer(self._root, interval=_LOOK_AGAIN_MS)
        self._looking.timeout.connect(self._look)

    def start(self, take: Take, trouble: Tell) -> None:
        self._take, self._trouble = take, trouble
        self._plugged.changed.connect(self._look)
        self._looking.start()
        self._look()

    def close(self) -> None:
        self._looking.stop()
        self._plugged.changed.disconnect(self._look)
        self._plugged.close()
        self._switch_off()
        self._root = None  # and its children

    def _look(self) -> None:
        """Is it there, and is that what we think?"""
        found = self._device()
        if self._source is not None:
            if found is None:
                self._fail(ErrorCode.MICROPHONE_GONE)
        elif found is None:
            self._fail(self._why_not_there())
        else:
            self._switch_on(found)

    def _why_not_there(self) -> ErrorCode:
        if self._plugged.refused():
            return ErrorCode.MICROPHONE_REFUSED
        return ErrorCode.MICROPHONE_GONE if self._was_on else ErrorCode.MICROPHONE_MISSING

    def _device(self) -> QAudioDevice | None:
        return next((device for device in self._plugged.now() if microphone_id(device) == self._id), None)

    def _switch_on(self, device: QAudioDevice) -> None:
        source = QAudioSource(device, _format_for(device), self._root)
        source.setBufferSize(source.format().bytesForDuration(_BUFFER_MS * 1000))
        self._source = source
        self._left = b""
        self._stamps = SoundStamps(source.format().sampleRate())
        self._pipe = source.start()
        if self._pipe is None or source.error() != QtAudio.Error.NoError:
            self._fail(ErrorCode.MICROPHONE_BUSY)
            return
        self._patience_ms = _WAKING_MS
        self._reading.start()

    def _switch_off(self) -> None:
        self._reading.stop()
        self._pipe = None
        if self._source is not None:
            self._source.stop()
            self._source.deleteLater()
            self._source = None

    def _fail(self, code: ErrorCode) -> None:
        self._switch_off()
        if code is not self._trouble_now:
            self._trouble_now = code
            self._trouble(code)

    def _read(self) -> None:
        assert self._source is not None
        assert self._pipe is not None
        data = self._pipe.readAll().data()
        now_ns = time.monotonic_ns()
        if data:
            self._patience_ms = _SILENT_MS
            self._hand_over(self._left + bytes(data), now_ns)
            return
        self._patience_ms -= _READ_MS
        if self._source.error() != QtAudio.Error.NoError or self._patience_ms < 0:
            self._fail(ErrorCode.MICROPHONE_GONE)

    def _hand_over(self, data: bytes, now_ns: int) -> None:
        assert self._source is not None
        format = self._source.format()
        whole = len(data) // format.bytesPerFrame()
        self._left = data[whole * format.bytesPerFrame() :]
        if not whole:
            return
        pcm = as_float(data[: whole * format.bytesPerFrame()], format.sampleFormat())
        taken_ns = self._stamps.first_ns(whole, now_ns)
        self._was_on = True
        self._trouble_now = None
        self._take(TakenSound(pcm, format.sampleRate(), format.channelCount(), taken_ns))


def as_float(pcm: bytes, kind: QAudioFormat.SampleFormat) -> bytes:
    """Samples of any kind that a device gives, as float32 from -1 to 1. A float may be anything; the encoder stops at what is no number."""
    if kind == QAudioFormat.SampleFormat.Float:
        given = np.frombuffer(pcm, np.float32)
        return pcm if np.abs(given).max(initial=0.0) <= 1.0 else np.clip(np.nan_to_num(given, posinf=1.0, neginf=-1.0), -1.0, 1.0).tobytes()
    type_, middle, full = _FULL[kind]
    samples: NDArray[np.float32] = (np.frombuffer(pcm, type_).astype(np.float32) - middle) / full
    return samples.astype(np.float32).tobytes()


def _format_for(device: QAudioDevice) -> QAudioFormat:
    """float32 at 48 kHz where the device does that (sound servers do), otherwise what it likes best."""
    format = QAudioFormat()
    format.setSampleRate(RATE)
    format.setChannelCount(max(1, min(2, device.maximumChannelCount())))
    format.setSampleFormat(QAudioFormat.SampleFormat.Float)
    return format if device.isFormatSupported(format) else device.preferredFormat()
