"""Microphones on a real sound server: what is said comes through, when it was said is known, and every way of losing one is noticed."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtMultimedia import QAudioFormat

from app.domain.errors import ErrorCode
from app.domain.filming import TEST_MICROPHONE
from tests.conftest import PROJECT
from tests.samples.make import sample
from tests.video.capture.sound_house import RATE, SoundHouse
from video.capture.cameras import TEST_IDS
from video.capture.microphone import ThreadMicrophone, as_float, open_microphone
from video.capture.taking import TakenSound

DESK, LAPTOP = ["desk", "Desk", True], ["laptop", "Laptop", False]


@pytest.fixture
def house() -> Iterator[SoundHouse]:
    with tempfile.TemporaryDirectory(prefix="pa-") as runtime:
        made = SoundHouse(Path(runtime))
        made.plug("desk", "Desk")
        yield made
        made.close()


class Heard:
    """A process that listens, and what it tells."""

    def __init__(self, environment: dict[str, str], microphone_id: str, folder: Path) -> None:
        self._file = folder / "heard.pcm"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.video.capture.hearing", microphone_id, str(self._file)],
            env=environment,
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def next(self, kind: str) -> Any:
        """The next line of this kind; others are passed over."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            told = json.loads(line)
            if kind in told:
                return told[kind]
        raise AssertionError(f"nothing of {kind} was told")

    def until_devices(self, wanted: list[list[Any]]) -> None:
        while self.next("devices") != wanted:
            pass

    def end(self) -> tuple[NDArray[np.float32], list[tuple[int, int]]]:
        """Samples of the left channel, and the blocks."""
        assert self._process.stdin is not None
        time.sleep(0.5)  # what was played last is still on its way
        self._process.stdin.close()
        blocks = self.next("blocks")
        self.stop()
        return np.frombuffer(self._file.read_bytes(), np.float32)[::2], blocks

    def stop(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()


@pytest.fixture
def heard(house: SoundHouse, tmp_path: Path) -> Iterator[Heard]:
    made = Heard(house.environment, "desk", tmp_path)
    yield made
    made.stop()


def test_speech_comes_through_sample_by_sample(house: SoundHouse, heard: Heard, tmp_path: Path) -> None:
    if shutil.which("espeak-ng") is None or shutil.which("ffmpeg") is None:
        pytest.skip("espeak-ng and ffmpeg are not installed; a click comes through in the test below")
    said, pcm = tmp_path / "said.wav", tmp_path / "said.pcm"
    subprocess.run(["espeak-ng", "-w", said, "Look who is smiling at you"], check=True)
    subprocess.run(["ffmpeg", "-v", "error", "-i", said, "-ar", str(RATE), "-ac", "2", "-f", "s16le", pcm], check=True)
    assert heard.next("hears")
    house.play(pcm)
    got, _ = heard.end()
    wanted = np.frombuffer(pcm.read_bytes(), np.int16)[::2].astype(np.float32) / 32768
    loud = int(np.argmax(np.abs(wanted)))
    piece = wanted[loud - 2000 : loud + 2000]
    place = int(np.argmax(np.correlate(got, piece, "valid")))
    assert np.abs(got[place : place + 4000] - piece).max() < 1e-4


def test_a_click_is_known_by_the_moment_it_was_heard(house: SoundHouse, heard: Heard, tmp_path: Path) -> None:
    """Clicks a quarter of a second apart are stamped a quarter of a second apart, though blocks arrive when they like."""
    clicks = np.zeros((RATE * 2, 2), np.int16)
    clicks[RATE // 2 :: RATE // 4] = 20_000
    pcm = tmp_path / "clicks.pcm"
    pcm.write_bytes(clicks.tobytes())
    assert heard.next("hears")
    house.play(pcm)
    got, blocks = heard.end()
    starts = np.cumsum([0, *(count for count, _ in blocks)])
    times = []
    for at in np.flatnonzero(got > 0.3):
        block = int(np.searchsorted(starts, at, "right")) - 1
        times.append(blocks[block][1] / 1e9 + (at - starts[block]) / RATE)
    assert len(times) == 6
    assert np.median(np.abs(np.diff(times) - 0.25)) < 0.005  # not each of them: a busy machine plays a hole now and then


def test_microphones_are_listed_by_name_as_they_come_and_go(house: SoundHouse, heard: Heard) -> None:
    """Qt alone does not tell when one goes."""
    heard.until_devices([DESK])
    house.plug("laptop", "Laptop")
    heard.until_devices([DESK, LAPTOP])
    house.unplug("laptop")
    heard.until_devices([DESK])
    house.unplug("desk")
    heard.until_devices([])


def test_a_microphone_that_is_pulled_out_is_gone_though_the_server_feeds_us_another(house: SoundHouse, heard: Heard) -> None:
    house.plug("laptop", "Laptop")
    assert heard.next("hears")
    house.unplug("desk")
    assert heard.next("trouble") == "microphone_gone"
    house.plug("desk", "Desk")
    assert heard.next("hears")


def test_a_sound_server_that_dies_takes_the_microphone_with_it(house: SoundHouse, heard: Heard) -> None:
    assert heard.next("hears")
    house.break_down()
    assert heard.next("trouble") == "microphone_gone"
    house.open()
    house.plug("desk", "Desk")
    assert heard.next("hears")


def test_a_microphone_that_is_not_there_is_missing_until_it_comes(house: SoundHouse, tmp_path: Path) -> None:
    heard = Heard(house.environment, "headset", tmp_path)
    assert heard.next("trouble") == "microphone_missing"
    house.plug("headset", "Headset")
    assert heard.next("hears")
    heard.stop()


def test_without_a_sound_server_there_is_no_microphone(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="pa-") as runtime:
        house = SoundHouse(Path(runtime))
        house.break_down()
        heard = Heard(house.environment, "desk", tmp_path)
        assert heard.next("devices") == []
        assert heard.next("trouble") == "microphone_missing"
        heard.stop()


def test_a_sound_server_that_belongs_to_someone_else_refuses(tmp_path: Path) -> None:
    if os.geteuid() != 0 or shutil.which("pulseaudio") is None:
        pytest.skip("only root may run a sound server for someone else; a microphone that is missing is tested above")
    with tempfile.TemporaryDirectory(prefix="pa-") as runtime:
        os.chown(runtime, 65534, 65534)
        home = {"HOME": runtime, "XDG_RUNTIME_DIR": runtime, "XDG_CONFIG_HOME": runtime}
        socket = Path(runtime) / "native"
        with subprocess.Popen(
            ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "-L", f"module-native-protocol-unix socket={socket}"],
            env={**os.environ, **home},
            user=65534,
            stderr=subprocess.DEVNULL,
        ) as server:
            deadline = time.monotonic() + 10
            while not socket.exists() and time.monotonic() < deadline:
                time.sleep(0.05)
            heard = Heard({**os.environ, "PULSE_SERVER": f"unix:{socket}"}, "desk", tmp_path)
            codes = [heard.next("trouble")]
            if codes[0] == "microphone_missing":  # before the server has answered
                codes.append(heard.next("trouble"))
            heard.stop()
            server.terminate()
        assert codes[-1] == "microphone_refused"


class Ear:
    """Hears a microphone that runs a thread, until it has so many blocks or trouble."""

    def __init__(self, microphone_id: str, count: int) -> None:
        self.blocks: list[TakenSound] = []
        self.trouble: list[ErrorCode] = []
        self._count = count
        self._enough = threading.Event()
        microphone = open_microphone(microphone_id)
        assert isinstance(microphone, ThreadMicrophone)
        microphone.start(self._take, self._fail)
        assert self._enough.wait(20)
        microphone.close()

    def _take(self, block: TakenSound) -> None:
        self.blocks.append(block)
        if len(self.blocks) >= self._count:
            self._enough.set()

    def _fail(self, code: ErrorCode) -> None:
        self.trouble.append(code)
        self._enough.set()

    @property
    def pcm(self) -> NDArray[np.float32]:
        return np.frombuffer(b"".join(block.pcm for block in self.blocks), np.float32)[::2]


def test_the_drawn_family_sounds_softly_and_without_a_break() -> None:
    ear = Ear(TEST_MICROPHONE, 60)
    lengths = [len(block.pcm) // 4 // block.channels / block.rate for block in ear.blocks]
    for block, length, after in zip(ear.blocks, lengths, ear.blocks[1:], strict=False):
        assert abs(block.taken_ns + length * 1e9 - after.taken_ns) < 2
    assert 0.002 < np.abs(ear.pcm).max() < 0.9


def test_a_films_sound_as_a_microphone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TEST_IDS, "1")
    film = sample("mp4_gop30", seconds=2.0)
    ear = Ear(f"lavfi:amovie={film.path}", 10_000)
    assert ear.trouble == [ErrorCode.MICROPHONE_GONE]  # the film is over
    assert abs(len(ear.pcm) / RATE - 2.0) < 0.1
    assert np.abs(ear.pcm).max() > 0.2


def test_a_microphone_that_is_no_graph_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TEST_IDS, "1")
    assert Ear("lavfi:testsrc2", 1).trouble == [ErrorCode.MICROPHONE_MISSING]  # pictures only


def test_samples_of_every_kind_become_floats() -> None:
    kinds = QAudioFormat.SampleFormat
    for kind, samples in (
        (kinds.UInt8, np.array([0, 128, 192], np.uint8)),
        (kinds.Int16, np.array([-32768, 0, 16384], np.int16)),
        (kinds.Int32, np.array([-(2**31), 0, 2**30], np.int32)),
        (kinds.Float, np.array([-1, 0, 0.5], np.float32)),
    ):
        assert np.frombuffer(as_float(samples.tobytes(), kind), np.float32).tolist() == [-1.0, 0.0, 0.5]


def test_floats_that_are_no_samples_are_made_some() -> None:
    strange = np.array([np.nan, np.inf, -np.inf, 1e30, -2.0, 0.25], np.float32)
    assert np.frombuffer(as_float(strange.tobytes(), QAudioFormat.SampleFormat.Float), np.float32).tolist() == [0, 1, -1, 1, -1, 0.25]
    assert as_float(b"", QAudioFormat.SampleFormat.Float) == b""
