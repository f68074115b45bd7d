"""Showing clips one after another: which one is on, where it begins and stops, again, slower, over and over.

A picture outside the clip is never shown: the player is always held inside the clip's range, and stops on its last picture unless it loops.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject, Signal

from app.domain.clip import Clip, Intent
from app.domain.spans import Span, touch
from video.player import Player

# Each press of "slower" takes the next; after the slowest comes the usual speed again.
SPEEDS = (1.0, 0.5, 0.25)


class Showing(QObject):
    """`changed` when another clip is on, or speed, loop or playing changed. `played` once for each time a clip comes on and is played."""

    changed = Signal()
    played = Signal(object)  # Clip

    def __init__(self, player: Player, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self.clips: tuple[Clip, ...] = ()
        self.place = 0
        self._told = False  # that this one is played
        self.looping = False
        self._last_us = 0
        self._before_us = 0
        self._at_end = False
        player.opened.connect(lambda _info: self.go_to(self.place))
        player.picture.connect(self._watch)
        player.playing_changed.connect(self._playing_changed)
        player.speed_changed.connect(lambda _speed: self.changed.emit())

    def set_clips(self, clips: Iterable[Clip]) -> None:
        """Show these; before the film is opened. Only those that are meant to be shown."""
        self.clips = tuple(clip for clip in clips if clip.intent is Intent.SHOW)
        self.place = 0
        self.changed.emit()

    def leave_out(self, hidden: Sequence[Span]) -> None:
        """These parts are hidden now: clips that touch them are shown no more."""
        kept = tuple(clip for clip in self.clips if not touch(hidden, clip.start_us, clip.end_us))
        if kept == self.clips:
            return
        at = self.clip
        self.clips = kept
        self.place = min(self.place, max(0, len(kept) - 1))
        self._player.pause()
        if kept and self.clip is not at:
            self.go_to(kept.index(at) if at in kept else self.place)
        self.changed.emit()

    @property
    def clip(self) -> Clip | None:
        """The clip that is on; None when there is nothing to show."""
        return self.clips[self.place] if self.clips else None

    def is_slowest(self) -> bool:
        return self._player.speed() <= SPEEDS[-1]

    def has_next(self) -> bool:
        return self.place < len(self.clips) - 1

    def has_previous(self) -> bool:
        return self.place > 0

    def go_to(self, place: int) -> None:
        """Stand on the first picture of another clip, still: the practitioner speaks first."""
        if not 0 <= place < len(self.clips):
            return
        self._player.pause()
        self.place = place
        self._told = False
        clip = self.clips[place]
        self._player.set_loop(clip.start_us, clip.end_us)
        self._last_us = self._player.frame_us_near(clip.end_us - 1)
        self._stand_at(clip.start_us)
        self.changed.emit()

    def next(self) -> None:
        self.go_to(self.place + 1)

    def previous(self) -> None:
        self.go_to(self.place - 1)

    def again(self) -> None:
        """From the clip's first picture, playing."""
        if self.clip is not None:
            self._stand_at(self.clip.start_us)
            self._player.play()

    def toggle(self) -> None:
        """Play or freeze; from the beginning when the clip has come to its end."""
        if self.clip is None:
            return
        if self._player.is_playing():
            self._player.pause()
        elif self._at_end:
            self.again()
        else:
            self._player.play()

    def freeze(self) -> None:
        self._player.pause()

    def slower(self) -> None:
        """The next slower speed, and after the slowest the usual one."""
        now = self._player.speed()
        self._player.set_speed(next((speed for speed in SPEEDS if speed < now), SPEEDS[0]))

    def toggle_loop(self) -> None:
        self.looping = not self.looping
        self.changed.emit()

    def _playing_changed(self, playing: bool) -> None:
        if playing and self.clip is not None and not self._told:
            self._told = True
            self.played.emit(self.clip)
        self.changed.emit()

    def _stand_at(self, us: int) -> None:
        self._at_end = False
        self._before_us = 0
        self._player.seek(us)

    def _watch(self) -> None:
        """Stop on the clip's last picture. A step back in time while playing means that it was passed over and the range began anew."""
        shown, before = self._player.shown_us(), self._before_us
        self._before_us = shown
        if self.looping or not self._player.is_playing():
            return
        if shown >= self._last_us or shown < before:
            self._player.pause()
            self._at_end = True
            if shown != self._last_us:
                self._player.seek(self._last_us)
