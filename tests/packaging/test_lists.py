"""What is declared in one place agrees with what is declared in another: packages, locks, libraries, hooks."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from app.checkup.libraries import LIBRARIES
from app.checkup.python import PACKAGES

LOCKS = ("requirements.lock", "requirements-base.lock", "requirements-dev.lock")
# What a package registry's address looks like, in pieces so that this file names none.
REGISTRY = re.compile(
    "|".join(
        ("pypi" + r"\.org", "python" + "hosted", "deb" + r"\.debian", "debian" + r"\.org/debian", "archive" + r"\.ubuntu", "npm" + r"js\.")
    )
)


@pytest.fixture(scope="module")
def settings(project: Path) -> dict[str, Any]:
    return tomllib.loads((project / "pyproject.toml").read_text())


def _locked(project: Path, lock: str) -> dict[str, tuple[str, int]]:
    """Version and number of hashes of each package in a lock."""
    found: dict[str, tuple[str, int]] = {}
    for block in re.split(r"\n(?=\S)", (project / "packaging" / lock).read_text()):
        named = re.match(r"([A-Za-z0-9._-]+)==([^\s;\\]+)", block)
        if named:
            found[canonicalize_name(named[1])] = (named[2], len(re.findall(r"--hash=sha256:[0-9a-f]{64}\b", block)))
    return found


def test_the_locks_hold_what_the_project_declares(project: Path, settings: dict[str, Any]) -> None:
    runtime = [Requirement(line) for line in settings["project"]["dependencies"]]
    base, development = ([Requirement(line) for line in settings["project"]["optional-dependencies"][group]] for group in ("base", "dev"))
    for lock, wanted in zip(LOCKS, (runtime, runtime + base, runtime + base + development), strict=True):
        locked = _locked(project, lock)
        for requirement in wanted:
            assert str(requirement.specifier) == f"=={locked[canonicalize_name(requirement.name)][0]}", (
                f"{requirement} in {lock}: run `make lock`"
            )


def test_everything_locked_has_its_hashes_and_the_locks_agree(project: Path) -> None:
    runtime, base, development = (_locked(project, lock) for lock in LOCKS)
    assert len(runtime) > 20
    assert all(hashes for _, hashes in (*runtime.values(), *development.values()))
    assert runtime.items() <= base.items() <= development.items()


def test_the_locks_serve_windows_too(project: Path) -> None:
    text = (project / "packaging/requirements.lock").read_text()
    assert re.search(r"^pywin32-ctypes==\S+ ; sys_platform == 'win32'", text, re.MULTILINE)


def test_no_tracked_file_names_a_registry(project: Path) -> None:
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=project, capture_output=True, text=True, check=True).stdout.split("\0")
    named = [name for name in tracked if name and REGISTRY.search((project / name).read_bytes().decode("utf-8", "replace"))]
    assert named == []


def test_the_locks_say_nothing_of_where_packages_come_from(project: Path) -> None:
    for lock in LOCKS:
        text = (project / "packaging" / lock).read_text()
        assert "://" not in text
        assert re.findall(r"^\s*-(?!-hash=)\S+", text, re.MULTILINE) == []


def test_the_doctor_knows_the_libraries_of_the_package_list(project: Path) -> None:
    listed: dict[str, tuple[str, bool]] = {}
    section = ""
    for line in (project / "packaging/debian-packages.txt").read_text().splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        library = re.match(r"(\S+).*#\s+(lib\S+\.so\S*)", line)
        if library and section:
            listed[library[2]] = (library[1], section == "screen")
    assert listed == {one.name: (one.package, one.screen_only) for one in LIBRARIES}


def test_the_doctor_knows_the_python_packages(settings: dict[str, Any]) -> None:
    declared = {Requirement(line).name for line in settings["project"]["dependencies"]}
    assert declared - {"pyseccomp"} == set(PACKAGES)


def test_every_folder_of_code_is_a_package_of_a_declared_root(project: Path, settings: dict[str, Any]) -> None:
    roots = settings["tool"]["importlinter"]["root_packages"]
    there = {".".join(path.parent.relative_to(project).parts) for root in roots for path in (project / root).rglob("__init__.py")}
    with_code = {".".join(path.parent.relative_to(project).parts) for root in roots for path in (project / root).rglob("*.py")}
    assert with_code == there, "a folder of code without __init__.py"
    found = settings["tool"]["setuptools"]["packages"]["find"]
    assert set(found["include"]) == {f"{root}*" for root in roots}


def test_the_hooks_fetch_nothing(project: Path) -> None:
    text = (project / ".pre-commit-config.yaml").read_text()
    assert re.findall(r"repo: (\S+)", text) == ["local"]
    assert set(re.findall(r"language: (\S+)", text)) == {"system"}


def test_scripts_can_be_run_and_say_what_they_do(project: Path) -> None:
    for name in (".ci/run", "packaging/setup.sh", "packaging/lock.sh", "packaging/run_tests.sh"):
        path = project / name
        assert path.stat().st_mode & 0o111, name
        subprocess.run(["bash", "-n", str(path)], check=True)


def test_the_licence_is_whole(project: Path) -> None:
    text = (project / "LICENSE").read_text()
    assert "Version 3, 29 June 2007" in text
    assert len(text.splitlines()) > 600
