"""Whether a film on a card is in the vault already, and how far it came."""

from __future__ import annotations

from app.domain.card import FoundFilm
from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import RecordingId
from app.domain.recording import Recording, RecordingState
from app.ports import ReelWriter, Store

_FURTHEST_FIRST = (RecordingState.READY, RecordingState.PREPARING, RecordingState.VERIFYING, RecordingState.COPYING)
HALF_DONE = frozenset({RecordingState.COPYING, RecordingState.VERIFYING})


def known_recording(store: Store, film: FoundFilm) -> Recording | None:
    """The recording made of this film, the furthest one if there are several; None when there is none, or it is being destroyed."""
    with store.work() as work:
        ids = {known.recording for known in work.cards.by_key(film.source_key)}
        found = [recording for each in sorted(ids) if (recording := work.recordings.get(each)) and recording.state in _FURTHEST_FIRST]
    return min(found, key=lambda recording: _FURTHEST_FIRST.index(recording.state), default=None)


def reel_is_finished(store: Store, recording: Recording) -> bool:
    """Whether all bytes are in, though a kill came before the recording could say so."""
    try:
        reel = store.open_reel(recording.id)
    except Circumstance as error:
        if error.code in (ErrorCode.REEL_DAMAGED, ErrorCode.REEL_MISSING):
            return False
        raise
    try:
        return reel.size_bytes == recording.size_bytes
    finally:
        reel.close()


def open_writer(store: Store, recording: RecordingId) -> ReelWriter:
    """The reel of an import as a kill left it, or a new one when the kill came before there was any."""
    try:
        return store.resume_reel(recording)
    except Circumstance as error:
        if error.code is not ErrorCode.REEL_MISSING:
            raise
    return store.create_reel(recording)
