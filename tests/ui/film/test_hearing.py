"""What the level meter says: from decibels, and only after a while."""

from __future__ import annotations

import pytest

from app.domain.filming import Level
from ui.film.hearing import CLIPPING_STAYS, QUIET_AFTER, Heard, Hearing, share

SPEECH = Level(200, 50, clipping=False)
WHISPER = Level(20, 4, clipping=False)
SILENCE = Level(0, 0, clipping=False)
SHOUT = Level(1000, 700, clipping=True)


def said(hearing: Hearing, level: Level, times: int) -> Heard:
    return [hearing.hear(level) for _ in range(times)][-1]


def test_a_pause_in_talking_is_no_fault() -> None:
    hearing = Hearing()
    assert said(hearing, SPEECH, 1) is Heard.WELL
    assert said(hearing, WHISPER, QUIET_AFTER - 1) is Heard.WELL
    assert said(hearing, WHISPER, 1) is Heard.QUIET
    assert said(hearing, SPEECH, 1) is Heard.WELL, "one word is enough"


def test_nothing_at_all_is_another_matter_than_too_quiet() -> None:
    assert said(Hearing(), SILENCE, QUIET_AFTER) is Heard.NOTHING
    hearing = Hearing()
    said(hearing, SILENCE, QUIET_AFTER)
    assert said(hearing, WHISPER, 1) is Heard.QUIET


def test_clipping_is_said_long_enough_to_be_read() -> None:
    hearing = Hearing()
    assert said(hearing, SHOUT, 1) is Heard.CLIPPING
    assert said(hearing, SPEECH, CLIPPING_STAYS - 1) is Heard.CLIPPING
    assert said(hearing, SPEECH, 1) is Heard.WELL


@pytest.mark.parametrize(("permille", "along"), [(0, 0.0), (1, 0.0), (1000, 1.0), (1400, 1.0), (32, 0.5), (100, 2 / 3)])
def test_the_bar_counts_in_decibels(permille: int, along: float) -> None:
    assert share(permille) == pytest.approx(along, abs=0.005)
