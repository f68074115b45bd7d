"""`samspill record` as a process of its own, with the test camera: what it saves, says and returns."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.filming import FLOOR_BYTES
from app.domain.ids import FamilyCode
from app.domain.scheme import GAP
from app.terminal import Exit
from storage.practice import create_practice_vault, open_practice_vault
from tests.consenting import agreed
from tests.test_cli import PROJECT, samspill, told
from tests.usecases.importing import TestClock

CAMERA = ("--camera", "Test Camera", "--family", "AAA")
SOON_S = 60


@pytest.fixture
def practice(tmp_path: Path) -> Path:
    """A vault with a family that has agreed to be filmed."""
    return vault_with_family(tmp_path / "vault")


def vault_with_family(folder: Path) -> Path:
    vault = create_practice_vault(folder)
    agreed(vault, TestClock(), FamilyCode("AAA"))
    vault.close()
    return folder


def rows(vault: Path) -> list[tuple[str, str]]:
    opened = open_practice_vault(vault)
    try:
        with opened.work() as work:
            return [(recording.state.value, recording.source_kind.value) for recording in work.recordings.all()]
    finally:
        opened.close()


def started(vault: Path, *more: str) -> subprocess.Popen[str]:
    """The command, once it films."""
    command = [sys.executable, "-m", "app", "record", *CAMERA, "--vault", str(vault), "--json", *more]
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    until = time.monotonic() + SOON_S
    while not list(vault.glob("reels/*.reel")):
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.01)
    time.sleep(0.5)
    return process


def capture_processes(pid: int) -> list[int]:
    children = [int(word) for listing in Path(f"/proc/{pid}/task").glob("*/children") for word in listing.read_text().split()]
    return [child for child in children if b"video.capture" in Path(f"/proc/{child}/cmdline").read_bytes()]


def test_a_film_of_a_few_seconds_is_saved_and_said(practice: Path) -> None:
    done = samspill("record", *CAMERA, "--seconds", "1.5", "--vault", practice, "--json")
    facts = told(done)
    assert done.returncode == Exit.DONE
    assert facts == facts | {"state": "ready", "sound": True, "problems": [], "troubles": [], "ended": None}
    assert facts["seconds"] >= 1.5
    assert facts["picture"] == {"width": 1280, "height": 720}
    assert facts["frames"] > 0
    assert rows(practice) == [("ready", "live")]
    assert told(samspill("vault", "check", "--vault", practice, "--json"))["well"] is True


def test_without_json_it_says_so_in_words(practice: Path) -> None:
    done = samspill("record", *CAMERA, "--microphone", "none", "--seconds", "0.5", "--vault", practice, "--language", "nb")
    assert (done.returncode, done.stderr) == (Exit.DONE, "")
    assert done.stdout.startswith("Lagret og låst: 00:0")
    assert "Filmen har ingen lyd." in done.stdout
    assert "Mistede bilder: " in done.stdout
    assert "AAA" not in done.stdout


@pytest.mark.parametrize(
    ("number", "more", "code", "ended"),
    [
        (signal.SIGINT, ["--seconds", "60"], Exit.STOPPED, "stopped"),
        (signal.SIGTERM, [], Exit.DONE, None),
        (signal.SIGHUP, [], Exit.DONE, None),
    ],
)
def test_a_film_that_is_stopped_is_kept(practice: Path, number: signal.Signals, more: list[str], code: Exit, ended: str | None) -> None:
    process = started(practice, *more)
    os.killpg(process.pid, number)  # as a terminal does: the workers and the capture process get it too
    out, errors = process.communicate(timeout=SOON_S)
    assert (process.returncode, errors) == (code, "")
    assert (json.loads(out)["state"], json.loads(out)["ended"]) == ("ready", ended)
    assert rows(practice) == [("ready", "live")]


@pytest.mark.parametrize("ends", ["2>&-", "0<&- 1>&- 2>&-", ">/dev/full 2>/dev/full"])
def test_a_film_does_not_need_anyone_who_reads_along(practice: Path, ends: str) -> None:
    command = [sys.executable, "-m", "app", "record", *CAMERA, "--seconds", "0.7", "--vault", str(practice)]
    done = subprocess.run(["sh", "-c", f'exec "$@" {ends}', "sh", *command], cwd=PROJECT, check=False, timeout=SOON_S, capture_output=True)
    assert (done.returncode, done.stderr) == (Exit.DONE, b"")
    assert rows(practice) == [("ready", "live")]


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf", "1e9", "soon"])
def test_a_length_that_is_none_is_refused_in_words(practice: Path, seconds: str) -> None:
    done = samspill("record", *CAMERA, f"--seconds={seconds}", "--vault", practice, "--language", "en")
    assert done.returncode == Exit.WRONG_ARGUMENTS
    assert done.stderr.rstrip().endswith("Type how many seconds, at most 86400 (a day).")


def test_ctrl_c_before_the_camera_is_on_leaves_nothing(practice: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # it takes calls and says nothing
        silent.settimeout(SOON_S)
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        command = [sys.executable, "-m", "app", "record", "--camera", url, "--family", "AAA", "--vault", str(practice)]
        process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        call, _ = silent.accept()
        process.send_signal(signal.SIGINT)
        out, errors = process.communicate(timeout=SOON_S)
        call.close()
    assert (process.returncode, out, errors) == (Exit.STOPPED, "", "")
    assert rows(practice) == []


def test_a_laptop_that_slept_films_on_with_a_gap(practice: Path) -> None:
    process = started(practice, "--seconds", "60")
    asleep = [process.pid, *capture_processes(process.pid)]
    assert len(asleep) == 2
    for pid in asleep:
        os.kill(pid, signal.SIGSTOP)
    time.sleep(2.5)
    for pid in asleep:
        os.kill(pid, signal.SIGCONT)
    time.sleep(1.0)
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=SOON_S)
    facts = json.loads(out)
    assert (process.returncode, errors, facts["state"], facts["problems"]) == (Exit.STOPPED, "", "ready", [])
    opened = open_practice_vault(practice)
    with opened.work() as work:
        marks = work.marks.of(facts["recording"])
    opened.close()
    assert [mark.code for mark in marks] == [GAP.id]
    assert facts["seconds"] > marks[0].start_us / 1e6


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with a little more than filming leaves free."""
    disk = tmp_path / "disk"
    disk.mkdir()
    size = FLOOR_BYTES + (16 << 20)
    made = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0700", "none", str(disk)]
    if os.geteuid() != 0 or subprocess.run(made, capture_output=True, check=False).returncode:
        pytest.skip("no small disk can be mounted here; tests/usecases/test_film_live.py tests the same")
    vault_with_family(disk / "vault")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_disk_that_is_nearly_full_ends_the_film_cleanly_and_the_next_does_not_begin(small_disk: Path) -> None:
    vault = small_disk / "vault"
    process = started(vault)
    (small_disk / "other").write_bytes(bytes(17 << 20))
    out, errors = process.communicate(timeout=SOON_S)
    facts = json.loads(out)
    assert (process.returncode, errors) == (Exit.PARTLY, "")
    assert (facts["ended"], facts["state"], facts["problems"]) == ("disk_nearly_full", "ready", [])
    done = samspill("record", *CAMERA, "--vault", vault, "--json")
    assert (done.returncode, told(done)["error"]["code"]) == (Exit.FAILED, "disk_nearly_full")
    assert rows(vault) == [("ready", "live")]


