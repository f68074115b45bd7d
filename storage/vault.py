"""The vault: everything that is known of the families' films, in one encrypted store, and the reels beside it.

Opening never creates; `create_vault` is the only place that makes keys and stores. One connection, one unit of work at a time: threads
take turns. Each commit is on the disk before it is acknowledged, and its number in the tide file, so that an older store is noticed.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from app.domain.errors import Bug, Circumstance, ErrorCode
from app.domain.ids import RecordingId
from app.domain.receipt import Receipt
from storage import destruction, key_slots, layout
from storage.device_secret import DeviceSecrets
from storage.files import sweep, translated_os
from storage.kdf import ArgonCost
from storage.keys import VaultKey, new_slots
from storage.migrations import migrate
from storage.reel import VaultReel
from storage.reel_writer import VaultReelWriter
from storage.shelf import Shelf
from storage.sqlcipher import VAULT_SHAPE, Connection, connect
from storage.tide import NAME as TIDE_NAME
from storage.tide import Tide
from storage.vault_lock import VaultLock
from storage.work import VaultWork

# A vault that was made moves to its place in this order.
IN_ORDER = (layout.BALLAST, TIDE_NAME, key_slots.COPY_NAME, key_slots.NAME, layout.REELS, layout.STORE)


@dataclass(frozen=True, slots=True)
class NewVault:
    """A vault just made and open, its key, and the recovery code, which is shown once and kept nowhere."""

    vault: Vault
    key: VaultKey
    recovery_code: str = field(repr=False)


class Vault:
    """Fulfils `app.ports.Store`. Made by `open_vault` and `create_vault`."""

    def __init__(self, folder: Path, lock: VaultLock, connection: Connection, tide: Tide) -> None:
        self.folder = folder
        self._lock = lock
        self._db = connection
        self._tide = tide
        self._turn = threading.RLock()
        self._busy = False
        self._closed = False
        self._shelf = Shelf(folder, self.work)

    @contextmanager
    def work(self) -> Iterator[VaultWork]:
        """A unit of work: rolled back unless committed. Waits for its turn; asking again inside one is a bug."""
        with self._turn:
            if self._busy:
                raise Bug("a unit of work inside another")
            if self._closed:
                raise Circumstance(ErrorCode.VAULT_LOCKED)
            self._busy = True
            try:
                work = VaultWork(self._db, self._tide)
                try:
                    yield work
                finally:
                    work.rollback()
            finally:
                self._busy = False

    def free_bytes(self) -> int:
        with translated_os(ErrorCode.VAULT_MISSING):
            return shutil.disk_usage(self.folder).free

    def make_room(self) -> bool:
        return layout.free_ballast(self.folder)

    def keep_room(self) -> None:
        with suppress(Circumstance):  # still no room: the next opening tries again
            layout.keep_ballast(self.folder)

    def create_reel(self, recording: RecordingId, also: Callable[[VaultWork], None] | None = None) -> VaultReelWriter:
        return self._shelf.create(recording, also)

    def resume_reel(self, recording: RecordingId) -> VaultReelWriter:
        return self._shelf.resume(recording)

    def salvage_reel(self, recording: RecordingId) -> int:
        return self._shelf.salvage(recording)

    def being_written(self) -> set[RecordingId]:
        return self._shelf.being_written()

    def finished_bytes(self, recording: RecordingId) -> int | None:
        with self.work() as work:
            row = work.reels.get(recording)
        return row.size_bytes if row else None

    def open_reel(self, recording: RecordingId) -> VaultReel:
        return self._shelf.open(recording)

    def destroy_reel(self, recording: RecordingId, receipt: Receipt) -> None:
        """Crypto-shredding: see `storage/destruction.py`. Readers and writers of the reel are closed under their owners."""
        destruction.intend(self, recording, receipt)
        self.finish_destruction(recording, receipt.finished_at)

    def finish_destruction(self, recording: RecordingId, finished_at: datetime) -> None:
        """Go on from whatever an intent left. Nothing happens when there is none."""
        self._shelf.close(recording)
        destruction.finish(self, recording, finished_at)

    def unfinished_destructions(self) -> list[RecordingId]:
        return destruction.unfinished(self)

    def checkpoint(self) -> None:
        """Move the write-ahead log into the store and cut it to nothing."""
        with self._turn:
            self._db.checkpoint()

    def copy_store(self, path: Path, key: bytes) -> None:
        """The store as it is now, at `path`, under a key of its own: for a backup. Nobody gets a turn meanwhile (a part of a second, a
        large vault some seconds). Raises DISK_FULL."""
        with self._turn:
            if self.free_bytes() < (self.folder / layout.STORE).stat().st_size:  # rather than fill the disk under a film being taken
                raise Circumstance(ErrorCode.DISK_FULL)
            self._db.copy_to(path, key)

    def replace_reel(self, recording: RecordingId, fill: Callable[[Connection], None]) -> None:
        """Put a new file, under a new key, in the place of a reel's; the manifest stays. `fill` writes chunks and extras into it. Until
        that is done the old file is what it was. Raises what `fill` raises, and DISK_FULL."""
        self._shelf.replace(recording, fill)

    def check_store(self) -> tuple[int, int]:
        """How many pages of the store and places of the tide are damaged. The log goes into the store first: the check is blind to it."""
        with self._turn:
            self._db.checkpoint()
            bad = len(self._db.run("PRAGMA cipher_integrity_check"))
            if not bad:  # every page is as it was written; was what was written sound?
                bad = (self._db.run("PRAGMA integrity_check") != [("ok",)]) + len(self._db.run("PRAGMA foreign_key_check"))
            return bad, self._tide.damaged_places()

    def owes_tidying(self) -> bool:
        with self.work() as work:
            return work.is_untidy()

    def tidy(self) -> None:
        """What `secure_delete` leaves: a row that SQLite moved to another page stays readable in the old one until that place is used
        again. Writing every page anew leaves no such place; see docs/decisions/0902. Nothing happens when nothing is owed,
        nor while film is being written: a film that is taken makes each half second safe, and must not wait."""
        with self._turn:
            if not self.owes_tidying() or self._shelf.being_written():
                return
            if self.free_bytes() < (self.folder / layout.STORE).stat().st_size:  # rather than fill the disk under a film being taken
                raise Circumstance(ErrorCode.DISK_FULL)
            with self.work() as work:
                work.search.write_anew()
                work.commit()
            self._db.run("VACUUM")
            with self.work() as work:
                work.tidied()
                work.commit()
            self._db.checkpoint()

    def flush(self) -> None:
        """All commits are on the disk already; this moves them out of the log, so that locking leaves one tidy file."""
        self.checkpoint()

    def close(self) -> None:
        """Close every reel, tidy up and let the vault go. Waits for a unit of work that is under way."""
        with self._turn:
            if self._closed:
                return
            self._closed = True
        # Not within the turn: a writer that is flushing in another thread waits for it, and gets VAULT_LOCKED.
        self._shelf.close_all()
        with self._turn:
            try:
                with suppress(Circumstance):  # a full disk: the log stays and is read at the next opening
                    self._db.checkpoint()
                self._db.close()
            finally:
                self._tide.close()
                self._lock.release()


def create_vault(folder: Path, passphrase: str, device: DeviceSecrets, *, argon: ArgonCost | None = None) -> NewVault:
    """Make a vault. Raises VAULT_EXISTS, FOLDER_NOT_WRITABLE, DISK_FULL, KEYRING_*. `argon` is for practice and tests; else calibrated.

    It is made in a folder of its own and moved out, the store last: a kill on the way leaves no vault rather than half a vault.
    """
    if layout.vault_exists(folder):
        raise Circumstance(ErrorCode.VAULT_EXISTS)
    with translated_os(ErrorCode.FOLDER_NOT_WRITABLE):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = layout.fresh_folder(folder)
    vault_id = ""
    try:
        key, code, vault_id = new_slots(fresh, passphrase, device, argon)
        _make_store(fresh, key)
        layout.keep_ballast(fresh)
        with translated_os(ErrorCode.FOLDER_NOT_WRITABLE):
            layout.move_out(folder, IN_ORDER)
    except BaseException:
        if vault_id and not layout.vault_exists(folder):
            device.remove(vault_id)
        raise
    return NewVault(open_vault(folder, key), key, code)


def _make_store(folder: Path, key: VaultKey) -> None:
    connection = _connect(folder, key, create=True)
    try:
        migrate(connection)
        connection.checkpoint()
    finally:
        connection.close()
    Tide(folder, key.derived("tide"), create=True).close()


def open_vault(folder: Path, vault_key: VaultKey, *, accept_older: bool = False) -> Vault:
    """Open a vault, bring it up to this program's schema and put the ballast back. Raises VAULT_MISSING, VAULT_IN_USE, VAULT_DAMAGED,
    VAULT_TOO_NEW, or VAULT_OLDER when commits that were acknowledged are gone (`accept_older` goes on from what there is).
    """
    if not (folder / layout.STORE).exists():
        raise Circumstance(ErrorCode.VAULT_DAMAGED if key_slots.exist(folder) and layout.any_reels(folder) else ErrorCode.VAULT_MISSING)
    lock = VaultLock(folder)
    try:
        connection = _connect(folder, vault_key)
        try:
            migrate(connection)
            tide = _opened_tide(folder, vault_key, connection, accept_older)
        except BaseException:
            connection.close()
            raise
    except BaseException:
        lock.release()
        raise
    sweep(folder)
    with suppress(Circumstance):  # a full disk: the next opening tries again
        layout.keep_ballast(folder)
    return Vault(folder, lock, connection, tide)


def _opened_tide(folder: Path, key: VaultKey, connection: Connection, accept_older: bool) -> Tide:
    tide = Tide(folder, key.derived("tide"))
    try:
        level = int(connection.run("SELECT level FROM tide")[0][0])
        known = tide.level()
        if known > level:
            if not accept_older:
                raise Circumstance(ErrorCode.VAULT_OLDER)
            connection.run("UPDATE tide SET level = ?", (known,))
    except BaseException:
        tide.close()
        raise
    return tide


def _connect(folder: Path, key: VaultKey, *, create: bool = False) -> Connection:
    return connect(
        folder / layout.STORE,
        key.derived("store"),
        VAULT_SHAPE,
        damaged=ErrorCode.VAULT_DAMAGED,
        missing=ErrorCode.VAULT_MISSING,
        create=create,
    )
