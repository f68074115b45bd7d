"""What the use cases need from the outside, as small Protocols. `app/bootstrap.py` alone knows who fulfils them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from app.domain.finding import Finding
from app.domain.ids import ConsentId, RecordingId
from app.domain.passphrase import Strength
from app.domain.receipt import Receipt
from app.domain.retention import Hold
from app.outbox_ports import CameDown, Departures, Episodes, Outbox, StaffHoursRows
from app.vault_ports import (
    Appearances,
    Audit,
    Cards,
    Clips,
    Erased,
    Families,
    Holds,
    Ledger,
    Marks,
    Notes,
    People,
    Receipts,
    Recordings,
    Retention,
    Search,
    Settings,
    Visits,
)

CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Running:
    """How long the machine has been on since it was started, sleep included, by a count that nobody can set. `start` names that start."""

    start: str
    seconds: float


class Clock(Protocol):
    def now(self) -> datetime:
        """The time now, aware, UTC."""

    def running(self) -> Running | None:
        """None where the system does not tell."""


class CancelToken(Protocol):
    def cancelled(self) -> bool:
        """True once the person has asked to stop."""


class Progress(Protocol):
    def __call__(self, done: int, total: int) -> None:
        """Report work done, in the unit the job names (bytes, frames, microseconds)."""


class ByteSource(Protocol):
    """Random access to the bytes of one film, wherever they lie. Safe to call from one thread at a time."""

    @property
    def size_bytes(self) -> int: ...

    def read_at(self, offset: int, length: int) -> bytes:
        """The bytes from `offset`: shorter than `length` only at the end. Raises Circumstance when the place is gone or damaged."""

    def close(self) -> None: ...


# --- the store: one unit of work at a time -----------------------------------------------------------------------------


class Work(Protocol):
    """One unit of work: all of it lands at `commit`, or none. An acknowledged commit survives power loss."""

    @property
    def families(self) -> Families: ...
    @property
    def recordings(self) -> Recordings: ...
    @property
    def marks(self) -> Marks: ...
    @property
    def clips(self) -> Clips: ...
    @property
    def cards(self) -> Cards: ...
    @property
    def receipts(self) -> Receipts: ...
    @property
    def settings(self) -> Settings: ...
    @property
    def people(self) -> People: ...
    @property
    def appearances(self) -> Appearances: ...
    @property
    def visits(self) -> Visits: ...
    @property
    def notes(self) -> Notes: ...
    @property
    def ledger(self) -> Ledger: ...
    @property
    def holds(self) -> Holds: ...
    @property
    def retention(self) -> Retention: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def erased(self) -> Erased: ...
    @property
    def search(self) -> Search: ...
    @property
    def episodes(self) -> Episodes: ...
    @property
    def hours(self) -> StaffHoursRows: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def departures(self) -> Departures: ...
    @property
    def documents(self) -> CameDown: ...

    def commit(self) -> None: ...


class ReelWriter(Protocol):
    """Footage going into a reel. `append` is buffered; what `flush` acknowledged survives power loss and a kill."""

    @property
    def flushed_bytes(self) -> int:
        """How much is safely in: a whole number of chunks until `flush_tail` or `finish`. A resumed writer goes on from here."""

    def append(self, data: bytes) -> None: ...

    def flush(self) -> None: ...

    def flush_tail(self) -> None:
        """As `flush`, the last short chunk too: for film that is being taken, a few times a second. Writes little more than what is new."""

    def finish(self) -> None:
        """Flush the last short chunk and write the manifest (chunk count, SHA-256 per chunk, root) into the vault."""

    def chunk_sha256(self) -> list[bytes]:
        """The digest of each chunk (CHUNK_BYTES each, the last may be shorter), in order, of what was appended."""

    def close(self) -> None: ...


class Reel(ByteSource, Protocol):
    """A finished reel, opened for reading: footage, and the extras that live and die with it."""

    def extra(self, name: str) -> bytes | None:
        """What was kept under this name ("index", "thumbnails", "waveform", "proxy/0001"), or None."""

    def extra_names(self, prefix: str = "") -> list[str]: ...

    def put_extra(self, name: str, data: bytes) -> None:
        """Keep or replace. Survives power loss when it returns. Raises REEL_MISSING when the reel was destroyed meanwhile."""


class Store(Protocol):
    """The open vault. Any thread may ask for a unit of work; they take turns."""

    def work(self) -> AbstractContextManager[Work]: ...

    def free_bytes(self) -> int:
        """Room left on the vault's disk."""

    def make_room(self) -> bool:
        """Give up what is put aside for deletions on a full disk. False when it was given up already."""

    def keep_room(self) -> None:
        """Put it aside again, if there is room for it."""

    def create_reel(self, recording: RecordingId, also: Callable[[Work], None] | None = None) -> ReelWriter:
        """A new reel with its own random key (the key row and the file are there when this returns). What `also` writes lands together
        with the key: a recording put there is never seen without its writer."""

    def resume_reel(self, recording: RecordingId) -> ReelWriter:
        """Go on from exactly what was acknowledged. Raises REEL_MISSING when there never was a reel, REEL_DAMAGED when not all of what was
        acknowledged is there."""

    def salvage_reel(self, recording: RecordingId) -> int:
        """Finish a damaged, unfinished reel with the chunks that are sound before the damage; what came after is given up. Returns its size
        in bytes; 0 when nothing is sound: it stays as it is."""

    def being_written(self) -> set[RecordingId]:
        """Recordings whose reel has an open writer; there is never more than one for each."""

    def finished_bytes(self, recording: RecordingId) -> int | None:
        """The size of its finished reel, as the vault knows it; None while it is being written, and when there is none."""

    def open_reel(self, recording: RecordingId) -> Reel:
        """Raises REEL_MISSING or REEL_DAMAGED. Each caller gets a connection of its own; use it in one thread at a time."""

    def destroy_reel(self, recording: RecordingId, receipt: Receipt) -> None:
        """Crypto-shredding in the order of architecture.md, rows of marks and clips included; idempotent; ends with the receipt."""

    def owes_tidying(self) -> bool:
        """Whether something was deleted or changed since `tidy`."""

    def tidy(self) -> None:
        """Write the store anew, so that no word that was deleted is left in any page of it: what deleting alone leaves behind. After a
        family, a visit, a film or a person was deleted, once for all of them. Takes a part of a second, in a very large vault some
        seconds, in which no unit of work gets its turn. Raises DISK_FULL (it needs as much room as the store); then it is still owed.
        Nothing happens while film is being written: it is still owed then too."""

    def unfinished_destructions(self) -> list[RecordingId]: ...

    def finish_destruction(self, recording: RecordingId, finished_at: datetime) -> None:
        """Go on from whatever an intent left; its receipt gets this end. Nothing happens when there is none."""