def test_a_name_that_nothing_has_gets_the_list(practice: Path) -> None:
    done = samspill("record", "--camera", "nothing of that name", "--family", "AAA", "--vault", practice)
    assert (done.returncode, done.stdout) == (Exit.FAILED, "")
    assert "test camera" in done.stderr
    facts = told(samspill("record", "--camera", "nothing", "--family", "AAA", "--vault", practice, "--json"))
    assert (facts["error"]["code"], "test camera" in facts["cameras"]) == ("camera_missing", True)
    assert rows(practice) == []


def test_a_camera_that_is_not_there_leaves_no_recording(practice: Path) -> None:
    arguments: list[str | Path] = ["--camera", "http://127.0.0.1:9/gone", "--family", "AAA", "--vault", practice, "--json"]
    done = samspill("record", *arguments)
    assert (done.returncode, told(done)["error"]["code"]) == (Exit.FAILED, "camera_missing")
    assert rows(practice) == []


def test_without_consent_no_camera_is_switched_on(practice: Path) -> None:
    nobody = samspill("record", "--camera", "no such camera", "--family", "BBB", "--vault", practice, "--json")
    assert (nobody.returncode, told(nobody)["error"]["code"]) == (Exit.FAILED, "nobody_named"), "the camera is not even looked for"
    done = samspill("record", *CAMERA, "--in-picture", "father", "--vault", practice)
    assert (done.returncode, done.stdout) == (Exit.WRONG_ARGUMENTS, "")
    assert "mother, father" in done.stderr
    assert rows(practice) == []


def test_who_is_in_it_is_written_down(practice: Path) -> None:
    done = samspill("record", *CAMERA, "--in-picture", "mother", "--seconds", "0.3", "--vault", practice, "--json")
    assert done.returncode == Exit.DONE
    opened = open_practice_vault(practice)
    with opened.work() as work:
        people = {one.id for one in work.people.of(FamilyCode("AAA"))}
        assert {one.person for one in work.appearances.of(told(done)["recording"])} == people
    opened.close()


@pytest.mark.parametrize("arguments", [[], ["--camera", "x"], [*CAMERA, "--seconds", "0"], [*CAMERA, "--seconds", "soon"]])
def test_wrong_arguments(arguments: list[str]) -> None:
    done = samspill("record", *arguments)
    assert (done.returncode, done.stdout) == (Exit.WRONG_ARGUMENTS, "")


def test_it_loads_no_qt(practice: Path) -> None:
    script = (
        "import sys; from app.__main__ import main; code = main(sys.argv[1:]); qt = [m for m in sys.modules if m.startswith('PySide6')];"
        "sys.exit(f'loaded {qt}' if qt else code)"
    )
    command = [sys.executable, "-c", script, "record", *CAMERA, "--seconds", "0.3", "--vault", str(practice)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
