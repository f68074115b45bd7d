"""Make a clip from two places or around a mark. Instant: a clip is only a range with a title and an intent."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.clip import Clip, Intent
from app.domain.clipping import around, between
from app.domain.ids import ClipId, RecordingId, new_id
from app.domain.mark import Mark


def clip_between(recording: RecordingId, clips: Sequence[Clip], one_us: int, other_us: int, duration_us: int) -> Clip:
    """A new clip, last in order, meant to be shown. Raises CLIP_TOO_SHORT."""
    return _last(recording, clips, between(one_us, other_us, duration_us))


def clip_around(recording: RecordingId, clips: Sequence[Clip], mark: Mark, duration_us: int) -> Clip:
    """A new clip that shows a mark. Raises CLIP_TOO_SHORT when the film itself is that short."""
    return _last(recording, clips, around(mark, duration_us))


def _last(recording: RecordingId, clips: Sequence[Clip], span: tuple[int, int]) -> Clip:
    position = max((clip.position for clip in clips), default=-1) + 1
    return Clip(ClipId(new_id()), recording, *span, intent=Intent.SHOW, position=position)
