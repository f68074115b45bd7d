"""Write the vault into one encrypted file on a removable drive. That there is a backup is noted before the backup stands, so that a receipt
of a later deletion can say truthfully that a copy of the film may be left.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.domain.audit import Deed
from app.domain.errors import Circumstance, ErrorCode
from app.domain.recording import RecordingState
from app.ports import BackupDraft, BackupFacts, CancelToken, Clock, Progress, Store, VaultKeeper
from app.usecases.backups import note_backup


@dataclass(frozen=True, slots=True)
class BackedUp:
    """Where the backup lies, and what it holds."""

    file: Path
    facts: BackupFacts


def back_up(
    store: Store, keeper: VaultKeeper, clock: Clock, folder: Path, passphrase: str | None, progress: Progress, cancel: CancelToken
) -> BackedUp:
    """The older backups of this vault in `folder` go once the new one was read back. The passphrase, and the recovery code, open it
    anywhere; with None only the code does. Raises WRONG_PASSPHRASE, ALREADY_FILMING, DRIVE_*, DISK_FULL, CANCELLED: nothing is left."""
    _require_no_filming(store)
    if passphrase is not None and not keeper.is_passphrase(passphrase):
        raise Circumstance(ErrorCode.WRONG_PASSPHRASE)
    draft = keeper.back_up(folder, passphrase, clock.now(), progress, cancel)
    try:
        _note(store, clock, draft)
        file = draft.stand()
    finally:
        draft.drop()
    return BackedUp(file, draft.facts)


def _require_no_filming(store: Store) -> None:
    """A film that is being taken is made safe twice a second, and the copy of the store would keep it waiting."""
    busy = store.being_written()
    with store.work() as work:
        if any(film.state is RecordingState.FILMING for film in work.recordings.all() if film.id in busy):
            raise Circumstance(ErrorCode.ALREADY_FILMING)


def _note(store: Store, clock: Clock, draft: BackupDraft) -> None:
    with store.work() as work:
        note_backup(work, draft.facts.made_at)
        work.audit.append(clock.now(), Deed.BACKED_UP)
        work.commit()
