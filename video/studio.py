"""The studio as the application sees it: the capture process (video/capture), started, told what to do, heard, and buried.

Fulfils `app.film_ports.Studio`. The process holds no keys and can write no file; what it says is bounded and checked here, and film bytes
are passed on as they are. A process that dies, breaks a rule of the wire or says nothing for too long is ended, and told once as
Trouble(STUDIO, STUDIO_DIED); what it had handed over by then has been passed on. `start` brings a new one.
"""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import sys
import threading
import time
from collections.abc import Callable
from typing import Final

from app.domain.errors import Circumstance, ErrorCode
from app.domain.filming import FilmEnded, FilmingChoice, Part, Pulse, StudioEvent, Trouble
from video.capture.orders import OpenThese, Order, Plain, ViewOf, WatchFaces, order_message
from video.capture.telling import MOST_FILM_BYTES, PICTURE_BYTES, EventReader
from video.launch import launch
from video.picture_memory import PictureMemory
from video.view import MAX_SIDE_PX
from video.whereabouts import believed
from video.wire import Message, Sender, WireFault, exactly, read_frame, write_all

_log = logging.getLogger(__name__)

_START_TIMEOUT_S: Final = 30.0
_WATCH_S: Final = 0.25
_SILENT_S: Final = 6.0  # it says something twice a second, whatever it does
_PULSE_GRACE_S: Final = 2.0  # more, for the pulse of a film: it has much to do before it starts and when it ends
# What the sound server, the camera's system and Qt need to find their way. Nothing else of ours.
_PASSED_ON: Final = (
    ("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "PATH", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA", "PROGRAMFILES")
    if sys.platform == "win32"
    else ("HOME", "USER", "LOGNAME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "DBUS_SESSION_BUS_ADDRESS", "LANG", "LC_ALL", "LC_CTYPE")
)
_PASSED_ON_STARTS: Final = ("PULSE_", "PIPEWIRE_", "ALSA_", "SAMSPILL_TEST_CAMERAS")
# One thread each is enough: the encoder needs the others.
_ADDED: Final = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


class CaptureStudio:
    """One capture process at a time. Orders may come from any thread; `start` and `close` from one at a time, never from `heard`."""

    def __init__(self, *, tests: bool = False, silent_s: float = _SILENT_S) -> None:
        """`tests`: list the test camera and test microphone among the others. `silent_s`: a process that says nothing for so long is
        taken for dead. Starts nothing yet."""
        self._tests = tests
        self._silent_s = silent_s
        self._memory: PictureMemory | None = None
        self._running: _Running | None = None

    def start(self, heard: Callable[[StudioEvent], None], film: Callable[[bytes], None]) -> None:
        """See `app.film_ports.Studio`. Ends the process that runs, if one does."""
        self._end()
        if self._memory is None:
            self._memory = PictureMemory.create(PICTURE_BYTES)
        self._running = _Running(self._memory, heard, film, tests=self._tests, silent_s=self._silent_s)

    @property
    def pid(self) -> int:
        """The process's id; 0 when none was started."""
        return self._running.process.pid if self._running is not None else 0

    @property
    def pictures(self) -> memoryview:
        """See `app.film_ports.Studio`. From the first `start` on; the same memory for every process."""
        assert self._memory is not None
        return self._memory.view

    def open(self, choice: FilmingChoice) -> None:
        self._say(OpenThese(choice))

    def let_go(self) -> None:
        self._say(Plain.LET_GO)

    def view(self, width: int, height: int) -> None:
        self._say(ViewOf(min(max(width, 0), MAX_SIDE_PX), min(max(height, 0), MAX_SIDE_PX)))

    def watch_faces(self, on: bool) -> None:
        self._say(WatchFaces(on))

    def roll(self) -> None:
        self._say(Plain.ROLL)

    def pause(self) -> None:
        self._say(Plain.PAUSE)

    def go_on(self) -> None:
        self._say(Plain.GO_ON)

    def stop(self) -> None:
        self._say(Plain.STOP)

    def close(self) -> None:
        """See `app.film_ports.Studio`. Returns when process and threads are gone; what was on its way is passed on first."""
        self._end()
        memory, self._memory = self._memory, None
        if memory is not None:
            memory.close()

    def _say(self, order: Order) -> None:
        if self._running is not None:
            self._running.say(order)

    def _end(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            running.end()


class _Watch:
    """What the process owes: a word now and then, and while it films a pulse. Counts only time in which this process itself was awake
    and listening, so that a laptop that slept or a slow disk is not blamed on it."""

    def __init__(self, silent_s: float) -> None:
        self._silent_s = silent_s
        self._lock = threading.Lock()
        self._films = 0  # begun and not ended
        self._stopping = False
        self._paused = False
        self._quiet_s = 0.0
        self._no_pulse_s: float | None = None  # None: no pulse is owed
        self._looked = time.monotonic()
        self.listening = True

    @property
    def filming(self) -> bool:
        return self._films > 0

    def obey(self, order: Order) -> None:
        """An order has been given: what is owed changes."""
        with self._lock:
            if order is Plain.ROLL and (not self._films or self._stopping):
                self._films += 1
                self._stopping = self._paused = False
            elif order is Plain.STOP and self._films:
                self._stopping = True
                self._no_pulse_s = 0.0  # an end is owed
            elif order in (Plain.PAUSE, Plain.GO_ON):
                self._paused = order is Plain.PAUSE
                self._no_pulse_s = 0.0 if self._films else None

    def heard(self, event: StudioEvent | None = None) -> None:
        """The process has said something."""
        with self._lock:
            self._quiet_s = 0.0
            if isinstance(event, FilmEnded):
                self._films = max(0, self._films - 1)
                self._no_pulse_s = None
            elif isinstance(event, Pulse) and self._films:
                self._no_pulse_s = 0.0

    def is_late(self) -> bool:
        """Called every `_WATCH_S`. Longer since the last call means that this process itself stood still."""
        now = time.monotonic()
        passed, self._looked = min(now - self._looked, 2 * _WATCH_S), now
        with self._lock:
            if not self.listening:
                return False
            self._quiet_s += passed
            if self._no_pulse_s is not None and (self._stopping or not self._paused):
                self._no_pulse_s += passed
            return self._quiet_s > self._silent_s or (self._no_pulse_s or 0.0) > self._silent_s + _PULSE_GRACE_S


class _Running:
    """One run of the capture process: one thread hears it, one gives it its orders and watches. Ready when the constructor returns."""

    def __init__(
        self,
        memory: PictureMemory,
        heard: Callable[[StudioEvent], None],
        film: Callable[[bytes], None],
        *,
        tests: bool,
        silent_s: float,
    ) -> None:
        self._heard = heard
        self._film = film
        self._events = EventReader(len(memory.view))
        self._orders: queue.SimpleQueue[Order | None] = queue.SimpleQueue()
        self._settled = threading.Event()  # it is ready, or gone before it was
        self._ready = False
        self._closing = False
        self._watch = _Watch(silent_s)
        try:
            self.process = launch("video.capture", ["--tests"] if tests else [], memory, _environment())
        except OSError:
            raise Circumstance(ErrorCode.STUDIO_DIED) from None
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self._stdin, self._stdout = self.process.stdin, self.process.stdout
        self._hearing = threading.Thread(target=self._hear, name="studio-hear", daemon=True)
        self._telling = threading.Thread(target=self._tell, name="studio-tell", daemon=True)
        self._hearing.start()
        if not self._settled.wait(_START_TIMEOUT_S) or not self._ready:
            self.end()
            raise Circumstance(ErrorCode.STUDIO_DIED)
        self._telling.start()

    def say(self, order: Order) -> None:
        self._watch.obey(order)
        self._orders.put(order)

    def end(self) -> None:
        """End the process and both threads; returns when they are gone. What lay in the pipe is passed on, and no trouble is told."""
        self._closing = True
        self._orders.put(None)
        self.process.kill()  # nothing in it is worth saving: what is of the film is in the pipe
        self.process.wait()
        for thread in (self._hearing, self._telling):
            if thread.is_alive():
                thread.join()
        self._stdin.close()
        self._stdout.close()

    # --- hearing ---

    def _hear(self) -> None:
        """The hearing thread: messages until the pipe closes or a rule is broken; then the trouble is told, once."""
        read = exactly(lambda length: os.read(self._stdout.fileno(), length))
        try:
            while True:
                self._watch.listening = True
                frame = read_frame(read)
                self._watch.listening = False
                if not isinstance(frame, Message):
                    raise WireFault
                self._pass_on(frame)
        except (EOFError, OSError, WireFault):
            self._watch.listening = False
            self.process.kill()
            self.process.wait()
        self._settled.set()
        if self._ready and not self._closing:
            self._heard(Trouble(Part.STUDIO, ErrorCode.STUDIO_DIED))

    def _pass_on(self, message: Message) -> None:
        if message.kind == "film":
            self._watch.heard()
            if not self._watch.filming or not 0 < len(message.payload) <= MOST_FILM_BYTES:
                raise WireFault
            self._film(bytes(message.payload))
        elif message.kind in ("ready", "beat"):
            self._watch.heard()
            self._ready = True
            self._settled.set()
        elif message.kind == "bug":
            _log.error("the capture process met an error of its own: %s", believed(message.text("where")))
        elif (event := self._events.read(message)) is not None:
            if isinstance(event, FilmEnded) and not self._watch.filming:
                raise WireFault
            self._watch.heard(event)
            self._heard(event)

    # --- telling ---

    def _tell(self) -> None:
        """The telling thread: orders as they come, and a look at the clock in between. Who gives an order never waits for the pipe."""
        sender = Sender(write_all(lambda data: os.write(self._stdin.fileno(), data)))
        while not self._closing:
            with contextlib.suppress(queue.Empty):
                order = self._orders.get(timeout=_WATCH_S)
                try:
                    if order is not None:
                        sender.send(order_message(order))
                except (OSError, WireFault):
                    return  # it is gone: the hearing thread tells so
            if self._watch.is_late():
                self.process.kill()


def _environment() -> dict[str, str]:
    passed_on = {name: value for name, value in os.environ.items() if name in _PASSED_ON or name.startswith(_PASSED_ON_STARTS)}
    return passed_on | _ADDED
