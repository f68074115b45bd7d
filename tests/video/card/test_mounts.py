"""Which mounted places are cards, and what a card is known by."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.video.card.cards import lay
from video.card import mounts
from video.card.mounts import Mount, card_id, card_label, device_is_there, mount_of, mounted_cards

MOUNTINFO = r"""22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
23 22 0:21 / /proc rw - proc proc rw
60 22 8:17 / {media}/MY\040CARD rw,nosuid - vfat /dev/sdb1 rw,uid=1000
61 22 8:18 / {media}/STICK rw - vfat /dev/sdc1 rw
garbage
"""


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A system with a camera's card and a stick without film, told by a made-up mountinfo."""
    lay(tmp_path, {"MY CARD/DCIM/1.MP4": b"x", "STICK/letters/a.txt": b"x"})
    told = [mount for line in MOUNTINFO.format(media=tmp_path).splitlines() if (mount := mounts._mount(line))]
    monkeypatch.setattr(mounts, "mounts", lambda: told)
    monkeypatch.setattr(mounts, "_UNDER", (f"{tmp_path}/",))
    return tmp_path


def test_a_card_is_a_mounted_place_with_a_cameras_folders(system: Path) -> None:
    assert mounted_cards() == [system / "MY CARD"]


def test_the_mount_of_a_place_is_the_innermost_one(system: Path) -> None:
    assert mount_of(f"{system}/MY CARD/DCIM") == Mount(f"{system}/MY CARD", "vfat", "/dev/sdb1")
    assert mount_of("/etc") == Mount("/", "ext4", "/dev/sda1")
    assert mount_of(f"{system}/MY CARDS") == Mount("/", "ext4", "/dev/sda1")


def test_a_mount_whose_device_file_is_gone_was_pulled(system: Path) -> None:
    assert not device_is_there(f"{system}/MY CARD/DCIM/1.MP4")
    assert device_is_there("/proc/self")


def test_a_card_with_a_serial_number_is_known_wherever_it_is_mounted(system: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mounts, "_serial", lambda mount: "1234-ABCD" if mount.source == "/dev/sdb1" else None)
    first = card_id(f"{system}/MY CARD")
    moved = Mount(f"{system}/STICK", "vfat", "/dev/sdb1")
    monkeypatch.setattr(mounts, "mounts", lambda: [moved])
    assert card_id(f"{system}/STICK") == first
    assert card_id(f"{system}/STICK/letters") != first


def test_a_plain_folder_is_known_by_where_it_is_and_nothing_of_it_shows(tmp_path: Path) -> None:
    (tmp_path / "kari").mkdir()
    (tmp_path / "ola").mkdir()
    assert card_id(str(tmp_path / "kari")) == card_id(str(tmp_path / "kari") + "/")
    assert card_id(str(tmp_path / "kari")) != card_id(str(tmp_path / "ola"))
    assert "kari" not in card_id(str(tmp_path / "kari"))
    assert card_label(str(tmp_path / "kari") + "/") == "kari"
    assert card_label(os.fsdecode(b"/media/\xff")).isprintable()


def test_this_machine_can_be_asked() -> None:
    assert all(isinstance(root, Path) for root in mounted_cards())
    assert mount_of("/") is not None or not Path("/proc/self/mountinfo").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting needs root; the same is tested on a made-up mountinfo")
def test_a_real_mount_is_noticed_and_forgotten() -> None:
    point = Path("/mnt") / f"samspill-test-{os.getpid()}"
    point.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "card", str(point)], capture_output=True, check=False).returncode:
        point.rmdir()
        pytest.skip("this machine does not let root mount")
    try:
        assert point not in mounted_cards()
        lay(point, {"DCIM/1.MP4": b"x"})
        assert point in mounted_cards()
    finally:
        subprocess.run(["umount", str(point)], check=True)
        assert point not in mounted_cards()
        point.rmdir()
