"""What goes by itself: after unlocking and once a day, never under somebody's eyes nor by a doubted date; told when it cannot go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from app.domain.errors import Circumstance, ErrorCode, SamspillError
from app.domain.ids import RecordingId
from app.domain.receipt import Receipt
from app.usecases.apply_retention import Purge
from app.usecases.watch_clock import confirm_clock
from tests.ui.films import wait_for
from tests.usecases.caring import MOTHER, TODAY, Home
from ui.forgetting import Forgetting
from ui.jobs import Jobs


@dataclass
class Desk:
    home: Home
    forgetting: Forgetting
    free: list[bool]
    through: list[Purge] = field(default_factory=list)
    failed: list[SamspillError] = field(default_factory=list)

    def look(self) -> Purge:
        """Once, to its end."""
        before = len(self.through)
        self.forgetting.look()
        wait_for(lambda: len(self.through) > before)
        return self.through[-1]

    def rests(self) -> bool:
        """Whether a look does nothing."""
        self.forgetting.look()
        return not self.forgetting._running

    def due_film(self) -> RecordingId:
        film = self.home.film(MOTHER, filmed_on=TODAY - timedelta(100))
        self.home.visit(film, TODAY - timedelta(100))
        return film


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[Desk]:
    home, jobs, owner, free = Home(tmp_path / "vault"), Jobs(), QObject(), [True]
    forgetting = Forgetting(home.vault, home.clock, jobs, lambda: free[0], owner)
    made = Desk(home, forgetting, free)
    forgetting.done.connect(made.through.append)
    forgetting.failed.connect(made.failed.append)
    yield made
    jobs.close()
    forgetting.stop()
    owner.deleteLater()
    home.vault.close()


def test_what_is_due_goes_after_unlocking_and_then_once_a_day(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.forgetting._FIRST_AFTER_MS", 0)
    desk.due_film()
    desk.forgetting.start()
    wait_for(lambda: bool(desk.through))
    assert len(desk.through[0].receipts) == 1 and desk.home.films() == set()
    desk.due_film()
    assert desk.rests(), "once a day"
    desk.home.clock.turn(days=1)
    assert len(desk.look().receipts) == 1 and desk.home.films() == set()


def test_a_vault_that_stays_open_over_night_looks_by_itself(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.forgetting._FIRST_AFTER_MS", 0)
    desk.forgetting.start()
    wait_for(lambda: bool(desk.through))
    desk.due_film()
    desk.home.clock.turn(days=1)
    desk.forgetting._each.setInterval(1)
    wait_for(lambda: len(desk.through) == 2)
    assert desk.home.films() == set()


def test_not_while_somebody_films_or_looks(desk: Desk) -> None:
    film = desk.due_film()
    desk.free[0] = False
    assert desk.rests() and desk.home.films() == {film}
    desk.free[0] = True
    assert desk.look().receipts


def test_a_doubted_date_is_no_reason_to_wait_until_tomorrow_once_it_is_confirmed(desk: Desk) -> None:
    desk.look()
    film = desk.due_film()
    desk.home.clock.turn(days=30)
    assert desk.look().suspended and desk.home.films() == {film}
    desk.forgetting.something_changed()
    wait_for(lambda: len(desk.through) == 3)
    assert desk.through[-1].suspended, "something else changed"
    confirm_clock(desk.home.vault, desk.home.clock)
    desk.forgetting.something_changed()
    wait_for(lambda: len(desk.through) == 4)
    assert desk.home.films() == set()
    desk.forgetting.something_changed()
    assert not desk.forgetting._running


def test_what_cannot_go_is_told_once_and_tried_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    film = desk.due_film()

    def full(_recording: RecordingId, _receipt: Receipt) -> None:
        raise Circumstance(ErrorCode.DISK_FULL)

    with monkeypatch.context() as patch:
        patch.setattr(desk.home.vault, "destroy_reel", full)
        for _ in range(2):
            desk.forgetting.look()
            wait_for(lambda: not desk.forgetting._running)
    assert [error.code for error in desk.failed] == [ErrorCode.DISK_FULL]
    assert desk.home.films() == {film}
    desk.look()
    assert desk.home.films() == set()
