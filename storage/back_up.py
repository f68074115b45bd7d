"""An open vault into one file on a removable drive, written under another name, read back, and only then put in its place.

Each chunk is compared with its digest as it is read from its reel, so damage is left out and counted, never carried along unseen.
A film that is deleted meanwhile is left out too. What was erased by the end goes into the file last.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from app.domain.errors import Circumstance, ErrorCode
from app.domain.recording import RecordingState
from app.domain.retention import Hold
from app.ports import CHUNK_BYTES, BackupFacts, CancelToken, Progress
from storage import backup_lock, layout
from storage.backup_file import BackupReader, BackupWriter, FilmRow, StoreCopy, fresh_name, on_the_drive
from storage.columns import time_text
from storage.files import sync_folder, translated_os
from storage.key_slots import Slots
from storage.reel_rows import ReelRow, root_of
from storage.sqlcipher import KEY_BYTES
from storage.vault import Vault

NAME = "samspill-{day}{again}.backup"
_ANY = re.compile(r"samspill-\d{4}-\d\d-\d\d(?:-\d+)?\.backup")
_UNFINISHED = re.compile(rf"{_ANY.pattern}\.[0-9a-f]{{8}}\.new")
_AROUND = 1.01  # pages and rows around the chunks
_AROUND_BYTES = 4 << 20


@dataclass(frozen=True, slots=True)
class Watch:
    """How far it is, and whether to stop. `begin` is how much was done before, `total` the whole."""

    progress: Progress
    cancel: CancelToken
    total: int
    begin: int = 0

    def tell(self, done: int) -> None:
        """Raises CANCELLED."""
        if self.cancel.cancelled():
            raise Circumstance(ErrorCode.CANCELLED)
        self.progress(min(self.begin + done, self.total), self.total)


class Draft:
    """Fulfils `app.ports.BackupDraft`."""

    def __init__(self, fresh: Path, path: Path, ways: Slots, facts: BackupFacts) -> None:
        self._fresh: Path | None = fresh
        self._path = path
        self._ways = ways
        self._facts = facts

    @property
    def facts(self) -> BackupFacts:
        return self._facts

    def stand(self) -> Path:
        assert self._fresh is not None
        with on_the_drive(self._fresh), translated_os(ErrorCode.DRIVE_GONE):
            self._fresh.replace(self._path)
            self._fresh = None
            sync_folder(self._path.parent)
            for older in backups_in(self._path.parent):
                if older.path != self._path and older.ways.vault_id == self._ways.vault_id and older.ways.edition <= self._ways.edition:
                    older.path.unlink(missing_ok=True)
        return self._path

    def drop(self) -> None:
        fresh, self._fresh = self._fresh, None
        if fresh is not None:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Lying:
    """A backup that lies in a folder, still locked."""

    path: Path
    ways: Slots


def backups_in(folder: Path) -> list[Lying]:
    """By their names and locks; what cannot be read is passed over."""
    found = []
    for path in sorted(folder.iterdir()):
        if _ANY.fullmatch(path.name):
            with suppress(OSError, Circumstance):
                found.append(Lying(path, backup_lock.read_lock(path)))
    return found


def write_backup(vault: Vault, folder: Path, ways: Slots, key: bytes, watch: tuple[Progress, CancelToken]) -> Draft:
    """Raises DRIVE_FULL, DRIVE_GONE, DRIVE_NOT_WRITABLE, DRIVE_FILES_TOO_SMALL, DISK_FULL (the vault's own disk), CANCELLED."""
    at = backup_lock.made_at(ways)
    if vault.folder.resolve() in (folder.resolve(), *folder.resolve().parents):
        raise Circumstance(ErrorCode.DRIVE_NOT_WRITABLE)  # a backup that is lost together with the vault is none
    with translated_os(ErrorCode.DRIVE_GONE):
        _clear_unfinished(folder)
        path = _free_path(folder, at)
    fresh = fresh_name(path)
    copy_key = secrets.token_bytes(KEY_BYTES)
    try:
        with _store_copy(vault, copy_key) as lies:
            films, left_out = _films(vault)
            _require_room(folder, lies.stat().st_size + sum(_file_size(vault, one) for one in films))
            total = 2 * (lies.stat().st_size + sum(film.size_bytes or 0 for film in films))
            facts = _Written(vault, fresh, key, Watch(*watch, total)).write(lies, copy_key, films, ways)
        with on_the_drive(fresh):
            _read_back(fresh, key, Watch(*watch, total, total // 2))
    except BaseException:  # whatever it was, raised again: an interrupt leaves no half backup on the drive either
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise
    return Draft(fresh, path, ways, replace(facts, left_out=facts.left_out + left_out))


class _Written:
    """The writing of one backup."""

    def __init__(self, vault: Vault, fresh: Path, key: bytes, watch: Watch) -> None:
        self._vault = vault
        self._fresh = fresh
        self._watch = watch
        self._done = 0
        with on_the_drive(fresh):
            self._out = BackupWriter(fresh, key)

    def write(self, store: Path, store_key: bytes, films: list[ReelRow], ways: Slots) -> BackupFacts:
        try:
            with on_the_drive(self._fresh):
                self._store(store, store_key)
            kept = [one.size_bytes or 0 for one in films if self._film(one)]
            with on_the_drive(self._fresh):
                self._out.put_decided(*_decided(self._vault))
                self._out.finish(backup_lock.encoded_lock(ways))
        except BaseException:
            self._out.close()
            raise
        return BackupFacts(backup_lock.made_at(ways), len(kept), sum(kept), len(films) - len(kept))

    def _store(self, path: Path, key: bytes) -> None:
        digest, size = hashlib.sha256(), 0
        with path.open("rb") as file:
            for n, body in enumerate(iter(lambda: file.read(CHUNK_BYTES), b"")):
                digest.update(body)
                size += len(body)
                self._out.put_store_chunk(n, body)
                self._did(len(body))
        self._out.put_store(StoreCopy(key, size, digest.hexdigest()))

    def _film(self, row: ReelRow) -> bool:
        """False when it is gone meanwhile, or damaged: nothing of it is kept."""
        assert row.size_bytes is not None
        assert row.root is not None
        end = self._done + row.size_bytes
        try:
            reel = self._vault.open_reel(row.recording)
        except Circumstance as error:
            return self._missed(error, end)
        try:
            with on_the_drive(self._fresh):
                film = self._out.begin_film(row.recording, -(-row.size_bytes // CHUNK_BYTES), row.size_bytes, row.root)
            try:
                for n in range(film.chunks):
                    body = reel.read_at(n * CHUNK_BYTES, CHUNK_BYTES)
                    with on_the_drive(self._fresh):
                        self._out.put_chunk(film, n, body)
                    self._did(len(body))
                for name in reel.extra_names():
                    self._extra(film, name, reel.extra(name))
            except Circumstance as error:
                missed = self._missed(error, end)
                with on_the_drive(self._fresh):
                    self._out.drop_film(film)
                return missed
        finally:
            reel.close()
        return True

    def _extra(self, film: FilmRow, name: str, body: bytes | None) -> None:
        if body is not None:
            with on_the_drive(self._fresh):
                self._out.put_extra(film, name, body)

    def _missed(self, error: Circumstance, done: int) -> bool:
        if error.code not in (ErrorCode.REEL_MISSING, ErrorCode.REEL_DAMAGED):
            raise error
        self._did(done - self._done)
        return False

    def _did(self, size: int) -> None:
        self._done += size
        self._watch.tell(self._done)


@contextmanager
def _store_copy(vault: Vault, key: bytes) -> Iterator[Path]:
    """Beside the store, encrypted, for as long as it takes to carry it to the drive; what a kill leaves is swept at the next opening."""
    path = vault.folder / f"copy.{secrets.token_hex(4)}.new"
    try:
        vault.copy_store(path, key)
        yield path
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _films(vault: Vault) -> tuple[list[ReelRow], int]:
    """The finished films, and how many others there are."""
    with vault.work() as work:
        known = [film for film in work.recordings.all() if not film.stays_on_camcorder]
        rows = [work.reels.get(film.id) for film in known if film.state is not RecordingState.DESTROYING]
    found = [row for row in rows if row is not None and row.finished]
    return found, len(known) - len(found)


def _decided(vault: Vault) -> tuple[list[tuple[str, str]], list[tuple[str, str]], list[Hold]]:
    with vault.work() as work:
        erased = sorted(work.erased.with_times().items())
        families = work.families.all()
        consents = [one for code in families for one in work.ledger.of(code) if one.withdrawn_at is not None]
        holds = work.holds.standing()
    gone = [(one.id, time_text(one.withdrawn_at)) for one in consents if one.withdrawn_at is not None]
    return [(one, time_text(at)) for one, at in erased], [(str(one), at) for one, at in gone], holds


def _file_size(vault: Vault, row: ReelRow) -> int:
    try:
        return layout.reel_path(vault.folder, row.file).stat().st_size
    except OSError:
        return 0  # not there: it will be left out


def _require_room(folder: Path, size: int) -> None:
    with translated_os(ErrorCode.DRIVE_GONE):
        if shutil.disk_usage(folder).free < size * _AROUND + _AROUND_BYTES:
            raise Circumstance(ErrorCode.DRIVE_FULL)


def _clear_unfinished(folder: Path) -> None:
    for path in folder.iterdir():
        if _UNFINISHED.fullmatch(path.name):
            path.unlink(missing_ok=True)


def _free_path(folder: Path, at: datetime) -> Path:
    """Named by its day and nothing else."""
    for number in range(1, 1000):
        path = folder / NAME.format(day=at.astimezone().date().isoformat(), again=f"-{number}" if number > 1 else "")
        if not path.exists():
            return path
    raise Circumstance(ErrorCode.DRIVE_FULL)


def _read_back(path: Path, key: bytes, watch: Watch) -> None:
    """Every byte of it, from the drive as far as the system allows, against its digests. Raises DRIVE_UNRELIABLE, DRIVE_GONE."""
    try:
        reader = BackupReader(path, key)
        try:
            done = 0
            for body in reader.store_chunks():
                done += len(body)
                watch.tell(done)
            for film in reader.films:
                digests = []
                for n in range(film.chunks):
                    body = reader.chunk(film, n)
                    digests.append(hashlib.sha256(body).digest())
                    done += len(body)
                    watch.tell(done)
                for name in reader.extra_names(film):
                    reader.extra(film, name)
                if root_of(digests, film.size_bytes) != film.root:
                    raise Circumstance(ErrorCode.BACKUP_DAMAGED)
        finally:
            reader.close()
    except Circumstance as error:
        if error.code is ErrorCode.BACKUP_DAMAGED:
            raise Circumstance(ErrorCode.DRIVE_UNRELIABLE) from None
        raise
