"""A vault out of a backup: with keys of its own, in a folder of its own, moved to its place when it is whole.

The words come first, so that what was erased can go before any film is brought. Films then get a new file and a new key each, and every
chunk is compared with the manifest of the vault it goes into; nothing that the vault did not know of can come in with a backup.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path

from app.domain.errors import Bug, Circumstance, ErrorCode
from app.domain.ids import ConsentId, RecordingId
from app.ports import CHUNK_BYTES, BackupFacts, CancelToken, Decided, Progress
from storage import backup_lock, layout
from storage.back_up import Watch, backups_in
from storage.backup_file import COMMIT_CHUNKS, BackupReader, FilmRow
from storage.columns import time_of
from storage.device_secret import DeviceSecrets
from storage.erased import ErasedRows
from storage.files import sync_folder, translated_os
from storage.holds import HoldRows
from storage.kdf import ArgonCost
from storage.key_slots import Slots
from storage.keys import VaultKey, new_slots
from storage.reel_rows import ExtraRow, root_of
from storage.sqlcipher import VAULT_SHAPE, Connection, connect
from storage.tide import Tide
from storage.vault import IN_ORDER, NewVault, Vault, open_vault
from storage.vault_lock import require_free

_COPY = "copy.00000000.new"  # of the store, as it came out of the backup
_AROUND_BYTES = 8 << 20


class OpenedBackup:
    """Fulfils `app.ports.Backup`. `open_ways` opens the lock of another backup with the same secret."""

    def __init__(self, reader: BackupReader, ways: Slots, open_ways: Callable[[Slots], bytes]) -> None:
        self.reader = reader
        self._ways = ways
        self._open_ways = open_ways

    @property
    def facts(self) -> BackupFacts:
        films = self.reader.films
        return BackupFacts(backup_lock.made_at(self._ways), len(films), sum(film.size_bytes for film in films))

    @property
    def size_bytes(self) -> int:
        """Of all that would be unpacked."""
        return self.reader.store.size_bytes + self.facts.film_bytes

    def films(self) -> dict[RecordingId, int]:
        return {film.recording: film.size_bytes for film in self.reader.films}

    def decided(self) -> Decided:
        (erased, withdrawn), holds = self.reader.decided(), self.reader.holds()
        for newer in self._newer():
            more = newer.decided()
            erased += more[0]
            withdrawn += more[1]
            holds += newer.holds()
            newer.close()
        return Decided({one: time_of(at) for one, at in erased}, {ConsentId(one): time_of(at) for one, at in withdrawn}, holds)

    def film(self, recording: RecordingId) -> FilmRow | None:
        return next((film for film in self.reader.films if film.recording == recording), None)

    def close(self) -> None:
        self.reader.close()

    def _newer(self) -> Iterable[BackupReader]:
        """Backups of the same vault beside this one that were made later; one that this secret does not open tells nothing."""
        with translated_os(ErrorCode.DRIVE_GONE):
            beside = backups_in(self.reader.path.parent)
        for other in beside:
            if other.ways.vault_id == self._ways.vault_id and other.ways.edition > self._ways.edition:
                with suppress(Circumstance):
                    yield BackupReader(other.path, self._open_ways(other.ways))


def open_backup(path: Path, secret: str, *, is_code: bool) -> OpenedBackup:
    """Raises BACKUP_*, DRIVE_GONE, RECOVERY_CODE_MISTYPED."""
    way = backup_lock.open_with_code if is_code else backup_lock.open_with_passphrase
    with translated_os(ErrorCode.DRIVE_GONE):
        ways = backup_lock.read_lock(path)
    return OpenedBackup(BackupReader(path, way(ways, secret)), ways, partial(_by, way, secret))


def bring_film(vault: Vault, backup: OpenedBackup, recording: RecordingId, progress: Progress, cancel: CancelToken) -> None:
    """Put a film of the backup in the place of the one that the vault knows. Raises BACKUP_DAMAGED when it is not that very film."""
    with vault.work() as work:
        known = work.reels.known(recording)
        extras = {one.name: one for one in work.reels.extras(recording)}
    film = backup.film(recording)
    if known is None or not known.row.finished or film is None:
        raise Bug("a film that is in both is brought")
    if film.root != known.row.root or root_of(known.digests, film.size_bytes) != film.root:
        raise Circumstance(ErrorCode.BACKUP_DAMAGED)
    watch = Watch(progress, cancel, film.size_bytes)
    vault.replace_reel(recording, partial(_fill, backup.reader, film, known.digests, extras, watch))


class Restoration:
    """Fulfils `app.ports.Restoring`. `opened` is told of the vault once it is in its place."""

    def __init__(self, place: Place, backup: OpenedBackup, made: _Made, opened: Callable[[NewVault], None]) -> None:
        self._place = place
        self._backup = backup
        self._made: _Made | None = made
        self._opened = opened
        self.store: Vault = open_vault(place.folder / layout.SET_UP, made.key)

    @property
    def aside(self) -> Path | None:
        return self._place.aside

    def decided_here(self) -> Decided:
        return self._place.decided

    def bring(self, recording: RecordingId, progress: Progress, cancel: CancelToken) -> None:
        bring_film(self.store, self._backup, recording, progress, cancel)

    def drop(self, recordings: Iterable[RecordingId]) -> None:
        gone = set(recordings)
        with self.store.work() as work:
            for card in work.cards.not_wiped():
                if card.recording in gone:
                    work.cards.forget(card.card, card.source_key)
            for film in gone:
                work.reels.remove(film)
                work.recordings.remove(film)
            work.commit()

    def finish(self) -> tuple[Vault, str]:
        made, folder = self._made, self._place.folder
        assert made is not None
        self.store.tidy()
        self.store.checkpoint()  # what is left in a log would not come along
        self.store.close()
        with translated_os(ErrorCode.FOLDER_NOT_WRITABLE):
            self._place.clear()
            layout.move_out(folder, IN_ORDER)
        self._made = None
        new = NewVault(open_vault(folder, made.key), made.key, made.code)
        self._opened(new)
        return new.vault, new.recovery_code

    def abandon(self) -> None:
        made, self._made = self._made, None
        if made is not None:
            self.store.close()
            made.undo(self._place.folder)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the vault is to be. A vault that is there and does not open moves to `aside`; `decided` is what could be read of it."""

    folder: Path
    aside: Path | None = None
    decided: Decided = field(default_factory=lambda: Decided({}, {}))

    def clear(self) -> None:
        """Move all that is there aside, save the vault that is being made."""
        if self.aside is None:
            return
        self.aside.mkdir(mode=0o700)
        for entry in list(self.folder.iterdir()):
            if entry.name != layout.SET_UP:
                entry.replace(self.aside / entry.name)
        sync_folder(self.aside)


