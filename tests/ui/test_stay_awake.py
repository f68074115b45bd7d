"""No sleep while filming: the bus, its messages and the descriptors are real; a process of ours plays logind and the desktop."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

from ui.stay_awake import StayAwake, Wakefulness

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what is asked on Windows and macOS is one call of the system's own")
bus = pytest.mark.skipif(not shutil.which("dbus-run-session"), reason="no D-Bus on this machine")


def play(project: Path, refused: str) -> list[str]:
    """What was said, in an order that does not hang on which of two processes was quicker."""
    pytest.importorskip("jeepney", reason="comes with the keyring on Linux")
    script = Path(__file__).with_name("desktop_process.py")
    environment = {**os.environ, "PYTHONPATH": str(project)}
    command = f'DBUS_SYSTEM_BUS_ADDRESS="$DBUS_SESSION_BUS_ADDRESS" exec "{sys.executable}" "{script}" {refused}'
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", command], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@bus
def test_sleep_and_the_lid_are_held_back_until_filming_has_ended(project: Path) -> None:
    said = play(project, "")
    assert sorted(said) == [
        "block sleep:idle:handle-lid-switch by Samspill", "ending", "released", "screen let go", "screen on", "state full", "state off",
    ]  # fmt: skip
    assert max(said.index("released"), said.index("screen let go")) < said.index("ending"), "at once, not with the process"
    assert said.index("block sleep:idle:handle-lid-switch by Samspill") < said.index("state full") < said.index("state off")


@bus
def test_where_the_lid_may_not_be_held_sleep_still_is(project: Path) -> None:
    said = play(project, "lid")
    assert [line for line in said if "screen" not in line and line not in ("state off", "released", "ending")] == [
        "refuse sleep:idle:handle-lid-switch", "block sleep:idle by Samspill", "state not_the_lid",
    ]  # fmt: skip
    assert "released" in said


@bus
def test_a_system_that_refuses_everything_is_told_of(project: Path) -> None:
    said = play(project, "sleep")
    assert [line for line in said if "screen" not in line and line not in ("state off", "ending")] == [
        "refuse sleep:idle:handle-lid-switch", "refuse sleep:idle", "refuse sleep", "state refused",
    ]  # fmt: skip


def test_without_a_bus_the_person_has_to_see_to_it(qapp: QCoreApplication, monkeypatch: pytest.MonkeyPatch, project: Path) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": str(project),
        "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nowhere",
        "QT_QPA_PLATFORM": "offscreen",
    }
    environment["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nowhere"
    script = Path(__file__).with_name("awake_process.py")
    done = subprocess.run([sys.executable, str(script)], env=environment, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines() == ["state refused", "state off", "ending"]


def test_letting_go_of_nothing_is_nothing(qapp: QCoreApplication) -> None:
    awake, heard = StayAwake(), list[Wakefulness]()
    awake.changed.connect(heard.append)
    awake.release()
    assert awake.state is Wakefulness.OFF and heard == []
