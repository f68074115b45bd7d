"""What the film screen shows, read from the vault in one unit of work: families, their recordings, and what hangs on each."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace

from app.domain.errors import SamspillError
from app.domain.ids import FamilyCode, RecordingId
from app.domain.recording import Recording, RecordingState
from app.ports import Store
from video.thumbnails import THUMBNAILS_NAME, Thumbnails


@dataclass(frozen=True)
class Shelved:
    """One recording with what its deletion would take along."""

    recording: Recording
    marks: int
    clips: int
    on_card: bool
    on_hold: bool = False
    being_written: bool = False  # a film is being taken or copied into it right now, by this process


@dataclass(frozen=True)
class Shelf:
    families: tuple[tuple[FamilyCode, tuple[Shelved, ...]], ...]
    not_wiped: int


@dataclass(frozen=True)
class Still:
    """Raw pixels of one picture of a film."""

    width: int
    height: int
    rgb: bytes


def read_shelf(store: Store) -> Shelf:
    """Families in the order of their newest film; films newest first."""
    with store.work() as work:
        not_wiped = work.cards.not_wiped()
        carded = {film.recording for film in not_wiped}
        held = {hold.recording for hold in work.holds.standing()}
        by_family: dict[FamilyCode, list[Shelved]] = {}
        for recording in work.recordings.all():
            if recording.state is RecordingState.DESTROYING:
                continue
            marks, clips = work.marks.of(recording.id), work.clips.of(recording.id)
            shelved = Shelved(recording, len(marks), len(clips), recording.id in carded, recording.id in held)
            by_family.setdefault(recording.family, []).append(shelved)
    written = store.being_written()  # asked after the list: a film that begins meanwhile has its writer before it has its row
    for films in by_family.values():
        films[:] = [replace(film, being_written=film.recording.id in written) for film in films]
    return Shelf(tuple((family, tuple(films)) for family, films in by_family.items()), len(not_wiped))


def read_still(store: Store, recording: RecordingId) -> Still | None:
    """A picture from a third into the film; None where the reel has none."""
    try:
        with closing(store.open_reel(recording)) as reel:
            kept = reel.extra(THUMBNAILS_NAME)  # noqa: S610  no Django here
        pictures = Thumbnails.from_bytes(kept) if kept else None
    except SamspillError:
        return None  # the row tells of the damage; the picture is only company
    if not pictures:
        return None
    return Still(pictures.width, pictures.height, bytes(pictures.rgb(len(pictures) // 3)))
