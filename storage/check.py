"""A full check: every page of the store, every chunk of every reel against the manifest, both copies of the key slots.

SQLCipher's own check is blind to a damaged write-ahead log and to an older page put back, so the log is moved into the store first and
the tide and the manifest are asked as well. Nothing is changed, save that a damaged copy of the key slots is mended from the good one.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from pathlib import Path

from app.domain.errors import Circumstance, ErrorCode
from app.domain.finding import Finding, FindingKind
from app.domain.ids import RecordingId
from app.domain.recording import RecordingState
from app.ports import CHUNK_BYTES, Progress
from storage import key_slots, layout
from storage.key_slots import Slots
from storage.keys import VaultKey
from storage.reel import connect_reel
from storage.reel_rows import ExtraRow, Known, ReelRow, root_of
from storage.sqlcipher import Connection
from storage.vault import Vault, open_vault

_WHOLE_REELS = frozenset({RecordingState.VERIFYING, RecordingState.PREPARING, RecordingState.READY})


def check_vault(folder: Path, vault_key: VaultKey, progress: Progress) -> list[Finding]:
    """Check a vault that is not open. Progress counts bytes. Raises VAULT_IN_USE, VAULT_TOO_NEW, VAULT_MISSING; damage is returned."""
    found: list[Finding] = []
    try:
        vault = open_vault(folder, vault_key)
    except Circumstance as error:
        named = {
            ErrorCode.VAULT_DAMAGED: FindingKind.STORE_DAMAGED if (folder / layout.STORE).exists() else FindingKind.STORE_MISSING,
            ErrorCode.VAULT_OLDER: FindingKind.STORE_OLDER,
        }
        if error.code not in named:
            raise
        return [*check_key_slots(folder), Finding(named[error.code])]
    try:
        found += check_open_vault(vault, progress)
    finally:
        vault.close()
    return found


def check_open_vault(vault: Vault, progress: Progress, slots: Slots | None = None) -> list[Finding]:
    """The same for a vault that is open; a reel that is being written is left out. `slots` are those it was opened with."""
    return [*check_key_slots(vault.folder, slots), *_check_store(vault), *_check_reels(vault, progress)]


def check_key_slots(folder: Path, remembered: Slots | None = None) -> list[Finding]:
    """Both copies, without any key. A damaged one is mended from the good one, both from what an open vault remembers of them."""
    try:
        copies = key_slots.read(folder)
    except Circumstance as error:
        if error.code not in (ErrorCode.KEYSLOTS_DAMAGED, ErrorCode.VAULT_MISSING):
            raise
        if remembered is None:
            return [Finding(FindingKind.KEYSLOTS_DAMAGED, count=2)]
        key_slots.write(folder, remembered)
        return [Finding(FindingKind.KEYSLOTS_RENEWED, count=2)]
    if not copies.bad:
        return []
    key_slots.write(folder, copies.best)
    return [Finding(FindingKind.KEYSLOTS_COPY_DAMAGED, count=len(copies.bad))]


def _check_store(vault: Vault) -> list[Finding]:
    try:
        bad_pages, bad_places = vault.check_store()
    except Circumstance as error:
        if error.code is not ErrorCode.VAULT_DAMAGED:
            raise
        return [Finding(FindingKind.STORE_DAMAGED)]
    found = [Finding(FindingKind.STORE_DAMAGED, count=bad_pages)] if bad_pages else []
    return found + ([Finding(FindingKind.TIDE_DAMAGED, count=bad_places)] if bad_places else [])


@dataclass(frozen=True, slots=True)
class _Expected:
    """What the vault says a reel holds."""

    known: Known
    extras: list[ExtraRow]

    @property
    def row(self) -> ReelRow:
        return self.known.row

    @property
    def size_bytes(self) -> int:
        return self.known.size_bytes


def _check_reels(vault: Vault, progress: Progress) -> list[Finding]:
    busy = vault.being_written()
    try:
        with vault.work() as work:
            rows = work.reels.all()
            expected = [
                _Expected(known, work.reels.extras(row.recording))
                for row in rows
                if row.recording not in busy and (known := work.reels.known(row.recording))
            ]
            films = [film for film in work.recordings.all() if not film.stays_on_camcorder]
            whole = {film.id for film in films if film.state in _WHOLE_REELS}
    except Circumstance as error:
        if error.code is not ErrorCode.VAULT_DAMAGED:
            raise
        return []  # named already: the store's own check found the page
    found = [Finding(FindingKind.REEL_MISSING, recording) for recording in sorted(whole - {row.recording for row in rows})]
    total = sum(one.size_bytes for one in expected)
    done = 0
    for one in expected:
        found += _check_reel(vault, one, partial(_report, progress, done, total))
        done += one.size_bytes
        progress(done, total)
    return found + _strays(vault.folder, {row.file for row in rows})


def _check_reel(vault: Vault, expected: _Expected, progress: Callable[[int], None]) -> list[Finding]:
    row = expected.row
    path = layout.reel_path(vault.folder, row.file)
    if not expected.size_bytes and not row.finished:
        return []  # killed before anything was acknowledged: the file may be missing or half made, and is made anew when it goes on
    try:
        connection = connect_reel(path, row.key)
    except Circumstance as error:
        return [Finding(_named(error), row.recording)]
    try:
        if row.finished and root_of(expected.known.digests, expected.size_bytes) != row.root:
            return [Finding(FindingKind.STORE_DAMAGED, row.recording)]
        return _check_chunks(connection, expected, progress) + _check_extras(connection, expected)
    except Circumstance as error:
        return [Finding(_named(error), row.recording)]
    finally:
        connection.close()


def _named(error: Circumstance) -> FindingKind:
    if error.code is ErrorCode.REEL_MISSING:
        return FindingKind.REEL_MISSING
    if error.code is ErrorCode.REEL_DAMAGED:
        return FindingKind.REEL_DAMAGED
    raise error


class _Body(Enum):
    SOUND = auto()
    DAMAGED = auto()
    MISSING = auto()


def _check_chunks(connection: Connection, expected: _Expected, progress: Callable[[int], None]) -> list[Finding]:
    tally = Counter[_Body]()
    digests, tail = expected.known.digests, expected.known.tail
    for n, digest in enumerate(digests):
        tally[_body(connection, "SELECT body FROM chunk WHERE n = ?", (n,), (digest,))] += 1
        progress(n * CHUNK_BYTES)
    if tail is not None:  # of a film whose taking was broken off: the beginning of the chunk that was being filled
        tally[_body(connection, "SELECT substr(body, 1, ?) FROM chunk WHERE n = ?", (tail.size, len(digests)), (tail.sha256,))] += 1
    return _told(tally, FindingKind.REEL_DAMAGED, expected.row.recording)


def _check_extras(connection: Connection, expected: _Expected) -> list[Finding]:
    for table in ("extra", "extra NOT INDEXED"):  # an index or a table that holds nothing yet is read too
        connection.run(f"SELECT count(name) FROM {table}")
    tally = Counter[_Body]()
    for extra in expected.extras:
        found = _body(connection, "SELECT body FROM extra WHERE name = ?", (extra.name,), (extra.sha256, extra.pending))
        if found is not _Body.MISSING or extra.sha256 is not None:  # one that was only on its way may be missing
            tally[found] += 1
    return _told(tally, FindingKind.EXTRA_DAMAGED, expected.row.recording)


def _body(connection: Connection, sql: str, key: tuple[object, ...], digests: tuple[bytes | None, ...]) -> _Body:
    """How one row stands beside the digests it may have."""
    try:
        rows = connection.run(sql, key)
    except Circumstance as error:
        if error.code is not ErrorCode.REEL_DAMAGED:
            raise
        return _Body.DAMAGED
    if not rows:
        return _Body.MISSING
    return _Body.SOUND if hashlib.sha256(rows[0][0]).digest() in digests else _Body.DAMAGED


def _told(tally: Counter[_Body], damaged: FindingKind, recording: RecordingId) -> list[Finding]:
    kinds = {_Body.DAMAGED: damaged, _Body.MISSING: FindingKind.REEL_OLDER}
    return [Finding(kind, recording, tally[body]) for body, kind in kinds.items() if tally[body]]


def _report(progress: Progress, before: int, total: int, bytes_read: int) -> None:
    progress(before + bytes_read, total)


def _strays(folder: Path, known: set[str]) -> list[Finding]:
    reels = folder / layout.REELS
    if not reels.is_dir():
        return []
    stray = [entry for entry in reels.iterdir() if entry.name.removesuffix("-journal") not in known]
    return [Finding(FindingKind.STRAY_FILE, count=len(stray))] if stray else []
