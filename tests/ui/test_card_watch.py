"""Cards are noticed wherever the person is, and a card that answers slowly is not asked twice."""

from __future__ import annotations

import threading
from pathlib import Path

from tests.journeys.kit import settle, until
from ui.card.watch import CardWatch
from ui.jobs import Jobs
from video.card.reader import FolderCards


class SlowCards(FolderCards):
    """Real folders; what is mounted is said by the test, and the answer may be held back."""

    def __init__(self) -> None:
        self.there: list[Path] = []
        self.asked = 0
        self.go = threading.Event()
        self.go.set()

    def roots(self) -> list[Path]:
        self.asked += 1
        self.go.wait(10)
        return list(self.there)


def test_a_card_is_said_when_it_comes_and_when_it_goes(jobs: Jobs, tmp_path: Path) -> None:
    cards = SlowCards()
    heard: list[list[Path]] = []
    watch = CardWatch(cards, jobs)
    watch.changed.connect(heard.append)
    watch.ask()
    settle(0.1)
    assert heard == []
    cards.there = [tmp_path]
    watch.ask()
    until(lambda: watch.roots == [tmp_path])
    watch.ask()
    settle(0.1)
    cards.there = []
    watch.ask()
    until(lambda: not watch.roots)
    assert heard == [[tmp_path], []]


def test_a_slow_card_is_asked_once(jobs: Jobs) -> None:
    cards = SlowCards()
    cards.go.clear()
    watch = CardWatch(cards, jobs)
    for _ in range(5):
        watch.ask()
        settle(0.02)
    assert cards.asked == 1
    cards.go.set()
    settle(0.1)
    watch.ask()
    until(lambda: cards.asked == 2)
