"""Hidden parts of real films: no picture of them reaches the screen and no sound of them the loudspeaker, whatever a person does."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from app.domain.spans import Span
from tests.samples.make import sample
from tests.video.conftest import Until
from tests.video.looking import number_shown
from tests.video.reels import FileReel, index_of, reel_of
from tests.video.test_player import shows
from tests.video.test_player_playing import play_out
from tests.video.test_player_scrub import extras_with_proxy
from tests.video.test_sound import clicks_us, heard
from video.hiding import Hiding
from video.player import Player
from video.worker.sound import RATE

KINDS = ("mp4_gop250", "mp4_gop30", "vfr", "mts", "video_late")
HIDDEN = range(40, 60)


def span_of(path: Path, numbers: range) -> Span:
    """From the first of these frames to the end of the last."""
    pts = index_of(path).pts_us
    return pts[numbers.start], pts[numbers.stop] if numbers.stop < len(pts) else None


class Watcher:
    """Reads the coded number of every picture that the player shows."""

    def __init__(self, player: Player) -> None:
        self._player = player
        self.numbers: list[int] = []
        player.picture.connect(self._note)

    def _note(self) -> None:
        if self._player.image().isNull():
            return
        self.numbers.append(number_shown(self._player))


@pytest.fixture
def watcher(player: Player) -> Iterator[Watcher]:
    """Fails the test when any picture of HIDDEN was shown, mixed or whole: a mixed one has no readable number and raises."""
    made = Watcher(player)
    yield made
    assert made.numbers
    assert not set(made.numbers) & set(HIDDEN)


def open_hidden(player: Player, until: Until, path: Path, *spans: Span) -> None:
    player.open(lambda: reel_of(path), spans or (span_of(path, HIDDEN),))
    until(player.is_exact)


@pytest.mark.parametrize("kind", ["mp4_gop250", "vfr", "mts"])
def test_playing_goes_on_behind_what_is_hidden(player: Player, until: Until, watcher: Watcher, kind: str) -> None:
    film = sample(kind)
    pts = index_of(film.path).pts_us
    open_hidden(player, until, film.path)
    player.seek(pts[25])
    until(partial(shows, player, film.path, 25))
    watcher.numbers.clear()
    play_out(player, until)
    until(partial(shows, player, film.path, len(pts) - 1))
    assert watcher.numbers == sorted(watcher.numbers)
    assert any(25 < number < HIDDEN.start for number in watcher.numbers)
    assert any(number >= HIDDEN.stop for number in watcher.numbers)


@pytest.mark.parametrize("kind", KINDS)
def test_seeks_steps_and_jumps_land_beside_it(player: Player, until: Until, watcher: Watcher, kind: str) -> None:
    film = sample(kind)
    pts = index_of(film.path).pts_us
    open_hidden(player, until, film.path)
    for number in (HIDDEN.start, HIDDEN.stop - 1):
        player.seek(0)
        player.seek(pts[number] + 100)
        until(partial(shows, player, film.path, HIDDEN.stop))
    player.step(-1)
    until(partial(shows, player, film.path, HIDDEN.start - 1))
    player.step(1)
    until(partial(shows, player, film.path, HIDDEN.stop))
    player.jump(-(pts[HIDDEN.stop] - pts[50]))
    until(partial(shows, player, film.path, HIDDEN.start - 1))
    player.jump(pts[50] - pts[HIDDEN.start - 1])
    until(partial(shows, player, film.path, HIDDEN.stop))
    assert player.frame_us_near(pts[50]) == pts[HIDDEN.stop]


@pytest.mark.parametrize(("kind", "proxy"), [("mp4_gop250", True), ("mts", True), ("mp4_gop30", False)])
def test_scrubbing_across_it_shows_no_stand_in_of_it(player: Player, until: Until, watcher: Watcher, kind: str, proxy: bool) -> None:
    film = sample(kind)
    extras = extras_with_proxy(film.path) if proxy else {"index": index_of(film.path).to_bytes()}
    hidden = range(28, 60)  # where each 30th frame is a keyframe, one stands in it
    player.open(lambda: FileReel(film.path, dict(extras)), [span_of(film.path, hidden)])
    until(player.is_exact)
    pts = index_of(film.path).pts_us
    for number in (*range(20, 70, 3), 62, 61, 60, 59, 45, 29, 28, 27):
        seen = len(watcher.numbers)
        player.scrub(pts[number] + 1_000)
        until(lambda seen=seen: len(watcher.numbers) > seen or player.is_exact())  # type: ignore[misc]
    until(partial(shows, player, film.path, 27))
    assert not set(watcher.numbers) & set(hidden)


def test_a_loop_over_it_goes_round_without_it(player: Player, until: Until, watcher: Watcher) -> None:
    film = sample("mp4_gop30")
    pts = index_of(film.path).pts_us
    open_hidden(player, until, film.path)
    player.set_loop(pts[36], pts[64])
    player.play()
    until(lambda: sum(one > other for one, other in pairwise(watcher.numbers)) >= 3)
    assert set(watcher.numbers) <= {0, *range(36, HIDDEN.start), *range(HIDDEN.stop, 64)}
    player.set_loop(pts[45], pts[55])
    assert player.loop() is None


@pytest.mark.parametrize("kind", ["mp4_gop30", "mts"])
def test_what_becomes_hidden_is_gone_from_the_screen_at_once(player: Player, until: Until, kind: str) -> None:
    film = sample(kind)
    player.open(lambda: reel_of(film.path))
    until(player.is_exact)
    player.seek(index_of(film.path).pts_us[50])
    until(partial(shows, player, film.path, 50))
    player.hide([span_of(film.path, HIDDEN)])
    assert player.image().isNull()
    watcher = Watcher(player)
    until(partial(shows, player, film.path, HIDDEN.stop))
    player.hide([])
    player.seek(index_of(film.path).pts_us[50])
    until(partial(shows, player, film.path, 50))
    assert 50 in watcher.numbers


def test_what_becomes_hidden_while_it_plays_is_left_at_once(player: Player, until: Until) -> None:
    film = sample("mts", seconds=6)
    player.open(lambda: reel_of(film.path))
    until(player.is_exact)
    player.play()
    until(lambda: player.shown_us() > index_of(film.path).pts_us[42])
    shown = Watcher(player)
    player.hide([span_of(film.path, range(30, 110))])
    until(lambda: len(shown.numbers) > 3)
    assert player.is_playing()
    assert min(shown.numbers) >= 110


def test_a_film_that_is_hidden_to_its_end_ends_before(player: Player, until: Until, watcher: Watcher) -> None:
    film = sample("mp4_gop30")
    open_hidden(player, until, film.path, span_of(film.path, range(40, 100)))
    player.seek(index_of(film.path).pts_us[30])
    until(partial(shows, player, film.path, 30))
    play_out(player, until)
    until(partial(shows, player, film.path, 39))
    player.seek(1 << 50)
    until(partial(shows, player, film.path, 39))
    player.toggle()
    until(lambda: player.is_playing() and player.shown_us() < index_of(film.path).pts_us[30])  # from the beginning


def test_where_all_is_hidden_nothing_is_shown_and_nothing_plays(player: Player, until: Until) -> None:
    film = sample("mp4_gop30")
    infos: list[object] = []
    player.opened.connect(infos.append)
    player.open(lambda: reel_of(film.path), [(0, None)])
    until(lambda: bool(infos))
    for wish in (player.play, partial(player.seek, 1_000_000), partial(player.step, 1), partial(player.scrub, 2_000_000)):
        wish()
    assert not player.is_playing()
    assert player.image().isNull()
    player.hide([(0, 1_000_000)])
    watcher = Watcher(player)
    player.seek(0)
    until(partial(shows, player, film.path, 25))
    assert set(watcher.numbers) <= {25, 50}  # where the last wish led, now that it may be seen


def test_a_worker_that_comes_back_hides_the_same(player: Player, until: Until, watcher: Watcher) -> None:
    film = sample("mp4_gop30")
    open_hidden(player, until, film.path)
    os.kill(player.worker_pid(), signal.SIGKILL)
    player.seek(index_of(film.path).pts_us[50])
    until(partial(shows, player, film.path, HIDDEN.stop))
    play_out(player, until)


@pytest.mark.parametrize("kind", ["mp4_gop30", "mts", "mpeg_ps", "dv"])
@pytest.mark.parametrize("speed", [1.0, 0.5])
def test_no_sound_of_it_is_made(kind: str, speed: float) -> None:
    """The click of the second flash falls into it; the others come, each as much earlier as was left out before it."""
    film = sample(kind)
    start, end = span_of(film.path, HIDDEN)
    assert end is not None
    pcm = heard(film, 0, speed, [(start, end)])
    left_out = sum(to - since for since, to in Hiding(index_of(film.path), [(start, end)]).parts)
    flashes = [film.frames_us[number] for number in film.flashes]
    expected = [us - (left_out if us >= end else 0) for us in flashes if not start <= us < end]
    assert len(expected) == len(flashes) - 1
    assert len(pcm) * speed / RATE == pytest.approx((index_of(film.path).duration_us - left_out) / 1e6, rel=0.03)
    if speed == 1.0:
        found = clicks_us(pcm)
        assert len(found) == len(expected)
        assert max(abs(one - other) for one, other in zip(found, expected, strict=True)) < 6_000


def test_the_sound_of_a_hidden_part_is_not_in_what_is_made_even_softly() -> None:
    film = sample("mp4_gop30")
    click = film.frames_us[film.flashes[1]]
    plain, hidden = heard(film, 0), heard(film, 0, 1.0, [(click - 30_000, click + 50_000)])
    before, there = (click - 40_000) * RATE // 1_000_000, RATE // 5
    assert np.array_equal(plain[:before], hidden[:before])
    loudest, left = (int(np.abs(pcm[before : before + there].astype(np.int32)).max()) for pcm in (plain, hidden))
    assert left < loudest / 2


def test_the_watcher_would_notice(player: Player, until: Until) -> None:
    film = sample("mp4_gop30")
    player.open(lambda: reel_of(film.path))
    until(player.is_exact)
    watcher = Watcher(player)
    player.seek(index_of(film.path).pts_us[50])
    until(partial(shows, player, film.path, 50))
    assert 50 in watcher.numbers
