"""The keyring: which one it is, and whether it truly keeps. A secret is written, read back and removed."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Protocol

from app.checkup.finding import Finding, Standing
from app.domain.errors import Circumstance


class Keeper(Protocol):
    """What of `storage.device_secret.DeviceSecrets` is needed here."""

    @property
    def backend(self) -> str: ...

    def read(self, vault_id: str) -> bytes | None: ...

    def write(self, vault_id: str, secret: bytes) -> None: ...

    def remove(self, vault_id: str) -> None: ...


def check_keyring(keeper: Keeper | None = None) -> Iterator[Finding]:
    """One finding. Leaves nothing in the keyring."""
    try:
        yield _probe(keeper or _real_keeper())
    except ImportError:
        yield Finding("keyring", Standing.TROUBLE, "keyring.unknown")
    except Circumstance as error:
        yield Finding("keyring", Standing.TROUBLE, f"keyring.{error.code.value}", {"code": error.code.value})


def _real_keeper() -> Keeper:
    from storage.device_secret import KeyringSecrets  # noqa: PLC0415  the doctor must start where this cannot be imported

    return KeyringSecrets()


def _probe(keeper: Keeper) -> Finding:
    from storage.device_secret import keyring_name  # noqa: PLC0415

    name = f"doctor-{secrets.token_hex(8)}"
    secret = secrets.token_bytes(32)
    keeper.write(name, secret)
    try:
        kept = keeper.read(name) == secret
    finally:
        keeper.remove(name)
    gone = keeper.read(name) is None
    facts = {"backend": keyring_name(keeper.backend)}
    if kept and gone:
        return Finding("keyring", Standing.GOOD, "keyring.keeps", facts)
    return Finding("keyring", Standing.TROUBLE, "keyring.keyring_silent", facts)
