"""Nothing in the vault folder is readable without the key: not after work, not in the middle of it, not after a kill."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from app.domain.card import CardFilm, CardFilmState
from app.domain.consent import Consent, ConsentText, Purpose
from app.domain.family import Family, Person, PersonKind
from app.domain.ids import CardId, ConsentId, ConsentTextId, HoldId, NoteId, PersonId, VisitId, new_id
from app.domain.recording import Recording
from app.domain.retention import Hold
from app.domain.visit import Note, Visit, VisitKind
from storage.practice import create_practice_vault, open_practice_vault
from storage.vault import Vault
from storage.work import VaultWork
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
        tell_all(work, recording)
        work.commit()
    vault.tidy()  # makes a copy of the whole store on its way
    half = add_recording(vault)
    writer = vault.create_reel(half.id)
    writer.append(MARKER.encode() * 300_000)
    writer.append(footage(1))
    writer.flush()
    writer.append(MARKER.encode() * 10_000)
    writer.flush_tail()
    writer.append(MARKER.encode() * 300_000)


def tell_all(work: VaultWork, recording: Recording) -> None:
    """The marker in every place that takes words about a family."""
    work.families.put(Family(recording.family, NOW, name=MARKER, language=MARKER))
    person = Person(PersonId(new_id()), recording.family, PersonKind.OTHER, name=MARKER)
    work.people.put(person)
    visit = Visit(VisitId(new_id()), recording.family, NOW.replace(tzinfo=None), VisitKind.FIRST)
    work.visits.put(visit)
    work.notes.put(Note(NoteId(new_id()), visit.id, NOW, MARKER, MARKER, MARKER, MARKER))
    before = work.ledger.newest_text(Purpose.SHARE, "nb")
    text = ConsentText(ConsentTextId(new_id()), Purpose.SHARE, "nb", before.version + 1 if before else 1, MARKER, NOW)
    work.ledger.add_text(text)
    work.ledger.add(
        Consent(ConsentId(new_id()), recording.family, person.id, Purpose.SHARE, text.id, person.id, NOW, None, MARKER, kept_at=MARKER)
    )
    work.holds.place(Hold(HoldId(new_id()), recording.id, MARKER, MARKER, NOW))
    assert work.search.find(MARKER)


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
