"""What a check of the vault found: which part is not as it should be. Says where, never what was in it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.ids import RecordingId


class FindingKind(StrEnum):
    """Every damage a check can name; `resources/texts/findings.toml` has the words."""

    KEYSLOTS_COPY_DAMAGED = "keyslots_copy_damaged"  # one of two copies; mended from the other by the check
    KEYSLOTS_DAMAGED = "keyslots_damaged"  # both copies: nothing opens the vault again unless a copy of them is put back
    KEYSLOTS_RENEWED = "keyslots_renewed"  # both copies, while the vault was open: written anew from what it remembers
    STORE_MISSING = "store_missing"
    STORE_DAMAGED = "store_damaged"
    STORE_OLDER = "store_older"  # acknowledged commits are gone
    TIDE_DAMAGED = "tide_damaged"  # the high-water mark itself; mends itself with the next commits
    REEL_MISSING = "reel_missing"
    REEL_DAMAGED = "reel_damaged"
    REEL_OLDER = "reel_older"  # acknowledged footage or extras are gone
    EXTRA_DAMAGED = "extra_damaged"  # index, thumbnails, waveform or proxy: can be made again
    STRAY_FILE = "stray_file"  # a file among the reels that the vault does not know


@dataclass(frozen=True, slots=True)
class Finding:
    """One damaged part. `count` is how many pieces of it (pages, chunks, files) are affected, 0 where that has no meaning."""

    kind: FindingKind
    recording: RecordingId | None = None
    count: int = 0
