"""One window per vault: a second start is heard by the first; other vaults and dead processes are no hindrance."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.journeys.kit import settle
from ui.single_instance import SingleInstance, instance_name

_ASK = (
    "import sys; from pathlib import Path; from ui.single_instance import ask_to_come_forward; "
    "print(ask_to_come_forward(Path(sys.argv[1])))"
)


def ask(folder: Path, project: Path) -> str:
    """From another process, while this one answers."""
    environment = {**os.environ, "PYTHONPATH": str(project)}
    asking = subprocess.Popen([sys.executable, "-c", _ASK, str(folder)], env=environment, stdout=subprocess.PIPE, text=True)
    while asking.poll() is None:
        settle(0.02)
    return asking.communicate()[0].strip()


def test_a_second_start_brings_the_first_window_forward(qapp: QApplication, nobodys_home: Path, project: Path) -> None:
    heard: list[int] = []
    first = SingleInstance(nobodys_home / "vault")
    first.forward_wanted.connect(lambda: heard.append(1))
    assert ask(nobodys_home / "vault", project) == "True"
    assert ask(nobodys_home / "x" / ".." / "vault", project) == "True"
    assert ask(nobodys_home / "other", project) == "False"
    assert heard == [1, 1]
    first.close()
    assert ask(nobodys_home / "vault", project) == "False"


def test_a_socket_left_by_a_killed_process_is_replaced(qapp: QApplication, nobodys_home: Path, project: Path) -> None:
    folder = nobodys_home / "vault"
    left = (
        "import os, sys; from pathlib import Path; from PySide6.QtCore import QCoreApplication; a = QCoreApplication([]); "
        "from ui.single_instance import SingleInstance; s = SingleInstance(Path(sys.argv[1])); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", left, str(folder)], env={**os.environ, "PYTHONPATH": str(project)}, check=True)
    assert ask(folder, project) == "False"
    fresh = SingleInstance(folder)
    assert ask(folder, project) == "True"
    fresh.close()


def test_the_name_tells_nothing_of_the_place(tmp_path: Path) -> None:
    named = instance_name(tmp_path / "Familien Hansen")
    assert "hansen" not in named.lower() and len(named) < 60
