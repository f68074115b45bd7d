"""One flipped bit anywhere in a vault folder: named, or harmless with every byte of content the same. Never silent.

The vault is left as a kill leaves it: a write-ahead log that holds the last commits, a finished reel with extras, one half written, with a
tail as of a film that was being taken.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import Circumstance, ErrorCode
from app.domain.finding import FindingKind
from app.domain.ids import RecordingId
from storage import layout
from storage.check import check_vault
from storage.device_secret import FileSecrets
from storage.keys import VaultKey, unlock_with_passphrase
from storage.practice import create_practice_vault, open_practice_vault, practice_passphrase
from storage.vault import Vault, open_vault
from tests.storage.making import add_recording, add_reel, footage, nothing

PROJECT = Path(__file__).resolve().parent.parent.parent
NAMING = frozenset({ErrorCode.VAULT_DAMAGED, ErrorCode.VAULT_OLDER, ErrorCode.REEL_DAMAGED, ErrorCode.REEL_MISSING})
EXTRAS = {"index": footage(0.2, 11), "proxy/0000": footage(0.7, 12)}


@dataclass(frozen=True)
class Specimen:
    """A vault folder to spoil copies of, and its key."""

    folder: Path
    key: VaultKey
    watched: RecordingId
    half: RecordingId


def make_specimen(folder: Path, *, log: bool) -> Specimen:
    vault = create_practice_vault(folder)
    watched, half = add_recording(vault, marks=40, clips=5, note="et notat"), add_recording(vault, marks=1)
    add_reel(vault, watched, footage(3.3, 21))
    reel = vault.open_reel(watched.id)
    for name, data in EXTRAS.items():
        reel.put_extra(name, data)
    reel.close()
    writer = vault.create_reel(half.id)
    writer.append(footage(2, 22))
    writer.flush()
    writer.append(footage(0.4, 23))
    writer.flush_tail()
    vault.close()
    if log:
        subprocess.run([sys.executable, "-m", "tests.storage.flipping", str(folder), watched.id], cwd=PROJECT, check=False)
        assert (folder / "vault.db-wal").stat().st_size > 20_000
    key = unlock_with_passphrase(folder, practice_passphrase(folder), FileSecrets(folder))
    return Specimen(folder, key, watched.id, half.id)


def content(vault: Vault, specimen: Specimen) -> dict[str, Callable[[], object]]:
    """Each thing the vault can be asked for, as a question."""

    def rows(kind: str) -> object:
        with vault.work() as work:
            return getattr(work, kind).of(specimen.watched)

    def recordings() -> object:
        with vault.work() as work:
            return work.recordings.all(), work.families.all(), work.receipts.all(), [work.settings.get(str(n)) for n in range(20)]

    def film() -> object:
        reel = vault.open_reel(specimen.watched)
        try:
            return b"".join(reel.read_at(at, 500_000) for at in range(0, reel.size_bytes, 500_000))
        finally:
            reel.close()

    def extra(name: str) -> object:
        reel = vault.open_reel(specimen.watched)
        try:
            return reel.extra(name)
        finally:
            reel.close()

    def half_written() -> object:
        writer = vault.resume_reel(specimen.half)
        writer.close()
        return writer.chunk_sha256()

    questions: dict[str, Callable[[], object]] = {
        "marks": lambda: rows("marks"),
        "clips": lambda: rows("clips"),
        "recordings": recordings,
        "film": film,
        "half": half_written,
    }
    return questions | {name: lambda name=name: extra(name) for name in EXTRAS}


def original_content(specimen: Specimen, work_folder: Path) -> dict[str, object]:
    folder = Path(shutil.copytree(specimen.folder, work_folder))
    vault = open_vault(folder, specimen.key)
    answers = {name: ask() for name, ask in content(vault, specimen).items()}
    vault.close()
    shutil.rmtree(folder)
    assert answers["film"] == footage(3.3, 21)
    return answers


def flip_and_look(specimen: Specimen, truth: dict[str, object], work_folder: Path, rng: random.Random) -> tuple[str, str]:
    """Flip one bit of one file of a copy. Returns the file's kind and how it was found: a name, or "harmless"."""
    folder = Path(shutil.copytree(specimen.folder, work_folder))
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size and path.name != layout.PRACTICE)
    files = [path for path in files if not path.name.startswith("device-")]  # the keyring's part, not the vault's
    path = rng.choice(files)
    data = bytearray(path.read_bytes())
    place = rng.randrange(len(data))
    data[place] ^= 1 << rng.randrange(8)
    path.write_bytes(data)
    kind = path.suffix or path.name
    unlock_with_passphrase(folder, practice_passphrase(folder), FileSecrets(folder))  # one bit never shuts anyone out
    told = _told_in_use(Path(shutil.copytree(folder, f"{work_folder}-used")), specimen, truth)
    named = {finding.kind.value for finding in check_vault(folder, specimen.key, nothing)}
    for spent in (folder, Path(f"{work_folder}-used")):
        shutil.rmtree(spent)
    assert named or not told, f"{kind} byte {place}: plain use met damage that the check did not name"
    assert FindingKind.STRAY_FILE.value not in named
    return kind, ", ".join(sorted(named)) or "harmless"


def _told_in_use(folder: Path, specimen: Specimen, truth: dict[str, object]) -> bool:
    """Ask the spoiled vault everything: each answer is the right one or a named error. Returns whether there was one."""
    told = False
    try:
        vault = open_vault(folder, specimen.key)
    except Circumstance as error:
        assert error.code in NAMING
        return True
    try:
        for name, ask in content(vault, specimen).items():
            try:
                answer = ask()
            except Circumstance as error:
                assert error.code in NAMING
                told = True
            else:
                assert answer == truth[name], f"a wrong answer to {name} was given out as if it were right"
    finally:
        vault.close()
    return told


def flip_many(folder: Path, flips: int, seed: int, *, log: bool = True) -> Counter[tuple[str, str]]:
    """Flip bits of a vault that was killed with a full log, or that was closed. Returns how often each kind of file was found how."""
    specimen = make_specimen(folder / "specimen", log=log)
    truth = original_content(specimen, folder / "truth")
    rng = random.Random(seed)
    return Counter(flip_and_look(specimen, truth, folder / f"flip-{n}", rng) for n in range(flips))


def _commit_and_die(folder: Path, watched: RecordingId) -> None:
    import os

    vault = open_practice_vault(folder)
    for n in range(20):
        with vault.work() as work:
            work.settings.put(str(n), "x" * 50)
            mark = work.marks.of(watched)[n]
            work.marks.remove(mark.id)
            work.commit()
    os._exit(9)


if __name__ == "__main__":
    _commit_and_die(Path(sys.argv[1]), RecordingId(sys.argv[2]))
