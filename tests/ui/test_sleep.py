"""Before the machine sleeps, and after it has slept: clocks are arguments, the bus and its messages are real."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from ui.sleep import SuspendWatch


@pytest.mark.parametrize(
    ("wall", "steady", "slept"), [(1, 1, False), (5, 5, False), (3600, 1, True), (3600, 3600, True), (-3600, 1, False)]
)
def test_a_machine_that_slept_is_noticed_by_its_clocks(qapp: QApplication, wall: float, steady: float, slept: bool) -> None:
    now = {"wall": 1000.0, "steady": 1000.0}
    heard: list[str] = []
    watch = SuspendWatch(lambda: now["wall"], lambda: now["steady"])
    watch.sleeping.connect(lambda: heard.append("sleep"))
    watch.look()
    now["wall"] += wall
    now["steady"] += steady
    watch.look()
    assert bool(heard) == slept


bus = pytest.mark.skipif(not shutil.which("dbus-run-session"), reason="no D-Bus on this machine; the clocks notice sleep too")


@bus
def test_logind_waits_until_the_process_with_the_keys_has_ended(project: Path) -> None:
    assert play_logind(project) == ["inhibit sleep delay", "sleeping", "released"]


@bus
def test_while_filming_sleep_need_not_wait_and_the_next_one_does_again(project: Path) -> None:
    once = ["inhibit sleep delay", "sleeping", "released"]
    assert play_logind(project, "filming") == once + once


def play_logind(project: Path, *arguments: str) -> list[str]:
    """A session bus stands in for the system's, and a process of ours for logind. What both said."""
    pytest.importorskip("jeepney", reason="comes with the keyring on Linux")
    script = Path(__file__).with_name("logind_process.py")
    environment = {**os.environ, "PYTHONPATH": str(project), "QT_QPA_PLATFORM": "offscreen"}
    command = f'DBUS_SYSTEM_BUS_ADDRESS="$DBUS_SESSION_BUS_ADDRESS" exec "{sys.executable}" "{script}" {" ".join(arguments)}'
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", command], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()
