"""Plays a film in a process of its own, with the sound server its environment names, and says as JSON what was shown when.

`python -m tests.video.playing_aloud FILE WIDTH HEIGHT SECONDS HIDDEN [AFTER WHAT]...`: HIDDEN is a part in microseconds ("FROM-TO"), or "".
So many seconds after the start the word WHAT is printed, and answered by a line on standard input once the one who started us has done it.
QtMultimedia knows one sound server a process.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from app.domain.spans import Span
from tests.samples.coded import is_flash
from tests.video.looking import pixels
from tests.video.reels import FileReel, index_of
from video.index import INDEX_NAME, FrameIndex
from video.player import Player


def pss_mib(process: str) -> float:
    """Proportional memory of a process ("self" or its id)."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


class Showing:
    """Opens, plays to the end (or so many seconds), and notes what it saw."""

    def __init__(self, path: Path, view: tuple[int, int], stop_after_s: float, hidden: Sequence[Span] = ()) -> None:
        made = path.with_name(f"{path.name}.index")  # made elsewhere where memory is weighed: FFmpeg is no part of the application
        self.index = FrameIndex.from_bytes(made.read_bytes()) if made.exists() else index_of(path)
        self.shown: list[tuple[float, int]] = []
        self.flashes: list[float] = []
        self.devices: list[bool] = []
        self.failures: list[str] = []
        self.memory_mib = 0.0
        self.loop = QEventLoop()
        self.player = Player()
        self.player.set_view(*view)
        self.player.failed.connect(lambda error: self.failures.append(error.code.value))
        self.player.sound_device_changed.connect(self.devices.append)
        self.player.ended.connect(self.loop.quit)
        self._stop_after_s = stop_after_s
        self.player.open(lambda: FileReel(path, {INDEX_NAME: self.index.to_bytes()}), hidden)

    def run(self, asks: list[tuple[float, str]]) -> None:
        while not self.player.is_exact():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        self.player.picture.connect(self._note)
        for after_s, what in asks:
            QTimer.singleShot(int((after_s + 0.5) * 1000), lambda what=what: self._ask(what))
        QTimer.singleShot(500, self.player.play)
        QTimer.singleShot(int((self._stop_after_s + 0.5) * 1000), self.loop.quit)
        over = threading.Event()
        weighing = threading.Thread(target=self._weigh, args=(over,))
        weighing.start()
        self.loop.exec()
        over.set()
        weighing.join()
        self.player.close()
        self.player.wait_closed()

    def _note(self) -> None:
        if not self.player.is_playing():
            return
        now = time.monotonic()
        self.shown.append((now, self.player.shown_us()))
        if is_flash(pixels(self.player.image())[::8, ::8]):
            self.flashes.append(now)

    def _weigh(self, over: threading.Event) -> None:
        """On a thread of its own: it takes longer than a picture lasts."""
        while not over.wait(1.0):
            self.memory_mib = max(self.memory_mib, pss_mib("self") + pss_mib(str(self.player.worker_pid())))

    def _ask(self, what: str) -> None:
        print(what, flush=True)
        sys.stdin.readline()


def main(arguments: list[str]) -> None:
    """Print the report as one line of JSON, the last."""
    application = QApplication([])
    path, width, height, seconds, hidden, *asks = arguments
    start, _, end = hidden.partition("-")
    showing = Showing(Path(path), (int(width), int(height)), float(seconds), [(int(start), int(end))] if hidden else ())
    showing.run([(float(after), what) for after, what in zip(asks[::2], asks[1::2], strict=True)])
    print(
        json.dumps(
            {
                "shown": showing.shown, "flashes": showing.flashes, "devices": showing.devices, "failures": showing.failures,
                "memory_mib": showing.memory_mib, "duration_us": showing.index.duration_us, "frames": len(showing.index),
            }
        )
    )  # fmt: skip
    application.quit()


if __name__ == "__main__":
    main(sys.argv[1:])
