"""Where moments lie on the timeline."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.timeline.scale import CLOSEST_SPAN_US, Scale

S = 1_000_000
scales = st.builds(
    lambda duration, width, factor, around: Scale(duration, 84, width).zoomed(factor, min(around, duration)),
    st.integers(1, 3 * 3600 * S), st.integers(100, 4000), st.floats(0.1, 2000), st.integers(0, 3 * 3600 * S),
)  # fmt: skip


@given(scales, st.floats(0, 1))
def test_a_place_and_its_moment_belong_together(scale: Scale, share: float) -> None:
    x = scale.left_px + share * scale.width_px
    assert abs(scale.x(scale.us(x)) - x) <= scale.width_px / scale.shown_us + 0.01


@given(scales, st.floats(0.01, 100), st.integers(-4 * 3600 * S, 4 * 3600 * S))
def test_what_is_shown_stays_inside_the_film(scale: Scale, factor: float, by_us: int) -> None:
    for changed in (scale.zoomed(factor, scale.start_us + scale.shown_us // 2), scale.panned(by_us), scale.following(abs(by_us))):
        assert changed.start_us >= 0
        assert changed.start_us + changed.shown_us <= max(1, scale.duration_us)
        assert changed.shown_us >= min(CLOSEST_SPAN_US, scale.duration_us)


def test_zooming_keeps_the_moment_under_the_mouse() -> None:
    scale = Scale(600 * S, 84, 800)
    closer = scale.zoomed(4, 300 * S)
    assert round(closer.x(300 * S)) == round(scale.x(300 * S))
    assert closer.shown_us == 150 * S
    assert closer.zoomed(0.001, 300 * S).is_whole


@pytest.mark.parametrize(
    ("duration_s", "width", "tick_s"), [(10, 900, 1), (60, 900, 10), (600, 900, 60), (3600, 900, 600), (8, 2000, 0.5), (36_000, 900, 3600)]
)
def test_ticks_are_round_and_apart(duration_s: int, width: int, tick_s: float) -> None:
    scale = Scale(duration_s * S, 84, width)
    assert scale.tick_us() == tick_s * S
    assert scale.tick_us() * width / scale.shown_us >= 84


def test_the_page_turns_only_when_the_playhead_leaves() -> None:
    scale = Scale(600 * S, 84, 800).zoomed(10, 0)
    assert scale.following(59 * S) is scale
    turned = scale.following(61 * S)
    assert turned.start_us < 61 * S < turned.start_us + turned.shown_us
