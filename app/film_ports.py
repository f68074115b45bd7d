"""What the use cases of film need from the outside: the studio that takes it, the workshop that decodes it, the reader of cards."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from app.domain.card import CardContents, FoundFilm
from app.domain.errors import ErrorCode
from app.domain.filming import FilmingChoice, StudioEvent
from app.domain.recording import Picture
from app.ports import ByteSource, CancelToken, Progress


@dataclass(frozen=True, slots=True)
class Examination:
    """What the decoder says of a film before it is imported. `thumbnail_rgb` is raw 24-bit pixels: no image parser needed."""

    duration_us: int
    picture: Picture | None
    has_sound: bool
    filmed_at: datetime | None
    problems: tuple[ErrorCode, ...]
    thumbnail_rgb: bytes = field(default=b"", repr=False)
    thumbnail_width: int = 0
    thumbnail_height: int = 0


@dataclass(frozen=True, slots=True)
class Preparation:
    """What one pass over an imported film found."""

    duration_us: int
    picture: Picture | None
    has_sound: bool
    problems: tuple[ErrorCode, ...]


class Following(Protocol):
    """A decoder worker that reads a film while it is being taken. Never raises: a follower that fails is told by `end`."""

    def push(self, data: bytes) -> None:
        """The next bytes of the film. Never blocks; a follower that cannot keep up gives up."""

    def end(self) -> Preparation | None:
        """All bytes were pushed: keep index, waveform and thumbnails, and say what was found. Takes a part of a second. None when the
        follower gave up or died: the film then has to be prepared as an imported one is. Raises only what keeping an extra raised."""

    def abandon(self) -> None:
        """Give up and let go of the worker; nothing is kept. Nothing happens after `end`."""


class Workshop(Protocol):
    """Looks at film in a decoder worker that holds no keys. A file that kills or stalls it is named, and the next one goes on."""

    def examine(self, source: ByteSource) -> Examination:
        """Quick look: picture, length, date, one thumbnail. Never raises for a bad file: `problems` say what was wrong."""

    def prepare(self, source: ByteSource, keep: Callable[[str, bytes], None], progress: Progress, cancel: CancelToken) -> Preparation:
        """Make index, thumbnails and waveform; each is handed to `keep(name, data)` as soon as it is made."""

    def follow(self, keep: Callable[[str, bytes], None]) -> Following:
        """Start to follow a film that is being taken: the extras are made while it comes in, and handed to `keep` when it has ended."""

    def make_proxy(
        self, source: ByteSource, kept: Iterable[str], keep: Callable[[str, bytes], None], progress: Progress, cancel: CancelToken
    ) -> None:
        """Make the scrub proxy segment by segment, skipping the `kept` ones (it may have been interrupted)."""


class Studio(Protocol):
    """Camera, microphone and encoder, in a process of its own that holds no keys and writes no file.

    All methods but `start` and `close` only say what is wanted and return at once; what comes of it is told to `heard` (events, in order)
    and `film` (bytes of the film, in order, nothing twice). Both are called on a thread of the studio's: do little there, never block.
    """

    def start(self, heard: Callable[[StudioEvent], None], film: Callable[[bytes], None]) -> None:
        """Start the process; `DevicesFound` follows. Takes half a second. Raises STUDIO_DIED when it cannot be started."""

    @property
    def pictures(self) -> memoryview:
        """The memory in which `PreviewShown` pictures lie. Release every slice of it before `close`."""

    def open(self, choice: FilmingChoice) -> None:
        """Switch on this camera and this microphone (those that were on are let go, unless they are the same). `Opened` or `Trouble`
        follows. Not while filming."""

    def let_go(self) -> None:
        """Switch camera and microphone off, so that other programs may have them. Not while filming."""

    def view(self, width: int, height: int) -> None:
        """How large the preview is drawn, in device pixels; 0, 0 for no preview."""

    def watch_faces(self, on: bool) -> None:
        """Whether to look for faces now and then (`FacesSeen`)."""

    def roll(self) -> None:
        """Start the film with what is open."""

    def pause(self) -> None:
        """Take nothing until `go_on`; the preview stays."""

    def go_on(self) -> None:
        """Go on in the same film; a `Gap` is told."""

    def stop(self) -> None:
        """End the film: the last bytes, then `FilmEnded`. The camera stays on. Nothing happens when no film is taken."""

    def close(self) -> None:
        """End the process. A film that was not stopped ends where it is, without `FilmEnded`."""


class CardReader(Protocol):
    def roots(self) -> list[Path]:
        """Mounted places that look like a camera's card right now."""

    def look(self, root: Path) -> CardContents:
        """All films under a card, a folder, or the one file given. Changes nothing there."""

    def open(self, film: FoundFilm) -> ByteSource:
        """The film's parts as one run of bytes. Reading raises CARD_PULLED, CARD_CHANGED or CARD_READ_FAILED."""

    def reread(self, film: FoundFilm) -> ByteSource:
        """As `open`, but past the operating system's cache as far as it allows, so that the card itself is read again."""

    def erase(self, film: FoundFilm) -> None:
        """Remove the film's parts and companions from the card and flush. Raises CARD_PULLED, CARD_CHANGED, CARD_WRITE_PROTECTED."""
