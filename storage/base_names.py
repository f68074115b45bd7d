"""The names that records and episodes have at the team base: UUIDv4 drawn from the vault's own secret, so that a vault that came out of a
backup uses the same ones again and nothing is counted twice (decision 1111). To whoever lacks the secret they are random.
"""

from __future__ import annotations

import hashlib
import hmac
import uuid

from storage.sqlcipher import Connection


def base_name(connection: Connection, *of: str) -> str:
    """The name of the thing that these words name; other words give another name that tells nothing of this one."""
    secret = connection.run("SELECT secret FROM outbox")[0][0]
    said = b"".join(len(word).to_bytes(4, "big") + word.encode() for word in of)
    return str(uuid.UUID(bytes=hmac.digest(secret, said, hashlib.sha256)[:16], version=4))
