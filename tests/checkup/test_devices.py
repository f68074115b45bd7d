"""Cameras that are there and may not be used: as a person without rights sees them, on a folder laid out like the system's."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app.checkup.devices import check_camera_rights
from app.checkup.finding import Standing
from tests.video.capture.nobody import as_nobody

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="cameras are files on Linux only")


def test_a_camera_that_this_user_may_not_use_is_told(tmp_path: Path) -> None:
    mine, others = tmp_path / "video0", tmp_path / "video1"
    mine.touch()
    mine.chmod(0o666)
    others.touch()
    others.chmod(0)
    with as_nobody(tmp_path):
        (finding,) = check_camera_rights(tmp_path)
        assert (finding.standing, finding.words, finding.facts["count"]) == (Standing.NOTE, "camera.refused", 1)
    others.unlink()
    with as_nobody(tmp_path):
        assert list(check_camera_rights(tmp_path)) == []


def test_no_camera_is_no_trouble_with_rights(tmp_path: Path) -> None:
    assert list(check_camera_rights(tmp_path)) == []
