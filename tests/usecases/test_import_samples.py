"""Imports with the real decoder worker: every real file, whole or damaged, and made ones; none is lost and none stops the rest."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from app.domain.errors import ErrorCode
from app.domain.import_job import FilmOutcome
from app.domain.recording import Recording, RecordingState
from app.usecases.erase_from_card import erase_films, not_wiped
from app.usecases.import_card import ImportTools, Signals, import_films
from tests.samples.make import sample
from tests.usecases.importing import FAMILY, Place, TestClock
from tests.video.card.cards import avchd, lay, snapshot
from video.card.reader import FolderCards
from video.index import INDEX_NAME, FrameIndex
from video.thumbnails import THUMBNAILS_NAME
from video.workshop import FilmWorkshop


@pytest.fixture
def real(place: Place) -> Iterator[Place]:
    """The place with real cards and the real workshop."""
    workshop = FilmWorkshop()
    place.tools = ImportTools(place.vault, FolderCards(), workshop, TestClock())
    yield place
    workshop.close()


def bring(place: Place, root: Path) -> dict[str, tuple[FilmOutcome, Recording | None]]:
    """Import everything under `root`; what came of each film by the name of its first file."""
    contents = place.tools.cards.look(root)
    report = import_films(place.tools, contents, contents.films, FAMILY, Signals())
    assert report.stopped is None
    assert len(report.outcomes) == len(contents.films)
    with place.vault.work() as work:
        known = {recording.id: recording for recording in work.recordings.all()}
    named = {outcome.film.parts[0].path.name: outcome for outcome in report.outcomes}
    return {name: (outcome, known[outcome.recording] if outcome.recording else None) for name, outcome in named.items()}


def assert_watchable(place: Place, outcome: FilmOutcome, recording: Recording | None, body: bytes) -> None:
    assert recording
    assert outcome.verified
    assert (recording.state, recording.size_bytes) == (RecordingState.READY, len(body))
    assert place.film_bytes(recording.id) == body
    with closing(place.vault.open_reel(recording.id)) as reel:
        index = reel.extra(INDEX_NAME)
        assert index
        assert FrameIndex.from_bytes(index).duration_us == recording.duration_us
        assert reel.extra(THUMBNAILS_NAME)
    assert recording.picture


def test_a_made_card_with_good_and_bad_films(real: Place) -> None:
    whole = sample("mts", seconds=4).bytes()
    cut = len(whole) // 192 // 2 * 192
    made = {"DCIM/vfr.MP4": "vfr", "DCIM/phone.MP4": "rotated", "DCIM/old.AVI": "avi", "DCIM/late.MP4": "audio_late"}
    bad = {"DCIM/none.MP4": "empty", "DCIM/noise.MP4": "noise", "DCIM/sound.MP4": "audio_only", "DCIM/short.MTS": "mts_cut"}
    files = {name: sample(kind, seconds=2).bytes() for name, kind in (made | bad).items()}
    lay(real.card, avchd({"00000": whole[:cut], "00001": whole[cut:]}, [("00000", 1), ("00001", 6)]) | files)
    before = snapshot(real.card)
    came = bring(real, real.card)
    assert snapshot(real.card) == before
    assert_watchable(real, *came["00000.MTS"], whole)
    spanned = came["00000.MTS"][1]
    assert spanned
    assert abs(spanned.duration_us - 4_000_000) < 200_000
    for name in made:
        assert_watchable(real, *came[Path(name).name], files[name])
    assert came["none.MP4"][0].code is ErrorCode.FILM_EMPTY
    assert came["noise.MP4"][0].code is ErrorCode.FILM_NOT_A_FILM
    assert came["sound.MP4"][0].code is ErrorCode.FILM_SOUND_ONLY
    saved, saved_recording = came["short.MTS"]
    assert_watchable(real, saved, saved_recording, files["DCIM/short.MTS"])
    assert 500_000 < (saved_recording.duration_us if saved_recording else 0) < 2_000_000


def test_every_real_film(real: Place, samples: Path) -> None:
    came = bring(real, samples / "video")
    bodies = {path.name: path.read_bytes() for path in (samples / "video").iterdir()}
    assert came.keys() == bodies.keys()
    for name, (outcome, recording) in came.items():
        assert outcome.code is None, name
        assert_watchable(real, outcome, recording, bodies[name])
    sony = came["drew_sony_a7m3.mts"][1]
    assert sony
    assert sony.filmed_at == datetime(2019, 4, 24, 22, 24)


def test_every_damaged_film_is_named_or_saved(real: Place, samples: Path) -> None:
    came = bring(real, samples / "damaged")
    for path in (samples / "damaged").iterdir():
        outcome, recording = came[path.name]
        if recording is None:
            assert outcome.code
        else:
            assert outcome.verified
            assert real.film_bytes(recording.id) == path.read_bytes()
            assert recording.picture or recording.problems
    assert came["androidx_sample_missing_stsd.mp4"][0].code or came["androidx_sample_missing_stsd.mp4"][0].problems


def test_the_practice_card_from_camera_to_wiped(real: Place, first_practice_card: Path) -> None:
    practice_card = Path(shutil.copytree(first_practice_card, real.card, dirs_exist_ok=True))
    contents = real.tools.cards.look(practice_card)
    assert sorted(len(film.parts) for film in contents.films) == [1, 1, 2]
    report = import_films(real.tools, contents, contents.films, FAMILY, Signals())
    assert all(outcome.verified for outcome in report.outcomes)
    assert [done.code for done in erase_films(real.vault, real.tools.cards, contents, contents.films)] == [None] * 3
    assert not_wiped(real.vault) == []
    assert real.tools.cards.look(practice_card).films == ()
