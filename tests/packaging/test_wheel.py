"""A wheel holds all that the program and the team base read: texts, SQL, icons, networks, pages, migrations; and both start from it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

BUILD = "import setuptools.build_meta, sys; print(setuptools.build_meta.build_wheel(sys.argv[1]))"
COPIED = ("app", "ui", "storage", "video", "sync", "resources", "pyproject.toml", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def wheel(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("wheel")
    source = place / "source"
    source.mkdir()
    for name in COPIED:
        whole = project / name
        if whole.is_dir():
            shutil.copytree(whole, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(whole, source / name)
    subprocess.run([sys.executable, "-W", "ignore", "-c", BUILD, str(place)], cwd=source, capture_output=True, check=True)
    (made,) = place.glob("*.whl")
    return made


def test_the_wheel_holds_every_file_that_is_read(wheel: Path, project: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        str(path.relative_to(project))
        for root in ("app", "ui", "storage", "video", "sync", "resources")
        for path in (project / root).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert wanted - held == set()
    assert {Path(name).suffix for name in wanted} >= {".py", ".toml", ".sql", ".svg", ".txt", ".tflite", ".html", ".css"}


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"app", "ui", "storage", "video", "sync", "resources"}


def test_the_program_reads_its_words_from_the_wheel(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    line = "import resources, ui.texts, storage.vault; print(len(ui.texts.catalogue()), resources.__file__)"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}
    done = subprocess.run([sys.executable, "-c", line], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    count, where = done.stdout.split()
    assert int(count) > 100
    assert where.startswith(str(tmp_path))


ASK_A_BASE = """
import sys, resources
from fastapi.testclient import TestClient
from sync.base.api import make_app
from sync.base.database import Database
from sync.base.settings import Settings
database = Database.open("sqlite:///" + sys.argv[1])
with TestClient(make_app(database, Settings())) as asking:
    print(*(asking.get(page).status_code for page in ("/login", "/assets/dashboard.css", "/api")), resources.__file__)
"""


def test_the_team_base_makes_its_tables_and_shows_its_pages_from_the_wheel(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}
    line = [sys.executable, "-c", ASK_A_BASE, str(tmp_path / "base.sqlite3")]
    done = subprocess.run(line, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    *said, where = done.stdout.split()
    assert said == ["200", "200", "200"]
    assert where.startswith(str(tmp_path))
