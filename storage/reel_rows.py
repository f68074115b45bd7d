"""What the vault knows of each reel: its file, its key, and the manifest that tells a whole reel from a damaged or an older one."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field

from app.domain.ids import RecordingId
from app.ports import CHUNK_BYTES
from storage.sqlcipher import KEY_BYTES, Connection


@dataclass(frozen=True, slots=True)
class ReelRow:
    """A reel as the vault knows it. `size_bytes` and `root` are None until it is finished."""

    recording: RecordingId
    file: str
    key: bytes = field(repr=False)
    size_bytes: int | None
    chunk_count: int | None
    root: bytes | None

    @property
    def finished(self) -> bool:
        return self.size_bytes is not None


@dataclass(frozen=True, slots=True)
class Tail:
    """How much of the chunk that is not yet full is acknowledged, in bytes, and the digest of that much."""

    size: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Known:
    """A reel with all that was acknowledged of its footage: the SHA-256 of each chunk in order, and the tail of an unfinished one."""

    row: ReelRow
    digests: list[bytes]
    tail: Tail | None

    @property
    def size_bytes(self) -> int:
        if self.row.size_bytes is not None:
            return self.row.size_bytes
        return len(self.digests) * CHUNK_BYTES + (self.tail.size if self.tail else 0)


@dataclass(frozen=True, slots=True)
class ExtraRow:
    """The digests an extra may have: the acknowledged one, and one that was on its way."""

    name: str
    sha256: bytes | None
    pending: bytes | None


def root_of(digests: list[bytes], size_bytes: int) -> bytes:
    """One digest over the whole manifest: length and the digests of all chunks, in order."""
    return hashlib.sha256(size_bytes.to_bytes(8, "big") + b"".join(digests)).digest()


class ReelRows:
    """The reel rows of an open unit of work."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def add(self, recording: RecordingId) -> ReelRow:
        """A new reel with a random file name and a random key."""
        row = ReelRow(recording, f"{secrets.token_hex(16)}.reel", secrets.token_bytes(KEY_BYTES), None, None, None)
        self._db.run("INSERT INTO reel (recording, file, key) VALUES (?, ?, ?)", (recording, row.file, row.key))
        return row

    def get(self, recording: RecordingId) -> ReelRow | None:
        rows = self._db.run("SELECT recording, file, key, size_bytes, chunk_count, root FROM reel WHERE recording = ?", (recording,))
        return ReelRow(*rows[0]) if rows else None

    def all(self) -> list[ReelRow]:
        return [ReelRow(*row) for row in self._db.run("SELECT recording, file, key, size_bytes, chunk_count, root FROM reel ORDER BY file")]

    def moved(self, recording: RecordingId, file: str, key: bytes) -> None:
        """Its film lies in another file, under another key, chunk for chunk as before."""
        self._db.run("UPDATE reel SET file = ?, key = ? WHERE recording = ?", (file, key, recording))

    def remove(self, recording: RecordingId) -> None:
        """Destroys the key and the manifest."""
        self._db.run("DELETE FROM reel WHERE recording = ?", (recording,))

    def add_chunks(self, recording: RecordingId, first: int, digests: list[bytes]) -> None:
        self._db.run_many("INSERT INTO reel_chunk VALUES (?, ?, ?)", [(recording, first + at, digest) for at, digest in enumerate(digests)])

    def digests(self, recording: RecordingId) -> list[bytes]:
        """The SHA-256 of each chunk that was acknowledged, in order."""
        return [row[0] for row in self._db.run("SELECT sha256 FROM reel_chunk WHERE recording = ? ORDER BY n", (recording,))]

    def tail(self, recording: RecordingId) -> Tail | None:
        rows = self._db.run("SELECT bytes, sha256 FROM reel_tail WHERE recording = ?", (recording,))
        return Tail(*rows[0]) if rows else None

    def put_tail(self, recording: RecordingId, tail: Tail | None) -> None:
        """Of the chunk after those in `digests`."""
        if tail is None:
            self._db.run("DELETE FROM reel_tail WHERE recording = ?", (recording,))
        else:
            self._db.run(
                "INSERT INTO reel_tail VALUES (?, ?, ?)"
                " ON CONFLICT (recording) DO UPDATE SET bytes = excluded.bytes, sha256 = excluded.sha256",
                (recording, tail.size, tail.sha256),
            )

    def known(self, recording: RecordingId) -> Known | None:
        row = self.get(recording)
        return Known(row, self.digests(recording), self.tail(recording)) if row else None

    def give_up_after(self, recording: RecordingId, chunks: int) -> None:
        """Forget what was acknowledged after so many chunks: it is not there."""
        self._db.run("DELETE FROM reel_chunk WHERE recording = ? AND n >= ?", (recording, chunks))
        self.put_tail(recording, None)

    def finish(self, recording: RecordingId, size_bytes: int, chunk_count: int, root: bytes) -> None:
        self._db.run(
            "UPDATE reel SET size_bytes = ?, chunk_count = ?, root = ? WHERE recording = ?", (size_bytes, chunk_count, root, recording)
        )

    def extras(self, recording: RecordingId) -> list[ExtraRow]:
        rows = self._db.run("SELECT name, sha256, pending FROM reel_extra WHERE recording = ? ORDER BY name", (recording,))
        return [ExtraRow(*row) for row in rows]

    def extra(self, recording: RecordingId, name: str) -> ExtraRow | None:
        rows = self._db.run("SELECT name, sha256, pending FROM reel_extra WHERE recording = ? AND name = ?", (recording, name))
        return ExtraRow(*rows[0]) if rows else None

    def announce_extra(self, recording: RecordingId, name: str, sha256: bytes) -> None:
        self._db.run(
            "INSERT INTO reel_extra VALUES (?, ?, NULL, ?) ON CONFLICT (recording, name) DO UPDATE SET pending = excluded.pending",
            (recording, name, sha256),
        )

    def confirm_extra(self, recording: RecordingId, name: str) -> None:
        self._db.run(
            "UPDATE reel_extra SET sha256 = pending, pending = NULL WHERE recording = ? AND name = ? AND pending IS NOT NULL",
            (recording, name),
        )
