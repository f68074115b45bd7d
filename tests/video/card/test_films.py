"""What counts as a film on a card, its parts in order, its companions, its time; and trees that mean harm or are merely broken."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from app.domain.card import FoundFilm
from app.domain.errors import ErrorCode
from app.domain.recording import SourceKind
from tests.video.card.cards import Camera, avchd, lay, playlist, snapshot
from video.card.films import find_films
from video.card.tree import MAX_DEPTH


def names(films: list[FoundFilm]) -> set[tuple[str, ...]]:
    return {tuple(part.path.name for part in film.parts) for film in films}


def only(films: list[FoundFilm]) -> FoundFilm:
    assert len(films) == 1
    return films[0]


@pytest.fixture
def clips() -> dict[str, bytes]:
    """Two films: one in three parts, one by itself. Their names are not in the order of any disk."""
    camera = Camera()
    spanned = {name: camera.film(3) for name in ("00001", "00002", "00003")}
    return {"00004": Camera().film(2), **spanned}


def blow_up(path: Path, film: bytes) -> None:
    """Make a part as big as a file may be, by a hole between its start and its end: no disk is used."""
    with path.open("r+b") as file:
        file.seek((2 << 30) // 192 * 192 - len(film))
        file.write(film)


SPANNED = {("00001.MTS", "00002.MTS", "00003.MTS"), ("00004.MTS",)}
ITEMS = [("00001", 1), ("00002", 6), ("00003", 5), ("00004", 1)]


@pytest.mark.parametrize("base", ["PRIVATE/AVCHD/BDMV", "AVCHD/BDMV", "BDMV", "private/avchd/bdmv", "Private/AvChd/Bdmv"])
def test_a_spanned_recording_is_one_film_in_order(tmp_path: Path, clips: dict[str, bytes], base: str) -> None:
    films = find_films(str(lay(tmp_path, avchd(clips, ITEMS, base=base))))
    assert names(films) == SPANNED
    assert {film.kind for film in films} == {SourceKind.AVCHD}
    spanned = next(film for film in films if len(film.parts) == 3)
    assert spanned.size_bytes == sum(len(clips[name]) for name in ("00001", "00002", "00003"))
    assert {path.name for path in spanned.companions} == {"00001.CPI", "00002.CPI", "00003.CPI"}
    assert spanned.problems == ()


def test_long_names_of_discs_are_known_too(tmp_path: Path, clips: dict[str, bytes]) -> None:
    films = find_films(str(lay(tmp_path, avchd(clips, ITEMS, short=False))))
    assert names(films) == {("00001.m2ts", "00002.m2ts", "00003.m2ts"), ("00004.m2ts",)}


@pytest.mark.parametrize("spoil", ["none", "empty", "garbage", "cut", "huge"])
def test_without_a_usable_playlist_the_files_tell(tmp_path: Path, clips: dict[str, bytes], spoil: str) -> None:
    lay(tmp_path, avchd(clips, None if spoil == "none" else ITEMS))
    if spoil != "none":
        path = tmp_path / "PRIVATE/AVCHD/BDMV/PLAYLIST/00000.MPL"
        whole = path.read_bytes()
        path.write_bytes({"empty": b"", "garbage": os.urandom(700), "cut": whole[:60], "huge": whole + bytes(5 << 20)}[spoil])
    assert names(find_films(str(tmp_path))) == SPANNED


def test_a_playlist_that_says_separate_is_believed_for_small_parts(tmp_path: Path) -> None:
    camera = Camera()
    clips = {"00000": camera.film(3), "00001": camera.film(3)}
    films = find_films(str(lay(tmp_path, avchd(clips, [("00000", 1), ("00001", 1)]))))
    assert names(films) == {("00000.MTS",), ("00001.MTS",)}


def test_a_part_as_big_as_a_file_may_be_goes_on_even_so(tmp_path: Path) -> None:
    camera = Camera()
    first, second = camera.film(3), camera.film(3)
    lay(tmp_path, avchd({"00000": first, "00001": second}, [("00000", 1), ("00001", 1)]))
    blow_up(tmp_path / "PRIVATE/AVCHD/BDMV/STREAM/00000.MTS", first)
    assert names(find_films(str(tmp_path))) == {("00000.MTS", "00001.MTS")}


def test_a_camera_that_calls_every_film_seamless_does_not_fuse_them(tmp_path: Path, clips: dict[str, bytes]) -> None:
    clips |= {"00005": Camera().film(4), "00006": Camera(start=500.0).film(2)}
    items = [(name, 6) for name in sorted(clips)]
    films = find_films(str(lay(tmp_path, avchd(clips, items))))
    assert names(films) == SPANNED | {("00005.MTS",), ("00006.MTS",)}


def test_a_part_of_the_largest_size_is_joined_though_the_clock_starts_again(tmp_path: Path) -> None:
    first, second = Camera().film(3), Camera().film(3)
    lay(tmp_path, avchd({"00000": first, "00001": second}, [("00000", 1), ("00001", 5)]))
    blow_up(tmp_path / "PRIVATE/AVCHD/BDMV/STREAM/00000.MTS", first)
    assert names(find_films(str(tmp_path))) == {("00000.MTS", "00001.MTS")}


def test_two_playlists_one_of_each_day(tmp_path: Path, clips: dict[str, bytes]) -> None:
    lay(tmp_path, avchd(clips, [("00001", 1), ("00002", 6), ("00003", 6)]))
    lay(tmp_path, {"PRIVATE/AVCHD/BDMV/PLAYLIST/00001.MPL": playlist([("00004", 1), ("00004", 5)])})
    assert names(find_films(str(tmp_path))) == SPANNED


def test_a_missing_part_is_named_and_the_rest_is_found(tmp_path: Path, clips: dict[str, bytes]) -> None:
    lay(tmp_path, avchd(clips, ITEMS))
    (tmp_path / "PRIVATE/AVCHD/BDMV/STREAM/00002.MTS").unlink()
    films = find_films(str(tmp_path))
    assert names(films) == {("00001.MTS",), ("00003.MTS",), ("00004.MTS",)}
    assert {film.parts[0].path.name for film in films if ErrorCode.FILM_TRUNCATED in film.problems} == {"00001.MTS", "00003.MTS"}


@pytest.mark.parametrize(
    "items",
    [
        [("00001", 6), ("00002", 6), ("00001", 6), ("00002", 6)],  # round and round
        [("00001", 1), ("00003", 6), ("00001", 1), ("00002", 6), ("00003", 6)],  # two ways on
        [("99999", 6)] * 4000,
    ],
)
def test_a_playlist_that_makes_no_sense_loses_and_doubles_nothing(
    tmp_path: Path, clips: dict[str, bytes], items: list[tuple[str, int]]
) -> None:
    films = find_films(str(lay(tmp_path, avchd(clips, items))))
    placed = [part.path.name for film in films for part in film.parts]
    assert sorted(placed) == ["00001.MTS", "00002.MTS", "00003.MTS", "00004.MTS"]


def test_every_kind_of_card_in_one_tree(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            "DCIM/100CANON/MVI_0001.MP4": b"a" * 100, "DCIM/100CANON/MVI_0001.THM": b"t",
            "DCIM/100CANON/IMG_0002.JPG": b"photo", "DCIM/101MSDCF/clip.mov": b"b" * 100,
            "DCIM/102/x.3gp": b"c" * 10, "DCIM/102/y.AVI": b"d" * 10,
            "MP_ROOT/100ANV01/MAH00001.MP4": b"e" * 10, "MP_ROOT/100ANV01/MAH00001.THM": b"t",
            "SD_VIDEO/PRG001/MOV001.MOD": b"f" * 10, "SD_VIDEO/PRG001/MOV001.MOI": b"V6" + bytes(4) + bytes.fromhex("07d8050c0e1e2710"),
            "PRIVATE/M4ROOT/CLIP/C0001.MP4": b"g" * 10, "PRIVATE/M4ROOT/CLIP/C0001M01.XML": b"x",
            "PRIVATE/M4ROOT/SUB/C0001S03.MP4": b"small", "PRIVATE/M4ROOT/THMBNL/C0001T01.JPG": b"t",
            "loose.mkv": b"h" * 10, "notes.txt": b"no", "._loose.mkv": b"no", ".Trashes/501/gone.MP4": b"no", "LOST.DIR/1.MP4": b"no",
        },
    )  # fmt: skip
    films = {film.parts[0].path.name: film for film in find_films(str(tmp_path))}
    assert {name: film.kind for name, film in films.items()} == {
        "MVI_0001.MP4": SourceKind.DCIM, "clip.mov": SourceKind.DCIM, "x.3gp": SourceKind.DCIM, "y.AVI": SourceKind.DCIM,
        "MAH00001.MP4": SourceKind.MP_ROOT, "C0001.MP4": SourceKind.MP_ROOT,
        "MOV001.MOD": SourceKind.MOD_TOD, "loose.mkv": SourceKind.FILE,
    }  # fmt: skip
    companions = {name: {path.name for path in film.companions} for name, film in films.items()}
    assert companions["MVI_0001.MP4"] == {"MVI_0001.THM"}
    assert companions["C0001.MP4"] == {"C0001M01.XML", "C0001T01.JPG", "C0001S03.MP4"}
    assert companions["MOV001.MOD"] == {"MOV001.MOI"}
    assert films["MOV001.MOD"].modified_at == datetime(2008, 5, 12, 14, 30, 10)


@pytest.mark.parametrize("inside", ["PRIVATE/AVCHD", "PRIVATE/AVCHD/BDMV", "PRIVATE/AVCHD/BDMV/STREAM"])
def test_a_folder_inside_the_card_may_be_chosen(tmp_path: Path, clips: dict[str, bytes], inside: str) -> None:
    films = find_films(str(lay(tmp_path, avchd(clips, ITEMS)) / inside))
    assert names(films) == SPANNED
    assert {film.kind for film in films} == {SourceKind.AVCHD}


def test_one_file_may_be_chosen_whatever_it_is_called(tmp_path: Path) -> None:
    path = tmp_path / "film.of.kari"
    path.write_bytes(b"x" * 10)
    film = only(find_films(str(path)))
    assert (film.kind, film.size_bytes) == (SourceKind.FILE, 10)
    assert "kari" not in repr(film)


def test_streams_copied_by_hand_into_a_folder_are_joined_too(tmp_path: Path, clips: dict[str, bytes]) -> None:
    assert names(find_films(str(lay(tmp_path, {f"{name}.MTS": data for name, data in clips.items()})))) == SPANNED


def test_a_film_is_known_again_wherever_it_lies(tmp_path: Path, clips: dict[str, bytes]) -> None:
    here = find_films(str(lay(tmp_path / "a", avchd(clips, ITEMS))))
    there = find_films(str(lay(tmp_path / "b", avchd(clips, ITEMS, base="BDMV"))))
    assert {film.source_key for film in here} == {film.source_key for film in there}
    assert len({film.source_key for film in here}) == 2
    path = tmp_path / "b/BDMV/STREAM/00001.MTS"
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    assert len({film.source_key for film in here} & {film.source_key for film in find_films(str(tmp_path / "b"))}) == 1


def test_looking_changes_nothing(tmp_path: Path, clips: dict[str, bytes]) -> None:
    before = snapshot(lay(tmp_path, avchd(clips, ITEMS)))
    find_films(str(tmp_path))
    assert snapshot(tmp_path) == before


def test_links_are_never_followed(tmp_path: Path) -> None:
    outside = lay(tmp_path / "outside", {"secret.mp4": b"s" * 100, "more/deep.mp4": b"d" * 100})
    card = lay(tmp_path / "card", {"DCIM/1.MP4": b"x" * 10})
    (card / "DCIM/2.MP4").symlink_to(outside / "secret.mp4")
    (card / "DCIM/out").symlink_to(outside)
    (card / "DCIM/round").symlink_to(card)
    (card / "MP_ROOT").symlink_to(outside / "more")
    assert names(find_films(str(card))) == {("1.MP4",)}


def test_pipes_and_sockets_are_passed_over_without_waiting(tmp_path: Path) -> None:
    card = lay(tmp_path, {"DCIM/1.MP4": b"x"})
    os.mkfifo(card / "DCIM/2.MP4")
    os.mkfifo(card / "DCIM/00000.MPL")
    began = time.monotonic()
    assert names(find_films(str(card))) == {("1.MP4",)}
    assert time.monotonic() - began < 20


def test_empty_and_huge_and_unreadable_files_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    card = lay(tmp_path, {"DCIM/1.MP4": b"", "DCIM/2.MP4": b"x" * 10, "DCIM/3.MTS": b""})
    with (card / "DCIM/4.MP4").open("wb") as file:
        file.truncate(900 << 30)
    found = {film.parts[0].path.name: film for film in find_films(str(card))}
    assert found["1.MP4"].problems == (ErrorCode.FILM_EMPTY,)
    assert found["3.MTS"].problems == (ErrorCode.FILM_EMPTY,)
    assert found["2.MP4"].problems == ()
    assert found["4.MP4"].size_bytes == 900 << 30


def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    card = lay(tmp_path, {"DCIM/1.MP4": b"x" * 10, "DCIM/2.MP4": b"y" * 10})
    real_open = os.open

    def failing(path: object, *rest: object, **named: object) -> int:
        if str(path).endswith("1.MP4"):
            raise OSError(5, "Input/output error")
        return real_open(path, *rest, **named)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:  # root reads everything: the operating system has to be told to fail
        patch.setattr(os, "open", failing)
        found = {film.parts[0].path.name: film.problems for film in find_films(str(card))}
    assert found == {"1.MP4": (ErrorCode.CARD_READ_FAILED,), "2.MP4": ()}


def test_names_that_are_not_text_are_only_names(tmp_path: Path) -> None:
    folder = tmp_path / "DCIM"
    folder.mkdir()
    for name in (b"\xff\xfe.MP4", b"new\nline.MP4", b"%s{0}.MP4", "blåbær.MP4".encode(), b"-rf.MP4", b"a" * 250 + b".MP4"):
        (folder / os.fsdecode(name)).write_bytes(name)
    assert len(find_films(str(tmp_path))) == 6


def test_files_that_differ_in_case_alone_are_two_films(tmp_path: Path) -> None:
    lay(tmp_path, {"BDMV/STREAM/00000.MTS": Camera().film(1), "BDMV/STREAM/00000.mts": Camera().film(2)})
    if len(list((tmp_path / "BDMV/STREAM").iterdir())) < 2:
        pytest.skip("this disk does not tell upper from lower case")
    assert names(find_films(str(tmp_path))) == {("00000.MTS",), ("00000.mts",)}


def test_depth_is_bounded(tmp_path: Path) -> None:
    deep = "/".join(["d"] * (MAX_DEPTH + 5))
    card = lay(tmp_path, {"DCIM/1.MP4": b"x", f"{deep}/2.MP4": b"y"})
    assert names(find_films(str(card))) == {("1.MP4",)}


@pytest.fixture
def quick_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: a hundred thousand files on a busy disk take a minute to make."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with TemporaryDirectory(prefix="samspill-test-", dir=memory) as folder:
        yield Path(folder)


def test_a_hundred_thousand_entries_take_seconds(quick_folder: Path) -> None:
    for number in range(100):
        folder = quick_folder / "DCIM" / f"{number:03d}ABCDE"
        folder.mkdir(parents=True)
        handle = os.open(folder, os.O_RDONLY)
        for file in range(1000):
            os.close(os.open(f"IMG_{file:04d}.JPG", os.O_CREAT | os.O_WRONLY, dir_fd=handle))
        os.close(handle)
    lay(quick_folder, {"DCIM/050ABCDE/MVI_0001.MP4": b"x" * 10})
    began = time.process_time()
    assert names(find_films(str(quick_folder))) == {("MVI_0001.MP4",)}
    assert time.process_time() - began < 5


def test_a_root_that_is_gone_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        find_films(str(tmp_path / "nowhere"))
