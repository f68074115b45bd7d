"""What the interface asks of the composition root: the door of a vault, and what lies behind it once it is open.

`app/bootstrap.py` fulfils these; the screens know nothing of keys, SQL or decoders.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.base_ports import BaseLink, Codec, Invitation, Networks
from app.domain.passphrase import Strength
from app.film_ports import CardReader, Studio, Workshop
from app.ports import BackupFacts, CancelToken, Clock, Progress, Store, VaultKeeper

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtCore import QObject

    from app.usecases.evidence import Machine
    from app.usecases.restore import Restored
    from video.player import Player


@dataclass(frozen=True)
class TeamWays:
    """The way to the team base, and what is said on it."""

    base: BaseLink  # slow: never on the interface's thread
    codec: Codec
    networks: Networks
    read_invitation: Callable[[str, str], Invitation]  # address and code as typed; raises ENROLMENT_CODE_MISTYPED, BASE_ADDRESS_INVALID
    read_picture: Callable[[NDArray[np.uint8]], str | None]  # the text of a QR code in a picture (height, width, BGR), if there is one


@dataclass(frozen=True)
class Session:
    """An open vault with everything that works on it. `close` flushes and lets go of the keys' file handles."""

    store: Store
    workshop: Workshop
    cards: CardReader
    clock: Clock
    player: Callable[[QObject], Player]
    studio: Callable[[], Studio]  # a new one each time; in the practice vault it lists the test camera too
    keeper: VaultKeeper
    close: Callable[[], None]
    machine: Callable[[int], Machine]  # of this machine, locking after so many minutes; slow, never on the interface's thread
    team: TeamWays
    practice: bool = False
    by_recovery_code: bool = False  # the keyring or the passphrase is lost: a new passphrase is to be chosen


@dataclass(frozen=True)
class NewSession:
    """What set-up made. The recovery code is shown once and kept nowhere."""

    session: Session
    recovery_code: str


@dataclass(frozen=True)
class RestoreWish:
    """A backup, and what opens it. `passphrase` is the one of the vault to be. `set_aside`: a vault that is there moves out of the way."""

    file: Path
    secret: str = field(repr=False)
    is_code: bool
    passphrase: str = field(repr=False)
    set_aside: bool = False


@dataclass(frozen=True)
class RestoredSession:
    """What restoring made: the open vault, its new recovery code, and how many films came and did not."""

    session: Session
    done: Restored


class Door(Protocol):
    """A vault folder before it is open. All but `exists` are slow: never on the interface's thread."""

    @property
    def folder(self) -> Path: ...

    @property
    def practice(self) -> bool:
        """Whether this is the practice vault, which opens by itself."""

    def exists(self) -> bool: ...

    def warm_up(self) -> None:
        """Load what of the program behind the lock needs no Qt, on any thread, while the person types."""

    def suggest_passphrase(self) -> str:
        """Six words in the language of the screen."""

    def strength(self, passphrase: str) -> Strength: ...

    def set_up(self, passphrase: str) -> NewSession: ...

    def unlock(self, passphrase: str) -> Session: ...

    def recover(self, code: str) -> Session: ...

    def look_at_backup(self, file: Path, secret: str, *, is_code: bool) -> BackupFacts:
        """What a backup holds, if this opens it. Raises BACKUP_*, DRIVE_GONE, RECOVERY_CODE_MISTYPED(group)."""

    def restore(self, wish: RestoreWish, progress: Progress, cancel: CancelToken) -> RestoredSession:
        """Raises as `app.usecases.restore.restore` does."""

    def open_practice(self, progress: Progress, cancel: CancelToken) -> Session:
        """Make the practice vault where there is none, and open it."""

    def throw_practice_away(self) -> None: ...
