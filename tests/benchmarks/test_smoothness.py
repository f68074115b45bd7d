"""The longest time that the interface's thread stands still while a screen is made and shown: nothing blocks it for 100 ms.

The whole application on a real vault: opening a film for review, parent mode, the library with 200 films, and stopping a film. Beside an
empty QMainWindow being shown in the same run. `SAMSPILL_BUSY=1` makes both cores busy with other processes meanwhile.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMainWindow

from app.domain.clip import Clip, Intent
from app.domain.ids import ClipId, MarkId, new_id
from app.domain.mark import Mark
from app.domain.recording import Recording
from app.domain.scheme import MOMENTS, CodeKind
from app.ports import Store
from storage.device_secret import FileSecrets
from storage.kdf import PRACTICE
from storage.vault import create_vault
from tests.benchmarks.heart import Block, longest_block
from tests.journeys.kit import House, TestCameraDoor, press, settle, until, write
from tests.journeys.test_filming_journey import choose, open_film_screen, start
from tests.samples.make import sample
from tests.ui.films import keep_film, put_all
from ui.film.screen import FilmScreen
from ui.garbage import GarbageRound
from ui.library.screen import LibraryScreen
from ui.review.screen import ReviewScreen
from ui.today.screen import TodayScreen
from ui.unlock.screen import UnlockScreen

pytestmark = pytest.mark.benchmark

PASSPHRASE = "sol sand seil sommer sakte"
GOAL_MS = 100.0
TURNS = 10
FILMS = 200
_SPIN = "while True: pass"


@pytest.fixture(autouse=True)
def garbage(qapp: QApplication) -> Iterator[None]:
    """As in the application: looked after once a second, on this thread."""
    gc.collect()
    gc.freeze()
    round_ = GarbageRound()
    yield
    round_.stop()
    round_.deleteLater()
    gc.unfreeze()


@pytest.fixture(autouse=True)
def busy() -> Iterator[None]:
    spinning = [subprocess.Popen([sys.executable, "-c", _SPIN]) for _ in range(os.cpu_count() or 1) if os.environ.get("SAMSPILL_BUSY")]
    yield
    for one in spinning:
        one.kill()
        one.wait()


@pytest.fixture
def home(nobodys_home: Path) -> Path:
    return nobodys_home


@contextmanager
def house_with(home: Path, fill: Callable[[Store], object]) -> Iterator[House]:
    """The application on a vault with what `fill` puts into it, at its library."""
    made = create_vault(home / "vault", PASSPHRASE, FileSecrets(home / "keyring"), argon=PRACTICE)
    fill(made.vault)
    made.vault.close()
    house = House(home)
    try:
        yield house
    finally:
        house.close()


def unlock(house: House) -> None:
    screen = house.stage(UnlockScreen)
    settle(1.5)  # what lies behind the lock is loaded while the passphrase is typed
    write(screen.passphrase.line, PASSPHRASE)
    screen.unlock_button.click()


def tell(what: str, blocks: list[Block]) -> None:
    """First and later ones; by the clock, and what this thread worked."""
    later = blocks[1:] or blocks
    walls, worked = sorted(block.wall_ms for block in later), sorted(block.worked_ms for block in later)
    half = len(later) // 2
    first = f"first {blocks[0].wall_ms:5.0f} (worked {blocks[0].worked_ms:3.0f})"
    rest = f"p50 {walls[half]:5.0f} (worked {worked[half]:3.0f})   max {walls[-1]:5.0f} (worked {worked[-1]:3.0f})"
    print(f"{what:22} {first}   later {rest}   ratio {walls[half] / empty_window():5.1f}")


_EMPTY: list[float] = []


def empty_window() -> float:
    """The median longest block while an empty main window is shown, in this run."""
    while len(_EMPTY) < 7:
        window = QMainWindow()
        window.resize(1366, 768)
        _EMPTY.append(longest_block(window.show, window.isVisible).wall_ms)
        window.close()
        window.deleteLater()
    return sorted(_EMPTY)[len(_EMPTY) // 2]


def one_film(store: Store) -> Recording:
    """Marked throughout, with clips to show."""
    recording = keep_film(store, sample("mts", seconds=20, width=1280, height=720).path)
    at = [n * recording.duration_us // 40 for n in range(40)]
    marks = [
        Mark(
            MarkId(new_id()),
            recording.id,
            MOMENTS[n % len(MOMENTS)].id,
            us,
            us + 100_000 if MOMENTS[n % len(MOMENTS)].kind is CodeKind.STATE else None,
        )
        for n, us in enumerate(at)
    ]
    clips = [Clip(ClipId(new_id()), recording.id, us, us + 2_000_000, f"Klipp {n}", Intent.SHOW, n) for n, us in enumerate(at[::8])]
    put_all(store, [*marks, *clips])
    return recording


def test_review_and_parent_mode(home: Path) -> None:
    print(f"\nlongest block in ms; an empty QMainWindow: {empty_window():.0f}; goal {GOAL_MS:.0f}")
    with house_with(home, one_film) as house:
        unlock(house)
        library = house.library()
        until(lambda: library.rows)
        settle(0.5)
        opened, back, shown, left = [], [], [], []
        for _ in range(1 + TURNS):
            opened.append(longest_block(library.rows[0].open_button.click, lambda: _review_shows(house)))
            settle(0.2)
            review = house.stage(ReviewScreen)
            shown.append(longest_block(review._want_parent_mode, lambda: _parent_shows(house)))
            workspace = house.shell.workspace
            assert workspace is not None and workspace.cinema.parent_window is not None
            parent = workspace.cinema.parent_window
            left.append(longest_block(parent._leave, house.window.isVisible))
            back.append(longest_block(house.window.back_wanted.emit, lambda: house.window.current() is library))
            settle(0.2)
    for what, blocks in (("look at a film", opened), ("back to the films", back), ("parent mode", shown), ("out of parent mode", left)):
        tell(what, blocks)
    assert max(block.worked_ms for blocks in (opened, back, shown, left) for block in blocks) <= GOAL_MS


def _review_shows(house: House) -> bool:
    review = house.window.current()
    return isinstance(review, ReviewScreen) and not review.player.image().isNull() and review.timeline.has_pictures()


def _parent_shows(house: House) -> bool:
    workspace = house.shell.workspace
    window = workspace.cinema.parent_window if workspace else None
    return window is not None and window.isVisible() and not window.player.image().isNull()


def many_films(store: Store) -> None:
    for _ in range(FILMS):
        keep_film(store, sample("vfr", seconds=1, width=320, height=180).path)


def test_the_library_with_200_films(home: Path) -> None:
    print(f"\nlongest block in ms; an empty QMainWindow: {empty_window():.0f}; goal {GOAL_MS:.0f}")
    with house_with(home, many_films) as house:
        settle(1.5)  # what lies behind the lock is loaded while the passphrase is typed
        unlocked = [longest_block(lambda: unlock_now(house), lambda: isinstance(house.window.current(), TodayScreen), timeout_s=120)]
        workspace = house.shell.workspace
        assert workspace is not None
        first = [longest_block(lambda: workspace.go("library"), lambda: _library_shows(house), timeout_s=120)]
        library = house.stage(LibraryScreen)
        away, again, changed = [], [], []
        for turn in range(3):
            away.append(longest_block(lambda: workspace.go("privacy"), lambda: house.window.current() is not library))
            again.append(longest_block(lambda: workspace.go("library"), lambda: house.window.current() is library, 500))
            gone = library.rows[turn].shelved.recording
            left = FILMS - 1 - turn
            changed.append(longest_block(partial(library._delete, gone), partial(_has_rows, library, left), 1000))
    for what, blocks in (
        ("unlock, today", unlocked), ("the films", first), ("to another screen", away), ("back to the films", again),
        ("a film is deleted", changed),
    ):  # fmt: skip
        tell(what, blocks)
    assert max(block.worked_ms for blocks in (unlocked, first, away, again, changed) for block in blocks) <= GOAL_MS


def _has_rows(library: LibraryScreen, films: int) -> bool:
    return len(library.rows) == films


def unlock_now(house: House) -> None:
    screen = house.stage(UnlockScreen)
    screen.passphrase.line.setText(PASSPHRASE)
    screen.unlock_button.click()


def _library_shows(house: House) -> bool:
    library = house.window.current()
    return isinstance(library, LibraryScreen) and len(library.rows) == FILMS and all(row.still.has_picture() for row in library.rows[:8])


def test_a_film_is_stopped(home: Path) -> None:
    print(f"\nlongest block in ms; an empty QMainWindow: {empty_window():.0f}; goal {GOAL_MS:.0f}")
    create_vault(home / "vault", PASSPHRASE, FileSecrets(home / "keyring"), argon=PRACTICE).vault.close()
    house = House(home, door_of=TestCameraDoor)
    stopped, looked, filmed = [], [], []
    try:
        screen = open_film_screen(house)
        choose(screen)
        for turn in range(3):
            if turn:
                filmed.append(
                    longest_block(lambda: press(house.window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier), screen.isVisible)
                )
                until(screen.controls.start.isEnabled)
            start(screen)
            stopped.append(longest_block(screen.desk.end_film, lambda: screen._result is not None, 400))
            looked.append(longest_block(lambda: click_look(screen), lambda: _review_shows(house)))
            settle(0.2)
    finally:
        house.close()
    for what, blocks in (("a film is stopped", stopped), ("look at it", looked), ("film another", filmed)):
        tell(what, blocks)
    assert max(block.worked_ms for blocks in (stopped, looked) for block in blocks) <= GOAL_MS


def click_look(screen: FilmScreen) -> None:
    screen.controls.look.click()
