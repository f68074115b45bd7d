"""The rules of cutting a clip: from two places, or around a mark. A clip is only a range; nothing is re-encoded."""

from __future__ import annotations

from app.domain.errors import Circumstance, ErrorCode
from app.domain.mark import Mark

# Shorter than this nobody sees anything: most likely I and O were pressed at the same picture.
SHORTEST_US = 200_000
# A clip around a point: the pre-roll has put its start before the moment, so it mostly needs time after.
AFTER_POINT_US = 6_000_000


def between(one_us: int, other_us: int, duration_us: int) -> tuple[int, int]:
    """Start and end of a clip between two places, in either order, inside the film. Raises CLIP_TOO_SHORT."""
    start, end = (min(max(0, place), duration_us) for place in sorted((one_us, other_us)))
    if end - start < SHORTEST_US:
        raise Circumstance(ErrorCode.CLIP_TOO_SHORT)
    return start, end


def around(mark: Mark, duration_us: int) -> tuple[int, int]:
    """Start and end of a clip that shows a mark: a state as long as it lasted, a point with some seconds after. Raises CLIP_TOO_SHORT."""
    end = mark.start_us + AFTER_POINT_US
    if mark.end_us is not None and mark.end_us - mark.start_us >= SHORTEST_US:
        end = mark.end_us
    start = mark.start_us
    if duration_us - start < SHORTEST_US:
        start = max(0, duration_us - AFTER_POINT_US)  # a mark on the last picture: show what led to it
    return between(start, end, duration_us)
