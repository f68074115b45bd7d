"""A sound server with a loudspeaker that nobody hears, and a microphone on it: for tests of what is really played."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

RATE = 48_000


class Loudspeaker:
    """PulseAudio of our own, without a session bus. `close` ends it."""

    def __init__(self, runtime: Path) -> None:
        if shutil.which("pulseaudio") is None or shutil.which("parec") is None:
            pytest.skip("pulseaudio and its tools are not installed")
        self.environment = {**os.environ, "XDG_RUNTIME_DIR": str(runtime), "PULSE_SERVER": f"unix:{runtime}/pulse/native"}
        self._server = subprocess.Popen(
            [
                "pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--disallow-exit", "--log-level=error", "--use-pid-file=no",
                "-L", "module-native-protocol-unix", "-L", "module-null-sink sink_name=speaker rate=48000 channels=2",
            ],
            env=self.environment,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._microphones: list[Microphone] = []
        deadline = time.monotonic() + 10
        while not self._tell("info"):
            assert time.monotonic() < deadline, "no sound server"
            time.sleep(0.05)

    def unplug(self) -> None:
        """Take the loudspeaker away."""
        assert self._tell("unload-module", "module-null-sink")

    def plug(self) -> None:
        """Bring a loudspeaker."""
        assert self._tell("load-module", "module-null-sink", "sink_name=speaker", "rate=48000", "channels=2")

    def freeze(self) -> None:
        """The server answers nobody, until `thaw`."""
        self._server.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._server.send_signal(signal.SIGCONT)

    def _tell(self, *words: str) -> bool:
        return subprocess.run(["pactl", *words], env=self.environment, capture_output=True, check=False).returncode == 0

    def listen(self) -> Microphone:
        self._microphones.append(Microphone(self.environment))
        return self._microphones[-1]

    def close(self) -> None:
        for microphone in self._microphones:
            microphone.stop()
        self.thaw()
        self._server.terminate()
        self._server.wait()


class Microphone:
    """Hears the loudspeaker. `stop` gives the samples and the monotonic time of the first."""

    def __init__(self, env: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            ["parec", "--device=speaker.monitor", "--rate=48000", "--channels=1", "--format=s16le", "--latency-msec=10"],
            env=env,
            stdout=subprocess.PIPE,
        )
        self._pieces: list[bytes] = []
        self._began = float("inf")
        self._thread = threading.Thread(target=self._hear)
        self._thread.start()

    def _hear(self) -> None:
        assert self._process.stdout is not None
        count = 0
        while piece := os.read(self._process.stdout.fileno(), 4096):
            self._pieces.append(piece)
            count += len(piece) // 2
            self._began = min(self._began, time.monotonic() - count / RATE)  # the least delayed piece tells best

    def stop(self) -> tuple[NDArray[Any], float]:
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait()
            self._thread.join()
            assert self._process.stdout is not None
            self._process.stdout.close()
        whole = b"".join(self._pieces)
        return np.frombuffer(whole[: len(whole) // 2 * 2], np.int16), self._began


def click_times(pcm: NDArray[Any], began: float) -> list[float]:
    """When each click began, on the monotonic clock."""
    loud = np.flatnonzero(np.abs(pcm.astype(np.int32)) > 6000)
    starts = [int(at) for place, at in enumerate(loud) if place == 0 or at - loud[place - 1] > RATE // 10]
    return [began + at / RATE for at in starts]
