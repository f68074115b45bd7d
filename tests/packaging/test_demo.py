"""The rehearsal, as `make demo` plays it where there is no screen: all of it, in the time it may take, with nothing left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from app.demo import clear, has_screen, main, may_hold_practice
from app.rehearsal.team_base import Beside, team_base
from app.team_base import NOT_INSTALLED


@pytest.fixture(scope="module")
def played(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("demo") / "out"
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    command = [sys.executable, "-m", "app", "demo", "--out", str(out), "--language", "en"]
    with tempfile.TemporaryDirectory() as own:  # a short path: sockets are made there
        environment["TMPDIR"] = own
        done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, timeout=280, check=False)
        left = [path.name for path in Path(own).glob("rehearsal-*")]
    summary = (out / "summary.json").read_text() if (out / "summary.json").exists() else ""
    assert done.returncode == 0, done.stdout + done.stderr + summary
    assert done.stderr == ""
    assert left == []
    return out


def test_everything_was_done_for_real(played: Path) -> None:
    summary = json.loads((played / "summary.json").read_text())
    assert summary["ok"]
    assert [act["act"] for act in summary["acts"]] == [
        "practise", "film", "come_back", "care", "camcorder", "team", "back_up", "restore",
    ]  # fmt: skip
    facts = {name: fact for act in summary["acts"] for name, fact in act["facts"].items()}
    assert facts["marks of the film"] == ["bookmark", "gap"]
    assert facts["films compared with the card"] == 3
    assert facts["steps one frame both ways"]
    assert facts["marks after unlocking"] == 8
    assert facts["reels that went"] == 1
    assert facts["joined a team"] and facts["batches with a receipt"] == 1, "to a real base on this machine, and from there nowhere"


def test_each_step_left_its_picture(played: Path) -> None:
    summary = json.loads((played / "summary.json").read_text())
    steps = [step for act in summary["acts"] for step in act["steps"]]
    assert [int(step["picture"][:2]) for step in steps] == list(range(1, len(steps) + 1))
    for step in steps:
        image = QImage(str(played / step["picture"]))
        assert (image.width(), image.height()) == (1366, 768), step
        assert (played / step["picture"]).stat().st_size < 150_000


@pytest.mark.parametrize(("variables", "there"), [({}, False), ({"DISPLAY": ":0"}, True), ({"WAYLAND_DISPLAY": "wayland-0"}, True)])
def test_a_window_is_shown_only_where_there_is_a_screen(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], there: bool) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert has_screen() is there


def test_without_the_packages_of_a_base_there_is_none_to_join(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("app.rehearsal.team_base._COMMAND", (sys.executable, "-c", f"raise SystemExit({NOT_INSTALLED})"))
    with team_base(tmp_path / "base") as base:
        assert base == Beside()


def test_practice_is_made_in_no_folder_that_holds_anything_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    practice, real = tmp_path / "practice", tmp_path / "real"
    for folder in (practice, real):
        folder.mkdir()
    assert may_hold_practice(tmp_path / "new")
    assert may_hold_practice(practice)
    (practice / "practice").write_text("{}")
    (practice / "vault.db").touch()
    (real / "vault.db").touch()
    assert may_hold_practice(practice)
    assert not may_hold_practice(real)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    with pytest.raises(SystemExit, match="2"):
        main(["--offscreen", "--vault", str(real)])
    assert "not for practice" in capsys.readouterr().err


def test_a_folder_named_by_mistake_keeps_what_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    (tmp_path / "folder").mkdir()
    for name in ("01-first.png", "summary.json", "act-film.json"):
        (tmp_path / name).touch()
    clear(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "letter.txt"]
