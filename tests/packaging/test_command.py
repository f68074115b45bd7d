"""`samspill` is a command after set-up, and works from any folder."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest


def test_the_command_works_from_any_folder(tmp_path: Path) -> None:
    command = Path(sys.prefix) / "bin" / "samspill"
    if not command.exists():
        pytest.skip("this environment was not made by packaging/setup.sh; the same entry point runs as a module in tests/test_cli.py")
    ran = subprocess.run(
        [command, "vault", "info", "--json", "--vault", "nowhere"], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=30
    )
    assert ran.returncode == 3, ran.stderr
    assert json.loads(ran.stdout)["error"]["code"] == "vault_missing"
    assert list(tmp_path.iterdir()) == []
