"""One run of playing: which picture is due by the clock, and the sound that drives it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from video.index import FrameIndex
from video.run_clock import RunClock
from video.sound_out import SoundOut
from video.theatre import Theatre
from video.view import SLOTS
from video.wire import Message

_EARLY_US = 3_000  # a picture this close to its time is shown now
_CHUNKS_AHEAD = 16  # 0.8 s of sound on its way from the worker
_CHUNKS_TO_START = 3
_SOUND_PATIENCE_MS = 3_000
_WATCH_MS = 400
_LOOKS = 2  # a sound clock that stands still at so many looks is given up
_LOOKS_AT_FIRST = 6  # some devices take seconds to begin
_NOT_RUNNING = -(1 << 61)
_PATIENCE_S = 30.0


class Performance(QObject):
    """Begins when the first picture and the first sound are there, so that they start together; ends with `over`."""

    due = Signal(object)  # the message of the picture whose time has come
    over = Signal()

    def __init__(self, theatre: Theatre, sound: SoundOut, parent: QObject) -> None:
        super().__init__(parent)
        self.on = False
        self.left_out = 0  # pictures that came too late to be shown, in this run
        self._theatre = theatre
        self._sound = sound
        self._clock = RunClock(sound.heard_us)
        self._index: FrameIndex | None = None
        self._speed = 1.0
        self._loop: tuple[int, int] | None = None
        self._end_us = 0
        self._waiting: deque[Message] = deque()
        self._early_sound: list[bytes] = []
        self._serial = 0
        self._sound_serial = 0
        self._sounding = False
        self._all_came = False
        self._any_shown = False
        self._shown = (0, 0)  # run_us and us of the picture that is shown
        self._timer = QTimer(self, singleShot=True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._look)
        self._patience = QTimer(self, singleShot=True, interval=_SOUND_PATIENCE_MS)
        self._patience.timeout.connect(self._without_sound)
        self._watch = QTimer(self, interval=_WATCH_MS)
        self._watch.timeout.connect(self._look_at_the_clock)
        self._watched_us = 0
        self._began_us = 0
        self._stood = 0
        sound.consumed.connect(self._grant)
        sound.changed.connect(self._device_changed)

    def start(self, index: FrameIndex, serial: int, number: int, speed: float, loop: tuple[int, int] | None, end_us: int) -> None:
        """Play from this frame on, to `end_us` at most. Takes the place of the run before."""
        self.stop()
        self.on = True
        self.left_out = 0
        self._index, self._serial, self._speed, self._loop, self._end_us = index, serial, speed, loop, end_us
        us = index.pts_us[number]
        self._shown, self._any_shown = (us, us), False
        self._clock.stand_at(us, speed)
        self._theatre.send(
            "play",
            {
                "serial": serial, "number": number, "speed_permille": round(speed * 1000), "clock_us": _NOT_RUNNING,
                "loop_start": loop[0] if loop else None, "loop_end": loop[1] if loop else None,
            },
            answer_within_s=_PATIENCE_S,
        )  # fmt: skip
        self._start_sound(us)

    def stop(self) -> None:
        """End the run; pictures that wait are given back."""
        if not self.on:
            return
        self.on = False
        self._timer.stop()
        self._patience.stop()
        self._watch.stop()
        self._end_sound()
        self._theatre.settle()
        while self._waiting:
            self._free(self._waiting.popleft())
        self._all_came = False

    def set_speed(self, speed: float) -> None:
        """From here on at this speed. Pictures that are already made stay good; the sound starts anew."""
        if not self.on or self._index is None:
            return
        self._speed = speed
        self._theatre.send("speed", {"speed_permille": round(speed * 1000)})
        self._restart_clock()

    def position_us(self) -> int:
        """Where in the film the clock is."""
        run_us, us = self._shown
        return min(us + max(0, self._clock.now_us() - run_us), self._end_us)

    def clock_us(self) -> int:
        return self._clock.now_us() if self.on and self._clock.runs else _NOT_RUNNING

    def take(self, message: Message) -> None:
        """A picture of this run came."""
        self._waiting.append(message)
        self._begin_if_ready()
        if len(self._waiting) == 1:
            self._look()

    def hear(self, message: Message) -> None:
        """Sound, or the end of pictures."""
        if message.kind == "sound" and self._sounding and message.whole("serial") == self._sound_serial:
            self._sound_came(bytes(message.payload))
        elif message.kind == "end" and message.whole("serial") == self._serial and self.on:
            self._all_came = True
            self._look()

    # --- pictures ---

    def _look(self) -> None:
        """Show the picture whose time it is, give back those it overtook, and wake again for the next."""
        if not self.on or not self._clock.runs:
            return
        now_us = self._clock.now_us()
        chosen: Message | None = None
        while self._waiting and self._waiting[0].whole("run_us") <= now_us + _EARLY_US:
            if chosen is not None:
                self.left_out += 1
                self._free(chosen)
            chosen = self._waiting.popleft()
        if chosen is not None:
            self._shown, self._any_shown = (chosen.whole("run_us"), chosen.whole("us", 0)), True
            self.due.emit(chosen)
            self._free(chosen)
        if self._waiting and self.on:
            self._wake_at(self._waiting[0].whole("run_us"))
        elif self._all_came and self.on:
            self._finish()

    def _wake_at(self, run_us: int) -> None:
        away_ms = (run_us - self._clock.now_us() - _EARLY_US // 2) / self._speed / 1000
        self._timer.start(max(1, min(200, round(away_ms))))

    def _finish(self) -> None:
        """The last picture is shown: it stands as long as it lasts."""
        self._all_came = False
        run_us, us = self._shown
        left_us = self._end_us - us - max(0, self._clock.now_us() - run_us)
        QTimer.singleShot(max(0, round(left_us / self._speed / 1000)), self, self._out_of_time(self._serial))

    def _out_of_time(self, serial: int) -> Callable[[], None]:
        def out() -> None:
            if self.on and serial == self._serial:
                self.over.emit()

        return out

    def _free(self, message: Message) -> None:
        self._theatre.send("free", {"slot": message.whole("slot", 0, SLOTS - 1), "clock_us": self.clock_us()})

    # --- sound and clock ---

    def _start_sound(self, us: int) -> None:
        """Ask for sound from here, if the film has any and there is a device to hear it on."""
        self._sound_serial += 1
        self._early_sound.clear()
        self._sounding = self._index is not None and self._index.sound_stream is not None and self._sound.begin()
        if self._sounding:
            self._theatre.send(
                "sound",
                {
                    "serial": self._sound_serial, "us": us, "speed_permille": round(self._speed * 1000), "chunks": _CHUNKS_AHEAD,
                    "loop_start": self._loop[0] if self._loop else None, "loop_end": self._loop[1] if self._loop else None,
                },
            )  # fmt: skip
            self._patience.start()

    def _end_sound(self) -> None:
        self._sounding = False
        self._early_sound.clear()
        self._sound.stop()
        self._theatre.send("hush")

    def _sound_came(self, pcm: bytes) -> None:
        if self._clock.runs:
            self._sound.feed(pcm)
        else:
            self._early_sound.append(pcm)
            self._begin_if_ready()

    def _begin_if_ready(self) -> None:
        have_sound = not self._sounding or len(self._early_sound) >= _CHUNKS_TO_START or b"" in self._early_sound
        if self._clock.runs or not have_sound or not (self._waiting or self._any_shown or self._all_came):
            return
        self._patience.stop()
        for pcm in self._early_sound:
            self._sound.feed(pcm)
        self._early_sound.clear()
        self._clock.start(by_sound=self._sounding)
        self._began_us, self._stood = self._clock.now_us(), 0
        self._watch.start()
        self._look()

    def _without_sound(self) -> None:
        """No sound came in time, or the device takes none: go by the other clock from here on."""
        now_us = self._clock.now_us()
        self._end_sound()
        self._clock.stand_at(now_us, self._speed)
        self._begin_if_ready()

    def _look_at_the_clock(self) -> None:
        """A device that hangs must not stop the film."""
        now_us = self._clock.now_us()
        self._stood = self._stood + 1 if now_us == self._watched_us else 0
        self._watched_us = now_us
        patience = _LOOKS_AT_FIRST if now_us <= self._began_us else _LOOKS
        if self._stood >= patience and self._clock.runs and self._sounding and not self._all_came:
            self._sound.give_up()
            self._without_sound()

    def _restart_clock(self) -> None:
        """A new stretch from where the clock is: another speed, another device, or none."""
        now_us = self._clock.now_us()
        position_us = self.position_us()
        self._end_sound()
        self._clock.stand_at(now_us, self._speed)
        self._start_sound(position_us)
        self._begin_if_ready()

    def _device_changed(self, _there: bool) -> None:
        if self.on:
            self._restart_clock()

    def _grant(self, chunks: int) -> None:
        if self._sounding:
            self._theatre.send("granted", {"serial": self._sound_serial, "chunks": chunks})
