"""On a bare Debian 12 with python3, git and make, `make demo` and `make test` alone set up what is needed; the doctor names what goes."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.checkup.libraries import LIBRARIES
from tests.packaging.fresh import FreshMachine, fresh_machine, why_not

pytestmark = [pytest.mark.battery, pytest.mark.skipif(bool(why_not()), reason=why_not() or "-"), pytest.mark.timeout(3600)]
DOCTOR = ".venv/bin/python -m app doctor --json --language en"


@pytest.fixture(scope="module")
def machine(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FreshMachine]:
    with fresh_machine(tmp_path_factory.mktemp("fresh") / "root") as made:
        bare = made.root / "root"
        subprocess_clone(project, bare / "samspill")
        yield made


def subprocess_clone(project: Path, into: Path) -> None:
    import subprocess

    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{project}", str(into)], check=True, capture_output=True)


def test_make_demo_alone_does_everything(machine: FreshMachine) -> None:
    machine.run("make demo", cwd="/root/samspill")
    made = machine.root / "root/samspill/build/demo"
    assert json.loads((made / "summary.json").read_text())["ok"]
    assert len(list(made.glob("*.png"))) > 20
    began = time.monotonic()
    machine.run("make demo", cwd="/root/samspill")
    assert time.monotonic() - began < 60


def test_make_test_alone_sets_up_and_runs(machine: FreshMachine) -> None:
    done = machine.run("make test ARGS='tests/checkup tests/domain tests/packaging/test_lists.py'", cwd="/root/samspill")
    assert " passed" in done.stdout
    assert "failed" not in done.stdout


def test_make_check_holds(machine: FreshMachine) -> None:
    machine.run("make check", cwd="/root/samspill")


@pytest.mark.parametrize("library", LIBRARIES, ids=[library.name for library in LIBRARIES])
def test_the_doctor_names_a_library_whose_package_was_removed(machine: FreshMachine, library: object) -> None:
    wanted = next(one for one in LIBRARIES if one is library)
    found = machine.run(f"ldconfig -p | sed -n 's/.*=> //p' | grep -F '/{wanted.name}' | head -1").stdout.strip()
    assert found, "the set-up should have installed it"
    machine.run(f"mv $(realpath {found}) /root/aside")
    try:
        told = json.loads(machine.run(f"DISPLAY=:0 {DOCTOR}", cwd="/root/samspill", check=False).stdout)
    finally:
        machine.run(f"mv /root/aside $(readlink -m {found})")
    named = [(one["facts"]["library"], one["facts"]["package"]) for one in told["findings"] if one["check"].startswith("library.")]
    assert (wanted.name, wanted.package) in named
    assert not told["well"]
