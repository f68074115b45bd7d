"""A sound server of our own, with microphones that are plugged in and out, and something to hear on them. No session bus, no sound card."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

RATE = 48_000


class SoundHouse:
    """A null sink is the room: what is played into it every microphone hears. `close` ends everything."""

    def __init__(self, runtime: Path) -> None:
        if shutil.which("pulseaudio") is None or shutil.which("pactl") is None:
            pytest.skip("pulseaudio and its tools are not installed")
        runtime.mkdir(mode=0o700, exist_ok=True)
        self.environment = {**os.environ, "XDG_RUNTIME_DIR": str(runtime), "PULSE_SERVER": f"unix:{runtime}/pulse/native"}
        self._silence: subprocess.Popen[bytes] | None = None
        self._modules: dict[str, str] = {}
        self.open()

    def open(self) -> None:
        """Start the server, with no microphone yet."""
        self._server = subprocess.Popen(
            [
                "pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--disallow-exit", "--log-level=error", "--use-pid-file=no",
                "-L", "module-native-protocol-unix", "-L", f"module-null-sink sink_name=room rate={RATE} channels=2",
            ],
            env=self.environment,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        deadline = time.monotonic() + 10
        while self._tell("info") is None:
            assert time.monotonic() < deadline, "no sound server"
            time.sleep(0.05)
        self._silence = self._play(Path("/dev/zero"))  # a room that rests swallows the first second of what is played

    def plug(self, name: str, words: str) -> None:
        module = self._tell(
            "load-module",
            "module-remap-source",
            "master=room.monitor",
            f"source_name={name}",
            f"source_properties=device.description={words}",
        )
        assert module is not None
        self._modules[name] = module

    def unplug(self, name: str) -> None:
        assert self._tell("unload-module", self._modules.pop(name)) is not None

    def play(self, pcm: Path) -> None:
        """Play 48 kHz stereo 16-bit samples to their end."""
        assert self._play(pcm, ahead_ms=500).wait(60) == 0

    def break_down(self) -> None:
        """The server dies."""
        if self._silence is not None:
            self._silence.terminate()
            self._silence.wait()
            self._silence = None
        self._server.terminate()
        self._server.wait()
        shutil.rmtree(Path(self.environment["XDG_RUNTIME_DIR"]) / "pulse", ignore_errors=True)

    def close(self) -> None:
        self.break_down()

    def _play(self, pcm: Path, ahead_ms: int = 20) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            ["pacat", f"--latency-msec={ahead_ms}", "--device=room", f"--rate={RATE}", "--channels=2", "--format=s16le", str(pcm)],
            env=self.environment,
            stderr=subprocess.DEVNULL,
        )

    def _tell(self, *words: str) -> str | None:
        done = subprocess.run(["pactl", *words], env=self.environment, capture_output=True, check=False, text=True)
        return done.stdout.strip() if done.returncode == 0 else None
