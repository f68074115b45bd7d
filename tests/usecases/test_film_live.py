"""One film from the button to its recording, on a real vault; the test is the camera."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import Circumstance, ErrorCode
from app.domain.filming import CameraFormat, FilmEnded, FilmingChoice, Gap, GapReason, Opened, Part, Preset, Pulse, Trouble
from app.domain.ids import RecordingId
from app.domain.mark import Mark
from app.domain.recording import RecordingState, SourceKind
from app.domain.scheme import BOOKMARK, GAP
from app.film_ports import Preparation
from app.ports import ReelWriter, Work
from app.usecases.delete_recording import delete_recording
from app.usecases.film_live import Filming, FilmingState, FilmResult, room_for_film
from app.usecases.finish_filming import finish_filming
from app.usecases.import_card import ImportTools
from app.usecases.resume_imports import finish_at_start
from app.usecases.unwatched import Never
from storage.practice import open_practice_vault
from tests.usecases.filming import QUICK, Set, soon
from tests.usecases.importing import FAMILY, film
from video.card.reader import FolderCards

FOOTAGE = film(3 << 20, 7) + b"tail"


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Set]:
    made = Set(tmp_path)
    yield made
    made.vault.close()


def play(scene: Set, data: bytes = FOOTAGE, piece: int = 60_000) -> None:
    for at in range(0, len(data), piece):
        scene.studio.film(data[at : at + piece])


def acknowledged(scene: Set, filming: Filming) -> int:
    """How much of the film is safe."""
    assert filming.recording
    with scene.vault.work() as work:
        known = work.reels.known(filming.recording.id)
    return known.size_bytes if known else 0


def test_a_film_becomes_a_recording_with_every_byte_and_its_extras(scene: Set) -> None:
    filming = scene.begun()
    begun = scene.row(filming)
    assert begun is not None
    assert (begun.state, begun.source_kind, begun.family) == (RecordingState.FILMING, SourceKind.LIVE, FAMILY)
    assert begun.filmed_at == begun.imported_at.astimezone().replace(tzinfo=None)
    play(scene)
    ready = filming.stop()
    assert ready.state is RecordingState.READY
    assert (ready.size_bytes, ready.duration_us, ready.has_sound, ready.problems) == (len(FOOTAGE), len(FOOTAGE), True, ())
    assert scene.row(filming) == ready
    assert scene.footage(ready) == FOOTAGE
    with closing(scene.vault.open_reel(ready.id)) as reel:
        assert reel.extra("index") == b"followed"
    assert scene.told.states == [FilmingState.ROLLING, FilmingState.ENDING, FilmingState.OVER]
    assert scene.told.results == [FilmResult(ready)]
    assert scene.vault.being_written() == set()


def test_the_recording_is_in_the_vault_before_the_film_rolls(scene: Set) -> None:
    seen: list[RecordingState] = []

    def look() -> None:
        with scene.vault.work() as work:
            seen.extend(recording.state for recording in work.recordings.all())

    scene.studio.roll = look  # type: ignore[method-assign]
    filming = scene.begun()
    assert seen == [RecordingState.FILMING]
    scene.studio.hear(FilmEnded(0, 0, 0))
    with pytest.raises(Circumstance):
        filming.wait()


def test_film_is_acknowledged_while_it_is_taken(scene: Set) -> None:
    filming = scene.begun()
    play(scene, b"a few bytes")
    soon(lambda: acknowledged(scene, filming) == len(b"a few bytes"))
    filming.stop()


def test_bookmarks_and_gaps_are_in_the_vault_at_once(scene: Set) -> None:
    filming = scene.begun(pre_roll_us=2_000_000)
    play(scene, bytes(20_000_000))
    scene.studio.hear(Pulse(9_000_000, 270, 0, Preset.VERYFAST))
    bookmark = filming.bookmark(9_500_000)
    early = filming.bookmark(700_000)
    filming.pause()
    filming.pause()
    filming.go_on()
    scene.studio.hear(Gap(9_800_000, 75_000_000, GapReason.PAUSED))
    soon(lambda: len(scene.told.marks) == 3)
    with scene.vault.work() as work:
        marks = work.marks.of(bookmark.recording)
    assert [(mark.code, mark.start_us, mark.note) for mark in marks] == [
        (BOOKMARK.id, 0, ""),
        (BOOKMARK.id, 7_500_000, ""),
        (GAP.id, 9_800_000, "01:15"),
    ]
    assert early in marks
    assert scene.studio.asked == ["open", "roll", "pause", "go_on"]
    assert filming.stop().state is RecordingState.READY


def test_a_mark_beyond_the_end_stands_at_the_end(scene: Set) -> None:
    filming = scene.begun()
    play(scene, bytes(5000))
    mark = filming.bookmark(6000)
    ready = filming.stop()
    with scene.vault.work() as work:
        assert work.marks.get(mark.id) == replace(mark, start_us=5000)
    assert ready.duration_us == 5000


@pytest.mark.parametrize(("length_us", "note"), [(1, "00:01"), (1_499_999, "00:01"), (1_500_000, "00:02"), (3_599_500_000, "1:00:00")])
def test_a_gap_says_how_long_it_was_in_whole_seconds(scene: Set, length_us: int, note: str) -> None:
    filming = scene.begun()
    play(scene, b"film")
    scene.studio.hear(Gap(0, length_us, GapReason.ASLEEP))
    assert filming.stop()
    assert [mark.note for mark in scene.told.marks] == [note]


def test_the_position_stands_still_in_a_pause(scene: Set) -> None:
    filming = scene.begun()
    play(scene, b"film")
    assert filming.position_us == 0
    scene.studio.hear(Pulse(1_000_000, 30, 0, Preset.VERYFAST))
    soon(lambda: filming.position_us > 1_010_000)
    filming.pause()
    stood = filming.position_us
    threading.Event().wait(0.03)
    assert filming.position_us == stood >= 1_010_000
    filming.go_on()
    soon(lambda: filming.position_us > stood)
    filming.stop()


def test_one_film_at_a_time_and_none_with_nothing(scene: Set) -> None:
    filming = scene.begun()
    with pytest.raises(Circumstance, match="already_filming"):
        scene.filming().begin(FAMILY)
    play(scene, b"film")
    filming.stop()
    scene.studio.hear(Opened(None, False))
    with pytest.raises(Circumstance, match="nothing_to_film_with"):
        scene.filming().begin(FAMILY)
    scene.studio.hear(Opened(None, True))
    again = scene.begun()
    play(scene, b"sound")
    assert scene.footage(again.stop()) == b"sound"
    with scene.vault.work() as work:
        assert len(work.recordings.all()) == 2


def test_no_room_is_said_before_anything_is_written_down(scene: Set) -> None:
    with pytest.raises(Circumstance, match="disk_nearly_full"):
        scene.begun(replace(QUICK, floor_bytes=1 << 62))
    with scene.vault.work() as work:
        assert work.recordings.all() == []
    assert scene.studio.asked == ["open"]
    assert not scene.stage.is_filming


def test_trouble_with_camera_or_microphone_ends_no_film(scene: Set) -> None:
    filming = scene.begun()
    play(scene, b"picture and sound")
    scene.studio.hear(Trouble(Part.CAMERA, ErrorCode.CAMERA_GONE))
    scene.studio.hear(Trouble(Part.MICROPHONE, ErrorCode.MICROPHONE_GONE))
    play(scene, b"silence")
    assert filming.state is FilmingState.ROLLING
    ready = filming.stop()
    assert scene.footage(ready) == b"picture and soundsilence"
    assert (ready.problems, scene.told.results) == ((), [FilmResult(ready)])


def test_a_studio_that_dies_ends_the_film_and_what_came_is_kept(scene: Set) -> None:
    filming = scene.begun()
    play(scene)
    scene.studio.hear(Trouble(Part.STUDIO, ErrorCode.STUDIO_DIED))
    result = filming.wait(20)
    assert result.code is ErrorCode.STUDIO_DIED
    assert (result.recording.state, result.recording.problems) == (RecordingState.READY, (ErrorCode.FILMING_BROKEN_OFF,))
    assert scene.footage(result.recording) == FOOTAGE
    with pytest.raises(Circumstance, match="nothing_to_film_with"):  # until a studio is there again
        scene.filming().begin(FAMILY)


def test_a_studio_that_dies_while_the_recording_is_written_down(scene: Set) -> None:
    create = scene.vault.create_reel

    def meanwhile(recording: RecordingId, also: Callable[[Work], None] | None = None) -> ReelWriter:
        scene.studio.hear(Trouble(Part.STUDIO, ErrorCode.STUDIO_DIED))
        return create(recording, also)

    scene.vault.create_reel = meanwhile  # type: ignore[method-assign, assignment]
    filming = scene.begun()
    with pytest.raises(Circumstance, match="studio_died"):
        filming.wait(20)
    assert "roll" not in scene.studio.asked


def test_a_studio_that_does_not_end_is_waited_for_only_so_long(scene: Set) -> None:
    scene.studio.obedient = False
    filming = scene.begun(replace(QUICK, end_s=0.05))
    with scene.vault.work():  # the disk is busy for longer than the studio is waited for
        play(scene)
        filming.ask_stop()
        threading.Event().wait(0.2)
    result = filming.wait(20)
    assert (result.code, scene.footage(result.recording)) == (ErrorCode.STUDIO_DIED, FOOTAGE)


class FullReel:
    """A reel whose disk is full once it holds so much. As the real one it is closed by that."""

    def __init__(self, inner: ReelWriter, most: int) -> None:
        self._inner = inner
        self._most = most
        self._held = 0

    def append(self, data: bytes) -> None:
        self._held += len(data)
        if self._held > self._most:
            self._inner.flush_tail()
            self._inner.close()
            raise Circumstance(ErrorCode.DISK_FULL)
        self._inner.append(data)

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)


def test_a_reel_that_takes_no_more_is_prepared_from_what_it_holds(scene: Set) -> None:
    create = scene.vault.create_reel
    scene.vault.create_reel = lambda *given: FullReel(create(*given), 180_000)  # type: ignore[method-assign, assignment]
    scene.studio.obedient = False
    filming = scene.begun(replace(QUICK, end_s=30))
    play(scene)
    soon(lambda: "stop" in scene.studio.asked)
    with pytest.raises(TimeoutError):
        filming.wait(0.3)
    with pytest.raises(Circumstance, match="already_filming"):  # the studio has not ended yet: what it says now is of this film
        scene.filming().begin(FAMILY)
    scene.studio.hear(FilmEnded(1, 1, 0))
    result = filming.wait(20)
    ready = result.recording
    assert (result.code, ready.problems) == (ErrorCode.DISK_FULL, (ErrorCode.FILMING_BROKEN_OFF,))
    assert (ready.state, ready.size_bytes, ready.duration_us) == (RecordingState.READY, 180_000, 180_000)
    assert scene.footage(ready) == FOOTAGE[:180_000]
    with closing(scene.vault.open_reel(ready.id)) as reel:
        assert reel.extra("index") == FOOTAGE[:6]  # prepared, and not what the follower made of all that came


def test_closing_the_stage_finishes_the_film(scene: Set) -> None:
    filming = scene.begun()
    play(scene)
    scene.stage.close()
    assert scene.footage(filming.wait(20).recording) == FOOTAGE


def test_a_disk_that_was_pulled_out_breaks_the_film_off_and_what_was_safe_is_there_when_it_is_back(scene: Set) -> None:
    filming = scene.begun()
    play(scene)
    soon(lambda: acknowledged(scene, filming) == len(FOOTAGE))
    away = scene.folder.rename(scene.folder.with_name("away"))
    play(scene)
    with pytest.raises(Circumstance) as told:
        filming.wait(20)
    assert told.value.code is ErrorCode.FILMING_BROKEN_OFF, "and not that a card should be looked for"
    away.rename(scene.folder)
    assert filming.recording and finish_filming(scene.vault, scene.clock) == [filming.recording.id]
    assert scene.footage(filming.recording) == FOOTAGE


def test_a_film_that_was_deleted_in_a_pause_ends_with_the_next_bookmark(scene: Set) -> None:
    filming = scene.begun()
    play(scene)
    filming.pause()
    assert filming.recording
    delete_recording(scene.vault, scene.clock, filming.recording.id)
    filming.bookmark()
    with pytest.raises(Circumstance) as told:
        filming.wait(20)
    assert told.value.code is ErrorCode.FILM_DELETED
    assert scene.row(filming) is None and not scene.stage.is_filming


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")  # the mistake, which the crash handler would tell
def test_a_mistake_of_ours_ends_the_film_and_says_so(scene: Set) -> None:
    def slip(_mark: Mark) -> None:
        raise ValueError

    scene.told.signals = replace(scene.told.signals, marked=slip)
    filming = scene.begun()
    play(scene)
    soon(lambda: acknowledged(scene, filming) == len(FOOTAGE))
    filming.bookmark()
    with pytest.raises(Circumstance) as told:
        filming.wait(20)
    assert told.value.code is ErrorCode.FILMING_BROKEN_OFF
    soon(lambda: scene.told.results == [told.value])
    assert filming.recording and not scene.stage.is_filming
    assert finish_filming(scene.vault, scene.clock) == [filming.recording.id], "here already, and not only at the next start"


def test_a_film_that_was_stopped_before_its_first_picture_is_none(scene: Set) -> None:
    filming = scene.begun()
    scene.studio.film(b"the head of a container")
    scene.studio.hear(FilmEnded(21_333, 0, 0))
    with pytest.raises(Circumstance) as told:
        filming.wait()
    assert told.value.code is ErrorCode.NOTHING_FILMED
    assert scene.row(filming) is None and not list((scene.folder / "reels").iterdir())


@pytest.mark.parametrize("code", [ErrorCode.NOTHING_FILMED, ErrorCode.CAMERA_STUCK, ErrorCode.STUDIO_DIED])
def test_a_film_of_nothing_leaves_nothing_but_a_receipt(scene: Set, code: ErrorCode) -> None:
    filming = scene.begun()
    if code is not ErrorCode.NOTHING_FILMED:
        scene.studio.hear(Trouble(Part.STUDIO if code is ErrorCode.STUDIO_DIED else Part.CAMERA, code))
    with pytest.raises(Circumstance, match=code.value):
        filming.stop()
    with scene.vault.work() as work:
        assert (work.recordings.all(), len(work.receipts.all())) == ([], 1)
    assert not list((scene.folder / "reels").glob("*.reel"))


def test_stopped_before_it_rolled(scene: Set) -> None:
    filming = scene.filming()
    scene.told.heard = lambda state: filming.ask_stop() if state is FilmingState.ROLLING else None
    filming.begin(FAMILY)
    with pytest.raises(Circumstance, match="nothing_filmed"):
        filming.wait(20)
    assert "roll" not in scene.studio.asked


@pytest.mark.parametrize("how", ["fails", "refused"])
def test_without_a_follower_the_film_is_prepared_when_it_has_ended(scene: Set, how: str) -> None:
    scene.workshop.fails = how == "fails"
    scene.workshop.refuses = Circumstance(ErrorCode.DECODER_DIED) if how == "refused" else None
    filming = scene.begun()
    play(scene)
    ready = filming.stop()
    assert (ready.state, ready.duration_us, ready.problems) == (RecordingState.READY, len(FOOTAGE), ())
    assert FilmingState.PREPARING in scene.told.states
    with closing(scene.vault.open_reel(ready.id)) as reel:
        assert reel.extra("index") == FOOTAGE[:6]


def test_a_film_whose_camera_never_gave_a_picture_is_as_long_as_it_was_told(scene: Set) -> None:
    filming = scene.begun()
    assert scene.workshop.following
    scene.workshop.following.end = lambda: Preparation(0, None, False, (ErrorCode.FILM_SOUND_ONLY,))  # type: ignore[method-assign]
    play(scene, b"only sound")
    scene.studio.hear(Pulse(4_000_000, 0, 0, Preset.VERYFAST))
    ready = filming.stop()
    assert (ready.duration_us, ready.picture, ready.problems) == (4_000_000, None, (ErrorCode.FILM_SOUND_ONLY,))


def test_the_follower_gets_every_byte_and_is_let_go(scene: Set) -> None:
    filming = scene.begun()
    play(scene)
    filming.stop()
    assert scene.workshop.following is not None
    assert bytes(scene.workshop.following.pushed) == FOOTAGE
    assert scene.workshop.following.abandoned  # nothing happens after the end


def test_the_disk_ends_the_film_cleanly_before_it_is_full(scene: Set) -> None:
    free = [500 << 20]
    scene.vault.free_bytes = lambda: free[0]  # type: ignore[method-assign]
    filming = scene.begun(replace(QUICK, floor_bytes=200 << 20))
    play(scene)
    soon(lambda: bool(scene.told.rooms))
    assert scene.told.rooms[-1].seconds_left > 60
    free[0] = 199 << 20
    result = filming.wait(20)
    assert (result.code, result.recording.problems) == (ErrorCode.DISK_NEARLY_FULL, ())
    assert ErrorCode.DISK_NEARLY_FULL in scene.told.all
    assert scene.told.rooms[-1].seconds_left == 0
    assert scene.footage(result.recording) == FOOTAGE


def test_a_disk_that_is_too_slow_ends_the_film_without_a_hole(scene: Set) -> None:
    filming = scene.begun(replace(QUICK, queue_bytes=1 << 20))
    with scene.vault.work():  # the disk takes nothing meanwhile: the writer waits for its turn
        play(scene, FOOTAGE[:100_000])
        threading.Event().wait(0.1)
        scene.studio.obedient = False
        play(scene, FOOTAGE[100_000:])
    scene.studio.hear(FilmEnded(1, 1, 0))
    result = filming.wait(20)
    assert result.code is ErrorCode.DISK_TOO_SLOW
    kept = scene.footage(result.recording)
    assert kept == FOOTAGE[: len(kept)]
    assert (1 << 20) < len(kept) < len(FOOTAGE)
    assert "stop" in scene.studio.asked


def test_a_vault_that_is_locked_under_the_film_keeps_what_was_acknowledged(scene: Set) -> None:
    filming = scene.begun()
    play(scene)
    recording = filming.recording
    assert recording

    def all_in() -> bool:
        with scene.vault.work() as work:
            known = work.reels.known(recording.id)
        return known is not None and known.size_bytes == len(FOOTAGE)

    soon(all_in)
    scene.vault.close()
    with pytest.raises(Circumstance, match="vault_locked"):
        play(scene, b"more")
        filming.stop()
    scene.vault = open_practice_vault(scene.folder)
    tools = ImportTools(scene.vault, FolderCards(), scene.workshop, scene.clock)
    assert finish_at_start(tools, Never()) == [recording.id]
    ready = scene.row(filming)
    assert ready is not None
    assert (ready.state, ready.problems) == (RecordingState.READY, (ErrorCode.FILMING_BROKEN_OFF,))
    assert scene.footage(ready) == FOOTAGE


def test_a_film_that_is_deleted_while_it_is_taken_stays_deleted(scene: Set) -> None:
    filming = scene.begun()
    play(scene, b"some film")
    assert filming.recording
    receipt = delete_recording(scene.vault, scene.clock, filming.recording.id)
    play(scene, b"more of it")
    with pytest.raises(Circumstance, match="film_deleted"):
        filming.wait(20)
    with scene.vault.work() as work:
        assert (work.recordings.all(), [one.id for one in work.receipts.all()]) == ([], [receipt.id])
    assert "stop" in scene.studio.asked


def test_marks_that_did_not_get_in_are_tried_again(scene: Set) -> None:
    filming = scene.begun()
    work = scene.vault.work
    refused: list[int] = []

    def full() -> object:
        if threading.current_thread().name == "film-writer" and len(refused) < 2:
            refused.append(1)
            raise Circumstance(ErrorCode.DISK_FULL)
        return work()

    play(scene, b"x")
    threading.Event().wait(0.1)
    scene.vault.work = full  # type: ignore[assignment, method-assign]
    mark = filming.bookmark(0)
    soon(lambda: scene.told.marks == [mark])
    assert len(refused) == 2
    filming.stop()


def test_room_before_filming(scene: Set) -> None:
    scene.vault.free_bytes = lambda: 10**9  # type: ignore[method-assign]
    large, small = (room_for_film(scene.vault, CameraFormat(*size, 30)) for size in ((1920, 1080), (1280, 720)))
    assert 0 < large.seconds_left < small.seconds_left < room_for_film(scene.vault, None).seconds_left
    assert small.will_fill(small.minutes_left + 1)
    assert not small.will_fill(small.minutes_left)


def test_opening_another_camera_is_what_counts(scene: Set) -> None:
    scene.stage.studio.open(FilmingChoice(None, "microphone"))
    assert scene.stage.opened == Opened(None, True)
    scene.stage.let_go()
    assert scene.stage.opened is None
