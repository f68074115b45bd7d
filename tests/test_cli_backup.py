"""`samspill backup` and `samspill restore` in processes of their own: on a real vault, with the drive a folder."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import Options, VaultDoor
from app.cli import main
from app.terminal import Exit
from app.usecases.policy import ORGANISATION, SIGNATURE, SIGNED
from storage import layout
from storage.device_secret import FileSecrets
from storage.kdf import PRACTICE
from storage.practice import create_practice_vault
from storage.vault import create_vault
from tests.storage.making import PASSPHRASE, add_recording, add_reel, footage
from tests.test_cli import samspill, told


@pytest.fixture
def vault(tmp_path: Path) -> tuple[Path, str]:
    """A vault with a film, whose device secret is beside it; and its recovery code."""
    made = create_vault(tmp_path / "vault", PASSPHRASE, FileSecrets(tmp_path), argon=PRACTICE)
    add_reel(made.vault, add_recording(made.vault), footage(1.5))
    made.vault.close()
    return tmp_path / "vault", made.recovery_code


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, Any]]:
    """The command in this process, on a machine whose keyring is a file; its exit code and its answer."""
    options = Options(lambda: FileSecrets(tmp_path), PRACTICE)
    monkeypatch.setattr("app.backups.VaultDoor", partial(VaultDoor, options=options))

    def run(*arguments: str | Path, typed: str = PASSPHRASE) -> tuple[int, Any]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{typed}\n"))
        code = main([*map(str, arguments), "--passphrase-stdin", "--json"])
        told = capsys.readouterr()
        assert told.err == ""
        return code, json.loads(told.out)

    return run


def test_a_backup_made_and_restored(vault: tuple[Path, str], drive: Path, tmp_path: Path, here: Callable[..., tuple[int, Any]]) -> None:
    code, facts = here("backup", drive, "--vault", vault[0])
    assert code == Exit.DONE
    assert (facts["films"], facts["left_out"], facts["film_bytes"]) == (1, 0, len(footage(1.5)))
    file = drive / facts["file"]
    assert list(drive.iterdir()) == [file]
    assert facts["bytes"] == file.stat().st_size
    code, facts = here("restore", file, "--vault", tmp_path / "new")
    assert code == Exit.DONE
    assert (facts["films"], facts["erased"], facts["missing"], facts["set_aside"]) == (1, 0, 0, None)
    code, info = samspill_info(tmp_path / "new", facts["recovery_code"])
    assert (code, info["recordings"], info["film_seconds"]) == (Exit.DONE, 1, 60)


def test_the_new_code_is_told_though_something_that_is_due_cannot_go(
    vault: tuple[Path, str], drive: Path, tmp_path: Path, here: Callable[..., tuple[int, Any]]
) -> None:
    """Rules that cannot be trusted: nothing is deleted by them. That is said after the next unlocking, and the code never again."""
    session = VaultDoor(vault[0], options=Options(lambda: FileSecrets(tmp_path), PRACTICE)).unlock(PASSPHRASE)
    with session.store.work() as work:
        for name, value in ((ORGANISATION, "00" * 32), (SIGNED, "number = 1"), (SIGNATURE, "00" * 64)):
            work.settings.put(name, value)
        work.commit()
    session.close()
    _, made = here("backup", drive, "--vault", vault[0])
    code, facts = here("restore", drive / made["file"], "--vault", tmp_path / "new")
    assert code == Exit.DONE
    assert samspill_info(tmp_path / "new", facts["recovery_code"])[0] == Exit.DONE


def test_by_the_code_a_new_passphrase_is_chosen(
    vault: tuple[Path, str], drive: Path, tmp_path: Path, here: Callable[..., tuple[int, Any]]
) -> None:
    """Secrets are the lines of standard input, in order."""
    made = samspill("backup", drive, "--vault", vault[0], "--recovery-code", "--passphrase-stdin", "--json", typed=f"{vault[1]}\n")
    file = drive / told(made)["file"]
    code, facts = here("restore", file, "--vault", tmp_path / "new")
    assert (code, facts["error"]["code"]) == (Exit.NOT_UNLOCKED, "backup_needs_code")
    new = "ny lykt over stille fjord og tinde"
    code, facts = here("restore", file, "--recovery-code", "--vault", tmp_path / "new", typed=f"{vault[1]}\nabc")
    assert (code, facts["error"]["code"]) == (Exit.FAILED, "passphrase_too_weak")
    code, facts = here("restore", file, "--recovery-code", "--vault", tmp_path / "new", typed=f"{vault[1]}\n{new}")
    assert (code, facts["films"]) == (Exit.DONE, 1)
    code, facts = here("backup", drive, "--vault", tmp_path / "new", typed=new)
    assert code == Exit.DONE


def test_what_does_not_go_is_said_and_leaves_nothing(
    vault: tuple[Path, str], drive: Path, tmp_path: Path, here: Callable[..., tuple[int, Any]]
) -> None:
    code, facts = here("backup", drive, "--vault", vault[0], typed="wrong words")
    assert (code, facts["error"]["code"]) == (Exit.NOT_UNLOCKED, "wrong_passphrase")
    code, facts = here("backup", drive / "nowhere", "--vault", vault[0])
    assert (code, facts["error"]["code"]) == (Exit.STOPPED, "drive_gone")
    code, facts = here("backup", drive, "--vault", tmp_path / "none")
    assert (code, facts["error"]["code"]) == (Exit.NOT_UNLOCKED, "vault_missing")
    assert list(drive.iterdir()) == []
    _code, facts = here("backup", drive, "--vault", vault[0])
    file = drive / facts["file"]
    code, facts = here("restore", file, "--vault", vault[0])
    assert (code, facts["error"]["code"]) == (Exit.FAILED, "vault_exists")
    code, facts = here("restore", file, "--vault", tmp_path / "new", typed="wrong words")
    assert (code, facts["error"]["code"]) == (Exit.NOT_UNLOCKED, "backup_passphrase_wrong")
    with file.open("r+b") as out:
        out.truncate(1000)
    code, facts = here("restore", file, "--vault", tmp_path / "new")
    assert (code, facts["error"]["code"]) == (Exit.DAMAGED, "backup_damaged")
    assert not (tmp_path / "new").exists()


def test_without_a_keyring_nothing_is_made(vault: tuple[Path, str], drive: Path, tmp_path: Path) -> None:
    samspill("backup", drive, "--vault", vault[0], "--recovery-code", "--passphrase-stdin", typed=f"{vault[1]}\n")
    (file,) = drive.iterdir()
    new = tmp_path / "new"
    done = samspill("restore", file, "--vault", new, "--recovery-code", "--passphrase-stdin", "--json", typed=f"{vault[1]}\n{PASSPHRASE}\n")
    assert done.returncode == Exit.NOT_UNLOCKED
    assert told(done)["error"]["code"].startswith("keyring_")
    assert not layout.vault_exists(new)
    assert list(new.iterdir()) == []


def test_a_new_passphrase_is_typed_twice_at_a_terminal(
    vault: tuple[Path, str], drive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = samspill("backup", drive, "--vault", vault[0], "--recovery-code", "--passphrase-stdin", "--json", typed=f"{vault[1]}\n")
    file, new = drive / told(made)["file"], "vinter vott varme veke vante voks"
    monkeypatch.setattr("app.backups.VaultDoor", partial(VaultDoor, options=Options(lambda: FileSecrets(tmp_path), PRACTICE)))
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    arguments = ["restore", str(file), "--recovery-code", "--vault", str(tmp_path / "new"), "--json"]
    asked: list[str] = []

    def restore(*typed: str) -> tuple[int, Any]:
        answers = iter(typed)

        def ask(prompt: str, stream: object) -> str:
            asked.append(prompt)
            return next(answers)

        monkeypatch.setattr("app.terminal.getpass.getpass", ask)
        return main(arguments), json.loads(capsys.readouterr().out)

    code, facts = restore(vault[1], new, f"{new}x")
    assert (code, facts["error"]["code"]) == (Exit.FAILED, "passphrases_differ") and not layout.vault_exists(tmp_path / "new")
    assert len(asked) == 3
    code, facts = restore(vault[1], new, new)
    assert (code, facts["films"]) == (Exit.DONE, 1)


def test_damaged_films_are_mended(vault: tuple[Path, str], drive: Path, here: Callable[..., tuple[int, Any]]) -> None:
    _code, facts = here("backup", drive, "--vault", vault[0])
    file = drive / facts["file"]
    assert here("restore", file, "--mend", "--vault", vault[0]) == (Exit.DONE, {"command": "restore", "harmed": 0, "mended": 0})
    (reel,) = (vault[0] / layout.REELS).glob("*.reel")
    reel.unlink()
    assert here("restore", file, "--mend", "--vault", vault[0]) == (Exit.DONE, {"command": "restore", "harmed": 1, "mended": 1})
    assert here("restore", file, "--mend", "--vault", vault[0])[1]["harmed"] == 0


def test_the_practice_is_not_backed_up(tmp_path: Path, drive: Path) -> None:
    create_practice_vault(tmp_path / "vault").close()
    done = samspill("backup", drive, "--vault", tmp_path / "vault", "--json")
    assert (done.returncode, told(done)["error"]["code"]) == (Exit.FAILED, "practice_is_not_kept")


def test_words_in_both_languages(vault: tuple[Path, str], drive: Path, tmp_path: Path) -> None:
    arguments = ("--vault", vault[0], "--recovery-code", "--passphrase-stdin", "--language")
    said = [samspill("backup", drive, *arguments, each, typed=f"{vault[1]}\n").stdout for each in ("nb", "en")]
    assert "skrevet og lest tilbake" in said[0]
    assert "written and read back" in said[1]


def samspill_info(folder: Path, code: str) -> tuple[int, Any]:
    done = samspill("vault", "info", "--vault", folder, "--recovery-code", "--passphrase-stdin", "--json", typed=f"{code}\n")
    return done.returncode, told(done)
