"""Films live in a process of its own, as the application does, and says as JSON what came of it and what it cost.

`python -m tests.benchmarks.filming_run CAMERA MICROPHONE SECONDS FOLDER`: a real vault, studio, follower, and preview on a window.
The cost is the processor time of this process and all it started, from the first second of film to its end.
"""

from __future__ import annotations

import itertools
import json
import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from app.domain.filming import FilmEnded, FilmingChoice, Opened, PreviewShown, Pulse, StudioEvent
from app.domain.ids import RecordingId
from app.usecases.film_live import Filming, FilmingTools, Stage
from storage.practice import create_practice_vault
from storage.vault import Vault
from tests.consenting import agreed
from tests.usecases.importing import FAMILY, TestClock
from ui.film.preview import PreviewView
from video.index import INDEX_NAME, FrameIndex
from video.studio import CaptureStudio
from video.workshop import FilmWorkshop

VIEW = (1024, 576)  # what the film screen has for it on a screen of 1366x768
_TICKS = os.sysconf("SC_CLK_TCK")
_CALIBRATION_S = 2.5


class Door(QObject):
    """Events come in on any thread and go out on the interface's."""

    came = Signal(object)


class Watch(QObject):
    """Shows the preview and counts."""

    def __init__(self, view: PreviewView) -> None:
        super().__init__()
        self._view = view
        self.opened: list[Opened] = []
        self.ended: list[FilmEnded] = []
        self.presets: list[str] = []
        self.late_ms: list[float] = []

    def hear(self, event: StudioEvent) -> None:
        if isinstance(event, PreviewShown):
            self._view.show_picture(event)
            self.late_ms.append((time.monotonic_ns() - event.taken_ns) / 1_000_000)
        elif isinstance(event, Pulse):
            self.presets.append(event.preset.value)
        elif isinstance(event, Opened):
            self.opened.append(event)
        elif isinstance(event, FilmEnded):
            self.ended.append(event)


def cpu_s(pid: int) -> dict[str, float]:
    """Processor time so far of a process and those it started, by what they are."""
    found = {_kind(pid): _own_cpu_s(pid)}
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            for kind, spent in cpu_s(int(child)).items():
                found[kind] = found.get(kind, 0.0) + spent
    return found


def _kind(pid: int) -> str:
    words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    return next((name for word, name in ((b"video.capture", "capture"), (b"video.worker", "follower")) if word in words), "application")


def _own_cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def missing_in(vault: Vault, recording: RecordingId) -> int:
    """How many pictures of thirty a second are not in the film, whoever lost them: the camera, the queue, the encoder."""
    reel = vault.open_reel(recording)
    index = FrameIndex.from_bytes(reel.extra(INDEX_NAME) or b"")
    reel.close()
    return sum(max(0, round((after - before) * 30 / 1_000_000) - 1) for before, after in itertools.pairwise(index.pts_us))


def wait(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def main() -> None:
    camera, microphone, seconds, folder = sys.argv[1], sys.argv[2], float(sys.argv[3]), Path(sys.argv[4])
    application = QApplication([])
    vault = create_practice_vault(folder)
    studio = CaptureStudio(tests=True)
    view = PreviewView(lambda: studio.pictures)
    watch, door = Watch(view), Door()
    door.came.connect(watch.hear, Qt.ConnectionType.QueuedConnection)
    stage = Stage(studio, door.came.emit)
    stage.start()
    view.resize(*VIEW)
    view.set_look(live=True, dimmed=False, guide=True, red=True)
    view.show()
    studio.view(*VIEW)
    studio.open(FilmingChoice(camera, microphone))
    while not watch.opened:
        wait(0.1)
    wait(_CALIBRATION_S)
    filming = Filming(FilmingTools(vault, FilmWorkshop(), TestClock()), stage)
    agreed(vault, TestClock(), FAMILY)
    filming.begin(FAMILY)
    wait(1.0)
    before, began, seen, drawn = cpu_s(os.getpid()), time.monotonic(), len(watch.late_ms), view.drawn
    wait(seconds)
    after, length = cpu_s(os.getpid()), time.monotonic() - began
    shown = view.drawn - drawn
    late = sorted(watch.late_ms[seen:])
    stopped = time.monotonic()
    recording = filming.stop()
    ready_s = time.monotonic() - stopped
    wait(0.1)
    stage.close()
    missing = missing_in(vault, recording.id)
    vault.close()
    del application
    ended = watch.ended[0]
    report = {
        "format": [watch.opened[-1].format.width, watch.opened[-1].format.height, watch.opened[-1].format.frames_per_s]
        if watch.opened[-1].format
        else [],
        "cpu": {kind: (after[kind] - before.get(kind, 0.0)) / length for kind in after},
        "frames": ended.frames,
        "dropped": ended.dropped_frames,
        "missing": missing,
        "duration_s": ended.duration_us / 1_000_000,
        "presets": {preset: watch.presets.count(preset) for preset in dict.fromkeys(watch.presets)},
        "late_ms": [late[len(late) // 2], late[len(late) * 95 // 100]] if late else [],
        "shown_each_s": shown / length,
        "ready_s": ready_s,
        "state": recording.state.value,
        "problems": [problem.value for problem in recording.problems],
        "bytes": recording.size_bytes,
    }
    sys.stdout.write(json.dumps(report))


if __name__ == "__main__":
    main()
