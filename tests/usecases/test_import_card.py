"""Importing: bytes whole and compared, films known again, damage named, nothing on the card changed."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from app.domain.card import CardFilmState, FoundFilm
from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import FamilyCode
from app.domain.import_job import FilmOutcome, ImportProgress, ImportReport, ImportStep
from app.domain.receipt import DeletionRule, Unreached
from app.domain.recording import RecordingState, SourceKind
from app.usecases.delete_recording import delete_recording
from app.usecases.import_card import ImportTools, Signals, import_films
from app.usecases.resume_imports import films_to_resume
from storage.practice import create_practice_vault
from tests.consenting import agreed
from tests.usecases.importing import FAMILY, MIB, Place, PlainWorkshop, TestClock, Token, WatchedCards, film, half_copied
from tests.video.card.cards import Camera, avchd, lay, snapshot


def run(place: Place, signals: Signals | None = None, chosen: list[FoundFilm] | None = None) -> ImportReport:
    contents = place.look()
    return import_films(place.tools, contents, contents.films if chosen is None else chosen, FAMILY, signals or Signals())


def test_a_spanned_film_and_a_phone_film_are_imported_whole(place: Place) -> None:
    camera = Camera()
    clips = {"00000": camera.film(60), "00001": camera.film(60)}
    lay(place.card, avchd(clips, [("00000", 1), ("00001", 6)]) | {"DCIM/1.MP4": film(5 * MIB + 3)})
    before = snapshot(place.card)
    report = run(place)
    assert snapshot(place.card) == before
    assert (report.stopped, [outcome.code for outcome in report.outcomes]) == (None, [None, None])
    with place.vault.work() as work:
        recordings = {recording.id: recording for recording in work.recordings.all()}
        waiting = work.cards.not_wiped()
        assert work.families.all() == [FAMILY]
    assert {card.state for card in waiting} == {CardFilmState.VERIFIED}
    bodies = {clips["00000"] + clips["00001"], film(5 * MIB + 3)}
    for outcome in report.outcomes:
        assert outcome.recording
        assert outcome.verified
        recording = recordings[outcome.recording]
        body = place.film_bytes(outcome.recording)
        assert body in bodies
        assert (recording.state, recording.family, recording.size_bytes) == (RecordingState.READY, FAMILY, len(body))
        assert isinstance(recording.filmed_at, datetime)
    assert {recording.source_kind for recording in recordings.values()} == {SourceKind.AVCHD, SourceKind.DCIM}


def test_progress_counts_every_byte_twice_and_never_runs_back(place: Place) -> None:
    lay(place.card, {"DCIM/1.MP4": film(9 * MIB, 1), "DCIM/2.MP4": film(3 * MIB, 2)})
    told: list[ImportProgress] = []
    done: list[FilmOutcome] = []
    run(place, Signals(progress=told.append, film_done=done.append))
    assert len(done) == 2
    assert told[0].total_bytes == 24 * MIB
    assert [one.done_bytes for one in told] == sorted(one.done_bytes for one in told)
    assert told[-1].done_bytes == told[-1].total_bytes
    assert {one.film_number for one in told} == {1, 2}
    assert {one.step for one in told} == set(ImportStep)
    assert all(0 <= one.step_permille <= 1000 for one in told)


def test_a_film_is_known_again_and_not_copied_twice(place: Place) -> None:
    lay(place.card, {"DCIM/1.MP4": film(2 * MIB)})
    first = run(place)
    place.cards.reads.clear()
    place.cards.rereads.clear()
    second = run(place)
    assert [outcome.code for outcome in second.outcomes] == [ErrorCode.ALREADY_IMPORTED]
    assert second.outcomes[0].recording == first.outcomes[0].recording
    assert (place.cards.reads, place.cards.rereads) == ([], [])


def test_the_same_film_on_another_card_is_compared_so_that_it_may_be_wiped_there_too(place: Place) -> None:
    lay(place.card, {"DCIM/1.MP4": film(2 * MIB)})
    run(place)
    place.card.rename(place.card.parent / "other")
    place.card = place.card.parent / "other"
    report = run(place)
    assert (report.outcomes[0].code, report.outcomes[0].verified) == (ErrorCode.ALREADY_IMPORTED, True)
    with place.vault.work() as work:
        rows = work.cards.not_wiped()
    assert len({row.card for row in rows}) == 2
    assert {row.state for row in rows} == {CardFilmState.VERIFIED}


def test_files_that_are_no_films_are_named_and_the_rest_goes_on(place: Place) -> None:
    words = {"1": b"NOFILM", "2": b"NOSIZE", "3": b"SOUNDS", "4": b"BROKEN", "5": b"KILLER", "6": b"AVFILM"}
    lay(place.card, {f"DCIM/{name}.MP4": film(MIB, int(name), word) for name, word in words.items()} | {"DCIM/0.MP4": b""})
    outcomes = {outcome.film.parts[0].path.stem: outcome for outcome in run(place).outcomes}
    assert {name: outcome.code for name, outcome in outcomes.items() if outcome.recording is None} == {
        "0": ErrorCode.FILM_EMPTY,
        "1": ErrorCode.FILM_NOT_A_FILM,
        "2": ErrorCode.FILM_NO_LENGTH,
        "3": ErrorCode.FILM_SOUND_ONLY,
    }
    assert {name: outcome.problems for name, outcome in outcomes.items() if outcome.recording} == {
        "4": (ErrorCode.FILM_DAMAGED,),
        "5": (ErrorCode.DECODER_DIED,),
        "6": (),
    }
    with place.vault.work() as work:
        assert {recording.state for recording in work.recordings.all()} == {RecordingState.READY}
    assert len(place.reel_files()) == 3


def test_a_cancelled_import_is_destroyed_with_a_receipt(place: Place) -> None:
    lay(place.card, {"DCIM/1.MP4": film(24 * MIB), "DCIM/2.MP4": film(2 * MIB, 2)})
    before = snapshot(place.card)
    token = Token()
    place.cards.on_read = lambda offset: setattr(token, "set", offset > 0)
    report = run(place, Signals(cancel=token))
    assert (report.stopped, report.resumable, report.outcomes) == (ErrorCode.CANCELLED, False, ())
    assert snapshot(place.card) == before
    assert place.reel_files() == []
    with place.vault.work() as work:
        assert work.recordings.all() == []
        assert work.cards.not_wiped() == []
        receipts = work.receipts.all()
    assert [(receipt.rule, receipt.unreached) for receipt in receipts] == [(DeletionRule.IMPORT_ABANDONED, (Unreached.CARD_NOT_WIPED,))]
    place.cards.on_read = lambda _: None
    assert [outcome.code for outcome in run(place).outcomes] == [None, None]


def test_a_film_that_was_compared_survives_a_late_cancel(place: Place) -> None:
    lay(place.card, {"DCIM/1.MP4": film(2 * MIB)})
    token = Token()

    def stop(progress: ImportProgress) -> None:
        token.set = progress.step is ImportStep.PREPARING

    report = run(place, Signals(progress=stop, cancel=token))
    assert report.outcomes[0].verified
    with place.vault.work() as work:
        assert [recording.state for recording in work.recordings.all()] == [RecordingState.PREPARING]


def test_a_second_reading_that_differs_is_named_and_never_called_compared(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(place.card, {"DCIM/1.MP4": film(9 * MIB)})
    path = place.card / "DCIM/1.MP4"
    times = (path.stat().st_atime_ns, path.stat().st_mtime_ns)

    def rot(offset: int) -> None:
        with path.open("r+b") as file:
            file.seek(5 * MIB)
            file.write(b"rotten")
        os.utime(path, ns=times)

    place.cards.on_reread = rot
    report = run(place)
    assert [(outcome.code, outcome.verified) for outcome in report.outcomes] == [(ErrorCode.COPY_DIFFERS, False)]
    with place.vault.work() as work:
        assert [row.state for row in work.cards.not_wiped()] == [CardFilmState.COPIED]
        assert [(one.state, one.problems) for one in work.recordings.all()] == [(RecordingState.READY, (ErrorCode.COPY_DIFFERS,))]


def test_what_can_be_read_of_a_failing_card_is_saved(place: Place) -> None:
    lay(place.card, {"DCIM/1.MP4": film(12 * MIB), "DCIM/2.MP4": film(2 * MIB, 2)})
    place.cards.on_read = lambda offset: fail(ErrorCode.CARD_READ_FAILED) if offset >= 8 * MIB else None
    report = run(place)
    cut = next(outcome for outcome in report.outcomes if outcome.code)
    assert (cut.code, cut.verified) == (ErrorCode.CARD_READ_FAILED, False)
    assert cut.problems == (ErrorCode.FILM_TRUNCATED, ErrorCode.CARD_READ_FAILED)
    assert cut.recording
    assert place.film_bytes(cut.recording) == film(12 * MIB)[: 8 * MIB]
    with place.vault.work() as work:
        assert {row.state for row in work.cards.not_wiped()} == {CardFilmState.COPIED, CardFilmState.VERIFIED}


def test_a_bad_spot_costs_only_itself(place: Place) -> None:
    body = film(24 * MIB)
    lay(place.card, {"DCIM/1.MP4": body})
    spot = 9 * MIB + 1000

    def bad(offset: int) -> None:
        length = place.cards.reads[-1][1]
        if offset <= spot < offset + length:
            raise Circumstance(ErrorCode.CARD_READ_FAILED)

    place.cards.on_read = bad
    report = run(place)
    outcome = report.outcomes[0]
    assert (outcome.code, outcome.verified) == (ErrorCode.CARD_READ_FAILED, False)
    assert outcome.problems == (ErrorCode.CARD_READ_FAILED,)
    assert outcome.recording
    hole = 9 * MIB
    assert place.film_bytes(outcome.recording) == body[:hole] + bytes(64 << 10) + body[hole + (64 << 10) :]
    with place.vault.work() as work:
        assert [row.state for row in work.cards.not_wiped()] == [CardFilmState.COPIED]
        assert [one.state for one in work.recordings.all()] == [RecordingState.READY]
    assert [(again.code, again.verified) for again in run(place).outcomes] == [(ErrorCode.CARD_READ_FAILED, False)]
    assert films_to_resume(place.vault, place.look()) == []


def fail(code: ErrorCode) -> None:
    raise Circumstance(code)


def test_a_film_that_does_not_fit_is_refused_before_a_byte_is_copied(place: Place) -> None:
    with (place.card / "big.mp4").open("wb") as file:
        file.write(b"AVFILM")
        file.truncate(4 << 40)
    lay(place.card, {"small.mp4": film(MIB)})
    report = run(place)
    assert {outcome.film.parts[0].path.name: outcome.code for outcome in report.outcomes} == {
        "big.mp4": ErrorCode.DISK_FULL,
        "small.mp4": None,
    }
    assert len(place.reel_files()) == 1


def test_a_card_that_changes_while_it_is_copied_is_named(place: Place) -> None:
    lay(place.card, {"DCIM/1.MP4": film(24 * MIB), "DCIM/2.MP4": film(MIB, 2)})
    place.cards.on_read = lambda offset: os.truncate(place.card / "DCIM/1.MP4", 9 * MIB) if offset == 4 * MIB else None
    report = run(place)
    assert {outcome.film.parts[0].path.stem: outcome.code for outcome in report.outcomes} == {"1": ErrorCode.CARD_CHANGED, "2": None}
    assert len(place.reel_files()) == 1


def test_a_film_deleted_while_it_is_imported_stops_only_itself(place: Place) -> None:
    lay(place.card, {"DCIM/1.MP4": film(40 * MIB, 1), "DCIM/2.MP4": film(MIB, 2)})

    def delete(offset: int) -> None:
        if offset == 20 * MIB and len(place.reel_files()) == 1:
            with place.vault.work() as work:
                recording = work.recordings.all()[0]
            delete_recording(place.vault, place.tools.clock, recording.id)

    place.cards.on_read = delete
    report = run(place)
    assert {outcome.film.parts[0].path.stem: outcome.code for outcome in report.outcomes} == {"1": ErrorCode.CANCELLED, "2": None}
    with place.vault.work() as work:
        assert [one.state for one in work.recordings.all()] == [RecordingState.READY]


def test_a_vault_closed_under_an_import_ends_it_and_it_goes_on_later(place: Place) -> None:
    lay(place.card, {"DCIM/1.MP4": film(40 * MIB, 1)})
    place.cards.on_read = lambda offset: place.vault.close() if offset == 20 * MIB else None
    report = run(place)
    assert (report.stopped, report.resumable) == (ErrorCode.VAULT_LOCKED, True)
    place.cards.on_read = lambda _: None
    place.again()
    assert [(outcome.code, outcome.verified) for outcome in run(place).outcomes] == [(None, True)]


def test_a_bug_is_not_hidden(place: Place) -> None:
    lay(place.card, {"DCIM/1.MP4": film(5 * MIB)})

    def wrong(_: int) -> None:
        raise ZeroDivisionError

    place.cards.on_read = wrong
    with pytest.raises(ZeroDivisionError):
        run(place)


def test_two_families_keep_their_own(place: Place) -> None:
    lay(place.card, {"DCIM/1.MP4": film(MIB, 1), "DCIM/2.MP4": film(MIB, 2)})
    films = place.look().films
    run(place, chosen=[films[0]])
    other = FamilyCode("B2B2B")
    agreed(place.vault, place.tools.clock, other)
    import_films(place.tools, place.look(), [films[1]], other, Signals())
    with place.vault.work() as work:
        assert sorted(one.family for one in work.recordings.all()) == ["B2B2B", FAMILY]
        assert len(work.recordings.all(FAMILY)) == 1


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A real disk of 96 MiB."""
    point = Path("/mnt") / f"samspill-small-{os.getpid()}"
    if os.geteuid() != 0:
        pytest.skip("a small disk needs root; refusing in time is tested without")
    point.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=96m", "small", str(point)], capture_output=True, check=False).returncode:
        point.rmdir()
        pytest.skip("this machine does not let root mount; refusing in time is tested without")
    yield point
    subprocess.run(["umount", "-l", str(point)], check=True)
    point.rmdir()


