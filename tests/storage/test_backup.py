"""Backup and restore on real files: what comes back, what never does, and what a spoiled backup or a wrong secret is called."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.errors import ErrorCode
from app.domain.ids import RecordingId
from app.domain.recording import Recording
from app.usecases.back_up import back_up
from app.usecases.backups import last_backup
from app.usecases.delete_recording import delete_recording
from app.usecases.mend_from_backup import Mended, mend_from_backup
from app.usecases.place_hold import place_hold
from storage import backup_lock, layout
from storage.restoring import open_backup
from storage.sqlcipher import BACKUP_SHAPE, connect
from tests.storage.backing_up import After, Laptop, Never, backups
from tests.storage.keep_backup import KEPT_PASSPHRASE
from tests.storage.making import PASSPHRASE, add_recording, add_reel, code_when, footage, nothing, receipt_for

KEPT = Path(__file__).parent.parent / "samples" / "backups"


@pytest.fixture
def new(tmp_path: Path, laptop: Laptop) -> Iterator[Laptop]:
    """Another machine: another folder, and nothing in its keyring."""
    made = Laptop(tmp_path / "new laptop" / "vault", laptop.clock)
    yield made
    made.close()


def test_everything_comes_back_on_a_new_laptop(laptop: Laptop, new: Laptop, drive: Path) -> None:
    film, other = laptop.film(2.5, note="sommerfugl"), laptop.film(0.3, seed=2)
    with laptop.vault.work() as work:
        before = (work.recordings.all(), work.marks.of(film.id), work.clips.of(film.id), work.families.all())
    done = laptop.back_up(drive)
    assert (done.facts.films, done.facts.left_out) == (2, 0)
    assert backups(drive) == [done.file]
    assert done.file.name == "samspill-2026-11-21.backup"
    came = new.restore(done.file)
    assert (came.films, came.erased, came.missing, came.aside) == (2, 0, 0, None)
    assert new.films() == {film.id: footage(2.5), other.id: footage(0.3, 2)}
    with new.vault.work() as work:
        assert (work.recordings.all(), work.marks.of(film.id), work.clips.of(film.id), work.families.all()) == before
        assert [hit.recording for hit in work.search.find("sommer")] == [film.id] * 2
    reel = new.vault.open_reel(film.id)
    assert reel.extra_names() == ["index", "proxy/0001"]
    assert reel.extra("proxy/0001") == footage(0.1, 101)
    reel.close()
    assert new.keeper.check(nothing) == []


def test_it_opens_again_with_the_passphrase_and_its_own_new_code(laptop: Laptop, new: Laptop, drive: Path) -> None:
    film = laptop.film()
    new.restore(laptop.back_up(drive).file, laptop.code, is_code=True)
    assert new.code != laptop.code
    new.close()
    for opened in (new.keeper.open, None):
        new.vault = opened(PASSPHRASE) if opened else new.keeper.recover(new.code)
        assert new.films() == {film.id: footage(1.5)}
        new.close()
    assert code_when(lambda: new.keeper.recover(laptop.code)) is ErrorCode.WRONG_RECOVERY_CODE


def test_reels_get_new_keys_and_names(laptop: Laptop, new: Laptop, drive: Path) -> None:
    film = laptop.film()
    new.restore(laptop.back_up(drive).file)
    with laptop.vault.work() as old, new.vault.work() as fresh:
        before, after = old.reels.get(film.id), fresh.reels.get(film.id)
    assert before is not None
    assert after is not None
    assert before.key != after.key
    assert before.file != after.file
    assert before.root == after.root
    assert [path.name for path in (new.folder / layout.REELS).iterdir()] == [after.file]


def test_wrong_secrets_and_damage_are_told_apart(laptop: Laptop, drive: Path) -> None:
    file = laptop.back_up(drive).file
    assert code_when(lambda: open_backup(file, "wrong words", is_code=False)) is ErrorCode.BACKUP_PASSPHRASE_WRONG
    assert code_when(lambda: open_backup(file, laptop.keeper.new_recovery_code(), is_code=True)) is ErrorCode.BACKUP_CODE_WRONG
    mistyped = ("A" if laptop.code[0] != "A" else "B") + laptop.code[1:]
    assert code_when(lambda: open_backup(file, mistyped, is_code=True)) is ErrorCode.RECOVERY_CODE_MISTYPED
    assert code_when(lambda: open_backup(drive / "gone", PASSPHRASE, is_code=False)) is ErrorCode.DRIVE_GONE
    (drive / "letter").write_bytes(b"Dear colleague" * 5000)
    (drive / "empty").touch()
    for name in ("letter", "empty"):
        assert code_when(lambda name=name: open_backup(drive / name, PASSPHRASE, is_code=False)) is ErrorCode.BACKUP_DAMAGED  # type: ignore[misc]
    open_backup(file, laptop.code, is_code=True).close()  # the code of then, though it opens the vault no more


def test_without_a_passphrase_only_the_code_opens_it(laptop: Laptop, drive: Path) -> None:
    file = laptop.back_up(drive, None).file
    assert code_when(lambda: open_backup(file, PASSPHRASE, is_code=False)) is ErrorCode.BACKUP_NEEDS_CODE
    open_backup(file, laptop.code, is_code=True).close()


def test_the_passphrase_is_asked_for_before_anything_is_written(laptop: Laptop, drive: Path) -> None:
    assert code_when(lambda: laptop.back_up(drive, "wrong words")) is ErrorCode.WRONG_PASSPHRASE
    assert backups(drive) == []


def test_the_passphrase_and_the_drive_do_not_lead_to_the_vaults_key(laptop: Laptop, drive: Path) -> None:
    """What the passphrase unwraps is the backup's own key; the vault's key lies there under the recovery code only."""
    lock = backup_lock.read_lock(laptop.back_up(drive).file)
    assert backup_lock.open_with_passphrase(lock, PASSPHRASE) == backup_lock.open_with_code(lock, laptop.code)
    with pytest.raises(AssertionError):
        assert backup_lock.open_with_passphrase(lock, PASSPHRASE) == laptop.keeper._open_key()._secret


def test_a_backup_holds_no_word_and_no_film_that_can_be_read(laptop: Laptop, drive: Path) -> None:
    laptop.film(1, note="sommerfugl")
    written = laptop.back_up(drive).file.read_bytes()
    for plain in (b"sommerfugl", b"K7Q2M", footage(1)[:64], b"CREATE TABLE", b"SQLite"):
        assert plain not in written


def test_one_copy_of_the_lock_is_enough(laptop: Laptop, drive: Path) -> None:
    file = laptop.back_up(drive).file
    size = file.stat().st_size
    with file.open("r+b") as out:
        out.seek(size - backup_lock.LOCK_BYTES)
        out.write(b"spoiled")
    open_backup(file, PASSPHRASE, is_code=False).close()
    with file.open("r+b") as out:
        out.seek(size - backup_lock.LOCK_BYTES // 2)
        out.write(b"spoiled")
    assert code_when(lambda: open_backup(file, PASSPHRASE, is_code=False)) is ErrorCode.BACKUP_DAMAGED


@pytest.mark.parametrize("left", [0.0, 0.3, 0.9, 0.9999])
def test_a_cut_backup_is_said_to_be_damaged(laptop: Laptop, new: Laptop, drive: Path, left: float) -> None:
    laptop.film()
    file = laptop.back_up(drive).file
    with file.open("r+b") as out:
        out.truncate(int(file.stat().st_size * left))
    assert code_when(lambda: new.restore(file)) is ErrorCode.BACKUP_DAMAGED
    assert not new.keeper.exists()


def test_a_flipped_bit_never_comes_back_as_film_or_word(laptop: Laptop, tmp_path: Path, drive: Path) -> None:
    """Wherever it is flipped: restoring says so, leaves that film out, or it did not matter."""
    film, dice = laptop.film(2), random.Random(7)
    file = laptop.back_up(drive).file
    whole = file.read_bytes()
    named = 0
    for turn in range(25):
        at = dice.randrange(len(whole) - backup_lock.LOCK_BYTES)
        with file.open("r+b") as out:
            out.seek(at)
            out.write(bytes([whole[at] ^ 1 << dice.randrange(8)]))
        other = Laptop(tmp_path / f"other-{turn}", laptop.clock)
        try:
            came = other.restore(file)
        except Exception as error:  # noqa: BLE001  looked at below
            assert getattr(error, "code", None) is ErrorCode.BACKUP_DAMAGED
            assert not other.keeper.exists()
            named += 1
        else:
            assert other.films() in ({film.id: footage(2)}, {})
            named += came.missing
        finally:
            other.close()
            with file.open("r+b") as out:
                out.seek(at)
                out.write(whole[at : at + 1])
    assert named >= 20


def test_a_damaged_film_is_left_out_and_counted(laptop: Laptop, new: Laptop, drive: Path) -> None:
    sound, hurt = laptop.film(1), laptop.film(2, seed=2)
    with laptop.vault.work() as work:
        row = work.reels.get(hurt.id)
    assert row is not None
    path = layout.reel_path(laptop.folder, row.file)
    with path.open("r+b") as out:
        out.seek(path.stat().st_size // 2)
        out.write(b"spoiled")
    done = laptop.back_up(drive)
    assert (done.facts.films, done.facts.left_out) == (1, 1)
    came = new.restore(done.file)
    assert (came.films, came.missing) == (1, 1)
    assert new.films() == {sound.id: footage(1)}


def test_a_film_that_is_not_finished_is_left_out(laptop: Laptop, new: Laptop, drive: Path) -> None:
    half = add_recording(laptop.vault)
    writer = laptop.vault.create_reel(half.id)
    writer.append(footage(2))
    writer.flush()
    assert laptop.back_up(drive).facts.left_out == 1
    writer.close()
    assert new.restore(backups(drive)[0]).missing == 1
    assert new.films() == {}
    assert new.keeper.check(nothing) == []


def test_stopping_leaves_nothing(laptop: Laptop, new: Laptop, drive: Path) -> None:
    laptop.film(3)
    for times in (0, 1, 4, 6):
        stopped = code_when(
            lambda times=times: back_up(laptop.vault, laptop.keeper, laptop.clock, drive, PASSPHRASE, nothing, After(times))  # type: ignore[misc]
        )
        assert stopped is ErrorCode.CANCELLED
        assert backups(drive) == []
    assert [path.name for path in laptop.folder.glob("*.new*")] == []
    with laptop.vault.work() as work:
        assert last_backup(work) is None


def test_progress_grows_to_the_whole(laptop: Laptop, drive: Path) -> None:
    laptop.film(3)
    seen: list[tuple[int, int]] = []
    back_up(laptop.vault, laptop.keeper, laptop.clock, drive, None, lambda done, total: seen.append((done, total)), Never())
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1]
    assert len(seen) > 6


def test_the_older_backup_of_this_vault_goes_and_no_other(laptop: Laptop, new: Laptop, drive: Path) -> None:
    new.set_up()
    theirs = new.back_up(drive).file
    (drive / "samspill-2020-01-01.backup").write_text("somebody's")
    first = laptop.back_up(drive).file
    assert first != theirs
    laptop.clock.turn(days=1)
    second = laptop.back_up(drive).file
    assert set(backups(drive)) == {theirs, second, drive / "samspill-2020-01-01.backup"}


def test_a_backup_does_not_lie_in_the_vault(laptop: Laptop) -> None:
    laptop.film(0.1)
    for folder in (laptop.folder, laptop.folder / layout.REELS):
        assert code_when(lambda folder=folder: laptop.back_up(folder)) is ErrorCode.DRIVE_NOT_WRITABLE  # type: ignore[misc]


def test_a_backup_of_a_newer_program_is_said_to_be_one(laptop: Laptop, new: Laptop, drive: Path) -> None:
    laptop.vault._db.run("PRAGMA user_version = 99")
    file = laptop.back_up(drive).file
    assert code_when(lambda: new.restore(file)) is ErrorCode.BACKUP_TOO_NEW
    assert list(new.folder.iterdir()) == []


@pytest.mark.parametrize("kept", sorted(KEPT.glob("*.backup")), ids=lambda path: path.stem)
def test_a_backup_of_every_format_ever_shipped_is_restored(new: Laptop, kept: Path) -> None:
    came = new.restore(kept, KEPT_PASSPHRASE)
    assert (came.films, came.erased, came.missing) == (1, 0, 0)
    (film,) = new.films().values()
    assert film == footage(0.2, 11)
    with new.vault.work() as work:
        assert [hit.text for hit in work.search.find("lamp")] == ["ser på lampen", "ser på lampen"]
        assert work.erased.all() == {"an id that was erased"}


def test_what_a_kill_left_on_the_drive_goes_with_the_next_backup(laptop: Laptop, drive: Path) -> None:
    (drive / "samspill-2026-11-20.backup.0123abcd.new").write_bytes(b"half")
    (drive / "letter.0123abcd.new").write_bytes(b"not ours")
    done = laptop.back_up(drive)
    assert backups(drive) == [drive / "letter.0123abcd.new", done.file]


def test_a_vault_that_is_there_is_never_written_over(laptop: Laptop, drive: Path) -> None:
    film = laptop.film()
    file = laptop.back_up(drive).file
    assert code_when(lambda: laptop.restore(file)) is ErrorCode.VAULT_EXISTS
    assert code_when(lambda: laptop.restore(file, set_aside=True)) is ErrorCode.VAULT_IN_USE
    assert laptop.films() == {film.id: footage(1.5)}


def test_a_damaged_vault_is_set_aside_and_its_list_of_what_was_erased_is_read(laptop: Laptop, drive: Path) -> None:
    kept, gone = laptop.film(1), laptop.film(1, seed=2)
    file = laptop.back_up(drive).file
    with laptop.vault.work() as work:
        work.erased.add([gone.id], laptop.clock.now())
        work.commit()
    laptop.vault.destroy_reel(gone.id, receipt_for(gone, 1, 1))
    laptop.close()
    (laptop.folder / "tide").write_bytes((laptop.folder / "tide").read_bytes()[::-1])
    came = laptop.restore(file, set_aside=True)
    assert came.aside == laptop.folder.with_name("vault-set-aside-1")
    assert (came.films, came.erased) == (1, 1)
    assert laptop.films() == {kept.id: footage(1)}
    assert sorted(path.name for path in came.aside.iterdir() if path.name == layout.STORE) == [layout.STORE]


def test_a_hold_that_was_placed_after_the_backup_holds_the_film_that_comes_back(laptop: Laptop, drive: Path) -> None:
    film, gone = laptop.film(1), laptop.film(1, seed=2)
    file = laptop.back_up(drive).file
    held = place_hold(laptop.vault, laptop.clock, film.id, "barnevern", "Kari", lambda: True)
    place_hold(laptop.vault, laptop.clock, laptop.film(1, seed=3).id, "barnevern", "Kari", lambda: True)  # the backup has no such film
    delete_recording(laptop.vault, laptop.clock, gone.id)
    laptop.close()
    (laptop.folder / "tide").write_bytes((laptop.folder / "tide").read_bytes()[::-1])
    laptop.restore(file, set_aside=True)
    with laptop.vault.work() as work:
        assert work.holds.standing() == [held]
    assert code_when(lambda: delete_recording(laptop.vault, laptop.clock, film.id)) is ErrorCode.RECORDING_ON_HOLD


def test_a_vault_of_which_nothing_is_left_is_set_aside_too(laptop: Laptop, drive: Path) -> None:
    film = laptop.film(1)
    file = laptop.back_up(drive).file
    laptop.close()
    for name in (layout.STORE, "keyslots", "keyslots.bak"):
        (laptop.folder / name).write_bytes(b"\0" * 5000)
    laptop.restore(file, set_aside=True)
    assert laptop.films() == {film.id: footage(1)}


def test_damaged_films_are_mended_from_a_backup_and_nothing_else_is_touched(laptop: Laptop, drive: Path) -> None:
    hurt, lost, erased = laptop.film(2), laptop.film(1, seed=2), laptop.film(1, seed=3)
    file = laptop.back_up(drive).file
    laptop.vault.destroy_reel(erased.id, receipt_for(erased, 1, 1))
    with laptop.vault.work() as work:
        rows = [work.reels.get(one.id) for one in (hurt, lost)]
        work.marks.remove(work.marks.of(hurt.id)[0].id)
        work.commit()
    paths = [layout.reel_path(laptop.folder, row.file) for row in rows if row is not None]
    with paths[0].open("r+b") as out:
        out.seek(paths[0].stat().st_size // 2)
        out.write(b"spoiled")
    paths[1].unlink()
    backup = open_backup(file, PASSPHRASE, is_code=False)
    try:
        done = mend_from_backup(laptop.vault, laptop.keeper, laptop.clock, backup, nothing, Never())
    finally:
        backup.close()
    assert done == Mended(harmed=2, mended=2)
    assert laptop.films() == {hurt.id: footage(2), lost.id: footage(1, 2)}
    assert laptop.keeper.check(nothing) == []
    with laptop.vault.work() as work:
        assert work.marks.of(hurt.id) == []


def test_a_film_under_anothers_name_is_not_brought(laptop: Laptop, new: Laptop, drive: Path) -> None:
    """Same recording, other bytes: whoever can make a backup of another vault cannot put a film into this one."""
    film = laptop.film(2)
    new.set_up()
    with new.vault.work() as work:
        work.families.add(film.family, new.clock.now())
        work.recordings.put(film)
        work.commit()
    add_reel(new.vault, film, footage(2, seed=9))
    theirs = new.back_up(drive).file
    next((laptop.folder / layout.REELS).glob("*.reel")).unlink()
    backup = open_backup(theirs, PASSPHRASE, is_code=False)
    done = mend_from_backup(laptop.vault, laptop.keeper, laptop.clock, backup, nothing, Never())
    backup.close()
    assert done == Mended(harmed=1, mended=0)
    assert [path.name for path in (laptop.folder / layout.REELS).glob("*.reel")] == []


def test_pieces_of_a_film_that_were_exchanged_with_the_key_in_hand_are_noticed(laptop: Laptop, new: Laptop, drive: Path) -> None:
    """SQLCipher seals each page; that the pages hold this film says only the manifest."""
    laptop.film(2)
    file = laptop.back_up(drive).file
    key = backup_lock.open_with_passphrase(backup_lock.read_lock(file), PASSPHRASE)
    inside = connect(file, key, BACKUP_SHAPE, damaged=ErrorCode.BACKUP_DAMAGED, missing=ErrorCode.DRIVE_GONE)
    (first,), (second,) = inside.run("SELECT place FROM chunk ORDER BY place LIMIT 2")
    one, other = (inside.run("SELECT body FROM chunk WHERE place = ?", (place,))[0][0] for place in (first, second))
    inside.run("UPDATE chunk SET body = ? WHERE place = ?", (other, first))
    inside.run("UPDATE chunk SET body = ? WHERE place = ?", (one, second))
    inside.close()
    came = new.restore(file)
    assert (came.films, came.missing) == (0, 1)


def test_a_film_deleted_while_it_is_copied_is_left_out_and_stays_away(laptop: Laptop, new: Laptop, drive: Path) -> None:
    """The copy of the store still knows of it; what was erased is written down last."""
    films = [laptop.film(3, seed=seed) for seed in (1, 2)]
    gone: list[RecordingId] = []

    def delete(done: int, total: int) -> None:
        if not gone and done > total // 4:  # in the middle of the first of them
            first = next(film.id for film in laptop_films(laptop))
            gone.append(first)
            delete_recording(laptop.vault, laptop.clock, first)

    done = back_up(laptop.vault, laptop.keeper, laptop.clock, drive, PASSPHRASE, delete, Never())
    assert (done.facts.films, done.facts.left_out) == (1, 1)
    came = new.restore(done.file)
    assert (came.films, came.erased, came.missing) == (1, 1, 0)
    assert set(new.films()) == {film.id for film in films} - set(gone)


def test_locking_in_the_middle_leaves_nothing(laptop: Laptop, drive: Path) -> None:
    laptop.film(4)

    def lock(done: int, total: int) -> None:
        if done > total // 4:
            laptop.keeper.close()

    locked = code_when(lambda: back_up(laptop.vault, laptop.keeper, laptop.clock, drive, PASSPHRASE, lock, Never()))
    assert locked in (ErrorCode.VAULT_LOCKED, ErrorCode.REEL_MISSING)
    assert backups(drive) == []
    laptop.vault = laptop.keeper.open(PASSPHRASE)
    assert laptop.back_up(drive).facts.films == 1


def laptop_films(laptop: Laptop) -> list[Recording]:
    """In the order in which they are copied."""
    with laptop.vault.work() as work:
        return work.recordings.all()
