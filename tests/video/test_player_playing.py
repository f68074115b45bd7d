"""Playing without a sound device: order, speed, loops, seeking on the way, the end."""

from __future__ import annotations

import time
from functools import partial
from itertools import pairwise

import pytest

from tests.samples.make import sample
from tests.video.conftest import Until
from tests.video.looking import number_shown
from tests.video.reels import index_of, reel_of
from tests.video.test_player import open_film, shows
from video.player import Player


def watched(player: Player) -> list[tuple[float, int, int]]:
    """Each picture as it comes: when, which number, at which position."""
    seen: list[tuple[float, int, int]] = []
    player.picture.connect(lambda: seen.append((time.monotonic(), number_shown(player), player.shown_us())))
    return seen


def play_out(player: Player, until: Until) -> None:
    over: list[bool] = []
    player.ended.connect(partial(over.append, True))
    player.play()
    assert player.is_playing()
    until(lambda: bool(over))
    assert not player.is_playing()


@pytest.mark.parametrize("kind", ["mp4_gop30", "mp4_silent", "vfr", "mts", "video_late"])
def test_plays_to_the_end_in_order(player: Player, until: Until, kind: str) -> None:
    film = sample(kind, seconds=2)
    last = len(film.frames_us) - 1
    open_film(player, until, film.path)
    seen = watched(player)
    began = time.monotonic()
    play_out(player, until)
    took = time.monotonic() - began
    until(partial(shows, player, film.path, last))
    numbers = [number for _, number, _ in seen]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) >= len(film.frames_us) // 2  # the machine may be busy; the benchmarks count exactly
    assert number_shown(player) == last
    rest_s = (index_of(film.path).duration_us - film.frames_us[0]) / 1e6
    assert rest_s - 0.1 < took < rest_s + 2


def test_at_the_end_play_begins_anew(player: Player, until: Until) -> None:
    film = sample("mp4_gop30", seconds=2)
    open_film(player, until, film.path)
    player.seek(film.frames_us[-1])
    until(partial(shows, player, film.path, len(film.frames_us) - 1))
    player.toggle()
    until(lambda: 0 < player.shown_us() < film.frames_us[30])
    player.toggle()
    assert not player.is_playing()


def test_pause_stands_on_the_frame_that_was_shown_and_steps_go_on_from_it(player: Player, until: Until) -> None:
    film = sample("mp4_gop250")
    open_film(player, until, film.path)
    player.play()
    until(lambda: player.shown_us() > 600_000)
    player.pause()
    at = index_of(film.path).frame_near(player.shown_us())
    until(partial(shows, player, film.path, at))
    for way in (1, 1, -1, -1, -1):
        player.step(way)
        at += way
        until(partial(shows, player, film.path, at))
        assert number_shown(player) == at


@pytest.mark.parametrize(("speed", "kind"), [(0.5, "mp4_gop30"), (2.0, "mp4_gop30"), (2.0, "mts")])
def test_speed_changes_how_fast_it_goes(player: Player, until: Until, speed: float, kind: str) -> None:
    film = sample(kind)
    open_film(player, until, film.path)
    speeds: list[float] = []
    player.speed_changed.connect(speeds.append)
    player.play()
    until(lambda: player.shown_us() > 200_000)
    player.set_speed(speed)
    began, at = time.monotonic(), player.position_us()
    until(lambda: player.position_us() >= at + 1_000_000)
    assert time.monotonic() - began == pytest.approx(1 / speed, abs=0.35)
    assert speeds == [speed]
    player.set_speed(7)
    assert player.speed() == 2.0


def test_a_loop_goes_round_and_keeps_inside(player: Player, until: Until) -> None:
    film = sample("mp4_gop30")
    open_film(player, until, film.path)
    player.set_loop(1_000_000, 1_400_000)
    seen = watched(player)
    player.play()
    until(lambda: sum(one[2] > other[2] for one, other in pairwise(seen)) >= 3)
    assert {number for _, number, _ in seen} <= set(range(25, 35))
    assert min(us for _, _, us in seen) == 1_000_000
    took = seen[-1][0] - seen[0][0]
    assert took > 1.0  # three rounds of 0.4 s, at the film's own pace
    player.set_loop(None, None)
    assert player.loop() is None
    until(lambda: player.shown_us() > 1_500_000)


def test_seeking_while_it_plays_goes_on_from_there(player: Player, until: Until) -> None:
    film = sample("mts")
    open_film(player, until, film.path)
    player.play()
    until(lambda: player.shown_us() > 300_000)
    player.seek(film.frames_us[60])
    until(lambda: player.shown_us() >= film.frames_us[62])
    assert player.is_playing()
    player.jump(-2_000_000)
    until(lambda: player.shown_us() < film.frames_us[40])
    assert player.is_playing()


def test_opening_another_film_stops_playing(player: Player, until: Until) -> None:
    open_film(player, until, sample("mp4_gop30").path)
    states: list[bool] = []
    player.playing_changed.connect(states.append)
    player.play()
    player.open(lambda: reel_of(sample("vfr").path))
    until(player.is_exact)
    assert states == [True, False]
