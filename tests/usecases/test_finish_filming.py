"""A film whose taking was broken off: start-up makes a recording of exactly what was acknowledged, and nothing of what was not."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import ErrorCode
from app.domain.ids import MarkId, RecordingId, new_id
from app.domain.mark import Mark
from app.domain.receipt import DeletionRule
from app.domain.recording import Recording, RecordingState, SourceKind
from app.domain.scheme import BOOKMARK
from app.ports import ReelWriter
from app.usecases.delete_recording import delete_recording
from app.usecases.finish_filming import finish_filming
from app.usecases.resume_imports import finish_at_start
from app.usecases.unwatched import Never
from storage.check import check_open_vault
from tests.usecases.importing import FAMILY, MIB, Place

BODY = b"AVFILM" + random.Random(1).randbytes(3 * MIB)


def begin(place: Place) -> tuple[Recording, ReelWriter]:
    """A recording that is being filmed, as it is written down: with its reel, in one step."""
    recording = Recording(RecordingId(new_id()), FAMILY, SourceKind.LIVE, RecordingState.FILMING, place.tools.clock.now(), 0)
    with place.vault.work() as work:
        work.families.add(FAMILY, place.tools.clock.now())
        work.commit()
    return recording, place.vault.create_reel(recording.id, lambda work: work.recordings.put(recording))


def film_until(place: Place, size: int, *, unsafe: int = 0) -> Recording:
    """Film so many bytes, a few hundred thousand at a time, then so many more that were never acknowledged; then the lights go out."""
    recording, writer = begin(place)
    for at in range(0, size, 150_000):
        writer.append(BODY[at : min(at + 150_000, size)])
        writer.flush_tail()
    writer.append(bytes(unsafe))
    place.again()
    return recording


def now(place: Place, recording: Recording) -> Recording:
    with place.vault.work() as work:
        found = work.recordings.get(recording.id)
    assert found is not None
    return found


def nothing(done: int, total: int) -> None:
    pass


@pytest.mark.parametrize("size", [1, 150_000, MIB, 2 * MIB + 77])
@pytest.mark.parametrize("unsafe", [0, 10_000, MIB + 5])
def test_what_was_acknowledged_becomes_a_recording(place: Place, size: int, unsafe: int) -> None:
    recording = film_until(place, size, unsafe=unsafe)
    assert check_open_vault(place.vault, nothing) == []
    ready: list[RecordingId] = []
    assert finish_at_start(place.tools, Never(), ready.append) == ready == [recording.id]
    assert place.film_bytes(recording.id) == BODY[:size]
    found = now(place, recording)
    assert (found.state, found.size_bytes) == (RecordingState.READY, size)
    assert found.problems == (ErrorCode.FILMING_BROKEN_OFF,)
    assert check_open_vault(place.vault, nothing) == []
    assert finish_at_start(place.tools, Never()) == []


def test_marks_beyond_what_is_left_stand_at_its_end(place: Place) -> None:
    """A film of n bytes is n microseconds long here."""
    recording = film_until(place, 300_000)
    with place.vault.work() as work:
        for n, at in enumerate((7, 300_000, 300_001, 2_000_000)):
            work.marks.put(Mark(MarkId(str(n)), recording.id, BOOKMARK.id, at))
        work.commit()
    assert finish_at_start(place.tools, Never()) == [recording.id]
    with place.vault.work() as work:
        assert [mark.start_us for mark in work.marks.of(recording.id)] == [7, 300_000, 300_000, 300_000]


@pytest.mark.parametrize("unsafe", [0, 5, MIB])
def test_a_film_of_which_nothing_came_is_destroyed(place: Place, unsafe: int) -> None:
    recording = film_until(place, 0, unsafe=unsafe)
    with place.vault.work() as work:
        work.marks.put(Mark(MarkId("m"), recording.id, BOOKMARK.id, 0))
        work.commit()
    assert finish_filming(place.vault, place.tools.clock) == []
    assert place.reel_files() == []
    with place.vault.work() as work:
        assert work.recordings.all() == []
        receipts = work.receipts.all()
    assert [(one.rule, one.marks, one.unreached) for one in receipts] == [(DeletionRule.NOTHING_FILMED, 1, ())]


def test_a_recording_without_a_reel_goes_too(place: Place) -> None:
    recording, writer = begin(place)
    writer.close()
    with place.vault.work() as work:
        work.recordings.put(replace(recording, id=RecordingId("no reel")))
        work.reels.remove(recording.id)
        work.commit()
    assert finish_filming(place.vault, place.tools.clock) == []
    with place.vault.work() as work:
        assert work.recordings.all() == []


def test_a_film_that_is_being_taken_is_left_alone(place: Place) -> None:
    recording, writer = begin(place)
    assert place.vault.being_written() == {recording.id}
    assert finish_filming(place.vault, place.tools.clock) == []
    writer.append(BODY[:100])
    writer.flush_tail()
    assert finish_filming(place.vault, place.tools.clock) == []
    assert now(place, recording) == recording
    writer.close()
    assert place.vault.being_written() == set()
    assert finish_filming(place.vault, place.tools.clock) == [recording.id]


@pytest.mark.parametrize("size", [0, 200_000])
def test_a_film_that_was_stopped_and_then_killed_is_not_broken_off(place: Place, size: int) -> None:
    recording, writer = begin(place)
    writer.append(BODY[:size])
    writer.finish()
    place.again()
    assert finish_filming(place.vault, place.tools.clock) == ([recording.id] if size else [])
    if size:
        assert now(place, recording) == replace(recording, state=RecordingState.PREPARING, size_bytes=size)
        assert place.film_bytes(recording.id) == BODY[:size]


def test_a_kill_while_start_up_finishes_it_is_made_good_by_the_next(place: Place) -> None:
    recording = film_until(place, 200_000)
    writer = place.vault.resume_reel(recording.id)
    writer.finish()  # killed before the recording could say so
    with place.vault.work() as work:
        work.recordings.put(replace(recording, problems=(ErrorCode.FILMING_BROKEN_OFF,)))
        work.commit()
    place.again()
    assert finish_filming(place.vault, place.tools.clock) == [recording.id]
    assert now(place, recording).problems == (ErrorCode.FILMING_BROKEN_OFF,)


def test_one_that_cannot_be_finished_now_keeps_no_other_waiting(place: Place) -> None:
    first, second = film_until(place, 300_000), film_until(place, 200_000)
    with place.vault.work() as work:
        row = work.reels.get(first.id)
    assert row is not None
    path = place.folder / "reels" / row.file
    path.rename(path.with_suffix(".away"))
    path.mkdir()  # opens as nothing at all
    assert finish_filming(place.vault, place.tools.clock) == [second.id]
    path.rmdir()
    path.with_suffix(".away").rename(path)
    place.again()
    assert now(place, first).state is RecordingState.FILMING
    assert finish_filming(place.vault, place.tools.clock) == [first.id]


# --- damage ---


def spoil(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


def test_a_damaged_tail_costs_only_the_tail(place: Place) -> None:
    recording = film_until(place, 2 * MIB + 300_000)
    spoil(place.reel_files()[0], place.reel_files()[0].stat().st_size - 900_000)  # in the last row
    assert [(one.kind.value, one.recording) for one in check_open_vault(place.vault, nothing)] == [("reel_damaged", recording.id)]
    assert finish_at_start(place.tools, Never()) == [recording.id]
    assert place.film_bytes(recording.id) == BODY[: 2 * MIB]
    found = now(place, recording)
    assert (found.state, found.size_bytes) == (RecordingState.READY, 2 * MIB)
    assert found.problems == (ErrorCode.FILMING_BROKEN_OFF, ErrorCode.REEL_DAMAGED)
    assert check_open_vault(place.vault, nothing) == []


def test_an_older_reel_put_back_is_kept_as_far_as_it_goes(place: Place) -> None:
    """A disk that said it had written and had not."""
    recording, writer = begin(place)
    writer.append(BODY[: MIB + 100_000])
    writer.flush_tail()
    older = place.reel_files()[0].read_bytes()
    writer.append(BODY[MIB + 100_000 :])
    writer.flush_tail()
    place.again()
    place.reel_files()[0].write_bytes(older)
    assert finish_filming(place.vault, place.tools.clock) == [recording.id]
    assert place.film_bytes(recording.id) == BODY[:MIB]
    assert ErrorCode.REEL_DAMAGED in now(place, recording).problems


@pytest.mark.parametrize("how", ["gone", "first page", "only a tail"])
def test_a_film_that_cannot_be_read_at_all_stays_in_the_list_and_is_named(place: Place, how: str) -> None:
    recording = film_until(place, 300_000 if how == "only a tail" else MIB + 10)
    path = place.reel_files()[0]
    if how == "gone":
        path.unlink()
    else:
        spoil(path, 100 if how == "first page" else path.stat().st_size - 900_000)
    assert finish_filming(place.vault, place.tools.clock) == []
    found = now(place, recording)
    assert found.state is RecordingState.READY
    assert found.problems == (ErrorCode.FILMING_BROKEN_OFF, ErrorCode.REEL_DAMAGED)
    assert place.vault.being_written() == set()
    delete_recording(place.vault, place.tools.clock, recording.id)
    assert place.reel_files() == []


# --- deletion ---


def test_a_film_that_is_being_taken_can_be_deleted(place: Place) -> None:
    recording, writer = begin(place)
    writer.append(BODY[: MIB + 9])
    writer.flush_tail()
    receipt = delete_recording(place.vault, place.tools.clock, recording.id)
    assert receipt.rule is DeletionRule.ON_REQUEST
    assert place.vault.being_written() == set()
    assert place.reel_files() == []
    place.again()
    assert finish_filming(place.vault, place.tools.clock) == []
    with place.vault.work() as work:
        assert work.recordings.all() == []
        assert work.reels.tail(recording.id) is None


def test_a_broken_off_film_can_be_deleted_before_it_is_finished(place: Place) -> None:
    recording = film_until(place, 300_000)
    delete_recording(place.vault, place.tools.clock, recording.id)
    assert finish_filming(place.vault, place.tools.clock) == []
    assert place.reel_files() == []
