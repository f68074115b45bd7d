"""What the film screen shows, read from the vault in one unit of work: families, their recordings, and what hangs on each."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace

from app.domain.errors import Circumstance, ErrorCode, SamspillError
from app.domain.ids import FamilyCode, RecordingId
from app.domain.recording import Recording, RecordingState
from app.domain.spans import Span
from app.ports import Clock, Store
from app.usecases.look_at_film import glance_at, hidden_in_each
from app.usecases.no_import import footage_is_allowed
from video.hiding import Hiding
from video.index import INDEX_NAME, FrameIndex
from video.thumbnails import THUMBNAILS_NAME, Thumbnails

# Where a recording may be watched. The others say what is still going on.
WATCHABLE = frozenset({RecordingState.READY, RecordingState.PREPARING})


@dataclass(frozen=True)
class Shelved:
    """One recording with what its deletion would take along."""

    recording: Recording
    marks: int
    clips: int
    on_card: bool
    on_hold: bool = False
    refusal: ErrorCode | None = None  # why nobody may look at it
    hidden: tuple[Span, ...] = ()  # parts that nobody may look at
    being_written: bool = False  # a film is being taken or copied into it right now, by this process


@dataclass(frozen=True)
class Shelf:
    families: tuple[tuple[FamilyCode, tuple[Shelved, ...]], ...]
    not_wiped: int
    footage: bool = True  # whether film may come in


@dataclass(frozen=True)
class Still:
    """Raw pixels of one picture of a film."""

    width: int
    height: int
    rgb: bytes


def read_shelf(store: Store, clock: Clock) -> Shelf:
    """Families in the order of their newest film; films newest first."""
    with store.work() as work:
        not_wiped, footage = work.cards.not_wiped(), footage_is_allowed(work)
        carded = {film.recording for film in not_wiped}
        held = {hold.recording for hold in work.holds.standing()}
        by_family: dict[FamilyCode, list[Shelved]] = {}
        marks, clips, gate = work.marks.counts(), work.clips.counts(), hidden_in_each(work, clock)
        for recording in work.recordings.all():
            if recording.state is RecordingState.DESTROYING:
                continue
            refusal, hidden = _ask(gate, recording)
            counted = marks.get(recording.id, 0), clips.get(recording.id, 0)
            shelved = Shelved(recording, *counted, recording.id in carded, recording.id in held, refusal, hidden)
            by_family.setdefault(recording.family, []).append(shelved)
    written = store.being_written()  # asked after the list: a film that begins meanwhile has its writer before it has its row
    for films in by_family.values():
        films[:] = [replace(film, being_written=film.recording.id in written) for film in films]
    return Shelf(tuple((family, tuple(films)) for family, films in by_family.items()), len(not_wiped), footage)


def read_still(store: Store, clock: Clock, recording: RecordingId) -> Still | None:
    """A picture from a third into the film, or the next that may be seen; None where the reel has none, and where nobody may look."""
    try:
        film = glance_at(store, clock, recording)
        with closing(film.open_reel()) as reel:
            kept_in = reel.extra
            kept = kept_in(THUMBNAILS_NAME)
            index = kept_in(INDEX_NAME) if film.hidden else None
        if not kept or (film.hidden and not index):
            return None
        pictures = Thumbnails.from_bytes(kept)
        hiding = Hiding(FrameIndex.from_bytes(index), film.hidden) if index else None
    except SamspillError:
        return None  # the row tells of the damage, and of a missing consent; the picture is only company
    third = len(pictures) // 3
    for number in (*range(third, len(pictures)), *range(third)):
        if hiding is None or not hiding.hides(pictures.at_us[number]):
            return Still(pictures.width, pictures.height, bytes(pictures.rgb(number)))
    return None


def _ask(gate: Callable[[Recording], tuple[Span, ...]], recording: Recording) -> tuple[ErrorCode | None, tuple[Span, ...]]:
    """Why nobody may look at a film that is here, or what of it is hidden."""
    if recording.state not in WATCHABLE or recording.stays_on_camcorder:
        return None, ()
    try:
        return None, gate(recording)
    except Circumstance as refused:
        return refused.code, ()
