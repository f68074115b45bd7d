"""Puts a film together, step by step, in one thread: places pictures and sound on the film's clock, encodes, wraps, minds the load."""

from __future__ import annotations

from app.domain.filming import CameraFormat, FilmEnded, Preset
from video.capture.clock import FilmClock
from video.capture.encoder import PictureEncoder, even
from video.capture.ladder import Ladder
from video.capture.muxing import RUN_UP, FilmMuxer
from video.capture.sound_track import SoundTrack
from video.capture.taking import TakenPicture, TakenSound


class FilmMaker:
    """Use in one thread. `frames` counts pictures in the film, `unusable` those nobody could read; `ladder` says with which preset."""

    def __init__(self, shape: CameraFormat | None, *, sound: bool, clock: FilmClock, preset: Preset, now_ns: int) -> None:
        """`shape` None for no picture."""
        shape = even(shape) if shape is not None else None
        self._clock = clock
        self._muxer = FilmMuxer(shape, sound=sound)
        self._encoder = PictureEncoder(shape, preset) if shape is not None else None
        self._track = SoundTrack(clock, RUN_UP) if sound else None
        self._preset = preset
        self._gaps = 0
        self.ladder = Ladder(preset, now_ns)
        self.frames = 0
        self.unusable = 0

    def picture(self, taken: TakenPicture) -> None:
        """Encode it, unless it was not taken for this film. The first picture of a film without sound stands at 0."""
        place = self._clock.place(taken.taken_ns)
        if self._encoder is None or place is None:
            return
        picture = self._encoder.fitted(taken.frame)
        if picture is None:
            self.unusable += 1
            return
        at_us, gaps = place
        if self._track is None and self.frames == 0:
            self._clock.begin_here(at_us)
            at_us = 0
        if gaps != self._gaps:
            self._gaps = gaps
            self._encoder.key_next()
        if self._preset is not self.ladder.preset:
            self._preset = self.ladder.preset
            self._muxer.picture(self._encoder.change(self._preset))
        self._muxer.picture(self._encoder.encode(picture, at_us))
        self.frames += 1

    def sound(self, taken: TakenSound) -> None:
        """Put it in the track, as far as it was taken for this film."""
        if self._track is not None:
            for frame in self._track.take(taken):
                self._muxer.sound(frame)

    def fill(self) -> None:
        """Silence where the microphone gives nothing."""
        if self._track is not None:
            for frame in self._track.fill(self._clock.now_us()):
                self._muxer.sound(frame)

    def taken(self) -> bytes:
        """The film's bytes since this was asked last."""
        return self._muxer.taken()

    def finish(self, dropped: int) -> FilmEnded:
        """The end; `taken` has the last bytes after this. `dropped` pictures are told with it, and those that were unusable."""
        if self._encoder is not None:
            self._muxer.picture(self._encoder.finish())
        if self._track is not None:
            for frame in self._track.finish(self._clock.now_us()):
                self._muxer.sound(frame)
            self._muxer.sound(None)
        self._muxer.close()
        return FilmEnded(self._muxer.ended_us, self.frames, dropped + self.unusable)
