"""The import contracts hold, and each of them can fail: a planted violation in a copy of the tree breaks just the one it should."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

FLOORS = "Floors only look down"
DOMAIN = "The domain knows the standard library only"
QT = "PySide6 stays in ui, the player and its sound, devices and microphones"
SQLCIPHER = "SQLCipher is spoken in one module"
ROOT_ONLY = "storage and sync are known to the composition root only"
BASE_ONLY = "What only the team base needs stays in the team base"
HTTP = "The laptop speaks HTTP in one module"
BASE_ALONE = "The team base holds no key of a vault, no film and no window"
WITHOUT_BASE = "The laptop does without the team base"
DECODING = "FFmpeg is spoken in the decoder worker, the capture process and the makers of film"

# Contract, the file that gets one more import, that import. Lazy imports inside functions count too.
PLANTED = [
    (FLOORS, "app/domain/planted.py", "import app.ports"),
    (FLOORS, "app/ports.py", "import app.usecases"),
    (FLOORS, "app/usecases/planted.py", "import video.planted"),
    (FLOORS, "video/planted.py", "import app.usecases"),
    (FLOORS, "storage/planted.py", "import video.planted"),
    (FLOORS, "ui/planted.py", "def later():\n    import app.bootstrap"),
    (DOMAIN, "app/domain/planted.py", "import numpy"),
    (DOMAIN, "app/domain/planted.py", "import resources.read"),
    (QT, "storage/planted.py", "from PySide6.QtCore import QObject"),
    (QT, "video/worker/planted.py", "import PySide6.QtGui"),
    (QT, "video/host.py", "from video import player"),
    (QT, "app/usecases/planted.py", "def later():\n    import PySide6.QtCore"),
    (QT, "video/studio.py", "import video.capture.gear"),
    (QT, "video/capture/pipeline.py", "from video.capture.microphone import open_microphone"),
    (SQLCIPHER, "ui/planted.py", "import sqlcipher3"),
    (SQLCIPHER, "storage/planted.py", "import sqlcipher3"),
    (ROOT_ONLY, "ui/planted.py", "import storage.planted"),
    (ROOT_ONLY, "video/planted.py", "import sync"),
    (BASE_ONLY, "sync/codec.py", "import sqlalchemy"),
    (BASE_ONLY, "app/planted.py", "def later():\n    from fastapi import FastAPI"),
    (HTTP, "sync/codec.py", "import httpx"),
    (HTTP, "sync/base/planted.py", "import httpx"),
    (BASE_ALONE, "sync/base/planted.py", "import ui.planted"),
    (BASE_ALONE, "sync/base/planted.py", "def later():\n    import sqlcipher3"),
    (BASE_ALONE, "sync/base/planted.py", "import sync.client"),
    (WITHOUT_BASE, "sync/client.py", "from sync.base.tables import device"),
    (WITHOUT_BASE, "app/bootstrap.py", "def later():\n    import sync.base.planted"),
    (DECODING, "ui/planted.py", "import av"),
    (DECODING, "video/player.py", "import av"),
]


@pytest.fixture(scope="module")
def copy(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages and their contracts, to be spoilt."""
    place = tmp_path_factory.mktemp("tree")
    shutil.copy(project / "pyproject.toml", place)
    for package in _contracts(project)["root_packages"]:
        shutil.copytree(project / package, place / package, ignore=shutil.ignore_patterns("__pycache__"))
    for folder in ("app", "app/domain", "app/usecases", "storage", "sync/base", "ui", "video", "video/worker"):
        (place / folder / "planted.py").write_text("")
    return place


@pytest.mark.parametrize(("contract", "file", "line"), PLANTED)
def test_each_contract_can_fail(copy: Path, contract: str, file: str, line: str) -> None:
    target = copy / file
    before = target.read_text() if target.exists() else None
    target.write_text(f"{before or ''}\n{line}\n")
    try:
        code, words = _lint(copy)
    finally:
        if before is None:
            target.unlink()
        else:
            target.write_text(before)
    assert code == 1, words
    assert f"{contract} BROKEN" in words


def test_the_contracts_hold(project: Path) -> None:
    code, words = _lint(project)
    assert code == 0, words


def test_every_module_of_the_laptop_s_side_is_under_its_contract(project: Path) -> None:
    """The folder `sync` cannot be named as a whole: the base is in it."""
    contract = next(one for one in _contracts(project)["contracts"] if one["name"] == WITHOUT_BASE)
    there = {f"sync.{path.stem}" for path in (project / "sync").glob("*.py") if path.stem != "__init__"}
    assert {name for name in contract["source_modules"] if name.startswith("sync.")} == there


def test_every_contract_has_a_planted_violation(project: Path) -> None:
    named = {contract["name"] for contract in _contracts(project)["contracts"]}
    assert named == {contract for contract, _, _ in PLANTED}


def test_package_markers(project: Path) -> None:
    """`packaging/__init__.py` would shadow a real library; every other `__init__.py` is empty."""
    assert not (project / "packaging" / "__init__.py").exists()
    packages = _contracts(project)["root_packages"]
    spoken = [path for name in packages for path in (project / name).rglob("__init__.py") if path.read_text().strip()]
    assert spoken == []


def _contracts(project: Path) -> dict[str, Any]:
    settings: dict[str, Any] = tomllib.loads((project / "pyproject.toml").read_text())
    return dict(settings["tool"]["importlinter"])


def _lint(place: Path) -> tuple[int, str]:
    """Exit code and words of `lint-imports` run in `place`."""
    lint = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [lint, "--no-logo", "--no-cache"], check=False, cwd=place, capture_output=True, text=True, env={"COLUMNS": "200"}, timeout=60
    )
    return done.returncode, done.stdout + done.stderr
