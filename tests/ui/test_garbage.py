"""Circles of garbage that hold Qt objects are let go where Qt lives, and nothing of Qt is loaded anywhere else."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.films import wait_for
from ui.garbage import GarbageRound, spare_what_is_loaded

ROOT = Path(__file__).resolve().parents[2]


class _Circle:
    def __init__(self, told: list[str]) -> None:
        self.me = self
        weakref.finalize(self, lambda: told.append(threading.current_thread().name))


@pytest.fixture
def garbage(qapp: QApplication) -> Iterator[GarbageRound]:
    gc.enable()  # as in any process of Python; the suite looks after its garbage itself
    made = GarbageRound(qapp)
    yield made
    made.stop()
    gc.disable()


@pytest.mark.usefixtures("garbage")
def test_garbage_is_collected_on_the_thread_of_the_interface_whoever_allocates() -> None:
    told: list[str] = []
    _Circle(told)
    busy = threading.Thread(target=lambda: [[] for _ in range(200_000)])
    busy.start()
    busy.join()
    assert told == []
    kept = [[n] for n in range(2_000)]
    wait_for(lambda: bool(told))
    assert told == ["MainThread"]
    assert len(kept) == 2_000


def test_what_is_loaded_is_spared_only_where_a_round_goes(garbage: GarbageRound) -> None:
    before = gc.get_freeze_count()
    spare_what_is_loaded()
    spared = gc.get_freeze_count()
    gc.unfreeze()
    garbage.stop()
    spare_what_is_loaded()
    assert spared > before
    assert gc.get_freeze_count() == 0


def test_collection_is_given_back(garbage: GarbageRound) -> None:
    assert not gc.isenabled()
    garbage.stop()
    assert gc.isenabled()


def test_what_is_loaded_beside_the_interface_needs_no_qt() -> None:
    """The door's warm-up and what the jobs of set-up, unlocking, practice and import load run on other threads."""
    program = """
import sys
from pathlib import Path
from app.bootstrap import VaultDoor, import_tools
VaultDoor(Path("nowhere")).warm_up()
import app.usecases.exit_pin, app.usecases.make_practice, app.usecases.set_up_vault, app.usecases.unlock_vault
import storage.device_secret, storage.practice, storage.words, video.practice
sys.exit(str(sorted(name for name in sys.modules if name.startswith(("PySide6", "shiboken6")))[:3]) if "PySide6" in sys.modules else 0)
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
