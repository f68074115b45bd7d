"""Rules of the whole suite: no screen, no real home folder, no real keyring, and silence.

A test fails when it leaves a thread or a child process behind, when Qt or Python logs a warning, or when anything reaches stderr.
Everything a person owns (home, data, cache, runtime folders, keyring, session bus) is replaced for each test by an empty one.
"""

from __future__ import annotations

import gc
import logging
import os
import re
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYTHONDONTWRITEBYTECODE", "1")

import pytest

from ui.garbage import collect_what_is_due
from ui.texts import language, set_language

if TYPE_CHECKING:
    from tests.usecases.caring import Home

gc.disable()  # a Qt object in a circle of garbage must not be let go on a thread of the test (see ui/garbage.py)

PROJECT = Path(__file__).resolve().parent.parent
GRACE_S = 5.0
# Python's own helper of shared memory: one per process, ends with it.
_KEPT_CHILDREN = (b"multiprocessing.resource_tracker", b"multiprocessing.forkserver")
# What libraries say on stderr that is about the machine and not about us.
_MACHINE_NOISE = re.compile(r"^(?:MESA|libEGL|ALSA lib|XDG_RUNTIME_DIR|This plugin does not support propagateSizeHints).*$")
_HOME_VARIABLES = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR")


@pytest.fixture(scope="session")
def project() -> Path:
    """The root of the source tree."""
    return PROJECT


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of real files beside the project; tests that need it are skipped where it is not there."""
    folder = PROJECT.parent / "shared" / "samples"
    if not folder.is_dir():
        pytest.skip("real sample files (../shared/samples) are not on this machine; the same behaviour is tested on generated files")
    return folder


@pytest.fixture(scope="session")
def first_practice_card(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The practice card as it is made. Read only: a test that changes a card takes `practice_card`."""
    from video.practice import make_practice_card

    card = tmp_path_factory.mktemp("card")
    make_practice_card(card)
    return card


@pytest.fixture
def practice_card(first_practice_card: Path, tmp_path: Path) -> Path:
    """A practice card of this test's own: an AVCHD film in two parts, another AVCHD film, and a phone's film."""
    return Path(shutil.copytree(first_practice_card, tmp_path / "card"))


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """An open vault with a family in it."""
    from tests.usecases.caring import Home

    made = Home(tmp_path / "vault")
    yield made
    made.vault.close()


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    """An empty folder that stands for a removable drive."""
    folder = tmp_path / "drive"
    folder.mkdir()
    return folder


@pytest.fixture(autouse=True)
def language_as_before() -> Iterator[None]:
    """Whatever a test has the screens speak, the next begins as this one did."""
    before = language()
    yield
    set_language(before)


@pytest.fixture(autouse=True)
def nobodys_home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty home for the test: short path (Unix sockets have 107 bytes), no session bus, no keyring."""
    home = Path(tempfile.mkdtemp(prefix="ss-"))
    monkeypatch.setenv("HOME", str(home))
    for name in _HOME_VARIABLES:
        folder = home / name[4:-5].lower() if name.endswith("_HOME") else home / "run"
        folder.mkdir(mode=0o700)
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    yield home
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(autouse=True)
def nothing_left_running(nobodys_home: Path) -> Iterator[None]:
    """Fail when the test leaves a Python thread or a child process that was not there before."""
    threads_before = set(threading.enumerate())
    children_before = _children()
    yield
    _let_windows_go()
    deadline = time.monotonic() + GRACE_S
    while time.monotonic() < deadline:
        threads = [t for t in threading.enumerate() if t not in threads_before and t.is_alive()]
        children = {pid: what for pid, what in _children().items() if pid not in children_before}
        if not threads and not children:
            return
        time.sleep(0.02)
    pytest.fail(f"left running: threads {[t.name for t in threads]}, child processes {sorted(children.values())}")


def _let_windows_go() -> None:
    """What was to be deleted later is deleted now: Qt itself waits for an event loop, and hundreds of windows make each next test slow."""
    if "PySide6.QtCore" in sys.modules:
        from PySide6.QtCore import QCoreApplication, QEvent

        if QCoreApplication.instance() is not None:
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def pytest_runtest_logfinish() -> None:
    collect_what_is_due()


def _children() -> dict[int, str]:
    """Direct child processes by id, zombies included, with what they run. Empty where there is no /proc."""
    found: dict[int, str] = {}
    for listing in Path("/proc/self/task").glob("*/children"):
        try:
            pids = [int(word) for word in listing.read_text().split()]
        except OSError:
            continue  # the thread ended while we looked
        for pid in pids:
            try:
                command = Path(f"/proc/{pid}/cmdline").read_bytes()
            except OSError:
                continue
            if not any(kept in command for kept in _KEPT_CHILDREN):
                found[pid] = command.replace(b"\0", b" ").decode(errors="replace").strip() or "a zombie"
    return found


class _Warnings(logging.Handler):
    """Collects what is logged at WARNING and above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def nothing_logged(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail when a warning is logged, unless the test asked for `caplog` and so looks at the log itself."""
    handler = _Warnings()
    logging.getLogger().addHandler(handler)
    yield
    logging.getLogger().removeHandler(handler)
    if handler.lines and "caplog" not in request.fixturenames:
        pytest.fail("logged: " + "; ".join(handler.lines))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """A passed test that wrote to stderr is a failed one; libraries in C speak there."""
    report: pytest.TestReport = yield
    if report.when == "teardown" and report.passed and not item.get_closest_marker("benchmark"):
        spoken = [line for line in report.capstderr.splitlines() if line.strip() and not _MACHINE_NOISE.search(line)]
        if spoken:
            report.outcome = "failed"
            report.longrepr = "written to stderr:\n" + "\n".join(spoken[:20])
    return report
