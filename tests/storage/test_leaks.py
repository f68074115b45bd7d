"""Nothing in the vault folder is readable without the key: not after work, not in the middle of it, not after a kill."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from app.domain.card import CardFilm, CardFilmState
from app.domain.ids import CardId
from storage.practice import create_practice_vault, open_practice_vault
from storage.vault import Vault
from tests.storage.making import NOW, add_recording, footage

PROJECT = Path(__file__).resolve().parent.parent.parent
MARKER = "Hemmelig-Marker-7391"


def work_hard(vault: Vault) -> None:
    """Everything that holds words or film, with the marker in it; ends in the middle of a reel."""
    recording = add_recording(vault, marks=50, clips=20, note=MARKER)
    writer = vault.create_reel(recording.id)
    writer.append(MARKER.encode() * 200_000)
    writer.finish()
    writer.close()
    reel = vault.open_reel(recording.id)
    for n in range(3):
        reel.put_extra("index", MARKER.encode() * (1000 * (3 - n)))
    with vault.work() as work:
        work.settings.put(MARKER, MARKER)
        work.cards.put(CardFilm(CardId(MARKER), MARKER, recording.id, CardFilmState.COPIED, NOW, MARKER))
        for mark in work.marks.of(recording.id)[:25]:
            work.marks.remove(mark.id)
        work.commit()
    half = add_recording(vault)
    writer = vault.create_reel(half.id)
    writer.append(MARKER.encode() * 300_000)
    writer.append(footage(1))
    writer.flush()
    writer.append(MARKER.encode() * 10_000)
    writer.flush_tail()
    writer.append(MARKER.encode() * 300_000)


def found(folder: Path) -> list[str]:
    """Names and contents of all files that show the marker, whole or as UTF-16."""
    shapes = (MARKER.encode(), MARKER.encode("utf-16-le"), MARKER.lower().encode())
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if any(shape in path.read_bytes() or shape in path.name.encode() for shape in shapes)]


def test_the_hunt_can_find(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text(f"xx{MARKER}xx")
    assert found(tmp_path) == ["plain"]


def test_nothing_is_readable_while_open_after_closing_and_after_a_kill(tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    vault = create_practice_vault(folder)
    work_hard(vault)
    assert found(tmp_path) == []
    vault.close()
    assert found(tmp_path) == []
    subprocess.run([sys.executable, "-m", "tests.storage.test_leaks", str(folder)], cwd=PROJECT, check=False)
    assert (folder / "vault.db-wal").stat().st_size > 0
    assert found(tmp_path) == []


def test_no_name_tells_anything(tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    vault = create_practice_vault(folder)
    work_hard(vault)
    with vault.work() as work:
        ids = [recording.id for recording in work.recordings.all()] + [recording.family for recording in work.recordings.all()]
    names = [path.name for path in folder.rglob("*")]
    assert not [name for name in names if any(one in name for one in ids)]
    vault.close()


if __name__ == "__main__":
    work_hard(open_practice_vault(Path(sys.argv[1])))
    os._exit(9)
