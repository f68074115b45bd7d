"""`python -m video.capture`: the process that films. Started by `video/studio.py` only, with its two pipes as standard input and output.

It holds no keys, and the system lets it write no file: what it films leaves it through the pipe alone. The main thread is Qt's (devices and
microphones are its), a thread reads orders, the desk obeys them. When the application closes the pipe the process ends at once.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal

from app.domain.filming import Devices, DevicesFound
from video.capture.desk import Desk
from video.capture.devices import DeviceWatch
from video.capture.orders import SESSION, read_order
from video.capture.outbox import Outbox
from video.launch import own_pipes
from video.picture_memory import PictureMemory
from video.whereabouts import where_in_our_code
from video.wire import Message, Sender, WireFault, exactly, read_frame, write_all

_BEAT_S: Final = 0.5
_TIDY_MS: Final = 5000


class OnQt(QObject):
    """Runs things on the thread it was made on, which is Qt's."""

    _wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._wanted.connect(self._do, Qt.ConnectionType.QueuedConnection)

    def run(self, work: Callable[[], None]) -> None:
        """Later, in turn. Any thread."""
        self._wanted.emit(work)

    @staticmethod
    def _do(work: Callable[[], None]) -> None:
        work()


def main(arguments: list[str]) -> None:
    """`arguments`: what `PictureMemory.argument` gave; `--tests` to list the test camera and microphone."""
    read_fd, write_fd = own_pipes()
    memory = PictureMemory.attach(arguments[0])
    assert memory is not None
    write_no_file()
    gc.disable()  # nothing of Qt may be let go on a thread that is not its own: a timer of that thread tidies up
    gc.freeze()  # what was loaded by now stays: tidying takes no time that a picture would miss
    application = QCoreApplication([])
    outbox = Outbox(Sender(write_all(lambda data: os.write(write_fd, data))))
    _end_with_any_thread(outbox)
    on_qt = OnQt()
    desk = Desk(outbox, memory.view, on_qt.run)

    def changed(devices: Devices) -> None:
        outbox.tell(DevicesFound(devices))
        desk.devices_changed()

    watch = DeviceWatch(changed, tests="--tests" in arguments)
    tidy = QTimer(interval=_TIDY_MS)
    tidy.timeout.connect(gc.collect)
    tidy.start()
    outbox.say(Message(SESSION, "ready"))
    outbox.tell(DevicesFound(watch.now()))
    for work in (lambda: _read_orders(read_fd, desk), lambda: _beat(outbox)):
        threading.Thread(target=work, daemon=True).start()
    application.exec()


def write_no_file() -> None:
    """From here on the system refuses every write to a file, and keeps no image of this process when it crashes."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  absent on Windows

    for which in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
        resource.setrlimit(which, (0, 0))


def _end_with_any_thread(outbox: Outbox) -> None:
    """A mistake of ours on any thread ends the process: half a studio would seem to film. The application hears where it was."""

    def end(bug: BaseException | None) -> None:
        where = where_in_our_code(bug) if bug is not None else ""
        outbox.say(Message(SESSION, "bug", {"where": where}))
        outbox.flush()
        os._exit(1)

    threading.excepthook = lambda told: end(told.exc_value)
    sys.excepthook = lambda _kind, bug, _trace: end(bug)


def _read_orders(read_fd: int, desk: Desk) -> None:
    read = exactly(lambda length: os.read(read_fd, length))
    try:
        while True:
            frame = read_frame(read)
            if not isinstance(frame, Message):
                raise WireFault
            desk.obey(read_order(frame))
    except (EOFError, OSError, WireFault):
        os._exit(0)


def _beat(outbox: Outbox) -> None:
    while True:
        outbox.say(Message(SESSION, "beat"))
        time.sleep(_BEAT_S)


if __name__ == "__main__":
    main(sys.argv[1:])