# --- backups ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BackupFacts:
    """What a backup holds. `left_out`: films that were damaged, unfinished or being deleted when it was made."""

    made_at: datetime
    films: int
    film_bytes: int
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Decided:
    """What was erased (ids) and withdrawn (consents), and when. A backup never brings back the one nor undoes the other. `holds`: those
    that stood, where they could be read; a film that comes back is held by them."""

    erased: dict[str, datetime]
    withdrawn: dict[ConsentId, datetime]
    holds: list[Hold] = field(default_factory=list)


class BackupDraft(Protocol):
    """A backup that is written and read back, and does not stand in its place yet."""

    @property
    def facts(self) -> BackupFacts: ...

    def stand(self) -> Path:
        """Give it its name and remove the older backups of this vault beside it, which hold what was erased since. Raises DRIVE_*."""

    def drop(self) -> None:
        """Throw it away; nothing happens once it stands."""


class Backup(Protocol):
    """A backup file, opened for reading. Reading raises BACKUP_DAMAGED and DRIVE_GONE."""

    @property
    def facts(self) -> BackupFacts: ...

    def films(self) -> dict[RecordingId, int]:
        """The films in it, and their size in bytes."""

    def decided(self) -> Decided:
        """By the time it was made, or by the time of any newer backup of the same vault beside it that the same secret opens."""

    def close(self) -> None: ...


