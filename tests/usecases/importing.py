"""What the tests of importing share: a real vault, real folders as cards that can be made to fail, and a decoder that is not FFmpeg.

`PlainWorkshop` stands in for the decoder worker, so that these tests are about bytes and take no time: a film is a film unless its first
bytes say otherwise. The same use cases meet the real worker in `test_import_samples.py`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.domain.card import CardContents, FoundFilm
from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import FamilyCode, RecordingId
from app.domain.recording import Picture, Recording, RecordingState
from app.film_ports import Examination, Preparation
from app.ports import ByteSource, CancelToken, Progress, Store
from app.usecases.import_card import ImportTools
from storage.practice import create_practice_vault, open_practice_vault
from storage.vault import Vault
from tests.consenting import agreed
from video.card.joined import JoinedParts
from video.card.reader import FolderCards

MIB = 1 << 20
FAMILY = FamilyCode("K7Q2M")
REFUSED = {b"NOFILM": ErrorCode.FILM_NOT_A_FILM, b"NOSIZE": ErrorCode.FILM_NO_LENGTH, b"SOUNDS": ErrorCode.FILM_SOUND_ONLY}
HARMED = {b"BROKEN": ErrorCode.FILM_DAMAGED, b"KILLER": ErrorCode.DECODER_DIED}


class TestClock:
    """Each look is a second later."""

    __test__ = False

    def __init__(self) -> None:
        self._at = datetime(2026, 7, 1, 12, tzinfo=UTC)

    def now(self) -> datetime:
        self._at += timedelta(seconds=1)
        return self._at

    def turn(self, by: timedelta) -> None:
        """Later, at once."""
        self._at += by

    def running(self) -> None:
        """Not told."""


def half_copied(store: Store) -> list[Recording]:
    """Films that go on when their card is back. Newest first."""
    with store.work() as work:
        return [recording for recording in work.recordings.all() if recording.state is RecordingState.COPYING]


class PlainFollowing:
    """Fulfils `app.film_ports.Following`: a film of n bytes is n microseconds long."""

    def __init__(self, keep: Callable[[str, bytes], None]) -> None:
        self._keep = keep
        self.pushed = bytearray()
        self.fails = False
        self.abandoned = False

    def push(self, data: bytes) -> None:
        self.pushed += data

    def end(self) -> Preparation | None:
        if self.fails:
            return None
        self._keep("index", b"followed")
        return Preparation(len(self.pushed), Picture(1280, 720), True, ())

    def abandon(self) -> None:
        self.abandoned = True


class PlainWorkshop:
    """Fulfils `app.film_ports.Workshop` without decoding. A film of n bytes is n microseconds long."""

    def examine(self, source: ByteSource) -> Examination:
        word = source.read_at(0, 6)
        if word in REFUSED:
            return Examination(0, None, word == b"SOUNDS", None, (REFUSED[word],))
        return Examination(source.size_bytes, Picture(640, 360), True, None, (HARMED[word],) if word in HARMED else ())

    def prepare(self, source: ByteSource, keep: Callable[[str, bytes], None], progress: Progress, cancel: CancelToken) -> Preparation:
        if cancel.cancelled():
            raise Circumstance(ErrorCode.CANCELLED)
        word = source.read_at(0, 6)
        if word == b"KILLER":
            raise Circumstance(ErrorCode.DECODER_DIED)
        keep("index", word)
        progress(1, 1)
        return Preparation(source.size_bytes, Picture(640, 360), True, (HARMED[word],) if word in HARMED else ())

    def follow(self, keep: Callable[[str, bytes], None]) -> PlainFollowing:
        return PlainFollowing(keep)

    def make_proxy(
        self, source: ByteSource, kept: Iterable[str], keep: Callable[[str, bytes], None], progress: Progress, cancel: CancelToken
    ) -> None:
        if "proxy/0000" not in kept:
            keep("proxy/0000", source.read_at(0, 6))


class Watched:
    """A byte source that calls `before(offset, length)` ahead of each reading."""

    def __init__(self, inner: JoinedParts, before: Callable[[int, int], None]) -> None:
        self._inner = inner
        self._before = before

    @property
    def size_bytes(self) -> int:
        return self._inner.size_bytes

    def read_at(self, offset: int, length: int) -> bytes:
        self._before(offset, length)
        return self._inner.read_at(offset, length)

    def close(self) -> None:
        self._inner.close()


class WatchedCards(FolderCards):
    """Real folders; each reading of `open` and of `reread` is told first, and may be made to fail."""

    def __init__(self) -> None:
        self.reads: list[tuple[int, int]] = []
        self.rereads: list[tuple[int, int]] = []
        self.on_read: Callable[[int], None] = lambda _: None
        self.on_reread: Callable[[int], None] = lambda _: None

    def open(self, film: FoundFilm) -> ByteSource:  # type: ignore[override]
        return Watched(super().open(film), self._read)

    def reread(self, film: FoundFilm) -> ByteSource:  # type: ignore[override]
        return Watched(super().reread(film), self._reread)

    def _read(self, offset: int, length: int) -> None:
        if length > 100:  # the first look reads a few bytes
            self.reads.append((offset, length))
            self.on_read(offset)

    def _reread(self, offset: int, length: int) -> None:
        self.rereads.append((offset, length))
        self.on_reread(offset)


class Token:
    """A CancelToken for tests."""

    def __init__(self) -> None:
        self.set = False

    def cancelled(self) -> bool:
        return self.set


class Place:
    """A vault in a folder with a family that has agreed to be filmed, and a card beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "vault"
        self.card = folder / "card"
        self.card.mkdir()
        self.vault: Vault = create_practice_vault(self.folder)
        self.cards = WatchedCards()
        self.workshop = PlainWorkshop()
        self.tools = ImportTools(self.vault, self.cards, self.workshop, TestClock())
        agreed(self.vault, self.tools.clock, FAMILY)

    def again(self) -> None:
        """Close the vault and open it again, as a new process would."""
        self.vault.close()
        self.vault = open_practice_vault(self.folder)
        self.tools = ImportTools(self.vault, self.cards, self.workshop, self.tools.clock)

    def look(self) -> CardContents:
        return self.cards.look(self.card)

    def film_bytes(self, recording: RecordingId) -> bytes:
        reel = self.vault.open_reel(recording)
        try:
            return reel.read_at(0, reel.size_bytes)
        finally:
            reel.close()

    def reel_files(self) -> list[Path]:
        return sorted((self.folder / "reels").glob("*.reel"))


def film(size: int, seed: int = 1, word: bytes = b"AVFILM") -> bytes:
    return word + random.Random(seed).randbytes(size - len(word))
