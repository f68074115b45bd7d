"""The desk of the capture process: orders come here, devices are switched here, and a film is begun and ended here.

It works on one thread of its own, one thing after the other. Pictures and sound do not pass through it: they go from the camera's thread
and the microphone's straight to the film, the preview, the level meter and the finder of faces, none of which ever makes them wait.
"""

from __future__ import annotations

import contextlib
import os
import queue
import threading
import time
from collections.abc import Callable

from app.domain.filming import BackAgain, CameraFormat, FilmEnded, Gap, Opened, Preset, Pulse, Trouble
from video.capture.calibrate import calibrate
from video.capture.face_watch import FaceWatch
from video.capture.gear import Gear, Run, Takers
from video.capture.level import LevelMeter
from video.capture.orders import OpenThese, Order, Plain, ViewOf
from video.capture.outbox import Outbox
from video.capture.pipeline import Pipeline
from video.capture.preview import Preview
from video.capture.taking import TakenPicture, TakenSound

_LOOK_S = 0.5
_EASY_PIXELS = 1280 * 720  # up to this size a preset in the middle is right until the machine was measured


class Desk:
    """Works from its first order until the process ends."""

    def __init__(self, outbox: Outbox, memory: memoryview, on_qt: Run) -> None:
        """`memory`: for pictures of the preview. `on_qt` runs something on the thread of Qt, later."""
        self._outbox = outbox
        self._todo: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._gear = Gear(Takers(self._picture, self._sound, self._tell, self._settled), self._todo.put, on_qt)
        self._preview = Preview(memory, outbox.tell, self._position_us)
        self._faces = FaceWatch(outbox.tell)
        self._meter = LevelMeter()
        self._film: Pipeline | None = None
        self._filmed_shape: CameraFormat | None = None
        self._roll_wanted = False
        self._presets = _Presets()
        self._plain = {
            Plain.LET_GO: self._let_go,
            Plain.ROLL: self._roll,
            Plain.PAUSE: self._pause,
            Plain.GO_ON: self._go_on,
            Plain.STOP: self._stop,
        }
        threading.Thread(target=self._work, name="desk", daemon=True).start()

    def obey(self, order: Order) -> None:
        """An order of the application's. Any thread; returns at once."""
        self._todo.put(lambda: self._obey(order))

    def devices_changed(self) -> None:
        """Something was plugged in or out. Any thread."""
        self._todo.put(self._gear.look_again)

    def _work(self) -> None:
        looked = time.monotonic()
        while True:
            with contextlib.suppress(queue.Empty):
                self._todo.get(timeout=_LOOK_S)()
            passed = time.monotonic() - looked
            if passed >= _LOOK_S:
                looked += passed
                self._gear.look(passed)

    def _obey(self, order: Order) -> None:
        if isinstance(order, OpenThese):
            if not self._filming:
                self._presets.give_up()
                self._clear()
                self._gear.open(order.choice)
        elif isinstance(order, ViewOf):
            self._preview.view(order.width, order.height)
        elif isinstance(order, Plain):
            self._plain[order]()
        else:
            self._faces.switch(order.on)

    # --- orders of one word ---

    @property
    def _filming(self) -> bool:
        """Whether a film is taken, or begins as soon as it is known what works."""
        return self._film is not None or self._roll_wanted

    def _let_go(self) -> None:
        if not self._filming:
            self._presets.give_up()
            self._gear.let_go()
            self._clear()

    def _roll(self) -> None:
        if self._film is not None:
            return
        self._roll_wanted = not self._gear.settled  # it is called again then
        if self._roll_wanted:
            return
        shape, sound = self._gear.shape, self._gear.wants_sound
        if shape is None and not sound:
            self._tell(FilmEnded(0, 0, 0))
            return
        self._gear.film_begins(with_picture=shape is not None)
        self._filmed_shape = shape
        film = Pipeline(shape, sound, self._outbox.film, self._film_tells, self._presets.preset(shape))
        film.start()
        self._film = film
        self._preview.filming = True

    def _pause(self) -> None:
        if self._film is not None:
            self._film.pause()

    def _go_on(self) -> None:
        if self._film is not None:
            self._film.go_on()

    def _stop(self) -> None:
        film = self._film
        if self._roll_wanted:
            self._roll_wanted = False
            self._tell(FilmEnded(0, 0, 0))
        if film is not None:
            ended = film.stop()
            self._film = None
            self._preview.filming = self._preview.hurried = self._faces.hurried = False
            self._tell(ended)
            self._gear.film_ends()

    # --- what is told ---

    def _tell(self, event: Trouble | BackAgain | Opened | FilmEnded) -> None:
        self._outbox.tell(event)

    def _film_tells(self, event: Pulse | Gap | Trouble) -> None:
        """On the encoder's thread."""
        film = self._film
        if isinstance(event, Trouble):  # the film cannot go on: this process ends, which says so, when all that there is was told
            self._outbox.flush()
            os._exit(1)
        if film is not None:
            self._preview.hurried = self._faces.hurried = film.hurried
        self._outbox.tell(event)

    def _settled(self) -> None:
        shape = self._gear.shape
        if self._roll_wanted:
            self._roll()
        elif self._film is None and shape is not None:
            self._presets.find_out(shape)

    def _position_us(self, taken_ns: int) -> int:
        film = self._film
        return film.position_at(taken_ns) if film is not None else 0

    # --- what is taken, on the threads of those who take ---

    def _picture(self, picture: TakenPicture) -> None:
        film = self._film
        if film is not None:
            if self._filmed_shape is None:
                return  # nor is it shown: what is seen is filmed
            film.picture(picture)
        self._preview.put(picture)
        self._faces.put(picture)

    def _sound(self, sound: TakenSound) -> None:
        film = self._film
        if film is not None:
            film.sound(sound)
        for level in self._meter.through(sound):
            self._outbox.tell(level)

    def _clear(self) -> None:
        self._preview.clear()
        self._faces.clear()


class _Presets:
    """Which preset this machine films well with, by size and rate: found out once, in the background, while nobody films yet."""

    def __init__(self) -> None:
        self._found: dict[CameraFormat, Preset] = {}
        self._stopped = threading.Event()

    def preset(self, shape: CameraFormat | None) -> Preset:
        """What to film with from now on. Ends the finding out: a film needs the machine."""
        self.give_up()
        if shape is None:
            return Preset.ULTRAFAST
        usual = Preset.SUPERFAST if shape.width * shape.height <= _EASY_PIXELS else Preset.ULTRAFAST
        return self._found.get(shape, usual)

    def find_out(self, shape: CameraFormat) -> None:
        """Returns at once."""
        self.give_up()
        if shape not in self._found:
            self._stopped = threading.Event()
            threading.Thread(target=self._measure, args=(shape, self._stopped), name="calibrate", daemon=True).start()

    def give_up(self) -> None:
        self._stopped.set()

    def _measure(self, shape: CameraFormat, stopped: threading.Event) -> None:
        preset = calibrate(shape, stopped.is_set)
        if not stopped.is_set():
            self._found[shape] = preset
