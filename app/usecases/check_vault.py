"""Read everything in the open vault and name every damage."""

from __future__ import annotations

from app.domain.finding import Finding
from app.ports import Progress, VaultKeeper


def check_vault(keeper: VaultKeeper, progress: Progress) -> list[Finding]:
    """What is not as it should be; an empty list is good news. Progress counts bytes. Raises VAULT_LOCKED."""
    return keeper.check(progress)
