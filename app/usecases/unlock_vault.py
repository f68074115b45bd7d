"""Open a vault that is there, and finish the deletions that were cut short. Never creates anything."""

from __future__ import annotations

from app.domain.errors import Circumstance, ErrorCode
from app.ports import Clock, Store, VaultKeeper
from app.usecases.delete_recording import finish_deletions


def unlock_vault(keeper: VaultKeeper, clock: Clock, passphrase: str) -> Store:
    """The open vault. Raises VAULT_MISSING, WRONG_PASSPHRASE, WAIT_BEFORE_NEXT_TRY(seconds), KEYRING_*, KEYSLOTS_DAMAGED, VAULT_*."""
    return _tidied(keeper, keeper.open(passphrase), clock)


def recover_vault(keeper: VaultKeeper, clock: Clock, code: str) -> Store:
    """The open vault, by its recovery code. Raises RECOVERY_CODE_MISTYPED(group), WRONG_RECOVERY_CODE, KEYSLOTS_DAMAGED, VAULT_*."""
    return _tidied(keeper, keeper.recover(code), clock)


def _tidied(keeper: VaultKeeper, store: Store, clock: Clock) -> Store:
    try:
        finish_deletions(store, clock)
    except Circumstance as error:
        if error.code not in (ErrorCode.DISK_FULL, ErrorCode.FOLDER_NOT_WRITABLE):
            keeper.close()
            raise
        # The intent stands and the film is no longer shown; the next start tries again. Unlocking goes on: making room needs it.
    return store
