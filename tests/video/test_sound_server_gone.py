"""Playing when the sound server has gone: without sound, and the application lives (QtMultimedia alone would end it)."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tests.video.capture.sound_house import SoundHouse

# Says whether a run of sound could begin, each time it is asked.
PLAYING = """
import json, sys
from PySide6.QtCore import QCoreApplication, QEventLoop
from video.sound_out import SoundOut
application = QCoreApplication([])
sound = SoundOut()
for line in sys.stdin:
    QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
    print(json.dumps(sound.begin()), flush=True)
    sound.stop()
"""


@pytest.fixture
def house() -> Iterator[SoundHouse]:
    with tempfile.TemporaryDirectory(prefix="pa-") as runtime:
        made = SoundHouse(Path(runtime))
        yield made
        made.close()


def test_a_run_begins_without_sound_when_the_server_is_gone_and_with_it_when_it_is_back(house: SoundHouse) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PLAYING],
        env=house.environment,
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:

        def begins() -> bool:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write("play\n")
            process.stdin.flush()
            return bool(json.loads(process.stdout.readline()))

        assert begins()
        house.break_down()
        assert not begins()
        assert not begins()
        house.open()
        deadline = time.monotonic() + 20  # Qt looks for it again after three seconds
        while not begins() and time.monotonic() < deadline:
            time.sleep(0.2)
        assert begins()
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(20) == 0
