"""The keyring: which one it is, and whether it truly keeps. A secret is written, read back and removed."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Protocol

from app.checkup.finding import Finding, Standing
from app.domain.errors import Circumstance

_SHORT = {
    "keyring.backends.SecretService.Keyring": "Secret Service",
    "keyring.backends.libsecret.Keyring": "libsecret",
    "keyring.backends.kwallet.DBusKeyring": "KWallet",
    "keyring.backends.Windows.WinVaultKeyring": "Windows Credential Manager",
    "keyring.backends.macOS.Keyring": "macOS Keychain",
}


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
    name = f"doctor-{secrets.token_hex(8)}"
    secret = secrets.token_bytes(32)
    keeper.write(name, secret)
    try:
        kept = keeper.read(name) == secret
    finally:
        keeper.remove(name)
    gone = keeper.read(name) is None
    facts = {"backend": _SHORT.get(keeper.backend, keeper.backend.rsplit(".", 2)[-1])}
    if kept and gone:
        return Finding("keyring", Standing.GOOD, "keyring.keeps", facts)
    return Finding("keyring", Standing.TROUBLE, "keyring.keyring_silent", facts)
