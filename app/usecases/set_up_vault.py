"""Make a vault: the only place where keys and stores come to be."""

from __future__ import annotations

from app.domain.errors import Circumstance, ErrorCode
from app.domain.passphrase import require
from app.ports import Store, VaultKeeper


def set_up_vault(keeper: VaultKeeper, passphrase: str) -> tuple[Store, str]:
    """The open vault and its recovery code, which is shown once. Raises PASSPHRASE_TOO_WEAK, VAULT_EXISTS, KEYRING_*, DISK_FULL."""
    if keeper.exists():
        raise Circumstance(ErrorCode.VAULT_EXISTS)
    require(keeper.strength(passphrase))
    return keeper.create(passphrase)
