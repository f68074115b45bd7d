"""What start-up does for films whose taking a kill, an empty battery or a full disk broke off: what was acknowledged becomes a recording.

The reel is finished with exactly that, so that preparing, watching and deleting know nothing of how it came about. A film of which nothing
was acknowledged is destroyed. Damage is named, and what is sound before it is kept.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import RecordingId
from app.domain.recording import Recording, RecordingState
from app.ports import Clock, Store
from app.usecases.abandon_import import abandon_import
from app.usecases.prepare_film import change_recording, together


def finish_filming(store: Store, clock: Clock) -> list[RecordingId]:
    """Finish every film that nobody is taking any more. Returns those that are to be prepared now. What cannot be finished yet (no room on
    the disk, the vault was locked) stays as it is until the next start."""
    with store.work() as work:
        filming = [recording for recording in work.recordings.all() if recording.state is RecordingState.FILMING]
    taken = store.being_written()  # asked after the list: a film that begins meanwhile has its writer before it has its row
    finished: list[RecordingId] = []
    for recording in filming:
        if recording.id in taken:
            continue
        try:
            if _finish(store, clock, recording):
                finished.append(recording.id)
        except Circumstance:
            continue
    return finished


def _finish(store: Store, clock: Clock, recording: Recording) -> bool:
    """Whether there is now a finished reel to prepare."""
    size = store.finished_bytes(recording.id)
    if size is None:
        size = _finish_reel(store, recording)
    if size is None:
        return False
    if size == 0:
        abandon_import(store, clock, recording.id)
        return False
    with store.work() as work:
        now = work.recordings.get(recording.id)
        if now is None or now.state is not RecordingState.FILMING:
            return False  # whoever took it has gone on with it meanwhile
        work.recordings.put(replace(now, state=RecordingState.PREPARING, size_bytes=size))
        work.commit()
    return True


def _finish_reel(store: Store, recording: Recording) -> int | None:
    """The size of the reel with what was acknowledged; 0 when that is nothing, None when it cannot be read."""
    try:
        writer = store.resume_reel(recording.id)
    except Circumstance as error:
        if error.code is ErrorCode.REEL_MISSING:
            return 0
        if error.code is not ErrorCode.REEL_DAMAGED:
            raise
        return _salvage(store, recording)
    with closing(writer):
        size = writer.flushed_bytes
        if size:  # the problem first: a kill in between leaves a film that is finished once more, never one that seems whole
            change_recording(store, recording.id, problems=together(recording.problems, (ErrorCode.FILMING_BROKEN_OFF,)))
            writer.finish()
    return size


def _salvage(store: Store, recording: Recording) -> int | None:
    """The size of what is sound. Where nothing is, the recording stays in the list and is named until a person deletes it."""
    problems = together(recording.problems, (ErrorCode.FILMING_BROKEN_OFF, ErrorCode.REEL_DAMAGED))
    change_recording(store, recording.id, problems=problems)
    size = store.salvage_reel(recording.id)
    if size:
        return size
    change_recording(store, recording.id, state=RecordingState.READY)
    return None
