"""Where a moment lies on the timeline, and which moment lies under the mouse. Frozen: zooming and panning give a new scale."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.domain.timebase import SECOND_US

# Closest zoom: about a picture of 25 a second every 20 px on a small laptop.
CLOSEST_SPAN_US = 2 * SECOND_US
_STEPS_US = tuple(
    round(step * SECOND_US) for step in (0.04, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scale:
    """A window of `span_us` from `start_us` of a film, drawn between `left_px` and `left_px + width_px`."""

    duration_us: int
    left_px: int
    width_px: int
    start_us: int = 0
    span_us: int = 0  # 0: the whole film

    @property
    def shown_us(self) -> int:
        """How much film is in sight: never 0."""
        return self.span_us or max(1, self.duration_us)

    @property
    def is_whole(self) -> bool:
        return self.shown_us >= self.duration_us

    def x(self, at_us: int) -> float:
        return self.left_px + (at_us - self.start_us) * self.width_px / self.shown_us

    def us(self, x: float) -> int:
        """The moment under `x`, kept inside the film."""
        at = self.start_us + (x - self.left_px) * self.shown_us / max(1, self.width_px)
        return min(max(0, round(at)), self.duration_us)

    def zoomed(self, factor: float, around_us: int) -> Scale:
        """Closer (factor > 1) or farther, keeping `around_us` where it is on screen."""
        closest = min(CLOSEST_SPAN_US, max(1, self.duration_us))
        span = min(max(round(self.shown_us / factor), closest), max(1, self.duration_us))
        share = (around_us - self.start_us) / self.shown_us
        return replace(self, span_us=span, start_us=self._start_inside(round(around_us - share * span), span))

    def panned(self, by_us: int) -> Scale:
        return replace(self, start_us=self._start_inside(self.start_us + by_us, self.shown_us))

    def resized(self, width_px: int) -> Scale:
        return replace(self, width_px=max(1, width_px))

    def following(self, at_us: int) -> Scale:
        """The scale that has `at_us` in sight: a page further when it left, so that the ruler does not swim while playing."""
        if self.start_us <= at_us <= self.start_us + self.shown_us:
            return self
        return replace(self, start_us=self._start_inside(at_us - self.shown_us // 10, self.shown_us))

    def tick_us(self, least_px: int = 84) -> int:
        """The distance of labelled ticks: a round time at least `least_px` wide."""
        wanted = self.shown_us * least_px / max(1, self.width_px)
        return next((step for step in _STEPS_US if step >= wanted), _STEPS_US[-1])

    def _start_inside(self, start_us: int, span_us: int) -> int:
        return min(max(0, start_us), max(0, self.duration_us - span_us))
