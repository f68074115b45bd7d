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


@pytest.mark.skipif(not shutil.which("dbus-run-session"), reason="no D-Bus on this machine; the clocks notice sleep too")
def test_logind_waits_until_the_process_with_the_keys_has_ended(project: Path) -> None:
    """A session bus stands in for the system's, and a process of ours for logind."""
    pytest.importorskip("jeepney", reason="comes with the keyring on Linux")
    script = Path(__file__).with_name("logind_process.py")
    environment = {**os.environ, "PYTHONPATH": str(project), "QT_QPA_PLATFORM": "offscreen"}
    command = f'DBUS_SYSTEM_BUS_ADDRESS="$DBUS_SESSION_BUS_ADDRESS" exec "{sys.executable}" "{script}"'
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", command], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.splitlines() == ["inhibit sleep delay", "sleeping", "released"], done.stderr