def test_a_disk_that_fills_up_meanwhile_leaves_no_half_film(small_disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = create_practice_vault(small_disk / "vault")
    cards = WatchedCards()
    lay(tmp_path, {"1.mp4": film(60 * MIB, 1), "2.mp4": film(MIB, 2)})
    monkeypatch.setattr(vault, "free_bytes", lambda: 1 << 40)  # there was room when it began

    def fill(offset: int) -> None:
        if offset == 20 * MIB:
            (small_disk / "other").write_bytes(bytes(60 * MIB))

    cards.on_read = fill
    contents = cards.look(tmp_path)
    tools = ImportTools(vault, cards, PlainWorkshop(), TestClock())
    agreed(vault, tools.clock, FAMILY)
    report = import_films(tools, contents, contents.films, FAMILY, Signals())
    assert {outcome.film.parts[0].path.stem: outcome.code for outcome in report.outcomes} == {"1": ErrorCode.DISK_FULL, "2": None}
    with vault.work() as work:
        assert [one.state for one in work.recordings.all()] == [RecordingState.READY]
        assert [receipt.rule for receipt in work.receipts.all()] == [DeletionRule.IMPORT_ABANDONED]
        assert [row.recording for row in work.cards.not_wiped()] == [one.id for one in work.recordings.all()]
    assert half_copied(vault) == []
    assert len(list((small_disk / "vault" / "reels").glob("*.reel"))) == 1
    vault.close()