class Restoring(Protocol):
    """A vault being made out of a backup. It is no vault to anybody until `finish`; a kill before leaves nothing of it in use."""

    @property
    def store(self) -> Store:
        """All words of the backup, and none of its films yet."""

    @property
    def aside(self) -> Path | None:
        """Where `finish` moves the vault that is in the place now; None when there is none."""

    def decided_here(self) -> Decided:
        """As much as can be read of the vault that is in the place now."""

    def bring(self, recording: RecordingId, progress: Progress, cancel: CancelToken) -> None:
        """Bring this film. Raises BACKUP_DAMAGED when it is not what it was, DISK_FULL, DRIVE_GONE, CANCELLED; then it is not there."""

    def drop(self, recordings: Iterable[RecordingId]) -> None:
        """Recordings that do not come back: their rows go, without a receipt, for no film of them is here."""

    def finish(self) -> tuple[Store, str]:
        """Put the vault in its place. The open store, and its recovery code, shown once."""

    def abandon(self) -> None:
        """Remove what was made; nothing happens after `finish`."""


# --- the vault before and behind its lock -----------------------------------------------------------------------------


class VaultKeeper(Protocol):
    """One vault folder and its keys. All but `exists` may take a second or more: never on the interface's thread."""

    def exists(self) -> bool: ...

    def strength(self, passphrase: str) -> Strength: ...

    def create(self, passphrase: str) -> tuple[Store, str]:
        """Make and open it; also the recovery code, shown once. Raises VAULT_EXISTS, KEYRING_*, DISK_FULL, FOLDER_NOT_WRITABLE."""

    def open(self, passphrase: str) -> Store:
        """Raises WRONG_PASSPHRASE, WAIT_BEFORE_NEXT_TRY(seconds), KEYRING_*, KEYSLOTS_DAMAGED, VAULT_*."""

    def recover(self, code: str) -> Store:
        """Raises RECOVERY_CODE_MISTYPED(group), WRONG_RECOVERY_CODE, KEYSLOTS_DAMAGED, VAULT_*; VAULT_OLDER only the first time."""

    def is_passphrase(self, passphrase: str) -> bool:
        """Raises WAIT_BEFORE_NEXT_TRY(seconds) and KEYRING_*."""

    def change_passphrase(self, passphrase: str) -> None:
        """Of the open vault. The old one opens nothing once this returns."""

    def new_recovery_code(self) -> str:
        """Of the open vault. The old one opens nothing once this returns."""

    def close(self) -> None:
        """Close the open vault; nothing happens when there is none."""

    def check(self, progress: Progress) -> list[Finding]:
        """Read everything in the open vault and name every damage. Progress counts bytes."""

    def back_up(self, folder: Path, passphrase: str | None, at: datetime, progress: Progress, cancel: CancelToken) -> BackupDraft:
        """Write the open vault into one file in `folder` and read it back. `passphrase` is to open it besides the recovery code; it has
        been checked. Progress counts bytes. Raises DRIVE_*, DISK_FULL, CANCELLED; then nothing is left there."""

    def open_backup(self, file: Path, secret: str, *, is_code: bool) -> Backup:
        """Raises BACKUP_*, DRIVE_GONE, RECOVERY_CODE_MISTYPED(group). Takes about a second."""

    def restore(self, backup: Backup, passphrase: str, *, set_aside: bool = False) -> Restoring:
        """Begin to make a vault out of a backup, with keys of its own. Where there is a vault it is refused, or, with `set_aside`, moved
        out of the way at the end. Raises VAULT_EXISTS, VAULT_IN_USE, DISK_FULL, KEYRING_*, FOLDER_NOT_WRITABLE, BACKUP_*, DRIVE_GONE."""

    def mend(self, backup: Backup, recording: RecordingId, progress: Progress, cancel: CancelToken) -> None:
        """Take the film of a recording of the open vault from a backup, if it is that very film. Raises as `Restoring.bring`."""
