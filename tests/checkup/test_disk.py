"""Disk encryption, swap and room, on made-up /sys and /proc trees as Linux lays them out."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.checkup.disk import check_disk_encryption, check_room, check_swap, check_vault_folder
from app.checkup.finding import Standing


def _device(root: Path, name: str, *, uuid: str = "", on: tuple[str, ...] = ()) -> Path:
    """A block device as /sys shows it, with what it is made of."""
    folder = root / "sys/devices/virtual/block" / name
    (folder / "slaves").mkdir(parents=True)
    if uuid:
        (folder / "dm").mkdir()
        (folder / "dm/uuid").write_text(uuid + "\n")
    for below in on:
        (folder / "slaves" / below).symlink_to(root / "sys/devices/virtual/block" / below)
    by_name = root / "sys/class/block" / name
    by_name.parent.mkdir(parents=True, exist_ok=True)
    by_name.symlink_to(folder)
    return folder


def _lies_on(root: Path, place: Path, device: Path) -> None:
    number = place.stat().st_dev
    link = root / "sys/dev/block" / f"{os.major(number)}:{os.minor(number)}"
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(device)


@pytest.mark.parametrize(
    ("layers", "words"),
    [
        ({"sda2": ""}, "disk_encryption.no"),
        ({"sda3": "", "dm-0": "CRYPT-LUKS2-00"}, "disk_encryption.yes"),
        ({"sda3": "", "dm-0": "CRYPT-LUKS2-00", "dm-1": "LVM-root"}, "disk_encryption.yes"),
        ({"sda3": "", "dm-0": "LVM-root"}, "disk_encryption.no"),
    ],
    ids=["partition", "LUKS", "LVM on LUKS", "LVM"],
)
def test_layers_are_followed_down(tmp_path: Path, layers: dict[str, str], words: str) -> None:
    below: tuple[str, ...] = ()
    top = tmp_path
    for name, uuid in layers.items():
        top = _device(tmp_path, name, uuid=uuid, on=below)
        below = (name,)
    _lies_on(tmp_path, tmp_path, top)
    (finding,) = check_disk_encryption(tmp_path / "not/there/yet", "linux", tmp_path)
    assert finding.words == words


def test_half_encrypted_is_not_encrypted(tmp_path: Path) -> None:
    _device(tmp_path, "sda1")
    _device(tmp_path, "dm-0", uuid="CRYPT-LUKS2-00", on=("sda1",))
    _device(tmp_path, "sdb1")
    _lies_on(tmp_path, tmp_path, _device(tmp_path, "md0", on=("dm-0", "sdb1")))
    (finding,) = check_disk_encryption(tmp_path, "linux", tmp_path)
    assert finding.words == "disk_encryption.no"


def test_a_file_system_with_numbers_of_its_own_is_found_by_its_mount(tmp_path: Path) -> None:
    _device(tmp_path, "dm-3", uuid="CRYPT-LUKS2-00")
    (tmp_path / "proc/self").mkdir(parents=True)
    (tmp_path / "proc/self/mountinfo").write_text("29 1 0:26 /@ / rw,relatime shared:1 - btrfs /dev/dm-3 rw,subvol=/@\n")
    (finding,) = check_disk_encryption(tmp_path, "linux", tmp_path)
    assert finding.words == "disk_encryption.yes"


def test_what_cannot_be_seen_is_said(tmp_path: Path) -> None:
    (finding,) = check_disk_encryption(tmp_path, "linux", tmp_path)
    assert finding.words == "disk_encryption.unknown"


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_systems_are_told_where_to_look(tmp_path: Path, platform: str) -> None:
    (finding,) = check_disk_encryption(tmp_path, platform)
    assert finding.words == f"disk_encryption.{platform}"


@pytest.mark.parametrize(
    ("swaps", "words"),
    [("", "swap.none"), ("/dev/zram0 partition 1 0 100\n", "swap.safe"), ("/dev/dm-7 partition 1 0 1\n", "swap.safe"),
     ("/dev/sda9 partition 1 0 1\n", "swap.open"), ("/dev/zram0 partition 1 0 1\n/dev/sda9 partition 1 0 1\n", "swap.open")],
)  # fmt: skip
def test_swap(tmp_path: Path, swaps: str, words: str) -> None:
    _device(tmp_path, "sda9")
    _device(tmp_path, "dm-7", uuid="CRYPT-PLAIN-00")
    (tmp_path / "proc").mkdir()
    (tmp_path / "proc/swaps").write_text("Filename Type Size Used Priority\n" + swaps)
    (finding,) = check_swap("linux", tmp_path)
    assert finding.words == words


@pytest.mark.parametrize(("free_gb", "standing"), [(1, Standing.TROUBLE), (5, Standing.NOTE), (300, Standing.GOOD)])
def test_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free_gb: int, standing: Standing) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _place: type("Usage", (), {"free": free_gb * 10**9}))
    (finding,) = check_room(tmp_path / "not/there")
    assert (finding.standing, finding.facts["free_bytes"]) == (standing, free_gb * 10**9)


def test_the_vault_folder(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    assert [one.words for one in check_vault_folder(vault)] == ["vault.none_yet"]
    vault.mkdir(mode=0o700)
    (vault / "keyslots").touch()
    assert [one.words for one in check_vault_folder(vault)] == ["vault.there"]
    vault.chmod(0o755)
    assert [one.words for one in check_vault_folder(vault)] == ["vault.open_to_others"]
