"""Filming for real, from the press of the button to the recording: capture process, follower, vault; and each of them lost on the way."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from app.domain.errors import Circumstance, ErrorCode
from app.domain.filming import (
    TEST_CAMERA,
    BackAgain,
)
from app.domain.recording import RecordingState
from app.domain.scheme import BOOKMARK, GAP
from app.usecases.film_live import FilmingState
from app.usecases.import_card import ImportTools
from app.usecases.resume_imports import finish_at_start
from app.usecases.unwatched import Never
from storage.practice import open_practice_vault
from tests.samples.coded_stream import FPS, CodedStream
from tests.samples.live import index_of_film, shown_in
from tests.usecases.filming import soon
from tests.usecases.real_filming import RealSet
from video.card.reader import FolderCards
from video.index import FrameIndex

FRAME_US = 1_000_000 // FPS
EXTRAS = ("index", "thumbnails", "waveform")


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[RealSet]:
    made = RealSet(tmp_path)
    yield made
    made.close()


def test_the_film_is_ready_with_what_was_made_while_it_was_taken(scene: RealSet) -> None:
    scene.open(TEST_CAMERA)
    filming = scene.begun()
    scene.filmed(1_500_000)
    ready = filming.stop()
    assert scene.told.states == [FilmingState.ROLLING, FilmingState.ENDING, FilmingState.OVER]  # nothing had to be prepared afterwards
    assert (ready.state, ready.has_sound, ready.problems) == (RecordingState.READY, True, ())
    assert ready.picture is not None
    assert (ready.picture.width, ready.picture.height) == (640, 360)
    assert ready.duration_us > 1_500_000
    assert all(scene.extra(ready, name) for name in EXTRAS)
    kept = scene.extra(ready, "index")
    assert kept == index_of_film(scene.bytes_of(ready)).to_bytes()


def test_what_is_said_while_filming_stands_there_in_the_finished_film(scene: RealSet) -> None:
    with CodedStream() as camera:
        scene.open(camera.url)
        scene.studio.view(640, 360)
        filming = scene.begun(pre_roll_us=500_000)
        scene.seen.clear()
        scene.filmed(1_200_000)
        number, at_us = list(scene.seen.items())[-1]
        mark = filming.bookmark(at_us)
        filming.pause()
        time.sleep(1.0)  # a gap is said in whole seconds
        filming.go_on()
        soon(lambda: any(mark.code == GAP.id for mark in scene.told.marks))
        gap = next(mark for mark in scene.told.marks if mark.code == GAP.id)
        scene.filmed(gap.start_us + 1_000_000)
        ready = filming.stop()
    data = scene.bytes_of(ready)
    shown = {one.number: one.at_us for one in shown_in(data, index_of_film(data).origin_us)}
    assert mark.start_us == at_us - 500_000
    assert abs(shown[number] - at_us) <= FRAME_US
    both = {number: (shown[number], at) for number, at in scene.seen.items() if number in shown}
    assert len(both) > 20
    wrong = {number: places for number, places in both.items() if abs(places[0] - places[1]) > FRAME_US}
    assert not wrong
    with scene.vault.work() as work:
        assert work.marks.of(ready.id) == [mark, gap]
    assert (mark.code, mark.note) == (BOOKMARK.id, "")
    assert gap.note in ("00:01", "00:02", "00:03")  # the order to go on may have waited for a busy machine
    jump = max(later - one for one, later in pairwise(sorted(shown)))
    assert jump >= 25
    assert abs(ready.duration_us - max(shown.values())) < 200_000


def test_a_camera_that_goes_and_comes_back_is_one_film_with_its_sound(scene: RealSet) -> None:
    with CodedStream(320, 180) as camera:
        scene.open(camera.url)
        filming = scene.begun()
        scene.filmed(1_000_000)
        camera.vanish()
        soon(lambda: scene.heard_code(ErrorCode.CAMERA_GONE) or scene.heard_code(ErrorCode.CAMERA_STUCK))
        gone_us = filming.position_us
        scene.filmed(gone_us + 500_000)
        assert filming.state is FilmingState.ROLLING
        camera.come_back()
        soon(lambda: any(isinstance(event, BackAgain) for event in scene.heard))
        scene.filmed(filming.position_us + 700_000)
        ready = filming.stop()
    assert (ready.state, ready.has_sound) == (RecordingState.READY, True)
    data = scene.bytes_of(ready)
    places = [one.at_us for one in shown_in(data, index_of_film(data).origin_us)]
    assert places[0] < 500_000
    assert places[-1] > gone_us + 500_000
    assert max(later - one for one, later in pairwise(places)) >= 500_000


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_a_capture_process_that_dies_or_stands_still_ends_the_film_and_what_came_is_kept(tmp_path: Path, how: signal.Signals) -> None:
    scene = RealSet(tmp_path, silent_s=1.0)
    try:
        scene.open(TEST_CAMERA)
        filming = scene.begun()
        scene.filmed(1_200_000)
        os.kill(scene.studio.pid, how)
        result = filming.wait(30)
        assert result.code is ErrorCode.STUDIO_DIED
        assert (result.recording.state, result.recording.problems) == (RecordingState.READY, (ErrorCode.FILMING_BROKEN_OFF,))
        assert result.recording.duration_us >= 700_000
        assert all(scene.extra(result.recording, name) for name in EXTRAS)
        with pytest.raises(Circumstance, match="nothing_to_film_with"):
            scene.begun()
        scene.stage.start()  # and a fresh one films on
        scene.heard.clear()
        scene.open(TEST_CAMERA)
        again = scene.begun()
        scene.filmed(300_000)
        assert again.stop().state is RecordingState.READY
    finally:
        scene.close()


def test_a_follower_that_is_killed_costs_only_time(scene: RealSet) -> None:
    scene.open(TEST_CAMERA)
    filming = scene.begun()
    scene.filmed(800_000)
    for pid in scene.workers():
        os.kill(pid, signal.SIGKILL)
    scene.filmed(1_500_000)
    ready = filming.stop()
    assert FilmingState.PREPARING in scene.told.states
    assert (ready.state, ready.problems) == (RecordingState.READY, ())
    assert all(scene.extra(ready, name) for name in EXTRAS)


def test_a_vault_that_is_locked_while_filming(scene: RealSet) -> None:
    scene.open(TEST_CAMERA)
    filming = scene.begun()
    scene.filmed(1_200_000)
    scene.vault.close()
    with pytest.raises(Circumstance, match="vault_locked"):
        filming.wait(30)
    filmed_us = filming.position_us
    scene.vault = open_practice_vault(scene.folder)
    finished = finish_at_start(ImportTools(scene.vault, FolderCards(), scene.workshop, scene.clock), Never())
    assert filming.recording
    assert finished == [filming.recording.id]
    with scene.vault.work() as work:
        ready = work.recordings.get(finished[0])
    assert ready is not None
    assert (ready.state, ready.problems) == (RecordingState.READY, (ErrorCode.FILMING_BROKEN_OFF,))
    assert 0 < ready.duration_us <= filmed_us + 500_000
    index = FrameIndex.from_bytes(scene.extra(ready, "index") or b"")
    assert len(index) > 0
