"""Erasing: the film's own files and nothing else, and only while they are what was compared."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.domain.card import FoundFilm
from app.domain.errors import Circumstance, ErrorCode
from tests.video.card.cards import Camera, avchd, lay, snapshot
from video.card.reader import FolderCards

STREAM = "PRIVATE/AVCHD/BDMV/STREAM"


@pytest.fixture
def card(tmp_path: Path) -> Path:
    camera = Camera()
    clips = {"00000": camera.film(2), "00001": camera.film(2), "00002": Camera().film(1)}
    lay(tmp_path, avchd(clips, [("00000", 1), ("00001", 6), ("00002", 1)]))
    return lay(tmp_path, {"PRIVATE/AVCHD/AVCHDTN/THUMB.TDT": b"pictures", "PRIVATE/AVCHD/AVCHDTN/THUMB.TID": b"i", "DCIM/1.JPG": b"photo"})


def films(card: Path) -> list[FoundFilm]:
    return sorted(FolderCards().look(card).films, key=lambda film: film.parts[0].path)


def test_only_the_films_own_files_go(card: Path) -> None:
    before = snapshot(card)
    FolderCards().erase(films(card)[0])
    gone = set(before) - set(snapshot(card))
    assert gone == {f"{STREAM}/0000{n}.MTS" for n in (0, 1)} | {f"PRIVATE/AVCHD/BDMV/CLIPINF/0000{n}.CPI" for n in (0, 1)}
    assert {name: before[name] for name in set(before) - gone} == snapshot(card)


def test_the_cameras_thumbnails_go_with_the_last_film(card: Path) -> None:
    for film in films(card):
        FolderCards().erase(film)
    assert set(snapshot(card)) == {"DCIM/1.JPG", "PRIVATE/AVCHD/BDMV/INDEX.BDM", "PRIVATE/AVCHD/BDMV/PLAYLIST/00000.MPL"}


def test_erasing_again_is_no_error(card: Path) -> None:
    film = films(card)[0]
    FolderCards().erase(film)
    FolderCards().erase(film)


def test_an_erasure_cut_short_is_finished(card: Path) -> None:
    film = films(card)[0]
    film.parts[0].path.unlink()
    FolderCards().erase(film)
    assert not (card / STREAM / "00001.MTS").exists()


@pytest.mark.parametrize("spoil", ["time", "size", "content"])
def test_a_film_that_changed_since_is_left_alone(card: Path, spoil: str) -> None:
    film = films(card)[0]
    path = film.parts[1].path
    status = path.stat()
    if spoil == "time":
        os.utime(path, ns=(5, 5))
    elif spoil == "size":
        path.write_bytes(path.read_bytes() + b"x")
    else:
        path.write_bytes(b"x" + path.read_bytes()[1:])
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    before = snapshot(card)
    with pytest.raises(Circumstance) as caught:
        FolderCards().erase(film)
    assert caught.value.code is ErrorCode.CARD_CHANGED
    assert snapshot(card) == before


def test_a_pulled_card_is_named(card: Path) -> None:
    film = films(card)[0]
    (card / STREAM).rename(card.parent / "elsewhere")
    with pytest.raises(Circumstance) as caught:
        FolderCards().erase(film)
    assert caught.value.code is ErrorCode.CARD_PULLED


def test_a_write_protected_card_is_named(card: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film = films(card)[0]

    def refused(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("video.card.erasing.Path.unlink", refused)  # root may write anywhere: the system has to be told to refuse
    with pytest.raises(Circumstance) as caught:
        FolderCards().erase(film)
    assert caught.value.code is ErrorCode.CARD_WRITE_PROTECTED


def test_a_companion_that_became_a_link_is_left_and_its_target_too(card: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    precious = tmp_path_factory.mktemp("home") / "precious"
    precious.write_bytes(b"p")
    film = films(card)[0]
    film.companions[0].unlink()
    film.companions[0].symlink_to(precious)
    FolderCards().erase(film)
    assert precious.read_bytes() == b"p"
    assert film.companions[0].is_symlink()
