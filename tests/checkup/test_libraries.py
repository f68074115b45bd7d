"""The doctor names each missing system library and the package that has it. Libraries are truly hidden, in a mount namespace."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.checkup.finding import Standing
from app.checkup.libraries import LIBRARIES, Library, check_fonts, check_libraries

# Root needs no user namespace (and has none in a chroot).
UNSHARE = ["unshare", "-m"] if hasattr(os, "geteuid") and os.geteuid() == 0 else ["unshare", "-rm"]
NAMES = [library.name for library in LIBRARIES]


def _can_hide() -> bool:
    if sys.platform != "linux" or shutil.which("unshare") is None:
        return False
    return subprocess.run([*UNSHARE, "true"], capture_output=True, check=False).returncode == 0


needs_namespace = pytest.mark.skipif(
    not _can_hide(), reason="no mount namespaces on this machine; the same is tested with a loader that refuses"
)


@pytest.mark.parametrize("library", LIBRARIES, ids=NAMES)
def test_a_library_that_does_not_load_is_named_with_its_package(library: Library) -> None:
    def load(name: str) -> None:
        if name == library.name:
            raise OSError(f"{name}: cannot open shared object file: No such file or directory")

    findings = list(check_libraries(load, "linux", {"DISPLAY": ":0"}))
    told = [(one.standing, one.facts["library"], one.facts["package"]) for one in findings]
    assert told == [(Standing.TROUBLE, library.name, library.package)]


def test_the_library_that_is_wanting_is_named_not_the_one_that_wants_it() -> None:
    def load(name: str) -> None:
        if name == "libpulse.so.0":
            raise OSError("libdbus-1.so.3: cannot open shared object file: No such file or directory")

    (finding,) = check_libraries(load, "linux", {})
    assert (finding.facts["library"], finding.facts["package"]) == ("libdbus-1.so.3", "libdbus-1-3")


def test_without_a_screen_the_libraries_of_a_screen_are_no_trouble() -> None:
    def load(name: str) -> None:
        raise OSError(f"{name}: cannot open shared object file")

    by_name = {one.facts["library"]: one.standing for one in check_libraries(load, "linux", {})}
    assert by_name == {one.name: Standing.NOTE if one.screen_only else Standing.TROUBLE for one in LIBRARIES}


def test_other_systems_need_none() -> None:
    assert list(check_libraries(platform="win32")) == []
    assert list(check_fonts(platform="darwin")) == []


@needs_namespace
@pytest.mark.parametrize("library", LIBRARIES, ids=NAMES)
def test_a_library_that_is_really_gone_is_named(library: Library, project: Path) -> None:
    script = (
        "import json; from app.checkup.libraries import check_libraries; print(json.dumps([dict(one.facts) for one in check_libraries()]))"
    )
    told = json.loads(_run_without(library, [sys.executable, "-c", script], project))
    assert {"library": library.name, "package": library.package} in told


@needs_namespace
def test_the_doctor_gets_through_without_what_qt_needs(project: Path) -> None:
    qt_needs = next(library for library in LIBRARIES if library.name == "libEGL.so.1")
    told = json.loads(_run_without(qt_needs, [sys.executable, "-m", "app.doctor", "--json", "--language", "en"], project))
    by_check = {one["check"]: one for one in told["findings"]}
    assert not told["well"]
    assert "apt install libegl1" in by_check["library.libEGL.so.1"]["advice"]
    assert by_check["starts.Qt"]["standing"] == "trouble"
    assert by_check["devices"]["standing"] == "trouble"
    assert by_check["sqlcipher"]["standing"] == "good"
    assert {"keyring", "room", "disk_encryption", "swap", "core_dumps"} <= by_check.keys()


def _run_without(library: Library, command: list[str], project: Path) -> str:
    """What `command` prints in a mount namespace in which an empty file lies over the library, wherever it is."""
    cache = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=True).stdout
    places = re.findall(rf"^\s*{re.escape(library.name)} .*=> (\S+)$", cache, re.MULTILINE)
    assert places, f"{library.name} is not on this machine: packaging/setup.sh tests"
    hide = "; ".join(f"mount --bind /dev/null {os.path.realpath(place)}" for place in places)
    whole = [*UNSHARE, "sh", "-c", f'{hide}; exec "$@"', "sh", *command]
    environment = {**os.environ, "PYTHONPATH": str(project), "DISPLAY": ":0"}
    done = subprocess.run(whole, capture_output=True, text=True, cwd=project, env=environment, timeout=120, check=False)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout
