"""The player over a real worker: what is shown is the frame that was asked for, at its own time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from tests.samples.make import PLANS, Sample, sample
from tests.video.looking import number_shown
from tests.video.reels import index_of, reel_of
from video.player import Player

WAIT_MS = 8000


@pytest.fixture
def player(qtbot: QtBot) -> Iterator[Player]:
    made = Player()
    made.set_view(640, 360)
    yield made
    made.close()
    assert made.wait_closed()
    made.deleteLater()


Wait = Callable[[Callable[[], bool]], None]


@pytest.fixture
def until(qtbot: QtBot) -> Wait:
    return lambda holds: qtbot.waitUntil(holds, timeout=WAIT_MS)


def opened(player: Player, until: Wait, film: Sample) -> None:
    player.open(lambda: reel_of(film.path))
    until(player.is_exact)


def shows(player: Player, film: Sample, number: int) -> bool:
    at = index_of(film.path).pts_us[number]
    return player.is_exact() and player.shown_us() == at


@pytest.mark.parametrize("kind", PLANS)
def test_opens_seeks_and_steps_exactly(player: Player, until: Wait, kind: str) -> None:
    film = sample(kind)
    last = len(film.frames_us) - 1
    opened(player, until, film)
    assert number_shown(player) == 0
    for wanted in (last // 2, 3, last):
        player.seek(index_of(film.path).pts_us[wanted])
        until(partial(shows, player, film, wanted))
        assert number_shown(player) == wanted
    for _ in range(3):
        player.step(-1)
    until(lambda: shows(player, film, last - 3))
    assert number_shown(player) == last - 3
    player.step(+1)
    until(lambda: shows(player, film, last - 2))
    assert number_shown(player) == last - 2


def test_plays_to_the_end_without_a_device(player: Player, until: Wait) -> None:
    film = sample("mp4_gop30", seconds=2)
    opened(player, until, film)
    seen: list[int] = []
    player.picture.connect(lambda: seen.append(number_shown(player)))
    over: list[bool] = []
    player.ended.connect(lambda: over.append(True))
    player.play()
    until(lambda: bool(over))
    assert not player.is_playing()
    until(lambda: shows(player, film, len(film.frames_us) - 1))
    assert seen == sorted(seen)
    assert len(set(seen)) >= len(film.frames_us) - 5  # the machine may be busy; benchmarks count exactly
