"""The studio with a real sound server: a voice is heard, its microphone goes and comes back, and all of it in a process that can write no
file: PulseAudio's shared memory is refused there, and the client does without."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.domain.errors import ErrorCode
from app.domain.filming import (
    TEST_CAMERA,
    BackAgain,
    CameraFormat,
    Devices,
    DevicesFound,
    FilmingChoice,
    Level,
    Opened,
    Part,
    Pulse,
    Trouble,
)
from tests.samples.live import index_of_film, sound_of
from tests.video.loudspeaker import Loudspeaker
from tests.video.studio_ear import Filmer, limits_of, speech_into

SMALL = CameraFormat(640, 360, 30)


class Room:
    """A sound server with a microphone that hears what is played."""

    def __init__(self, runtime: Path) -> None:
        self.server = Loudspeaker(runtime)
        self.plug()

    def plug(self) -> None:
        self._pactl("load-module", "module-remap-source", "master=speaker.monitor", "source_name=microphone")

    def unplug(self) -> None:
        self._pactl("unload-module", "module-remap-source")

    def _pactl(self, *words: str) -> None:
        subprocess.run(["pactl", *words], env=self.server.environment, check=True, capture_output=True)


@pytest.fixture
def room() -> Iterator[Room]:
    if shutil.which("espeak-ng") is None or shutil.which("paplay") is None:
        pytest.skip("espeak-ng and paplay are not installed")
    with tempfile.TemporaryDirectory(prefix="pa-") as runtime:
        made = Room(Path(runtime))
        yield made
        made.server.close()


@pytest.fixture
def filmer(room: Room, monkeypatch: pytest.MonkeyPatch) -> Iterator[Filmer]:
    for name in ("XDG_RUNTIME_DIR", "PULSE_SERVER"):
        monkeypatch.setenv(name, room.server.environment[name])
    made = Filmer()
    yield made
    made.studio.close()


def microphone_of(devices: Devices) -> str | None:
    return next((one.id for one in devices.microphones if one.id == "microphone"), None)


def test_a_voice_is_in_the_film_and_on_the_meter(room: Room, filmer: Filmer) -> None:
    microphone = microphone_of(filmer.start())
    assert microphone is not None
    assert limits_of(filmer.studio.pid)["Max file size"] == "0"
    with speech_into(room.server.environment, "speaker"):
        assert filmer.open(FilmingChoice(TEST_CAMERA, microphone, SMALL)) == Opened(SMALL, sound=True)
        filmer.ear.wait(Level, lambda level: level.rms_permille > 20)
        filmer.studio.roll()
        filmer.ear.wait(Pulse, lambda pulse: pulse.position_us > 2_000_000)
        ended = filmer.stop()
    film = bytes(filmer.ear.film)
    index = index_of_film(film)
    assert len(index) == ended.frames
    sound = sound_of(film)
    assert np.sqrt((sound**2).mean()) > 0.02
    assert abs(len(sound) / 48_000 - index.duration_us / 1e6) < 0.3


def test_a_microphone_that_is_unplugged_leaves_silence_and_comes_back(room: Room, filmer: Filmer) -> None:
    microphone = microphone_of(filmer.start())
    ear = filmer.ear
    with speech_into(room.server.environment, "speaker"):
        filmer.open(FilmingChoice(TEST_CAMERA, microphone, SMALL))
        filmer.studio.roll()
        ear.wait(Pulse, lambda pulse: pulse.position_us > 500_000)
        room.unplug()
        assert ear.wait(Trouble) == Trouble(Part.MICROPHONE, ErrorCode.MICROPHONE_GONE)
        ear.wait(DevicesFound, lambda found: microphone_of(found.devices) is None)
        gone_us = ear.all(Pulse)[-1].position_us
        ear.wait(Pulse, lambda pulse: pulse.position_us > gone_us + 1_000_000)
        room.plug()
        ear.wait(BackAgain, lambda back: back.part is Part.MICROPHONE)
        back_us = ear.all(Pulse)[-1].position_us
        ear.wait(Pulse, lambda pulse: pulse.position_us > back_us + 1_500_000)
        filmer.stop()
    film = bytes(ear.film)
    sound = sound_of(film)
    loud = [float(np.sqrt((sound[at : at + 4800] ** 2).mean())) for at in range(0, len(sound) - 4800, 4800)]
    silent = [place for place, level in enumerate(loud) if level < 0.0005]
    assert len(silent) >= 8  # tenths of a second
    assert max(loud[: silent[0]]) > 0.02
    assert max(loud[-12:]) > 0.02
    assert ear.all(Trouble) == [Trouble(Part.MICROPHONE, ErrorCode.MICROPHONE_GONE)]
    index = index_of_film(film)
    assert abs(len(sound) / 48_000 - index.duration_us / 1e6) < 0.3


def test_a_sound_server_that_hangs_is_noticed_although_it_takes_its_thread_with_it(room: Room, filmer: Filmer) -> None:
    filmer.open(FilmingChoice(TEST_CAMERA, microphone_of(filmer.start()), SMALL))
    filmer.studio.roll()
    filmer.ear.wait(Pulse, lambda pulse: pulse.position_us > 500_000)
    room.server.freeze()
    assert filmer.ear.wait(Trouble) == Trouble(Part.MICROPHONE, ErrorCode.MICROPHONE_GONE)
    room.server.thaw()
    assert filmer.ear.wait(BackAgain) == BackAgain(Part.MICROPHONE)
    assert filmer.stop().frames > 0
    assert len(filmer.ear.all(Trouble)) == 1
