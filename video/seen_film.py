"""The film that is open, as far as it may be seen: which frame stands where, with what is hidden left out.

Frames are numbers in the index; positions are microseconds from the start of the recording.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.recording import Picture, Scan
from app.domain.spans import Span
from video.hiding import Hiding
from video.index import FrameIndex


@dataclass(frozen=True, slots=True)
class FilmInfo:
    """What a film is, as far as a screen needs to know."""

    duration_us: int
    frames: int
    picture: Picture
    has_sound: bool

    @property
    def interlaced(self) -> bool:
        return self.picture.scan is not Scan.PROGRESSIVE


class SeenFilm:
    """One film and its hidden parts; another set of hidden parts is another of these."""

    def __init__(self, index: FrameIndex, hidden: Iterable[Span]) -> None:
        self.index = index
        self.hiding = Hiding(index, hidden)

    def info(self) -> FilmInfo:
        index = self.index
        return FilmInfo(index.duration_us, len(index), index.picture, index.sound_stream is not None)

    def hides(self, us: int) -> bool:
        """Whether what stands at this position is hidden."""
        return self.hiding.hides(us)

    def any_seen(self) -> bool:
        return self.hiding.open_frame(0) is not None

    def frame(self, number: int, *, back: bool = False) -> int:
        """This frame, kept within the film, or the nearest that is not hidden (`back`: before it); itself where all are."""
        within = min(max(number, 0), len(self.index) - 1)
        found = self.hiding.open_frame(within, back=back)
        return within if found is None else found

    def last(self) -> int:
        """The last frame that may be seen."""
        return self.frame(len(self.index) - 1, back=True)

    def frame_at(self, us: int, *, back: bool = False) -> int:
        """As `frame`, of the one that is shown at this position."""
        return self.frame(self.index.frame_at(us), back=back)

    def frame_near(self, us: int) -> int:
        """The frame nearest to this position, or the last that may be seen before it: a field may be shown beside a hidden frame."""
        return self.frame(self.index.frame_near(us), back=True)

    def us_of(self, number: int) -> int:
        return self.index.pts_us[number]

    def can_loop(self, loop: tuple[int, int]) -> bool:
        """Whether anything of this range may be seen."""
        return next(self.hiding.stretches(loop[0], loop), None) is not None
