"""Bring back from a backup the films of the open vault that are damaged or gone from the disk. Nothing else in the vault is touched: words
stay as they are, and a film that was deleted is not in the vault, so it is never brought back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from app.domain.audit import Deed
from app.domain.errors import Circumstance, ErrorCode
from app.domain.finding import FindingKind
from app.ports import Backup, CancelToken, Clock, Progress, Store, VaultKeeper
from app.usecases.destroy_films import orders

_HARMED = frozenset({FindingKind.REEL_DAMAGED, FindingKind.REEL_MISSING, FindingKind.REEL_OLDER, FindingKind.EXTRA_DAMAGED})


@dataclass(frozen=True, slots=True)
class Mended:
    """How many films were damaged or gone, and how many of them are whole again."""

    harmed: int
    mended: int


def mend_from_backup(store: Store, keeper: VaultKeeper, clock: Clock, backup: Backup, progress: Progress, cancel: CancelToken) -> Mended:
    """Reads the whole vault first (in that part it cannot be stopped), then brings what is needed. Progress counts bytes of the one, then
    of the other. Raises DISK_FULL, DRIVE_GONE, CANCELLED: what was mended by then stays mended."""
    found = keeper.check(progress)
    harmed = {one.recording for one in found if one.kind in _HARMED and one.recording is not None}
    with store.work() as work:
        going = {one.recording for one in orders(work)}
    at_hand = backup.films()
    wanted = [film for film in sorted(harmed - going) if film in at_hand]
    mended = sum([_mended(partial(keeper.mend, backup, film, progress, cancel)) for film in wanted])
    if mended:
        with store.work() as work:
            work.audit.append(clock.now(), Deed.RESTORED)
            work.commit()
    return Mended(len(harmed), mended)


def _mended(bring: Callable[[], None]) -> bool:
    """False when the backup's film is damaged too, or another one."""
    try:
        bring()
    except Circumstance as error:
        if error.code is not ErrorCode.BACKUP_DAMAGED:
            raise
        return False
    return True
