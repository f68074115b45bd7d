"""What lies under the mouse on the timeline: an edge that can be moved, a mark, a clip, or plain film."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from app.domain.clip import Clip
from app.domain.mark import Mark
from app.domain.marking import Edge, is_state
from app.domain.scheme import code_of
from ui.timeline.rows import PLAIN, Row, Rows
from ui.timeline.scale import Scale

# Half of a 24 px target.
REACH_PX = 12.0


class What(Enum):
    FILM = "film"
    MARK = "mark"
    CLIP = "clip"


@dataclass(frozen=True, slots=True)
class Hit:
    """The thing under the mouse. `edge` is set when pressing there takes hold of that edge."""

    what: What
    id: str = ""
    edge: Edge | None = None


FILM = Hit(What.FILM)


def hit_at(x: float, y: float, scale: Scale, marks: Sequence[Mark], clips: Sequence[Clip], chosen: str | None, rows: Rows = PLAIN) -> Hit:
    """The nearest thing within reach in the row under the mouse; the chosen one wins, so that crowded edges can be told apart."""
    row = rows.row_at(y)
    if row is Row.CLIPS:
        spans = [(clip.id, clip.start_us, clip.end_us) for clip in clips]
        return _nearest(What.CLIP, x, scale, spans, chosen)
    if row.tier is None:
        return FILM
    here = (mark for mark in marks if code_of(mark.code).tier is row.tier)
    return _nearest(What.MARK, x, scale, ((m.id, m.start_us, m.end_us if is_state(m) else None) for m in here), chosen)


def _nearest(what: What, x: float, scale: Scale, spans: Iterable[tuple[str, int, int | None]], chosen: str | None) -> Hit:
    """Edges count before bodies; of several, the chosen one, else the nearest. Distances of a body are a little over its edges'."""
    best, least = FILM, REACH_PX + 1.0
    for name, start_us, end_us in spans:
        for distance, edge in _distances(x, scale, start_us, end_us):
            fair = distance - (REACH_PX if name == chosen else 0.0)
            if distance <= REACH_PX and fair < least:
                best, least = Hit(what, name, edge), fair
    return best


def _distances(x: float, scale: Scale, start_us: int, end_us: int | None) -> list[tuple[float, Edge | None]]:
    start_x = scale.x(start_us)
    if end_us is None:
        return [(abs(x - start_x), Edge.START)]
    end_x = scale.x(end_us)
    found: list[tuple[float, Edge | None]] = []
    if start_x <= x <= end_x:
        found.append((REACH_PX, None))
    # On a bar shorter than two targets the inner half belongs to neither edge's outside: the nearer edge takes it.
    found.append((abs(x - start_x), Edge.START))
    found.append((abs(x - end_x), Edge.END))
    return found
