"""Scrubbing with the real proxy: something near at once, the frame itself when it rests; without a proxy a keyframe."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path

import pytest

from tests.fakes.sources import FileSource
from tests.samples.make import sample
from tests.video.conftest import Until
from tests.video.looking import number_shown
from tests.video.reels import FileReel, index_of
from tests.video.test_player import shows
from video.index import INDEX_NAME
from video.player import Player
from video.workshop import FilmWorkshop


class _GoOn:
    def cancelled(self) -> bool:
        return False


@cache
def extras_with_proxy(path: Path) -> dict[str, bytes]:
    extras = {INDEX_NAME: index_of(path).to_bytes()}
    plain = FileSource(path)
    FilmWorkshop().make_proxy(plain, (), extras.__setitem__, lambda _done, _total: None, _GoOn())
    plain.close()
    return extras


@pytest.mark.parametrize("kind", ["mp4_gop250", "mts", "rotated"])
def test_scrubbing_shows_the_stand_in_and_then_the_frame(player: Player, until: Until, kind: str) -> None:
    film = sample(kind)
    player.open(lambda: FileReel(film.path, dict(extras_with_proxy(film.path))))
    until(player.is_exact)
    seen: list[tuple[bool, int]] = []
    player.picture.connect(lambda: seen.append((player.is_exact(), player.shown_us())))
    exact_size = player.image().size()
    for number in (90, 40, 71):
        seen.clear()
        us = index_of(film.path).pts_us[number]
        player.scrub(us + 3_000)
        assert player.position_us() == us
        until(lambda: bool(seen))
        assert seen[0] == (False, us)
        assert abs(player.image().width() - exact_size.width()) <= 2
        if kind != "rotated":
            assert number_shown(player) == number
    until(partial(shows, player, film.path, 71))
    assert player.image().size() == exact_size


def test_without_a_proxy_a_keyframe_stands_in(player: Player, until: Until) -> None:
    film = sample("mp4_gop30")
    player.open(lambda: FileReel(film.path, {INDEX_NAME: index_of(film.path).to_bytes()}))
    until(player.is_exact)
    seen: list[tuple[bool, int]] = []
    player.picture.connect(lambda: seen.append((player.is_exact(), player.shown_us())))
    player.scrub(film.frames_us[80])
    until(partial(shows, player, film.path, 80))
    assert seen == [(False, film.frames_us[60]), (True, film.frames_us[80])]


def test_scrubbing_pauses(player: Player, until: Until) -> None:
    film = sample("mp4_gop30")
    player.open(lambda: FileReel(film.path, {INDEX_NAME: index_of(film.path).to_bytes()}))
    until(player.is_exact)
    player.play()
    player.scrub(film.frames_us[10])
    assert not player.is_playing()
    until(partial(shows, player, film.path, 10))
