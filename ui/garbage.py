"""Garbage is collected on the interface's thread only.

Python collects circles of garbage on whichever thread happens to allocate. A circle that holds a Qt object is then destroyed on a thread
that the object does not live on, and the process dies with it (a timer, an event loop, a plain QObject; measured). So collection by
itself is switched off, and looked after once a second where Qt lives.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_TICK_MS = 1000


class GarbageRound(QObject):
    """Collects from construction on, on the thread it was made on: the young each second, the older as Python's own thresholds have it.

    `stop` gives collection back to Python.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_enabled = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        collect_what_is_due()

    def stop(self) -> None:
        self._timer.stop()
        if self._was_enabled:
            gc.enable()


def collect_what_is_due() -> None:
    """Collect the oldest generation that is due on this thread, and the youngest in any case.

    Python's counts fall when anything old is freed, so a count looked at now and then may be low whatever has gathered (measured).
    """
    due = [at for at, (count, limit) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)) if count > limit]
    gc.collect(due[-1] if due else 0)


def spare_what_is_loaded() -> None:
    """The program itself is never garbage: a full round takes 1 ms without it, 50 to 100 ms with it (measured). Only where a round goes."""
    if not gc.isenabled():
        gc.freeze()
