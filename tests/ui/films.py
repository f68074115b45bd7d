"""A real vault with a real film in it, for the tests of the screens that show film."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, QTimer

from app.domain.clip import Clip
from app.domain.consent import Purpose
from app.domain.ids import RecordingId, family_code, new_id
from app.domain.mark import Mark
from app.domain.recording import Recording, RecordingState, SourceKind
from app.film_ports import Preparation
from app.ports import Store
from tests.consenting import agreed
from tests.fakes.sources import FileSource
from tests.usecases.caring import Hands
from ui.jobs import Cancel, Jobs
from video.workshop import FilmWorkshop


@cache
def prepared(path: Path) -> tuple[Preparation, dict[str, bytes]]:
    """What the workshop makes of this file, once for all tests."""
    extras: dict[str, bytes] = {}
    source, workshop = FileSource(path), FilmWorkshop()
    try:
        made = workshop.prepare(source, lambda name, data: extras.update({name: data}), lambda _done, _total: None, Cancel())
    finally:
        workshop.close()
        source.close()
    return made, extras


AT_THE_TIME = Hands(datetime(2026, 3, 1, 12, tzinfo=UTC))  # when the films were kept, and the family agreed


def keep_film(store: Store, path: Path) -> Recording:
    """Put a film into the vault with all its extras, ready to be watched: its family has agreed to be filmed and shown."""
    made, extras = prepared(path)
    AT_THE_TIME.turn(seconds=1)  # what is agreed now is newer than what was withdrawn of a film before
    data = path.read_bytes()
    now = AT_THE_TIME.now()
    recording = Recording(
        RecordingId(new_id()), family_code("K7Q2M"), SourceKind.FILE, RecordingState.READY, now, len(data),
        duration_us=made.duration_us, picture=made.picture, has_sound=made.has_sound,
    )  # fmt: skip
    with store.work() as work:
        work.families.add(recording.family, now)
        work.recordings.put(recording)
        work.commit()
    agreed(store, AT_THE_TIME, recording.family, Purpose.REPLAY)
    writer = store.create_reel(recording.id)
    writer.append(data)
    writer.finish()
    writer.close()
    reel = store.open_reel(recording.id)
    for name, extra in extras.items():
        reel.put_extra(name, extra)
    reel.close()
    return recording


def put_all(store: Store, things: Sequence[Mark | Clip]) -> None:
    """Save marks and clips in one unit of work."""
    with store.work() as work:
        for thing in things:
            if isinstance(thing, Mark):
                work.marks.put(thing)
            else:
                work.clips.put(thing)
        work.commit()


def wait_for(holds: Callable[[], bool], timeout_s: float = 20.0) -> None:
    """As qtbot.waitUntil, for fixtures that outlive a test. Lets other threads run, which QTest.qWait does not."""
    until = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < until, "waited in vain"
        loop = QEventLoop()
        QTimer.singleShot(10, loop.quit)
        loop.exec()


def start_lanes(jobs: Jobs, context: QObject) -> None:
    """Start all threads of the lanes now, so that they do not look like left behind by the first test that uses them."""
    meet = threading.Barrier(3)
    here: list[int] = []
    jobs.store(context, lambda: 1, here.append)
    jobs.watch(context, lambda: 1, here.append)
    for _ in range(2):
        jobs.pool(context, meet.wait, here.append)
    meet.wait()
    wait_for(lambda: len(here) == 4)
