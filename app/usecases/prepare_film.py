"""Prepare a film that is in the vault: index, thumbnails, waveform; later its scrub proxy. Works from the reel alone, without the card."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TypedDict, Unpack

from app.domain.audit import Deed
from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import RecordingId
from app.domain.recording import Picture, Recording, RecordingState
from app.film_ports import Preparation, Workshop
from app.ports import CancelToken, Clock, Progress, Store, Work


def prepare_film(store: Store, workshop: Workshop, recording: Recording, progress: Progress, cancel: CancelToken) -> Recording:
    """One pass over the reel; then the recording is READY, its problems saying what was wrong. Raises CANCELLED, and what the store raises.

    A film that kills or stalls the decoder is READY too: its bytes are safe, and its problems say that it cannot be shown.
    """
    try:
        # Two openings: the decoder's bytes are served on another thread than the one that keeps what it made.
        with closing(store.open_reel(recording.id)) as source, closing(store.open_reel(recording.id)) as keeper:
            found = workshop.prepare(source, keeper.put_extra, progress, cancel)
    except Circumstance as error:
        if error.code not in _FILM_TROUBLE:
            raise
        found = Preparation(recording.duration_us, recording.picture, recording.has_sound, (error.code,))
    return change_recording(
        store,
        recording.id,
        state=RecordingState.READY,
        duration_us=found.duration_us or recording.duration_us,
        picture=found.picture or recording.picture,
        has_sound=found.has_sound,
        problems=together(recording.problems, found.problems),
    )


def change_recording(store: Store, recording: RecordingId, **fields: Unpack[RecordingChanges]) -> Recording:
    """Change these fields of the recording as it stands now, and commit. Raises CANCELLED when it was deleted: it stays deleted."""
    with store.work() as work:
        changed = _change(work, recording, fields)
        work.commit()
    return changed


def film_is_in(store: Store, clock: Clock, recording: RecordingId, **fields: Unpack[RecordingChanges]) -> Recording:
    """As `change_recording`, when all of an imported film is in the vault: that it was imported is written down with it, once."""
    with store.work() as work:
        before = work.recordings.get(recording)
        changed = _change(work, recording, fields)
        if before is not None and before.state is RecordingState.COPYING and changed.state is not RecordingState.COPYING:
            work.audit.append(clock.now(), Deed.IMPORTED, changed.family, recording)
        work.commit()
    return changed


class RecordingChanges(TypedDict, total=False):
    """The fields of a recording that an import changes."""

    state: RecordingState
    size_bytes: int
    duration_us: int
    picture: Picture | None
    has_sound: bool
    problems: tuple[ErrorCode, ...]


def _change(work: Work, recording: RecordingId, fields: RecordingChanges) -> Recording:
    now = work.recordings.get(recording)
    if now is None or now.state is RecordingState.DESTROYING:
        raise Circumstance(ErrorCode.CANCELLED)
    changed = replace(now, **fields)
    work.recordings.put(changed)
    return changed


def make_film_proxy(store: Store, workshop: Workshop, recording: RecordingId, progress: Progress, cancel: CancelToken) -> None:
    """Make what is missing of the scrub proxy. Raises CANCELLED, DECODER_DIED, DECODER_STUCK, FILM_DAMAGED, and what the store raises.

    A small extra says that it is whole, so that a later start need not decode the film to find out.
    """
    with closing(store.open_reel(recording)) as source, closing(store.open_reel(recording)) as keeper:
        if _PROXY_WHOLE in keeper.extra_names(_PROXY_WHOLE):
            return
        workshop.make_proxy(source, keeper.extra_names("proxy/"), keeper.put_extra, progress, cancel)
        keeper.put_extra(_PROXY_WHOLE, b"1")


def together(first: tuple[ErrorCode, ...], second: tuple[ErrorCode, ...]) -> tuple[ErrorCode, ...]:
    """All of both, each once, in order."""
    return tuple(dict.fromkeys((*first, *second)))


_PROXY_WHOLE = "proxy_whole"
_FILM_TROUBLE = frozenset(
    {
        ErrorCode.DECODER_DIED,
        ErrorCode.DECODER_STUCK,
        ErrorCode.FILM_DAMAGED,
        ErrorCode.FILM_EMPTY,
        ErrorCode.FILM_NOT_A_FILM,
        ErrorCode.FILM_NO_LENGTH,
        ErrorCode.FILM_SOUND_ONLY,
        ErrorCode.FILM_TRUNCATED,
    }
)
