"""A player with its worker, closed after the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from video.player import Player

Until = Callable[[Callable[[], bool]], None]


@pytest.fixture
def player(qtbot: QtBot) -> Iterator[Player]:
    made = Player()
    made.set_view(640, 360)
    yield made
    made.close()
    assert made.wait_closed()
    made.deleteLater()


@pytest.fixture
def until(qtbot: QtBot) -> Until:
    return lambda holds: qtbot.waitUntil(holds, timeout=15_000)
