"""A keyring that ends with the process. Fulfils `storage.device_secret.DeviceSecrets`."""

from __future__ import annotations


class MemorySecrets:
    """Device secrets in memory."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    @property
    def backend(self) -> str:
        return "memory"

    def read(self, vault_id: str) -> bytes | None:
        return self._kept.get(vault_id)

    def write(self, vault_id: str, secret: bytes) -> None:
        self._kept[vault_id] = secret

    def remove(self, vault_id: str) -> None:
        self._kept.pop(vault_id, None)
