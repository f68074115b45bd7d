"""Change what opens the vault. The old passphrase is asked for first, unless the vault was opened by its recovery code."""

from __future__ import annotations

from app.domain.errors import Circumstance, ErrorCode
from app.domain.passphrase import require
from app.ports import VaultKeeper


def change_passphrase(keeper: VaultKeeper, old: str, new: str) -> None:
    """Raises WRONG_PASSPHRASE, WAIT_BEFORE_NEXT_TRY(seconds), PASSPHRASE_TOO_WEAK, KEYRING_*, DISK_FULL; then the old one still holds."""
    require(keeper.strength(new))
    _require_passphrase(keeper, old)
    keeper.change_passphrase(new)


def choose_passphrase_after_recovery(keeper: VaultKeeper, new: str) -> None:
    """For a vault opened by its recovery code: the passphrase, or this machine's half of the key, is lost. Raises as above."""
    require(keeper.strength(new))
    keeper.change_passphrase(new)


def renew_recovery_code(keeper: VaultKeeper, passphrase: str) -> str:
    """The new code; the old paper opens nothing any more. Raises WRONG_PASSPHRASE, WAIT_BEFORE_NEXT_TRY(seconds), KEYRING_*."""
    _require_passphrase(keeper, passphrase)
    return keeper.new_recovery_code()


def _require_passphrase(keeper: VaultKeeper, passphrase: str) -> None:
    if not keeper.is_passphrase(passphrase):
        raise Circumstance(ErrorCode.WRONG_PASSPHRASE)
