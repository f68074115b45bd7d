"""One pass over an open film: its index and waveform, and what went wrong on the way. Preparing and following share it.

The pass may have a watcher that sees each keyframe as it comes: following makes its thumbnails so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.errors import ErrorCode
from video.index import INDEX_NAME, FrameIndex
from video.waveform import WAVEFORM_NAME, Waveform
from video.wire import Value
from video.worker.examining import picture_fields, unopened
from video.worker.foreign import FilmFault
from video.worker.indexing import IndexMaker, KeyframeSeen, Stopped
from video.worker.listening import Listener
from video.worker.opening import Film
from video.worker.session import Desk
from video.worker.wrapping import Wrapping


@dataclass(frozen=True)
class Passed:
    """What a pass found. `index` None: `fault` says why. `harmed`: not all of the film could be read. No `waveform`: it has no sound."""

    index: FrameIndex | None = None
    waveform: Waveform | None = None
    harmed: bool = False
    fault: ErrorCode | None = None

    def problems(self, wrapping: Wrapping) -> list[ErrorCode]:
        """What is wrong with the film, in the words of the application."""
        found = [ErrorCode.FILM_TRUNCATED] if wrapping.is_cut else []
        if self.harmed and not wrapping.is_cut:
            found.append(ErrorCode.FILM_DAMAGED)
        if self.fault is not None and not wrapping.headless:
            found.append(unopened(self.fault, wrapping))
        return found


def pass_over(film: Film, progress: Callable[[int], None], stopped: Stopped, keyframe_seen: KeyframeSeen | None = None) -> Passed:
    """Read the whole film. `progress` gets byte positions. Raises Interrupted, and FilmFault for what cannot be indexed."""
    listener = Listener(film.sound) if film.sound is not None else None
    maker = IndexMaker(film, listener, keyframe_seen)
    maker.run(progress, stopped)
    index = maker.index()
    waveform = listener.waveform(index.origin_us, index.duration_us) if listener is not None else None
    return Passed(index, waveform, harmed=film.unusable or maker.broken)


def faulty(fault: FilmFault) -> Passed:
    """A pass that could not be made."""
    return Passed(fault=fault.code)


def hand_over(desk: Desk, passed: Passed) -> None:
    """Tell the extras that the pass made."""
    if passed.waveform is not None:
        desk.send("made", {"name": WAVEFORM_NAME}, passed.waveform.to_bytes())
    if passed.index is not None:
        desk.send("made", {"name": INDEX_NAME}, passed.index.to_bytes())


def prepared_fields(index: FrameIndex | None, problems: list[ErrorCode]) -> dict[str, Value]:
    """The facts that end the work, as fields of `prepared`."""
    return {
        "problems": ",".join(dict.fromkeys(problem.value for problem in problems)),
        "duration_us": index.duration_us if index is not None else 0,
        "sound": index is not None and index.sound_stream is not None,
        **picture_fields(index.picture if index is not None else None),
    }
