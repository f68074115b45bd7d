"""A studio on its way: started on the pool, closed by whoever does not want it any more, whether it is there or not yet."""

from __future__ import annotations

import threading
from collections.abc import Callable

from app.domain.errors import Circumstance, ErrorCode
from app.film_ports import Studio
from app.usecases.film_live import Stage
from ui.film.ear import Ear


class StudioStart:
    """One studio, started on the pool. It can be closed at any time: before it is there it then never comes."""

    def __init__(self, make: Callable[[], Studio], ear: Ear) -> None:
        self.ear = ear
        self._make = make
        self._turn = threading.Lock()
        self._closed = False
        self._stage: Stage | None = None

    def run(self) -> Stage:
        """Takes half a second. Raises STUDIO_DIED."""
        with self._turn:
            if self._closed:
                raise Circumstance(ErrorCode.CANCELLED)
            stage = Stage(self._make(), self.ear.tell)
            stage.start()
            self._stage = stage
            return stage

    def close(self) -> None:
        """Waits for a start that is under way."""
        with self._turn:
            self._closed = True
            stage, self._stage = self._stage, None
        if stage is not None:
            stage.close()
