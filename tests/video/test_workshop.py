"""The workshop names what is wrong, saves what can be saved, and goes on after a film that killed or stalled its worker."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.errors import Circumstance, ErrorCode
from app.domain.recording import Scan
from tests.fakes.sources import FileSource, MemorySource
from tests.samples.coded import read_frame_number
from tests.samples.make import sample
from tests.video.keeping import Kept, Never, rgb_array
from video.index import FrameIndex
from video.thumbnails import Thumbnails
from video.waveform import Waveform
from video.workshop import FilmWorkshop

E = ErrorCode
SHARED = Path(__file__).resolve().parents[3] / "shared" / "samples"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/samples is not here")


@pytest.fixture
def workshop() -> Iterator[FilmWorkshop]:
    made = FilmWorkshop()
    yield made
    made.close()


def film(path: Path) -> MemorySource:
    return MemorySource(path.read_bytes())


def test_a_film_is_examined(workshop: FilmWorkshop) -> None:
    seen = workshop.examine(film(sample("mts", seconds=3).path))
    assert seen.problems == ()
    assert seen.picture is not None
    assert (seen.picture.width, seen.picture.height, seen.picture.scan) == (640, 360, Scan.TOP_FIRST)
    assert abs(seen.duration_us - 3_000_000) < 50_000
    assert seen.has_sound
    assert read_frame_number(rgb_array(seen.thumbnail_rgb, seen.thumbnail_width, seen.thumbnail_height)) == 0


def test_a_turned_film_has_an_upright_thumbnail(workshop: FilmWorkshop) -> None:
    seen = workshop.examine(film(sample("rotated", seconds=2).path))
    assert seen.picture is not None
    assert seen.picture.rotation_deg == 90
    assert seen.thumbnail_width < seen.thumbnail_height


@pytest.mark.parametrize("kind", ["mp4_gop30", "vfr", "mts", "mkv", "avi", "mpeg_ps", "dv"])
def test_a_film_is_prepared(workshop: FilmWorkshop, kind: str) -> None:
    made, kept = sample(kind, seconds=2), Kept()
    found = workshop.prepare(film(made.path), kept.keep, kept.progress, Never())
    assert found.problems == ()
    index = FrameIndex.from_bytes(kept["index"])
    assert len(index) == len(made.frames_us)
    assert found.duration_us == index.duration_us
    assert kept.steps[-1] == (made.path.stat().st_size, made.path.stat().st_size)
    assert [done for done, _ in kept.steps] == sorted(done for done, _ in kept.steps)
    thumbnails = Thumbnails.from_bytes(kept["thumbnails"])
    for number, at_us in enumerate(thumbnails.at_us):
        shown = read_frame_number(rgb_array(bytes(thumbnails.rgb(number)), thumbnails.width, thumbnails.height))
        assert shown == index.number_at(at_us)
    assert Waveform.from_bytes(kept["waveform"]).loudness(0, found.duration_us) > 0.5


@pytest.mark.parametrize(
    ("kind", "problem"),
    [
        ("empty", E.FILM_EMPTY),
        ("noise", E.FILM_NOT_A_FILM),
        ("audio_only", E.FILM_SOUND_ONLY),
        ("zero_length", E.FILM_NO_LENGTH),
        ("mp4_no_moov", E.FILM_TRUNCATED),
    ],
)
def test_what_is_no_film_is_named(workshop: FilmWorkshop, kind: str, problem: ErrorCode) -> None:
    path, kept = sample(kind, seconds=2).path, Kept()
    seen = workshop.examine(film(path))
    assert (seen.picture, seen.problems) == (None, (problem,))
    found = workshop.prepare(film(path), kept.keep, kept.progress, Never())
    assert (found.picture, found.problems) == (None, (problem,))
    assert not kept


@pytest.mark.parametrize("kind", ["mts_cut", "mkv_cut", "fragmented_cut", "avi_cut", "mpeg_ps_cut"])
def test_what_is_left_of_a_cut_film_is_saved(workshop: FilmWorkshop, kind: str) -> None:
    made, kept = sample(kind, seconds=4), Kept()
    assert workshop.examine(film(made.path)).problems == (E.FILM_TRUNCATED,)
    found = workshop.prepare(film(made.path), kept.keep, kept.progress, Never())
    assert found.problems == (E.FILM_TRUNCATED,)
    assert 2_000_000 < found.duration_us < 2_800_000  # it was cut at 60 % of its bytes
    assert len(FrameIndex.from_bytes(kept["index"])) >= 55


@needs_shared
@pytest.mark.parametrize(
    ("name", "problems"),
    [
        ("androidx_edit_list_positive_shift.mp4", ()),
        ("androidx_sample_edit_list.mp4", ()),
        ("androidx_sample_mdat_too_long.mp4", (E.FILM_TRUNCATED,)),
        ("androidx_sample_missing_stsd.mp4", (E.FILM_DAMAGED,)),
    ],
)
def test_real_damaged_films_are_named_and_saved(workshop: FilmWorkshop, name: str, problems: tuple[ErrorCode, ...]) -> None:
    kept = Kept()
    source = film(SHARED / "damaged" / name)
    assert workshop.examine(source).problems == problems
    found = workshop.prepare(source, kept.keep, kept.progress, Never())
    assert found.problems == problems
    assert found.picture is not None
    assert len(Thumbnails.from_bytes(kept["thumbnails"])) > 0


@needs_shared
def test_a_table_file_of_another_kind_is_no_film(workshop: FilmWorkshop) -> None:
    seen = workshop.examine(film(SHARED / "boris" / "test.boris"))
    assert seen.problems == (E.FILM_NOT_A_FILM,)


def test_the_cameras_clock_is_read_as_it_is(workshop: FilmWorkshop) -> None:
    made = sample("mp4_gop30", seconds=2).bytes()
    at = made.index(b"mvhd") + 8
    dated = made[:at] + (2_082_844_800 + 1_700_000_000).to_bytes(4) + made[at + 4 :]
    filmed_at = workshop.examine(MemorySource(dated)).filmed_at
    assert filmed_at is not None
    assert filmed_at.isoformat() == "2023-11-14T22:13:20"


def test_preparing_stops_when_asked(workshop: FilmWorkshop) -> None:
    class Soon:
        def __init__(self) -> None:
            self.asked = 0

        def cancelled(self) -> bool:
            self.asked += 1
            return self.asked > 2

    class Slow(MemorySource):
        def read_at(self, offset: int, length: int) -> bytes:
            time.sleep(0.3)
            return super().read_at(offset, length)

    threads = threading.active_count()
    with pytest.raises(Circumstance) as caught:
        workshop.prepare(Slow(sample("avi", seconds=4).bytes()), Kept().keep, lambda _done, _total: None, Soon())
    assert caught.value.code is E.CANCELLED
    assert threading.active_count() == threads


class Pulled(MemorySource):
    """A card that is pulled once its first bytes are read."""

    def __init__(self, path: Path, after: int) -> None:
        super().__init__(path.read_bytes())
        self._left = after

    def read_at(self, offset: int, length: int) -> bytes:
        self._left -= 1
        if self._left < 0:
            raise Circumstance(E.CARD_PULLED)
        return super().read_at(offset, length)


@pytest.mark.parametrize("after", [0, 1, 3])
def test_a_pulled_card_is_not_the_films_fault(workshop: FilmWorkshop, after: int) -> None:
    path = sample("avi", seconds=4).path
    with pytest.raises(Circumstance) as caught:
        workshop.prepare(Pulled(path, after), Kept().keep, lambda _done, _total: None, Never())
    assert caught.value.code is E.CARD_PULLED
    if after == 0:
        with pytest.raises(Circumstance) as caught:
            workshop.examine(Pulled(path, after))
        assert caught.value.code is E.CARD_PULLED
    assert workshop.examine(film(path)).problems == ()


class Deadly(MemorySource):
    """While it is read, something happens to the worker that reads it."""

    def __init__(self, path: Path, blow: signal.Signals) -> None:
        super().__init__(path.read_bytes())
        self._blow = blow

    def read_at(self, offset: int, length: int) -> bytes:
        for child in _children():
            os.kill(child, self._blow)
        return super().read_at(offset, length)


def _children() -> list[int]:
    return [int(pid) for task in Path("/proc/self/task").iterdir() for pid in task.joinpath("children").read_text().split()]


@pytest.mark.skipif(sys.platform != "linux", reason="finds the worker's process under /proc")
@pytest.mark.parametrize(("blow", "code"), [(signal.SIGKILL, E.DECODER_DIED), (signal.SIGSTOP, E.DECODER_STUCK)])
def test_a_film_that_kills_or_stalls_the_worker_is_named_and_the_next_goes_on(blow: signal.Signals, code: ErrorCode) -> None:
    workshop = FilmWorkshop(look_patience_s=0.7, work_patience_s=0.7)
    path = sample("mp4_gop30", seconds=2).path
    try:
        assert workshop.examine(Deadly(path, blow)).problems == (E.FILM_DAMAGED, code)
        assert workshop.examine(film(path)).problems == ()
        assert workshop.prepare(Deadly(path, blow), Kept().keep, lambda _done, _total: None, Never()).problems == (E.FILM_DAMAGED, code)
        assert workshop.prepare(film(path), Kept().keep, lambda _done, _total: None, Never()).problems == ()
    finally:
        workshop.close()


def test_what_keeping_raises_comes_home(workshop: FilmWorkshop) -> None:
    def full(_name: str, _data: bytes) -> None:
        raise Circumstance(E.DISK_FULL)

    with pytest.raises(Circumstance) as caught:
        workshop.prepare(film(sample("mp4_gop30", seconds=2).path), full, lambda _done, _total: None, Never())
    assert caught.value.code is E.DISK_FULL


def test_the_source_stays_its_owners(workshop: FilmWorkshop) -> None:
    source = FileSource(sample("mp4_gop30", seconds=2).path)
    workshop.examine(source)
    assert source.read_at(4, 4) == b"ftyp"
    source.close()


def test_closing_ends_what_is_under_way_at_once() -> None:
    class Endless(MemorySource):
        def read_at(self, offset: int, length: int) -> bytes:
            time.sleep(0.2)
            return super().read_at(offset, length)

    workshop = FilmWorkshop()
    ended: list[ErrorCode] = []

    def work() -> None:
        try:
            workshop.prepare(Endless(sample("avi", seconds=4).bytes()), Kept().keep, lambda _done, _total: None, Never())
        except Circumstance as error:
            ended.append(error.code)

    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(0.5)
    workshop.close()
    thread.join(5)
    assert ended == [E.CANCELLED]
    with pytest.raises(Circumstance) as caught:
        workshop.examine(MemorySource(b"x"))
    assert caught.value.code is E.CANCELLED
