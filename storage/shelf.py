"""The reels of an open vault: made, gone on with, opened, and all closed again when the film is destroyed or the vault locked.

Each reel has one writer at most: whoever is to write claims it first, before anything of it can be seen.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from app.domain.errors import Bug, Circumstance, ErrorCode
from app.domain.ids import RecordingId
from app.ports import CHUNK_BYTES
from storage import layout
from storage.files import sync_folder, translated_os
from storage.reel import VaultReel, connect_reel, create_file, remove_file
from storage.reel_rows import Known, ReelRow, ReelRows, root_of
from storage.reel_writer import VaultReelWriter, go_on, sound_chunks
from storage.sqlcipher import KEY_BYTES, Connection
from storage.work import VaultWork


class _Closable(Protocol):
    def close(self) -> None: ...


class Shelf:
    """The open reels of one vault. Safe to use from any thread. `work` gives a unit of work of the vault."""

    def __init__(self, folder: Path, work: Callable[[], AbstractContextManager[VaultWork]]) -> None:
        self._folder = folder
        self._work = work
        self._opened: dict[RecordingId, list[_Closable]] = {}
        self._writing: set[RecordingId] = set()
        self._turn = threading.Lock()

    def create(self, recording: RecordingId, also: Callable[[VaultWork], None] | None = None) -> VaultReelWriter:
        with self._claimed(recording):
            with self._work() as work:
                if work.reels.get(recording) is not None:
                    raise Bug("a recording has one reel")
                row = work.reels.add(recording)
                if also is not None:
                    also(work)
                work.commit()
            self._make_reel_file(row)
            return self._writer(Known(row, [], None))

    def resume(self, recording: RecordingId) -> VaultReelWriter:
        with self._claimed(recording):
            known = self._known(recording)
            if known.row.finished:
                raise Bug("a finished reel takes no more footage")
            if not known.size_bytes:
                self._make_reel_file(known.row)  # perhaps killed between the key's row and the file; nothing in it was acknowledged
            if not self._path(known.row).exists():
                raise Circumstance(ErrorCode.REEL_DAMAGED)
            return self._writer(known)

    def salvage(self, recording: RecordingId) -> int:
        with self._claimed(recording):
            known = self._known(recording)
            if known.row.finished:
                raise Bug("a finished reel is not salvaged")
            sound = known.digests[: self._sound_chunks(known)]
            size = len(sound) * CHUNK_BYTES
            if sound:  # the reel itself is left as it is: rows that cannot be read cannot be removed either
                with self._reel_rows() as rows:
                    rows.give_up_after(recording, len(sound))
                    rows.finish(recording, size, len(sound), root_of(sound, size))
            self._unclaim(recording)
            return size

    def open(self, recording: RecordingId) -> VaultReel:
        known = self._known(recording)
        if not known.row.finished:
            raise Circumstance(ErrorCode.REEL_MISSING)
        connection = connect_reel(self._path(known.row), known.row.key)
        try:
            reel = VaultReel(connection, known.row, known.digests, self._reel_rows, lambda: self._forget(recording, reel))
        except BaseException:
            connection.close()
            raise
        self._remember(recording, reel)
        return reel

    def replace(self, recording: RecordingId, fill: Callable[[Connection], None]) -> None:
        with self._claimed(recording):
            old = self._known(recording).row
            fresh = self._folder / f"reel.{secrets.token_hex(4)}.new"  # such a name is swept at the next opening
            key = secrets.token_bytes(KEY_BYTES)
            try:
                create_file(fresh, key)
                connection = connect_reel(fresh, key)
                try:
                    fill(connection)
                finally:
                    connection.close()
                self._take_place(recording, fresh, key)
            except BaseException:
                remove_file(fresh)
                raise
            self.close(recording)
            with translated_os(ErrorCode.VAULT_DAMAGED):
                remove_file(self._path(old))
            self._unclaim(recording)

    def being_written(self) -> set[RecordingId]:
        """Recordings whose reel has an open writer, or is about to."""
        with self._turn:
            return set(self._writing)

    def close(self, recording: RecordingId) -> None:
        """Close the reel's readers and its writer under their owners."""
        with self._turn:
            opened = self._opened.pop(recording, [])
        for one in opened:
            one.close()

    def close_all(self) -> None:
        """The same for every reel."""
        for recording in list(self._opened):
            self.close(recording)

    def _path(self, row: ReelRow) -> Path:
        return layout.reel_path(self._folder, row.file)

    def _make_reel_file(self, row: ReelRow) -> None:
        with translated_os(ErrorCode.VAULT_DAMAGED):
            (self._folder / layout.REELS).mkdir(mode=0o700, exist_ok=True)
        create_file(self._path(row), row.key)
        with translated_os(ErrorCode.VAULT_DAMAGED):
            sync_folder(self._folder / layout.REELS)
            sync_folder(self._folder)

    def _take_place(self, recording: RecordingId, fresh: Path, key: bytes) -> None:
        file = f"{secrets.token_hex(16)}.reel"
        with translated_os(ErrorCode.VAULT_DAMAGED):
            (self._folder / layout.REELS).mkdir(mode=0o700, exist_ok=True)
            fresh.replace(layout.reel_path(self._folder, file))
            sync_folder(self._folder / layout.REELS)
        with self._reel_rows() as rows:
            rows.moved(recording, file, key)

    def _known(self, recording: RecordingId) -> Known:
        with self._work() as work:
            known = work.reels.known(recording)
        if known is None:
            raise Circumstance(ErrorCode.REEL_MISSING)
        return known

    @contextmanager
    def _claimed(self, recording: RecordingId) -> Iterator[None]:
        """Nobody else writes into this reel from here on; until its writer is closed, unless there comes to be none."""
        with self._turn:
            if recording in self._writing:
                raise Bug("one writer at a time")
            self._writing.add(recording)
        try:
            yield
        except BaseException:
            self._unclaim(recording)
            raise

    def _unclaim(self, recording: RecordingId) -> None:
        with self._turn:
            self._writing.discard(recording)

    def _writer(self, known: Known) -> VaultReelWriter:
        recording = known.row.recording
        connection = connect_reel(self._path(known.row), known.row.key)
        try:
            tail = go_on(connection, known)
        except BaseException:
            connection.close()
            raise

        def closed() -> None:
            self._unclaim(recording)
            self._forget(recording, writer)

        writer = VaultReelWriter(connection, known, tail, self._reel_rows, closed)
        self._remember(recording, writer)
        return writer

    def _sound_chunks(self, known: Known) -> int:
        try:
            connection = connect_reel(self._path(known.row), known.row.key)
        except Circumstance as error:
            if error.code not in (ErrorCode.REEL_DAMAGED, ErrorCode.REEL_MISSING):
                raise
            return 0
        try:
            return sound_chunks(connection, known.digests)
        finally:
            connection.close()

    @contextmanager
    def _reel_rows(self) -> Iterator[ReelRows]:
        with self._work() as work:
            yield work.reels
            work.commit()

    def _remember(self, recording: RecordingId, opened: _Closable) -> None:
        with self._turn:
            self._opened.setdefault(recording, []).append(opened)

    def _forget(self, recording: RecordingId, closed: _Closable) -> None:
        with self._turn:
            left = [one for one in self._opened.get(recording, []) if one is not closed]
            if left:
                self._opened[recording] = left
            else:
                self._opened.pop(recording, None)
