"""Watching the film: what transport buttons and keys mean for the player, and what the player shows on the transport and the timeline."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.domain.errors import SamspillError
from app.domain.ids import RecordingId
from app.domain.timebase import SECOND_US
from app.ports import Store
from app.usecases.turn_picture import turn_picture
from ui.jobs import Jobs
from ui.preferences import MUTED, VOLUME_PERCENT, Preferences
from ui.review.transport import LOUDEST_PERCENT, SPEEDS_PERCENT, Transport
from ui.timeline.timeline import Timeline
from video.player import Player

_AGAIN_US = 2 * SECOND_US


class Watching(QObject):
    """Joins one player with its transport and timeline. `handlers` are the keys of the groups that are about the film."""

    ended = Signal()
    failed = Signal(SamspillError)

    def __init__(
        self, player: Player, transport: Transport, timeline: Timeline, preferences: Preferences, store: Store, jobs: Jobs
    ) -> None:
        super().__init__(transport)
        self.player, self._transport, self._timeline = player, transport, timeline
        self._preferences, self._store, self._jobs = preferences, store, jobs
        self._recording = RecordingId("")
        self._turned_deg = 0
        self._a_us: int | None = None
        self._b_us: int | None = None
        self._connect()
        self.handlers = self._handlers()

    def _connect(self) -> None:
        player = self.player
        player.picture.connect(self._show_picture)
        player.position_changed.connect(self._timeline.set_position)
        player.playing_changed.connect(self._show_playing)
        player.speed_changed.connect(lambda speed: self._transport.show_speed(round(speed * 100)))
        player.ended.connect(self.ended)
        player.sound_device_changed.connect(self._transport.show_sound_device)
        player.failed.connect(self.failed)
        self._timeline.scrub_wanted.connect(player.scrub)
        self._timeline.seek_wanted.connect(player.seek)
        self._transport.speed_wanted.connect(self.set_speed_percent)
        self._transport.volume_wanted.connect(self.set_volume_percent)

    def _handlers(self) -> dict[str, Callable[[], None]]:
        player = self.player
        return {
            "play": player.toggle,
            "pause": player.pause,
            "back_1": partial(player.jump, -SECOND_US),
            "on_1": partial(player.jump, SECOND_US),
            "back_5": partial(player.jump, -5 * SECOND_US),
            "on_5": partial(player.jump, 5 * SECOND_US),
            "back_frame": partial(player.step, -1),
            "on_frame": partial(player.step, 1),
            "again": partial(player.jump, -_AGAIN_US),
            "faster_play": self._play_or_faster,
            "slower": partial(self._change_speed, -1),
            "faster": partial(self._change_speed, 1),
            "normal": partial(self.set_speed_percent, 100),
            "loop_a": self.set_a,
            "loop_b": self.set_b,
            "loop_off": self.stop_loop,
            "mute": self._toggle_mute,
            "louder": partial(self._change_volume, 20),
            "softer": partial(self._change_volume, -20),
            "rotate": self._turn,
            "first": partial(player.seek, 0),
            "last": lambda: player.seek(player.duration_us()),
            "zoom_in": partial(self._timeline.zoom_by, 1.6),
            "zoom_out": partial(self._timeline.zoom_by, 1 / 1.6),
            "zoom_whole": self._timeline.zoom_out_whole,
        }

    def begin(self, recording: RecordingId, duration_us: int, turned_deg: int) -> None:
        """Get ready for this recording's film, as loud as last time."""
        self._recording, self._turned_deg = recording, turned_deg
        self._transport.show_duration(duration_us)
        self._transport.show_time(0, exact=True)
        self._show_playing(False)
        self._forget_loop()
        self.player.set_rotation(turned_deg)
        self._apply_sound()

    def end(self) -> None:
        """Let go of the film."""
        self.player.close()

    def at_us(self) -> int:
        """The position of the picture that is on screen: what a person means by "now"."""
        return self.player.shown_us() if self.player.is_exact() else self.player.position_us()

    # --- speed, loop ---

    def set_speed_percent(self, percent: int) -> None:
        self.player.set_speed(percent / 100)

    def _change_speed(self, steps: int) -> None:
        now = round(self.player.speed() * 100)
        row = min(range(len(SPEEDS_PERCENT)), key=lambda n: abs(SPEEDS_PERCENT[n] - now))
        self.set_speed_percent(SPEEDS_PERCENT[min(max(0, row + steps), len(SPEEDS_PERCENT) - 1)])

    def _play_or_faster(self) -> None:
        if not self.player.is_playing():
            self.player.play()
        else:
            self.set_speed_percent(next((p for p in (100, 150, 200) if p > round(self.player.speed() * 100)), 200))

    def set_a(self) -> None:
        """The loop begins at the picture shown. An end before it is forgotten."""
        self._a_us = self.at_us()
        if self._b_us is not None and self._b_us <= self._a_us:
            self._b_us = None
        self._apply_loop()

    def set_b(self) -> None:
        """The loop ends at the picture shown. A beginning after it, or none: the film's."""
        self._b_us = self.at_us()
        if self._a_us is None or self._a_us >= self._b_us:
            self._a_us = 0
        self._apply_loop()

    def loop_over(self, a_us: int, b_us: int) -> None:
        self._a_us, self._b_us = a_us, b_us
        self._apply_loop()

    def stop_loop(self) -> None:
        self._a_us = self._b_us = None
        self._apply_loop()

    def is_looping(self) -> bool:
        return self._a_us is not None and self._b_us is not None

    def press_loop(self, span: tuple[int, int] | None) -> None:
        """The loop button: off when on; else over what is chosen; else A first, then B."""
        if self.is_looping():
            self.stop_loop()
        elif span is not None:
            self.loop_over(*span)
        elif self._a_us is None:
            self.set_a()
        else:
            self.set_b()
        self._transport.show_loop(self._a_us, self._b_us)

    def _apply_loop(self) -> None:
        whole = self.is_looping()
        self.player.set_loop(self._a_us if whole else None, self._b_us if whole else None)
        self._timeline.set_range(self._a_us, self._b_us)
        self._transport.show_loop(self._a_us, self._b_us)

    def _forget_loop(self) -> None:
        self._a_us = self._b_us = None
        self._timeline.set_range(None, None)
        self._transport.show_loop(None, None)

    # --- sound ---

    def set_volume_percent(self, percent: int) -> None:
        self._preferences.set(VOLUME_PERCENT, min(max(0, percent), LOUDEST_PERCENT))
        self._preferences.set(MUTED, False)
        self._apply_sound()

    def _change_volume(self, by_percent: int) -> None:
        self.set_volume_percent(self._preferences.get(VOLUME_PERCENT) + by_percent)

    def _toggle_mute(self) -> None:
        self._preferences.set(MUTED, not self._preferences.get(MUTED))
        self._apply_sound()

    def _apply_sound(self) -> None:
        percent, muted = self._preferences.get(VOLUME_PERCENT), self._preferences.get(MUTED)
        self.player.set_volume_percent(percent)
        self.player.set_muted(muted)
        self._transport.show_volume(percent, muted=muted)

    # --- picture ---

    def _turn(self) -> None:
        """A quarter clockwise; remembered with the recording."""
        self._turned_deg = (self._turned_deg + 90) % 360
        self.player.set_rotation(self._turned_deg)
        recording, turned = self._recording, self._turned_deg
        self._jobs.store(self, lambda: turn_picture(self._store, recording, turned), None, self.failed.emit)

    def _show_picture(self) -> None:
        self._transport.show_time(self.player.shown_us(), exact=self.player.is_exact())

    def _show_playing(self, playing: bool) -> None:
        self._transport.show_playing(playing)
        if playing:
            self._transport.show_sound_device(self.player.sound_available())
        else:
            self._timeline.describe()
