"""Make a vault out of a backup. What was erased since goes before any film is brought, and what was withdrawn since stays withdrawn.

What was erased is known from the backup itself, from newer backups beside it, and from the vault that is in the place, if it can be
read. Films that the backup lacks, and films in it that are damaged, do not come back; how many is said. What the team base has been sent
since is not known here: everything that is counted is sent to it again, in new revisions.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from app.domain.audit import Deed
from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import ClipId, NoteId, PersonId, RecordingId, VisitId
from app.domain.passphrase import Strength
from app.ports import Backup, CancelToken, Clock, Decided, Progress, Restoring, Store, VaultKeeper, Work
from app.usecases import erase_family, erase_person, erase_visit
from app.usecases.backups import note_backup
from app.usecases.erase_family import erased_name


@dataclass(frozen=True, slots=True)
class Restored:
    """The open vault, and its recovery code, shown once. `erased`: films of the backup that were erased since and stay away; `missing`:
    films that the backup had nothing whole of. `aside` is where the vault lies that was there before."""

    store: Store
    recovery_code: str = field(repr=False)
    films: int
    erased: int
    missing: int
    aside: Path | None


@dataclass(frozen=True, slots=True)
class Restore:
    """What is wanted: the opened backup, the passphrase of the vault to be, and whether a vault that is there moves out of the way."""

    backup: Backup
    passphrase: str = field(repr=False)
    set_aside: bool = False


def restore(keeper: VaultKeeper, clock: Clock, wish: Restore, progress: Progress, cancel: CancelToken) -> Restored:
    """Raises PASSPHRASE_TOO_WEAK, VAULT_EXISTS, VAULT_IN_USE, DISK_FULL, KEYRING_*, FOLDER_NOT_WRITABLE, BACKUP_*, DRIVE_GONE, CANCELLED:
    then everything is as it was. The backup stays open."""
    if keeper.strength(wish.passphrase) is Strength.TOO_WEAK:
        raise Circumstance(ErrorCode.PASSPHRASE_TOO_WEAK)
    restoring = keeper.restore(wish.backup, wish.passphrase, set_aside=wish.set_aside)
    try:
        before = _films(restoring.store)
        for decided in (wish.backup.decided(), restoring.decided_here()):
            _keep_gone(restoring, clock, decided)
        left = _films(restoring.store)
        brought = _bring(restoring, wish.backup, left, progress, cancel)
        missing = left - brought
        restoring.drop(missing)
        with restoring.store.work() as work:
            note_backup(work, wish.backup.facts.made_at)
            work.outbox.raise_floor()
            work.audit.append(clock.now(), Deed.RESTORED)
            work.commit()
        aside = restoring.aside
        store, code = restoring.finish()
    finally:
        restoring.abandon()
    return Restored(store, code, len(brought), len(before) - len(left), len(missing), aside)


def _films(store: Store) -> set[RecordingId]:
    """Those whose film was in the vault."""
    with store.work() as work:
        return {film.id for film in work.recordings.all() if not film.stays_on_camcorder}


def _bring(
    restoring: Restoring, backup: Backup, wanted: Collection[RecordingId], progress: Progress, cancel: CancelToken
) -> set[RecordingId]:
    films = {film: size for film, size in backup.films().items() if film in wanted}
    total, brought, done = sum(films.values()), set(), 0
    for film, size in films.items():
        try:
            restoring.bring(film, partial(_tell, progress, done, total), cancel)
            brought.add(film)
        except Circumstance as error:
            if error.code is not ErrorCode.BACKUP_DAMAGED:
                raise
        done += size
        progress(done, total)
    return brought


def _tell(progress: Progress, before: int, total: int, done: int, _of_this_film: int) -> None:
    progress(before + done, total)


def _keep_gone(restoring: Restoring, clock: Clock, decided: Decided) -> None:
    """Films first, for nothing may hang on a family or a person that goes; each kind says nothing when it is not there."""
    store = restoring.store
    with store.work() as work:
        families = [one for one in map(work.families.get, work.families.all()) if one is not None and erased_name(one) in decided.erased]
        films = [film for film in work.recordings.all() if film.id in decided.erased or film.family in {one.code for one in families}]
    restoring.drop([film.id for film in films])
    with store.work() as work:
        for film in films:
            work.audit.append(clock.now(), Deed.DELETED, film.family, film.id)
        for family in families:
            erase_family.ERASER.remove(work, clock.now(), family.code)
        for one in decided.erased:
            _erase(work, clock.now(), one)
        for one, at in decided.erased.items():
            work.erased.add([one], at)
        for consent, at in decided.withdrawn.items():
            work.ledger.withdraw(consent, at)
        for hold in decided.holds:
            if work.recordings.get(hold.recording) is not None:
                work.holds.place(hold)
        work.commit()


def _erase(work: Work, now: datetime, one: str) -> None:
    """Of the other kinds: ids are random, so one is at most one of them."""
    erase_person.ERASER.remove(work, now, PersonId(one))
    erase_visit.WITHOUT_FILMS.remove(work, now, VisitId(one))
    work.notes.remove(NoteId(one))
    work.clips.remove(ClipId(one))
