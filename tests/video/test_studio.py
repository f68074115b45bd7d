"""The studio for real: the capture process with the test camera, a coded film, a stream on this machine. Its bytes are decoded again."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing as ending
from pathlib import Path

import numpy as np
import pytest

from app.domain.errors import ErrorCode
from app.domain.filming import (
    TEST_CAMERA,
    TEST_MICROPHONE,
    BackAgain,
    CameraFormat,
    FacesSeen,
    FilmEnded,
    FilmingChoice,
    Gap,
    GapReason,
    Level,
    Opened,
    Part,
    PreviewShown,
    Pulse,
    StudioEvent,
    Trouble,
)
from tests.samples.coded import read_frame_number
from tests.samples.live import clicks_in, flashes_in, index_of_film, shown_in, sound_of
from tests.video.capture.mjpeg_server import MjpegServer
from tests.video.studio_ear import Filmer, coded_choice, coded_film, environment_of, is_gone, limits_of
from video.capture.telling import SLOTS

FRAME_US = 40_000
DRAWN = FilmingChoice(TEST_CAMERA, TEST_MICROPHONE, CameraFormat(640, 360, 30))


@pytest.fixture
def filmer(monkeypatch: pytest.MonkeyPatch) -> Iterator[Filmer]:
    monkeypatch.setenv("SAMSPILL_TEST_CAMERAS", "1")
    made = Filmer()
    made.start()
    yield made
    made.studio.close()


def test_the_test_camera_is_listed_opened_and_filmed(filmer: Filmer) -> None:
    ear, studio = filmer.ear, filmer.studio
    devices = ear.all(type(ear.events[0]))[0]
    assert TEST_CAMERA in repr(devices)
    assert filmer.open(DRAWN) == Opened(DRAWN.format, sound=True)
    studio.roll()
    ear.wait(Pulse, lambda pulse: pulse.frames >= 40)
    ended = filmer.stop()
    index = index_of_film(bytes(ear.film))
    assert (index.picture.width, index.picture.height) == (640, 360)
    assert len(index) == ended.frames
    assert abs(index.duration_us - ended.duration_us) < 100_000
    assert np.abs(sound_of(bytes(ear.film))).max() > 0.01
    assert ear.all(Trouble) == []


def test_frames_come_in_order_with_their_sound_and_a_pause_makes_no_jump(filmer: Filmer) -> None:
    film = coded_film()
    filmer.open(coded_choice(film))
    filmer.studio.roll()
    filmer.ear.wait(Pulse, lambda pulse: pulse.position_us > 2_200_000)
    filmer.studio.pause()
    time.sleep(1.2)
    filmer.studio.go_on()
    gap = filmer.ear.wait(Gap)
    filmer.ear.wait(Pulse, lambda pulse: pulse.position_us > gap.at_us + 1_700_000)
    ended = filmer.stop()
    data = bytes(filmer.ear.film)
    origin = index_of_film(data).origin_us
    shown = shown_in(data, origin)
    assert gap.reason is GapReason.PAUSED
    assert gap.length_us >= 1_100_000
    assert len(shown) == ended.frames
    numbers = [one.number for one in shown]
    assert numbers == sorted(set(numbers))
    # In the film time goes on as if there had been no pause; in the room a second and more had passed.
    steps = [later.at_us - one.at_us for one, later in itertools.pairwise(shown)]
    assert min(steps) > 0
    after = [one for before, one in itertools.pairwise(shown) if one.number - before.number > 20]
    assert len(after) == 1
    assert -1000 <= after[0].at_us - gap.at_us < 3 * FRAME_US
    clicks = clicks_in(data, origin)
    flashes = [flash.at_us for flash in flashes_in(shown) if 100_000 < flash.at_us < ended.duration_us - 200_000]
    whole = [flash for flash in flashes if abs(flash - gap.at_us) > 100_000]
    assert len(whole) >= 2
    assert max(min(abs(click - flash) for click in clicks) for flash in whole) <= FRAME_US


def test_a_stream_on_this_machine_goes_and_comes_back_and_the_film_goes_on(filmer: Filmer) -> None:
    ear, camera = filmer.ear, MjpegServer()
    with ending(camera):
        opened = filmer.open(FilmingChoice(camera.url, TEST_MICROPHONE))
        assert opened.format is not None
        assert (opened.format.width, opened.format.height) == (320, 180)
        filmer.studio.roll()
        ear.wait(Pulse, lambda pulse: pulse.frames > 10)
    assert ear.wait(Trouble) == Trouble(Part.CAMERA, ErrorCode.CAMERA_GONE)
    at_us = ear.all(Pulse)[-1].position_us
    without = ear.wait(Pulse, lambda pulse: pulse.position_us > at_us + 600_000)
    with ending(MjpegServer(port=camera.port)):
        ear.wait(BackAgain, lambda back: back.part is Part.CAMERA)
        ear.wait(Pulse, lambda pulse: pulse.frames > without.frames + 10)
        ended = filmer.stop()
    data = bytes(ear.film)
    index = index_of_film(data)
    shown = shown_in(data, index.origin_us)
    assert len(shown) == ended.frames
    assert max(later.at_us - one.at_us for one, later in itertools.pairwise(shown)) > 500_000  # while it was away
    assert len(ear.all(BackAgain)) == 1
    assert len(sound_of(data)) / 48_000 > index.duration_us / 1e6 - 0.3  # sound all the while


def test_a_camera_that_is_not_there_leaves_the_sound_and_the_other_way_round(filmer: Filmer) -> None:
    opened = filmer.open(FilmingChoice("/dev/no-such-camera", TEST_MICROPHONE))
    assert opened == Opened(None, sound=True)
    assert filmer.ear.all(Trouble) == [Trouble(Part.CAMERA, ErrorCode.CAMERA_MISSING)]
    filmer.studio.roll()
    filmer.ear.wait(Pulse, lambda pulse: pulse.position_us > 600_000)
    assert filmer.stop().frames == 0
    assert np.abs(sound_of(bytes(filmer.ear.film))).max() > 0.001

    filmer.ear.film.clear()
    opened = filmer.open(FilmingChoice(TEST_CAMERA, "no such microphone", DRAWN.format))
    assert opened == Opened(DRAWN.format, sound=False)
    assert filmer.ear.all(Trouble)[-1] == Trouble(Part.MICROPHONE, ErrorCode.MICROPHONE_MISSING)
    filmer.studio.roll()
    filmer.ear.wait_film(50_000)
    assert filmer.stop().frames > 0
    assert len(index_of_film(bytes(filmer.ear.film))) > 0


def test_a_camera_that_comes_back_is_not_told_in_a_film_that_cannot_show_it(filmer: Filmer) -> None:
    ear = filmer.ear
    with ending(MjpegServer()) as away:
        url, port = away.url, away.port
    filmer.studio.view(320, 180)
    assert filmer.open(FilmingChoice(url, TEST_MICROPHONE)) == Opened(None, sound=True)
    filmer.studio.roll()
    ear.wait(Pulse)
    with ending(MjpegServer(port=port)) as camera:
        deadline = time.monotonic() + 20
        while not camera.sent and time.monotonic() < deadline:
            time.sleep(0.05)
        at_us = ear.all(Pulse)[-1].position_us
        ear.wait(Pulse, lambda pulse: pulse.position_us > at_us + 1_500_000)
        assert ear.all(BackAgain) == []
        assert ear.all(PreviewShown) == []  # what is seen is filmed
        assert filmer.stop().frames == 0
        opened = ear.wait(Opened, lambda opened: opened.format is not None)
        assert opened.sound
        assert ear.all(BackAgain) == [BackAgain(Part.CAMERA)]
        ear.wait(PreviewShown)


def test_what_is_on_is_told_anew_when_a_camera_goes_and_no_film_is_taken(filmer: Filmer) -> None:
    with ending(MjpegServer()) as camera:
        assert filmer.open(FilmingChoice(camera.url, TEST_MICROPHONE)).format is not None
    assert filmer.ear.wait(Opened, lambda opened: opened.format is None) == Opened(None, sound=True)
    filmer.studio.roll()
    filmer.ear.wait(Pulse)
    assert filmer.stop().frames == 0


def test_with_nothing_on_a_film_ends_at_once(filmer: Filmer) -> None:
    filmer.studio.roll()
    assert filmer.ear.wait(FilmEnded) == FilmEnded(0, 0, 0)
    filmer.studio.stop()
    filmer.studio.pause()
    filmer.studio.go_on()
    assert filmer.open(DRAWN).sound
    assert len(filmer.ear.all(FilmEnded)) == 1
    assert not filmer.ear.film


def test_one_film_after_the_other(filmer: Filmer) -> None:
    filmer.open(DRAWN)
    films = []
    for _ in range(2):
        filmer.ear.film.clear()
        filmer.studio.roll()
        filmer.ear.wait_film(40_000)
        ended = filmer.stop()
        films.append(bytes(filmer.ear.film))
        assert len(index_of_film(films[-1])) == ended.frames
    assert films[0] != films[1]


def test_preview_is_the_newest_picture_in_the_size_that_is_shown(filmer: Filmer) -> None:
    ear = filmer.ear
    filmer.studio.view(200, 200)
    filmer.open(coded_choice(coded_film()))
    shown = ear.wait(PreviewShown)
    assert (shown.width, shown.height) == (200, 112)
    assert shown.position_us == 0
    assert 0 <= time.monotonic_ns() - shown.taken_ns < 60e9
    numbers, places = [], set()
    for _ in range(8):
        shown = ear.wait(PreviewShown, after=len(ear.events))
        numbers.append(read_frame_number(filmer.picture(shown)))
        places.add(shown.offset)
    assert numbers == sorted(numbers)
    assert numbers[-1] > numbers[0]
    assert 4 <= len(places) <= SLOTS
    filmer.studio.view(0, 0)
    filmer.studio.let_go()
    time.sleep(0.3)
    count = len(ear.all(PreviewShown))
    time.sleep(0.3)
    assert len(ear.all(PreviewShown)) == count


def test_levels_come_while_no_film_is_taken(filmer: Filmer) -> None:
    filmer.open(FilmingChoice(None, TEST_MICROPHONE))
    loud = filmer.ear.wait(Level, lambda level: level.peak_permille > 5)
    assert loud.rms_permille <= loud.peak_permille
    assert not filmer.ear.all(Pulse)


def test_killed_in_mid_film_what_came_can_be_watched_and_it_is_told_once(filmer: Filmer) -> None:
    ear = filmer.ear
    filmer.open(coded_choice(coded_film()))
    filmer.studio.roll()
    pulse = ear.wait(Pulse, lambda pulse: pulse.position_us > 2_000_000)
    os.kill(filmer.studio.pid, signal.SIGKILL)
    assert ear.wait(Trouble) == Trouble(Part.STUDIO, ErrorCode.STUDIO_DIED)
    data = bytes(ear.film)
    index = index_of_film(data)
    shown = shown_in(data, index.origin_us)
    assert [one.number for one in shown] == sorted({one.number for one in shown})
    assert index.duration_us > pulse.position_us - 1_000_000
    filmer.studio.stop()
    filmer.studio.open(DRAWN)
    time.sleep(0.5)
    assert len(ear.all(Trouble)) == 1
    assert ear.all(FilmEnded) == []


def test_a_process_that_stood_still_goes_on_in_the_same_film_with_a_gap(filmer: Filmer) -> None:
    """As when the laptop sleeps: time that nobody lived through is not in the film."""
    ear = filmer.ear
    filmer.open(DRAWN)
    filmer.studio.roll()
    ear.wait(Pulse, lambda pulse: pulse.position_us > 700_000)
    os.kill(filmer.studio.pid, signal.SIGSTOP)
    time.sleep(3.2)
    os.kill(filmer.studio.pid, signal.SIGCONT)
    gap = ear.wait(Gap)
    ear.wait(Pulse, lambda pulse: pulse.position_us > gap.at_us + 700_000)
    ended = filmer.stop()
    assert gap.reason is GapReason.ASLEEP
    assert gap.length_us > 2_900_000
    shown = index_of_film(bytes(ear.film)).pts_us
    assert max(later - one for one, later in itertools.pairwise(shown)) < 1_000_000
    assert ended.duration_us - gap.at_us < 60_000_000
    assert ear.all(Trouble) == []


def test_faces_are_looked_for_while_that_is_wanted(filmer: Filmer) -> None:
    filmer.open(DRAWN)
    filmer.studio.watch_faces(True)
    filmer.ear.wait(FacesSeen)
    filmer.studio.watch_faces(False)
    time.sleep(0.3)
    count = len(filmer.ear.all(FacesSeen))
    time.sleep(1.5)
    assert len(filmer.ear.all(FacesSeen)) == count


def test_after_a_death_it_can_be_started_again(filmer: Filmer) -> None:
    os.kill(filmer.studio.pid, signal.SIGKILL)
    filmer.ear.wait(Trouble)
    filmer.start()
    assert filmer.open(DRAWN).sound
    filmer.studio.roll()
    filmer.ear.wait_film(30_000)
    assert filmer.stop().frames > 0


def test_a_process_that_says_nothing_counts_as_dead() -> None:
    filmer = Filmer(silent_s=1.0)
    filmer.start()
    filmer.open(DRAWN)
    pid = filmer.studio.pid
    os.kill(pid, signal.SIGSTOP)
    assert filmer.ear.wait(Trouble) == Trouble(Part.STUDIO, ErrorCode.STUDIO_DIED)
    assert is_gone(pid)
    filmer.studio.close()
    assert len(filmer.ear.all(Trouble)) == 1


def test_an_application_that_is_busy_loses_no_film_and_blames_nobody() -> None:
    filmer = Filmer(silent_s=1.5)
    ear, waited = filmer.ear, threading.Event()

    def busy(event: StudioEvent) -> None:
        if isinstance(event, Pulse) and event.frames > 10 and not waited.is_set():
            time.sleep(3.0)
            waited.set()

    ear.also = busy
    filmer.start()
    filmer.studio.view(640, 360)
    filmer.open(DRAWN)
    filmer.studio.roll()
    assert waited.wait(30)
    ended = filmer.stop()
    filmer.studio.close()
    assert ear.all(Trouble) == []
    assert ended.duration_us > 3_000_000
    assert len(index_of_film(bytes(ear.film))) == ended.frames


def test_it_can_write_no_file_and_knows_nothing_of_ours(filmer: Filmer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMSPILL_SECRET", "of ours")
    monkeypatch.setenv("PULSE_SINK", "passed on")
    again = Filmer()
    again.start()
    try:
        limits, environment = limits_of(again.studio.pid), environment_of(again.studio.pid)
    finally:
        again.studio.close()
    assert limits["Max file size"] == "0"
    assert limits["Max core file size"] == "0"
    assert "SAMSPILL_SECRET" not in environment
    assert environment["PULSE_SINK"] == "passed on"
    assert set(environment) <= {
        "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "HOME", "USER", "LOGNAME", "XDG_RUNTIME_DIR",
        "XDG_CONFIG_HOME", "DBUS_SESSION_BUS_ADDRESS", "LANG", "LC_ALL", "LC_CTYPE", "PULSE_SINK", "SAMSPILL_TEST_CAMERAS",
    }  # fmt: skip


def test_nothing_is_left_behind() -> None:
    def descriptors() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    def once() -> None:
        filmer = Filmer()
        filmer.start()
        filmer.open(DRAWN)
        filmer.studio.roll()
        filmer.ear.wait_film(10_000)
        pid = filmer.studio.pid
        filmer.studio.close()
        assert is_gone(pid)
        assert filmer.ear.all(Trouble) == []
        assert filmer.ear.all(FilmEnded) == []

    once()
    threads, before = threading.active_count(), descriptors()
    once()
    assert threading.active_count() == threads
    assert descriptors() == before


HOST = """
import time
from video.studio import CaptureStudio
studio = CaptureStudio(tests=True)
studio.start(lambda event: None, lambda data: None)
print(studio.pid, flush=True)
time.sleep(60)
"""


def test_it_goes_when_its_application_is_killed() -> None:
    """kill -9 of the application leaves no camera on."""
    host = subprocess.Popen([sys.executable, "-c", HOST], cwd=Path(__file__).resolve().parents[2], stdout=subprocess.PIPE)
    assert host.stdout is not None
    pid = int(host.stdout.readline())
    host.kill()
    host.wait()
    host.stdout.close()
    deadline = time.monotonic() + 10
    while not is_gone(pid):
        assert time.monotonic() < deadline
        time.sleep(0.05)
