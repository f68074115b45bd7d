"""Destroying a film for good, in an order that a kill at any moment cannot spoil.

1. The intent, durable: which recording, and the receipt to be.
2. The reel's key and manifest go from the vault; the log is cut, so that the key is nowhere in it. From here the film is gone.
3. The reel's file is removed, and the folder told so.
4. Marks, clips and the recording go, the receipt stays, the intent ends.

Each step may be done twice. On a full disk the ballast is freed and the step tried again; it is put back afterwards, when there is room.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import RecordingId
from app.domain.receipt import Receipt
from app.domain.recording import RecordingState
from storage import layout
from storage.files import sync_folder, translated_os
from storage.reel import remove_file
from storage.work import VaultWork


class DestroyingVault(Protocol):
    """What of the vault a destruction needs."""

    @property
    def folder(self) -> Path: ...

    def work(self) -> AbstractContextManager[VaultWork]: ...

    def checkpoint(self) -> None: ...


def intend(vault: DestroyingVault, recording: RecordingId, receipt: Receipt) -> None:
    """Step 1. An intent that stands already keeps its own receipt; a film that is gone already needs none."""

    def step() -> None:
        with vault.work() as work:
            reel = work.reels.get(recording)
            if reel is None and work.recordings.get(recording) is None:
                return
            work.destructions.add(recording, reel.file if reel else None, receipt)
            work.recordings.set_state(recording, RecordingState.DESTROYING)
            work.commit()

    _with_room(vault, step)


def finish(vault: DestroyingVault, recording: RecordingId, finished_at: datetime) -> None:
    """Steps 2 to 4, from wherever they were left."""
    with vault.work() as work:
        intent = work.destructions.get(recording)
    if intent is None:
        return
    _with_room(vault, lambda: _destroy_key(vault, recording))
    if intent.file is not None:
        _remove_file(layout.reel_path(vault.folder, intent.file))
    receipt = replace(intent.receipt, finished_at=max(finished_at, intent.receipt.asked_at))
    _with_room(vault, lambda: _forget(vault, recording, receipt))
    with suppress(Circumstance):  # still no room: the next opening tries again
        layout.keep_ballast(vault.folder)


def unfinished(vault: DestroyingVault) -> list[RecordingId]:
    with vault.work() as work:
        return work.destructions.all()


def _destroy_key(vault: DestroyingVault, recording: RecordingId) -> None:
    with vault.work() as work:
        work.reels.remove(recording)
        work.commit()
    vault.checkpoint()


def _remove_file(path: Path) -> None:
    with translated_os(ErrorCode.FOLDER_NOT_WRITABLE):
        remove_file(path)
        if path.parent.is_dir():
            sync_folder(path.parent)


def _forget(vault: DestroyingVault, recording: RecordingId, receipt: Receipt) -> None:
    with vault.work() as work:
        work.recordings.remove(recording)
        work.cards.forget_settled()
        work.receipts.add(receipt)
        work.destructions.remove(recording)
        work.commit()
    vault.checkpoint()


def _with_room(vault: DestroyingVault, step: Callable[[], None]) -> None:
    """Do a step; when the disk is full, free the ballast and do it again."""
    try:
        step()
    except Circumstance as error:
        if error.code is not ErrorCode.DISK_FULL or not layout.free_ballast(vault.folder):
            raise
        step()
