"""What gives way first when the machine is too slow."""

from __future__ import annotations

from app.domain.filming import Preset
from video.capture.ladder import Ladder, faster, slower

S = 1_000_000_000
ROOM = 24


def run(ladder: Ladder, waiting: int, from_s: float, to_s: float) -> list[Preset]:
    """The presets at the end of each half second."""
    found = []
    for half in range(round(from_s * 2), round(to_s * 2)):
        ladder.judge(waiting, ROOM, half * S // 2)
        found.append(ladder.preset)
    return found


def test_a_short_queue_only_makes_the_preview_rarer() -> None:
    ladder = Ladder(Preset.VERYFAST, 0)
    assert set(run(ladder, 2, 0, 5)) == {Preset.VERYFAST}
    assert not ladder.hurried
    assert set(run(ladder, ROOM // 4, 5, 10)) == {Preset.VERYFAST}
    assert ladder.hurried
    run(ladder, 1, 10, 16)
    assert not ladder.hurried


def test_a_long_queue_makes_the_preset_faster_step_by_step() -> None:
    ladder = Ladder(Preset.VERYFAST, 0)
    presets = run(ladder, ROOM // 2, 0, 6)
    assert presets[:2] == [Preset.VERYFAST] * 2
    assert presets[2:4] == [Preset.SUPERFAST] * 2
    assert set(presets[4:]) == {Preset.ULTRAFAST}


def test_it_rises_again_after_calm_and_waits_longer_each_time_it_was_wrong() -> None:
    ladder = Ladder(Preset.SUPERFAST, 0)
    assert run(ladder, ROOM, 0, 2)[-1] is Preset.ULTRAFAST
    assert set(run(ladder, 0, 2, 120)) == {Preset.ULTRAFAST}
    assert run(ladder, 0, 120, 123)[-1] is Preset.SUPERFAST
    assert run(ladder, ROOM, 123, 126)[-1] is Preset.ULTRAFAST
    assert set(run(ladder, 0, 126, 360)) == {Preset.ULTRAFAST}
    assert run(ladder, 0, 360, 370)[-1] is Preset.SUPERFAST


def test_it_never_gets_slower_than_at_the_start() -> None:
    ladder = Ladder(Preset.ULTRAFAST, 0)
    assert set(run(ladder, 0, 0, 1000)) == {Preset.ULTRAFAST}


def test_the_ends_of_the_ladder_hold() -> None:
    assert faster(Preset.ULTRAFAST) is Preset.ULTRAFAST
    assert slower(Preset.VERYFAST) is Preset.VERYFAST
    assert faster(slower(Preset.SUPERFAST)) is Preset.SUPERFAST