def place_for(folder: Path, *, set_aside: bool, secret: Callable[[], VaultKey]) -> Place:
    """`secret` gives the key of the vault that is there, if it can. Raises VAULT_EXISTS, VAULT_IN_USE."""
    if not layout.vault_exists(folder):
        return Place(folder)
    if not set_aside:
        raise Circumstance(ErrorCode.VAULT_EXISTS)
    require_free(folder)
    aside = next(one for n in count(1) if not (one := folder.with_name(f"{folder.name}-set-aside-{n}")).exists())
    return Place(folder, aside, _decided_there(folder, secret))


def _decided_there(folder: Path, secret: Callable[[], VaultKey]) -> Decided:
    """As much as can be read of a vault that may be damaged: nothing, when nothing can."""
    decided = Decided({}, {})
    with suppress(Circumstance):
        store = folder / layout.STORE
        connection = connect(
            store, secret().derived("store"), VAULT_SHAPE, damaged=ErrorCode.VAULT_DAMAGED, missing=ErrorCode.VAULT_MISSING
        )
        try:
            decided.erased.update(ErasedRows(connection).with_times())
            rows = connection.run("SELECT id, withdrawn_at FROM consent WHERE withdrawn_at IS NOT NULL")
            decided.withdrawn.update({ConsentId(row[0]): time_of(row[1]) for row in rows})
            decided.holds.extend(HoldRows(connection).standing())
        finally:
            connection.close()
    return decided


