"""Every page of the store and of its log as it is under the encryption: also pages and parts of pages that no table holds any more.

Looks where no SQL looks: whatever was not overwritten is found. Needs the key, and knows the layout that SQLCipher gives a page: data, a
16-byte start vector, a 64-byte seal; on the first page the salt in the place of the first 16 bytes. In the log a header of 24 bytes
stands before each page, and one of 32 before all.
"""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from storage.sqlcipher import VAULT_SHAPE

_PAGE = VAULT_SHAPE.page_bytes
_SEALED = 16 + 64
_SALT = 16
_LOG_HEADER, _FRAME_HEADER = 32, 24


def plain_pages(store: Path, key: bytes) -> bytes:
    """All pages of the store and of its log, decrypted, one after the other."""
    file = store.read_bytes()
    pages = [(file[at : at + _PAGE], at == 0) for at in range(0, len(file), _PAGE)]
    log = store.with_name(f"{store.name}-wal")
    if log.exists():
        frames = log.read_bytes()[_LOG_HEADER:]
        for at in range(0, len(frames), _FRAME_HEADER + _PAGE):
            number = int.from_bytes(frames[at : at + 4], "big")
            pages.append((frames[at + _FRAME_HEADER : at + _FRAME_HEADER + _PAGE], number == 1))
    return b"".join(_plain(page, first, key) for page, first in pages if len(page) == _PAGE)


def _plain(page: bytes, first: bool, key: bytes) -> bytes:
    start_vector = page[-_SEALED : -_SEALED + 16]
    decryptor = Cipher(algorithms.AES(key), modes.CBC(start_vector)).decryptor()
    return decryptor.update(page[_SALT if first else 0 : -_SEALED]) + decryptor.finalize()
