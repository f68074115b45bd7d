"""How long the interface's thread stands still: the longest time between two beats of a timer that is due at each millisecond."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QMainWindow

_BEAT_MS = 1


@dataclass
class Block:
    """The longest time between two beats by the clock, and the longest this thread worked between two: the rest it waits for a core."""

    wall_ms: float = 0.0
    worked_ms: float = 0.0


def longest_block(begin: Callable[[], object], done: Callable[[], bool], after_ms: int = 150, timeout_s: float = 60.0) -> Block:
    """`begin` is called by the running event loop, as a click is; the loop runs until `done`, and `after_ms` more for what comes late."""
    loop, longest = QEventLoop(), Block()
    beat, look, begun = QTimer(), QTimer(), QTimer()
    last = [time.perf_counter(), time.thread_time()]
    until = [last[0] + timeout_s, 0.0]

    def one_beat() -> None:
        now, worked = time.perf_counter(), time.thread_time()
        longest.wall_ms = max(longest.wall_ms, (now - last[0]) * 1000)
        longest.worked_ms = max(longest.worked_ms, (worked - last[1]) * 1000)
        last[:] = now, worked

    def one_look() -> None:
        now = time.perf_counter()
        if not until[1] and done():
            until[1] = now + after_ms / 1000
        if now > until[0] or (until[1] and now > until[1]):
            loop.quit()

    beat.setTimerType(Qt.TimerType.PreciseTimer)
    beat.timeout.connect(one_beat)
    look.timeout.connect(one_look)
    begun.setSingleShot(True)
    begun.timeout.connect(begin)
    beat.start(_BEAT_MS)
    look.start(5)
    begun.start(20)
    loop.exec()
    assert until[1], "waited in vain"
    return longest


def empty_window_ms() -> float:
    """What Qt itself needs to show a window of 1366 x 768 with nothing in it: the median of five."""
    blocks = []
    for _ in range(5):
        window = QMainWindow()
        window.resize(1366, 768)
        blocks.append(longest_block(window.show, window.isVisible).wall_ms)
        window.close()
        window.deleteLater()
    return sorted(blocks)[2]
