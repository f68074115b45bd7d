"""What the player's benchmarks share: a film in a real encrypted reel with its index and proxy, a player that shows it, mpv beside it."""

from __future__ import annotations

import itertools
import json
import select
import socket
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from app.domain.ids import RecordingId
from storage.vault import Vault
from tests.fakes.sources import FileSource
from tests.storage.making import add_recording, make_vault
from tests.video.reels import index_of
from video.index import INDEX_NAME
from video.player import Player
from video.workshop import FilmWorkshop

VIEW = (1366, 768)


class _GoOn:
    def cancelled(self) -> bool:
        return False


def in_a_reel(vault: Vault, path: Path, *, proxy: bool = True) -> RecordingId:
    """The film's bytes, index and proxy in a reel of their own."""
    recording = add_recording(vault).id
    writer = vault.create_reel(recording)
    with path.open("rb") as film:
        while part := film.read(1 << 20):
            writer.append(part)
    writer.finish()
    writer.close()
    reel = vault.open_reel(recording)
    reel.put_extra(INDEX_NAME, index_of(path).to_bytes())
    if proxy:
        plain = FileSource(path)
        FilmWorkshop().make_proxy(plain, (), reel.put_extra, lambda _done, _total: None, _GoOn())
        plain.close()
    reel.close()
    return recording


@contextmanager
def screening(vault: Vault, recording: RecordingId) -> Iterator[Player]:
    """A player with the film open and its first frame shown."""
    player = Player()
    failures: list[object] = []
    player.failed.connect(failures.append)
    player.set_view(*VIEW)
    player.open(lambda: vault.open_reel(recording))
    wait_for(player.is_exact)
    yield player
    player.close()
    assert player.wait_closed()
    player.deleteLater()
    assert not failures


def wait_for(holds: Callable[[], bool], timeout_s: float = 30.0) -> None:
    """Run the interface's loop until this holds, looking after every turn of it."""
    deadline = time.monotonic() + timeout_s
    waking = QTimer(interval=50)
    waking.start()
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def rest(seconds: float) -> None:
    """Let the interface's loop run."""
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


class Mpv:
    """mpv, paused on a plain file, told by its own JSON channel. No sound and no output, so that nothing but the seek is timed: it neither
    converts nor draws the picture, which we do."""

    def __init__(self, path: Path, folder: Path) -> None:
        where = folder / "mpv"
        self._process = subprocess.Popen(
            [
                "mpv", "--no-config", "--pause", "--hr-seek=yes", "--vo=null", "--no-audio", "--no-terminal", "--keep-open=yes",
                f"--input-ipc-server={where}", str(path),
            ]
        )  # fmt: skip
        deadline = time.monotonic() + 20
        self._socket = socket.socket(socket.AF_UNIX)
        while True:
            try:
                self._socket.connect(str(where))
                break
            except OSError:
                assert time.monotonic() < deadline
                time.sleep(0.02)
        self._heard = b""
        self._numbers = itertools.count(1)
        time.sleep(1.0)
        self.seek(0)

    def seek(self, seconds: float) -> float:
        """Seek exactly; how long it took until mpv said that it shows the frame, in seconds."""
        self._forget_events()
        began = time.perf_counter()
        self._socket.sendall(json.dumps({"command": ["seek", seconds, "absolute+exact"]}).encode() + b"\n")
        self._await("playback-restart")
        return time.perf_counter() - began

    def step_back(self) -> float:
        self._forget_events()
        began = time.perf_counter()
        self._socket.sendall(b'{"command": ["frame-back-step"]}\n')
        self._await("playback-restart")
        return time.perf_counter() - began

    def _await(self, event: str) -> None:
        while self._next_line(20).get("event") != event:
            pass

    def _forget_events(self) -> None:
        """What it still had to say of the seek before."""
        while b"\n" in self._heard or select.select([self._socket], [], [], 0)[0]:
            self._next_line(1)

    def _next_line(self, timeout_s: float) -> dict[str, object]:
        while b"\n" not in self._heard:
            self._socket.settimeout(timeout_s)
            self._heard += self._socket.recv(65536)
        line, _, self._heard = self._heard.partition(b"\n")
        said: dict[str, object] = json.loads(line)
        return said

    def close(self) -> None:
        self._process.terminate()
        self._process.wait()
        self._socket.close()


def per_cent(values: Sequence[float], share: int) -> float:
    """The percentile."""
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]


__all__ = ["VIEW", "Mpv", "in_a_reel", "make_vault", "per_cent", "rest", "screening", "wait_for"]
