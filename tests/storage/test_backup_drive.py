"""Drives that are full, pulled, write-protected or too old for large files, on real small disks; and a laptop that is full itself."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.domain.errors import ErrorCode
from app.ports import Progress
from app.usecases.back_up import back_up
from app.usecases.restore import Restore, restore
from storage import backup_file
from storage.restoring import open_backup
from tests.storage.backing_up import Laptop, Never, backups
from tests.storage.making import PASSPHRASE, code_when, footage, nothing
from tests.storage.test_destruction import fill


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 MiB of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "disk", str(folder)], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("only root may mount a small disk; without one, a drive that says it has no room is tested below")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=False, capture_output=True)


def after(share: float, deed: Callable[[], object]) -> Progress:
    """Progress during which something happens, once, when so much is done."""
    happened = False

    def progress(done: int, total: int) -> None:
        nonlocal happened
        if not happened and done >= total * share:
            happened = True
            deed()

    return progress


def code_of_backup(laptop: Laptop, drive: Path, progress: Progress = nothing) -> ErrorCode:
    return code_when(lambda: back_up(laptop.vault, laptop.keeper, laptop.clock, drive, PASSPHRASE, progress, Never()))


def test_a_drive_without_room_is_said_before_anything_is_written(laptop: Laptop, disk: Path) -> None:
    film = laptop.film(24)
    assert code_of_backup(laptop, disk) is ErrorCode.DRIVE_FULL
    assert backups(disk) == []
    assert laptop.films() == {film.id: footage(24)}


@pytest.mark.parametrize("share", [0.0, 0.1, 0.3])
def test_a_drive_that_fills_meanwhile_keeps_no_half_backup(laptop: Laptop, disk: Path, share: float) -> None:
    film = laptop.film(12)
    assert code_of_backup(laptop, disk, after(share, lambda: fill(disk))) is ErrorCode.DRIVE_FULL
    assert [path.name for path in backups(disk)] == ["filler"]
    (disk / "filler").unlink()
    assert laptop.back_up(disk).facts.films == 1
    assert laptop.films() == {film.id: footage(12)}


@pytest.mark.parametrize("share", [0.0, 0.4, 0.7, 1.0])
def test_a_drive_that_is_pulled(laptop: Laptop, disk: Path, share: float) -> None:
    """Until it has its name it is no backup; the vault is what it was."""
    film = laptop.film(6)
    pulled = after(share, lambda: subprocess.run(["umount", "--lazy", str(disk)], check=True))
    assert code_of_backup(laptop, disk, pulled) is ErrorCode.DRIVE_GONE
    assert backups(disk) == []
    assert list(laptop.folder.glob("*.new*")) == []
    assert laptop.films() == {film.id: footage(6)}


def test_a_write_protected_drive(laptop: Laptop, disk: Path) -> None:
    laptop.film(1)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    assert code_of_backup(laptop, disk) is ErrorCode.DRIVE_NOT_WRITABLE
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    file = laptop.back_up(disk).file
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    open_backup(file, PASSPHRASE, is_code=False).close()  # reading asks nothing of the drive


def test_no_drive_at_all(laptop: Laptop, tmp_path: Path) -> None:
    assert code_of_backup(laptop, tmp_path / "nowhere") is ErrorCode.DRIVE_GONE


def test_a_drive_that_says_it_has_no_room(laptop: Laptop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a small disk, for machines where none can be mounted: the system's answer alone is another."""
    film = laptop.film(2)
    drive = tmp_path / "drive"
    drive.mkdir()
    usage = shutil.disk_usage(drive)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage._replace(free=1 << 20))
    assert code_of_backup(laptop, drive) is ErrorCode.DRIVE_FULL
    assert backups(drive) == []
    monkeypatch.undo()
    assert laptop.back_up(drive).facts.films == 1
    assert laptop.films() == {film.id: footage(2)}


def test_a_drive_that_takes_no_large_file_is_named(laptop: Laptop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As FAT32 does at 4 GiB; here at 5 MiB, by a limit of the process."""
    laptop.film(8)
    drive = tmp_path / "drive"
    drive.mkdir()
    monkeypatch.setattr(backup_file, "_MOST_OF_FAT32", 4 << 20)
    with largest_file(5 << 20):
        assert code_of_backup(laptop, drive) is ErrorCode.DRIVE_FILES_TOO_SMALL
    assert backups(drive) == []


def test_a_drive_that_changes_what_it_was_given_is_noticed(laptop: Laptop, tmp_path: Path) -> None:
    laptop.film(4)
    drive = tmp_path / "drive"
    drive.mkdir()

    def spoil() -> None:
        (fresh,) = drive.iterdir()
        with fresh.open("r+b") as out:
            out.seek(fresh.stat().st_size * 3 // 4)
            out.write(b"spoiled")

    assert code_of_backup(laptop, drive, after(0.5, spoil)) is ErrorCode.DRIVE_UNRELIABLE
    assert backups(drive) == []


def test_a_laptop_without_room_restores_nothing(laptop: Laptop, disk: Path, tmp_path: Path) -> None:
    laptop.film(20)
    drive = tmp_path / "drive"
    drive.mkdir()
    file = laptop.back_up(drive).file
    new = Laptop(disk / "vault", laptop.clock)
    assert code_when(lambda: new.restore(file)) is ErrorCode.DISK_FULL
    assert list((disk / "vault").iterdir()) == []


@pytest.mark.parametrize("share", [0.0, 0.5])
def test_a_laptop_that_fills_meanwhile_restores_nothing(laptop: Laptop, disk: Path, tmp_path: Path, share: float) -> None:
    film = laptop.film(10)
    drive = tmp_path / "drive"
    drive.mkdir()
    file = laptop.back_up(drive).file
    new = Laptop(disk / "vault", laptop.clock)
    backup = open_backup(file, PASSPHRASE, is_code=False)
    wish, filling = Restore(backup, PASSPHRASE), after(share, lambda: fill(disk))
    assert code_when(lambda: restore(new.keeper, new.clock, wish, filling, Never())) is ErrorCode.DISK_FULL
    backup.close()
    assert not new.keeper.exists()
    assert list((disk / "vault").iterdir()) == []
    (disk / "filler").unlink()
    new.restore(file)
    assert new.films() == {film.id: footage(10)}
    new.close()


def test_a_drive_pulled_while_restoring(laptop: Laptop, disk: Path, tmp_path: Path) -> None:
    laptop.film(8)
    file = laptop.back_up(disk).file
    new = Laptop(tmp_path / "new", laptop.clock)
    backup = open_backup(file, PASSPHRASE, is_code=False)

    def pull() -> None:
        """What is read from here on is not there; and so is the file."""
        os.truncate(file, 1 << 20)
        file.unlink()

    wish = Restore(backup, PASSPHRASE)
    assert code_when(lambda: restore(new.keeper, new.clock, wish, after(0.2, pull), Never())) is ErrorCode.DRIVE_GONE
    backup.close()
    assert not new.keeper.exists()


def test_backing_up_needs_some_room_on_the_laptop_and_says_whose_it_is(laptop: Laptop, disk: Path, tmp_path: Path) -> None:
    """The copy of the store lies beside it for a moment."""
    full = Laptop(disk / "vault", laptop.clock).set_up()
    film = full.film(2)
    fill(disk)
    drive = tmp_path / "drive"
    drive.mkdir()
    assert code_of_backup(full, drive) is ErrorCode.DISK_FULL
    assert backups(drive) == []
    (disk / "filler").unlink()
    full.back_up(drive)
    assert full.films() == {film.id: footage(2)}
    full.close()


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
