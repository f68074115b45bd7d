"""Listens with a microphone in a process of its own (QtMultimedia knows one sound server a process), until its standard input is closed.

Its thread is kept busy for a quarter of every second, as on a machine with much to do: nothing may be lost by that.

`python -m tests.video.capture.hearing MICROPHONE FILE`: what happens is told line by line as JSON; the sound is written to FILE, and last
comes where in it each block lies and when it was taken.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer

from app.domain.errors import ErrorCode
from app.domain.filming import Devices
from video.capture.devices import DeviceWatch
from video.capture.microphone import open_microphone
from video.capture.taking import TakenSound


class Listener:
    def __init__(self, microphone_id: str) -> None:
        self.pcm: list[bytes] = []
        self.blocks: list[tuple[int, int]] = []  # samples, taken_ns
        self.shape: tuple[int, int] | None = None
        self._hears = False
        self._watch = DeviceWatch(self._devices, tests=False)
        self._devices(self._watch.now())
        self._microphone = open_microphone(microphone_id)
        self._microphone.start(self._take, self._trouble)

    def close(self) -> None:
        self._microphone.close()
        self._watch.close()

    def _devices(self, devices: Devices) -> None:
        tell(devices=[[one.id, one.name, one.is_default] for one in devices.microphones])

    def _take(self, sound: TakenSound) -> None:
        if not self._hears:
            self._hears = True
            tell(hears=True)
        self.shape = (sound.rate, sound.channels)
        self.pcm.append(sound.pcm)
        self.blocks.append((len(sound.pcm) // 4 // sound.channels, sound.taken_ns))

    def _trouble(self, code: ErrorCode) -> None:
        self._hears = False
        tell(trouble=code.value)


def tell(**what: object) -> None:
    print(json.dumps(what), flush=True)


def main(microphone_id: str, file: Path) -> None:
    application = QCoreApplication([])
    over = threading.Event()

    def wait() -> None:
        sys.stdin.read()
        over.set()

    waiting = threading.Thread(target=wait)
    waiting.start()
    listener = Listener(microphone_id)
    timer = QTimer(interval=20)
    timer.timeout.connect(lambda: application.quit() if over.is_set() else None)
    timer.start()
    busy = QTimer(interval=1000)
    busy.timeout.connect(lambda: time.sleep(0.25))
    busy.start()
    application.exec()
    listener.close()
    waiting.join()
    file.write_bytes(b"".join(listener.pcm))
    tell(shape=listener.shape, blocks=listener.blocks)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
