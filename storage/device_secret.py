"""The half of the key that lives on this machine: 32 random bytes in the operating system's keyring.

Only keyring backends on the list below are trusted; a null backend swallows writes without a word, so each write is read back. A
keyring that is absent, locked or other than before means "use the recovery code", never a new key.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.domain.errors import Circumstance, ErrorCode
from storage.files import replace_file, translated_os

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SECRET_BYTES = 32
TRUSTED_BACKENDS = (
    "keyring.backends.SecretService.Keyring",
    "keyring.backends.libsecret.Keyring",
    "keyring.backends.kwallet.DBusKeyring",
    "keyring.backends.Windows.WinVaultKeyring",
    "keyring.backends.macOS.Keyring",
)
_SHORT = {
    "keyring.backends.SecretService.Keyring": "Secret Service",
    "keyring.backends.libsecret.Keyring": "libsecret",
    "keyring.backends.kwallet.DBusKeyring": "KWallet",
    "keyring.backends.Windows.WinVaultKeyring": "Windows Credential Manager",
    "keyring.backends.macOS.Keyring": "macOS Keychain",
}
_NULL_BACKEND = "keyring.backends.null.Keyring"
_SERVICE = "samspill"


def keyring_name(backend: str) -> str:
    """What people call the place where the device's half of the key is kept."""
    return _SHORT.get(backend, backend.rsplit(".", 2)[-1])


class DeviceSecrets(Protocol):
    """Where the device secret of a vault is kept."""

    @property
    def backend(self) -> str:
        """The name of the place, recorded in the key slot. Raises KEYRING_MISSING or KEYRING_SILENT."""

    def read(self, vault_id: str) -> bytes | None:
        """The secret, or None when this place has none for the vault. Raises KEYRING_MISSING, KEYRING_LOCKED, KEYRING_SILENT."""

    def write(self, vault_id: str, secret: bytes) -> None:
        """Keep it, and prove it by reading it back. Raises the same, KEYRING_SILENT when it did not stay."""

    def remove(self, vault_id: str) -> None:
        """Forget it; nothing happens when it is not there."""


class KeyringSecrets:
    """The operating system's keyring, through the first trusted backend that works here."""

    def __init__(self, trusted: Sequence[str] = TRUSTED_BACKENDS) -> None:
        self._trusted = tuple(trusted)
        self._chosen: KeyringBackend | None = None

    @property
    def backend(self) -> str:
        return _class_name(self._choose())

    def read(self, vault_id: str) -> bytes | None:
        backend = self._choose()
        with _translated_keyring():
            text = backend.get_password(_SERVICE, vault_id)
        return None if text is None else _decoded(text)

    def write(self, vault_id: str, secret: bytes) -> None:
        backend = self._choose()
        with _translated_keyring():
            backend.set_password(_SERVICE, vault_id, secret.hex())
        if self.read(vault_id) != secret:
            raise Circumstance(ErrorCode.KEYRING_SILENT)

    def remove(self, vault_id: str) -> None:
        from keyring.errors import PasswordDeleteError  # noqa: PLC0415  keyring takes 50 ms to import; only unlocking needs it

        backend = self._choose()
        try:
            with _translated_keyring():
                backend.delete_password(_SERVICE, vault_id)
        except PasswordDeleteError:
            return

    def _choose(self) -> KeyringBackend:
        if self._chosen is None:
            import keyring  # noqa: PLC0415
            import keyring.backend  # noqa: PLC0415

            configured = keyring.get_keyring()
            if _class_name(configured) == _NULL_BACKEND:
                raise Circumstance(ErrorCode.KEYRING_SILENT)
            found = [one for one in keyring.backend.get_all_keyring() if _class_name(one) in self._trusted]
            if not found:
                raise Circumstance(ErrorCode.KEYRING_MISSING)
            self._chosen = configured if configured in found else max(found, key=lambda one: float(one.priority))
        return self._chosen


@contextmanager
def _translated_keyring() -> Iterator[None]:
    """Errors of the keyring as ours, unchained: their text may name the item."""
    from keyring import errors  # noqa: PLC0415

    try:
        yield
    except errors.PasswordDeleteError:
        raise
    except errors.NoKeyringError:
        raise Circumstance(ErrorCode.KEYRING_MISSING) from None
    except Exception:  # noqa: BLE001  each backend has its own (D-Bus, COM, Security.framework): the secret cannot be had here and now
        raise Circumstance(ErrorCode.KEYRING_LOCKED) from None


class FileSecrets:
    """Device secrets in a folder of files: for practice vaults and tests, whose secrets are none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def backend(self) -> str:
        return "file"

    def read(self, vault_id: str) -> bytes | None:
        with translated_os(ErrorCode.KEYRING_LOCKED):
            path = self._folder / f"device-{vault_id}"
            return _decoded(path.read_text("ascii")) if path.exists() else None

    def write(self, vault_id: str, secret: bytes) -> None:
        with translated_os(ErrorCode.KEYRING_LOCKED):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace_file(self._folder / f"device-{vault_id}", secret.hex().encode("ascii"))

    def remove(self, vault_id: str) -> None:
        with translated_os(ErrorCode.KEYRING_LOCKED):
            (self._folder / f"device-{vault_id}").unlink(missing_ok=True)


def _class_name(backend: object) -> str:
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def _decoded(text: str) -> bytes | None:
    """The secret, or b"" for what is no secret of ours: the key slot's check value then says "changed"."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
