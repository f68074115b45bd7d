"""The player over a real worker: what is shown is the frame that was asked for, at its own time, in every kind of file."""

from __future__ import annotations

import os
import signal
from functools import partial
from pathlib import Path

import pytest

from app.domain.errors import ErrorCode, SamspillError
from app.ports import Reel
from tests.samples.make import PLANS, sample
from tests.video.conftest import Until
from tests.video.looking import number_shown
from tests.video.reels import FileReel, index_of, reel_of
from video.index import INDEX_NAME
from video.player import Player
from video.seen_film import FilmInfo

DAMAGED = ("mts_cut", "mkv_cut", "avi_cut", "mpeg_ps_cut")


def open_film(player: Player, until: Until, path: Path) -> FilmInfo:
    infos: list[FilmInfo] = []
    player.opened.connect(infos.append)
    player.open(lambda: reel_of(path))
    until(player.is_exact)
    return infos[0]


def shows(player: Player, path: Path, number: int) -> bool:
    return player.is_exact() and player.shown_us() == index_of(path).pts_us[number]


@pytest.mark.parametrize("kind", PLANS)
def test_opens_seeks_and_steps_exactly(player: Player, until: Until, kind: str) -> None:
    film = sample(kind)
    last = len(film.frames_us) - 1
    open_film(player, until, film.path)
    assert number_shown(player) == 0
    for wanted in (last // 2, 3, last):
        player.seek(index_of(film.path).pts_us[wanted])
        until(partial(shows, player, film.path, wanted))
        assert number_shown(player) == wanted
        assert abs(player.shown_us() - film.frames_us[wanted]) < 1100  # Matroska rounds to whole milliseconds
    for _ in range(3):
        player.step(-1)
    until(partial(shows, player, film.path, last - 3))
    assert number_shown(player) == last - 3
    player.step(+1)
    until(partial(shows, player, film.path, last - 2))
    assert number_shown(player) == last - 2


@pytest.mark.parametrize("kind", ["mp4_gop30", "mts", "vfr", "mpeg_ps"])
def test_neither_end_hangs(player: Player, until: Until, kind: str) -> None:
    film = sample(kind)
    last = len(film.frames_us) - 1
    open_film(player, until, film.path)
    for _ in range(3):
        player.step(-1)
    player.seek(-5)
    until(partial(shows, player, film.path, 0))
    player.seek(1 << 50)
    for _ in range(5):
        player.step(+1)
    until(partial(shows, player, film.path, last))
    player.step(-last - 7)
    until(partial(shows, player, film.path, 0))
    assert number_shown(player) == 0


def test_every_real_file_opens_seeks_and_steps(player: Player, until: Until, samples: Path) -> None:
    for path in sorted((samples / "video").iterdir()):
        player.close_film()
        info = open_film(player, until, path)
        places = index_of(path).pts_us
        assert info.frames == len(places)
        for wanted in (len(places) // 2, len(places) - 1, 0, len(places) // 3):
            player.seek(places[wanted])
            until(partial(shows, player, path, wanted))
        player.step(+1)
        until(partial(shows, player, path, min(len(places) // 3 + 1, len(places) - 1)))
        assert player.image().width() in (640, 641, 639) or player.image().height() in (360, 361, 359)


@pytest.mark.parametrize("kind", DAMAGED)
def test_damaged_film_shows_what_there_is(player: Player, until: Until, kind: str) -> None:
    path = sample(kind).path
    open_film(player, until, path)
    places = index_of(path).pts_us
    player.seek(places[-1])
    until(player.is_exact)
    player.step(-1)
    until(lambda: player.is_exact() and player.shown_us() <= places[-1])
    player.seek(places[len(places) // 2])
    until(partial(shows, player, path, len(places) // 2))
    assert number_shown(player) == len(places) // 2


class PartsReel(FileReel):
    """Several files read as one, as a spanned recording is kept."""

    def __init__(self, parts: list[bytes], extras: dict[str, bytes], path: Path) -> None:
        super().__init__(path, extras)
        self._parts = parts

    @property
    def size_bytes(self) -> int:
        return sum(map(len, self._parts))

    def read_at(self, offset: int, length: int) -> bytes:
        return b"".join(self._parts)[offset : offset + length]


def test_a_spanned_recording_is_one_film(player: Player, until: Until) -> None:
    film = sample("mts")
    whole = film.bytes()
    parts = [whole[: 192 * 400], whole[192 * 400 : 192 * 801], whole[192 * 801 :]]
    player.open(lambda: PartsReel(parts, {INDEX_NAME: index_of(film.path).to_bytes()}, film.path))
    until(player.is_exact)
    for wanted in range(0, len(film.frames_us), 9):
        player.seek(index_of(film.path).pts_us[wanted])
        until(partial(shows, player, film.path, wanted))
        assert number_shown(player) == wanted


def test_the_newest_seek_wins(player: Player, until: Until) -> None:
    film = sample("mp4_gop250")
    open_film(player, until, film.path)
    seen: list[int] = []
    player.picture.connect(lambda: seen.append(player.shown_us()))
    for wanted in (90, 10, 80, 20, 70, 42):
        player.seek(film.frames_us[wanted])
    until(partial(shows, player, film.path, 42))
    assert seen == [film.frames_us[42]]


def test_turning_and_enlarging(player: Player, until: Until) -> None:
    film = sample("rotated")
    info = open_film(player, until, film.path)
    assert info.picture.shown_size() == (360, 640)
    assert (player.image().width(), player.image().height()) == (202, 360)
    player.set_rotation(270)
    until(lambda: player.image().width() == 640)
    assert number_shown(player) == 0
    player.set_view(640, 360, 4.0, 0.0, 0.0)
    until(lambda: player.is_exact() and player.image().pixelColor(100, 100).lightness() > 200)  # the first, white block fills it


def test_a_dead_worker_is_told_and_replaced(player: Player, until: Until) -> None:
    film = sample("mp4_gop30")
    open_film(player, until, film.path)
    failures: list[SamspillError] = []
    player.failed.connect(failures.append)
    player.seek(film.frames_us[50])
    until(partial(shows, player, film.path, 50))
    again: list[int] = []
    player.picture.connect(lambda: again.append(player.shown_us()))
    kill(player)
    until(lambda: bool(failures) and bool(again))
    assert failures[0].code is ErrorCode.DECODER_DIED
    assert again == [film.frames_us[50]]  # without being asked
    player.seek(film.frames_us[33])
    until(partial(shows, player, film.path, 33))
    assert number_shown(player) == 33


def test_a_worker_that_dies_again_and_again_is_replaced_when_something_is_asked_for(player: Player, until: Until) -> None:
    film = sample("mp4_gop30")
    open_film(player, until, film.path)
    failures: list[SamspillError] = []
    player.failed.connect(failures.append)
    for deaths in range(1, 4):
        until(lambda: player.worker_pid() != 0)
        kill(player)
        until(lambda deaths=deaths: len(failures) == deaths)  # type: ignore[misc]
        if deaths < 3:
            player.seek(film.frames_us[deaths])
            until(partial(shows, player, film.path, deaths))
    player.seek(film.frames_us[60])
    until(partial(shows, player, film.path, 60))


def kill(player: Player) -> None:
    os.kill(player.worker_pid(), signal.SIGKILL)


def test_a_reel_that_cannot_be_opened_is_named(player: Player, until: Until) -> None:
    failures: list[SamspillError] = []
    player.failed.connect(failures.append)

    def no_reel() -> Reel:
        raise SamspillError(ErrorCode.REEL_MISSING)

    player.open(no_reel)
    until(lambda: bool(failures))
    assert failures[0].code is ErrorCode.REEL_MISSING
    player.play()
    player.step(1)
    player.seek(5)
    assert not player.is_playing()


def test_another_film_takes_the_place_of_the_first(player: Player, until: Until) -> None:
    first, second = sample("mp4_gop30"), sample("mts")
    open_film(player, until, first.path)
    player.open(lambda: reel_of(second.path))
    assert not player.is_exact()
    until(lambda: player.is_exact() and player.duration_us() == index_of(second.path).duration_us)
    assert number_shown(player) == 0


def test_a_closed_player_opens_again(player: Player, until: Until) -> None:
    film = sample("mp4_gop30")
    open_film(player, until, film.path)
    player.close()
    player.close()
    assert player.image().isNull()
    player.open(lambda: reel_of(film.path))
    until(player.is_exact)
    player.seek(film.frames_us[31])
    until(partial(shows, player, film.path, 31))
