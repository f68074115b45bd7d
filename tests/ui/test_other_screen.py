"""The parent's window goes to the screen the practitioner is not looking at."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

LAPTOP = {"name": "laptop", "x": 0, "y": 0, "width": 1366, "height": 768, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
BEAMER = {**LAPTOP, "name": "beamer", "x": 1366, "width": 1920, "height": 1080}

_SHOW = """
from PySide6.QtWidgets import QApplication, QWidget
from ui.cinema import show_on_other_screen
application = QApplication([])
window, parent = QWidget(), QWidget()
window.setGeometry(100, 100, 800, 600)
window.show()
show_on_other_screen(parent, window)
application.processEvents()
print(parent.screen().name(), parent.windowHandle().geometry().width())
"""


@pytest.mark.parametrize(("screens", "there"), [([LAPTOP], "laptop 1366"), ([LAPTOP, BEAMER], "beamer 1920")])
def test_the_parent_has_the_other_screen_if_there_is_one(tmp_path: Path, project: Path, screens: list[object], there: str) -> None:
    (tmp_path / "screens.json").write_text(json.dumps({"screens": screens}))
    environment = {**os.environ, "PYTHONPATH": str(project), "QT_QPA_PLATFORM": f"offscreen:configfile={tmp_path / 'screens.json'}"}
    done = subprocess.run([sys.executable, "-c", _SHOW], env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.strip() == there, done.stderr
