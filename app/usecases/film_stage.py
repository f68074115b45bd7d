"""The stage: one studio, who watches it, and the film that is being taken with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from app.domain.errors import Circumstance, ErrorCode
from app.domain.filming import Opened, Part, StudioEvent, Trouble
from app.film_ports import Studio


class Taken(Protocol):
    """A film as the stage sees it. Called on a thread of the studio's."""

    @property
    def is_over(self) -> bool: ...

    def hear(self, event: StudioEvent) -> None: ...

    def take(self, data: bytes) -> None: ...


class Stage:
    """Passes what the studio tells to whoever watches, and to the film that is being taken. Safe to use from any thread."""

    def __init__(self, studio: Studio, watch: Callable[[StudioEvent], None]) -> None:
        """`watch` hears every event on a thread of the studio's."""
        self.studio = studio
        self.opened: Opened | None = None  # what is on
        self._watch = watch
        self._film: Taken | None = None

    def start(self) -> None:
        """Start the studio. Raises STUDIO_DIED."""
        self.studio.start(self._hear, self._take)

    def let_go(self) -> None:
        """Switch camera and microphone off. Not while filming."""
        self.opened = None
        self.studio.let_go()

    def close(self) -> None:
        """End the studio. A film that was not stopped is finished with what had come, as after a broken-off one."""
        self.studio.close()
        self.opened = None
        film = self._film
        if film is not None:
            film.hear(Trouble(Part.STUDIO, ErrorCode.STUDIO_DIED))

    @property
    def is_filming(self) -> bool:
        """Whether a film is being taken, or being finished."""
        film = self._film
        return film is not None and not film.is_over

    def give_to(self, film: Taken) -> None:
        """What comes from now on is this film's. Raises ALREADY_FILMING and NOTHING_TO_FILM_WITH."""
        if self.is_filming:
            raise Circumstance(ErrorCode.ALREADY_FILMING)
        if self.opened is None or (self.opened.format is None and not self.opened.sound):
            raise Circumstance(ErrorCode.NOTHING_TO_FILM_WITH)
        self._film = film

    def take_from(self, film: Taken) -> None:
        """It is over, or did not begin."""
        if self._film is film:
            self._film = None

    def _hear(self, event: StudioEvent) -> None:
        if isinstance(event, Opened):
            self.opened = event
        elif isinstance(event, Trouble) and event.part is Part.STUDIO:
            self.opened = None
        film = self._film
        if film is not None:
            film.hear(event)
        self._watch(event)

    def _take(self, data: bytes) -> None:
        film = self._film
        if film is not None:
            film.take(data)
