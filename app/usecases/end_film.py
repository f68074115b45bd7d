"""A film that has ended becomes a recording that can be watched: its reel is finished, and index, thumbnails and waveform are kept.

They were made while the film was taken, so that this takes a moment; only where the follower failed they are made now. A reel that cannot
be finished now (the disk is full to the last byte) is finished at the next start, with all that had been acknowledged.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

from app.domain.errors import Circumstance, ErrorCode, SamspillError
from app.domain.ids import RecordingId
from app.domain.recording import Recording, RecordingState
from app.film_ports import Following, Preparation, Workshop
from app.ports import Clock, ReelWriter, Store
from app.usecases.abandon_import import abandon_import
from app.usecases.prepare_film import change_recording, prepare_film, together
from app.usecases.settle_marks import settle_marks
from app.usecases.unwatched import Never, unseen
from app.usecases.write_film import Ending

_BROKE_OFF = frozenset({ErrorCode.STUDIO_DIED, ErrorCode.DISK_FULL})
_DISK_TROUBLE = frozenset({ErrorCode.REEL_DAMAGED, ErrorCode.FOLDER_NOT_WRITABLE})  # perhaps only now: start-up looks again, and names it


@dataclass(frozen=True, slots=True)
class FilmResult:
    """What came of a film. `code` says why it ended where nobody stopped it."""

    recording: Recording
    code: ErrorCode | None = None


@dataclass(frozen=True)
class EndTools:
    """What ending a film needs. `preparing` is called when it will take longer: the follower had failed."""

    store: Store
    workshop: Workshop
    clock: Clock
    preparing: Callable[[], object]


def end_film(tools: EndTools, recording: RecordingId, writer: ReelWriter, ending: Ending, following: Following | None) -> FilmResult:
    """Finish the film. Raises NOTHING_FILMED (the recording is gone then), FILM_DELETED (meanwhile); VAULT_LOCKED, DISK_FULL or
    FILMING_BROKEN_OFF (start-up finishes it)."""
    with tools.store.work() as work:
        known = work.recordings.get(recording)
    if known is None or known.state is RecordingState.DESTROYING:
        raise Circumstance(ErrorCode.FILM_DELETED)
    why = None if ending.code is ErrorCode.NOTHING_FILMED else ending.code
    with ExitStack() as until_ready:  # a reel that has a writer is no film that start-up would have to finish
        size = _finish_reel(tools.store, recording, writer, until_ready, whole=ending.whole)
        if size and why is ending.code:  # else it was stopped before its first picture: a container with nothing in it
            return _make_ready(tools, recording, size, ending, following)
    abandon_import(tools.store, tools.clock, recording)
    raise Circumstance(why or ending.last_trouble or ErrorCode.NOTHING_FILMED)


def _finish_reel(store: Store, recording: RecordingId, writer: ReelWriter, until_ready: ExitStack, *, whole: bool) -> int:
    """The size of the reel, finished unless it is empty. After an error it holds what had been acknowledged by then."""
    until_ready.callback(writer.close)
    if whole:
        try:
            writer.finish()
            return writer.flushed_bytes
        except Circumstance as error:
            if error.code is ErrorCode.VAULT_LOCKED:
                raise
    writer.close()
    try:
        again = store.resume_reel(recording)
        until_ready.callback(again.close)
        if again.flushed_bytes:
            again.finish()
    except Circumstance as error:
        if error.code in _DISK_TROUBLE:
            raise Circumstance(ErrorCode.FILMING_BROKEN_OFF) from None
        raise
    return again.flushed_bytes


def _make_ready(tools: EndTools, recording: RecordingId, size: int, ending: Ending, following: Following | None) -> FilmResult:
    broken = (ErrorCode.FILMING_BROKEN_OFF,) if ending.code in _BROKE_OFF else ()
    found, code = _followed(following, ending)
    if found is not None:
        ready = change_recording(
            tools.store,
            recording,
            state=RecordingState.READY,
            size_bytes=size,
            duration_us=found.duration_us or ending.position_us,  # of sound alone the follower tells no length
            picture=found.picture,
            has_sound=found.has_sound,
            problems=together(broken, found.problems),
        )
    else:
        tools.preparing()
        length_us = ending.position_us  # until it is known better
        ready = change_recording(
            tools.store, recording, state=RecordingState.PREPARING, size_bytes=size, duration_us=length_us, problems=broken
        )
        ready, code = _prepared(tools, ready, code)
    settle_marks(tools.store, ready, ending.unsaved_marks)
    return FilmResult(ready, code)


def _followed(following: Following | None, ending: Ending) -> tuple[Preparation | None, ErrorCode | None]:
    """What the follower found. It saw every byte only where all of them went in."""
    if following is None or not ending.whole:
        return None, ending.code
    try:
        return following.end(), ending.code
    except Circumstance as error:
        if error.code is ErrorCode.VAULT_LOCKED:
            raise
        return None, ending.code or error.code


def _prepared(tools: EndTools, recording: Recording, code: ErrorCode | None) -> tuple[Recording, ErrorCode | None]:
    """The usual way of an imported film. One that cannot be prepared now is prepared at the next start."""
    try:
        return prepare_film(tools.store, tools.workshop, recording, unseen, Never()), code
    except SamspillError as error:
        if error.code is ErrorCode.VAULT_LOCKED:
            raise
        return recording, code or error.code