@dataclass(frozen=True, slots=True)
class _Made:
    """The keys of the vault that is being made."""

    key: VaultKey
    code: str
    vault_id: str
    device: DeviceSecrets

    def undo(self, folder: Path) -> None:
        shutil.rmtree(folder / layout.SET_UP, ignore_errors=True)
        self.device.remove(self.vault_id)


def restore_into(
    place: Place, backup: OpenedBackup, passphrase: str, device: DeviceSecrets, argon: ArgonCost | None, opened: Callable[[NewVault], None]
) -> Restoration:
    """Unpack the words. Raises DISK_FULL, FOLDER_NOT_WRITABLE, KEYRING_*, BACKUP_DAMAGED, BACKUP_TOO_NEW, DRIVE_GONE."""
    folder = place.folder
    with translated_os(ErrorCode.FOLDER_NOT_WRITABLE):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = layout.fresh_folder(folder)
    try:
        with translated_os(ErrorCode.FOLDER_NOT_WRITABLE):
            if shutil.disk_usage(folder).free < backup.size_bytes + backup.reader.store.size_bytes + _AROUND_BYTES:
                raise Circumstance(ErrorCode.DISK_FULL)
        made = _Made(*new_slots(fresh, passphrase, device, argon), device)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    try:
        _unpack_store(fresh, backup.reader, made.key)
        return Restoration(place, backup, made, opened)
    except BaseException as error:
        made.undo(folder)
        if isinstance(error, Circumstance) and error.code is ErrorCode.VAULT_TOO_NEW:
            raise Circumstance(ErrorCode.BACKUP_TOO_NEW) from None
        raise


def _unpack_store(fresh: Path, reader: BackupReader, key: VaultKey) -> None:
    copy = fresh / _COPY
    with translated_os(ErrorCode.VAULT_DAMAGED), copy.open("xb") as file:
        for body in reader.store_chunks():
            file.write(body)
    connection = connect(copy, reader.store.key, VAULT_SHAPE, damaged=ErrorCode.BACKUP_DAMAGED, missing=ErrorCode.BACKUP_DAMAGED)
    try:
        connection.copy_to(fresh / layout.STORE, key.derived("store"))
    finally:
        connection.close()
    with translated_os(ErrorCode.FOLDER_NOT_WRITABLE):
        copy.unlink()
    Tide(fresh, key.derived("tide"), create=True).close()
    layout.keep_ballast(fresh)


def _fill(
    reader: BackupReader, film: FilmRow, digests: list[bytes], extras: dict[str, ExtraRow], watch: Watch, connection: Connection
) -> None:
    connection.begin()
    for n, digest in enumerate(digests):
        body = reader.chunk(film, n)
        if hashlib.sha256(body).digest() != digest:
            raise Circumstance(ErrorCode.BACKUP_DAMAGED)
        connection.run("INSERT INTO chunk VALUES (?, ?)", (n, body))
        if n % COMMIT_CHUNKS == COMMIT_CHUNKS - 1:
            connection.commit()
            connection.begin()
        watch.tell(n * CHUNK_BYTES)
    for name in reader.extra_names(film):
        body, known = reader.extra(film, name), extras.get(name)
        if known is not None and hashlib.sha256(body).digest() in (known.sha256, known.pending):  # others can be made again
            connection.run("INSERT INTO extra VALUES (?, ?)", (name, body))
    connection.commit()


def _by(way: Callable[[Slots, str], bytes], secret: str, ways: Slots) -> bytes:
    return way(ways, secret)
