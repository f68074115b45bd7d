"""The command line as a process of its own: exit codes, words in both languages, JSON, and no Qt."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from app.terminal import Exit, size_words
from storage.device_secret import FileSecrets
from storage.kdf import PRACTICE
from storage.practice import create_practice_vault, open_practice_vault
from storage.vault import create_vault
from tests.consenting import agreed
from tests.samples.make import sample
from tests.usecases.importing import FAMILY, TestClock
from tests.video.card.cards import lay, snapshot
from ui import wording
from ui.texts import LANGUAGES, Language, catalogue, speaking

PROJECT = Path(__file__).resolve().parent.parent
PHRASE = "seks gode ord som ingen gjetter"


def samspill(*arguments: str | Path, typed: str = "", env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app", *map(str, arguments)]
    environment = os.environ | {"LANG": "en_GB.UTF-8", "LC_ALL": "en_GB.UTF-8"} | (env or {})
    return subprocess.run(command, cwd=PROJECT, input=typed, capture_output=True, text=True, check=False, env=environment, timeout=120)


def told(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert done.stderr == ""
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.fixture
def practice(tmp_path: Path) -> Path:
    """A vault with a family that has agreed to be filmed."""
    made = create_practice_vault(tmp_path / "vault")
    agreed(made, TestClock(), FAMILY)
    made.close()
    return tmp_path / "vault"


@pytest.fixture
def card(tmp_path: Path) -> Path:
    return lay(tmp_path / "card", {"DCIM/1.MP4": sample("mp4_gop30", seconds=2).bytes(), "DCIM/2.MP4": b"no film at all" * 100})


def test_import_info_and_check(practice: Path, card: Path) -> None:
    before = snapshot(card)
    done = samspill("import", card, "--family", "k7q2m", "--vault", practice, "--json")
    assert done.returncode == Exit.PARTLY
    films = {film["files"][0]: film for film in told(done)["films"]}
    assert films["1.MP4"]["outcome"] == "imported"
    assert films["1.MP4"]["compared"] is True
    assert films["2.MP4"] == films["2.MP4"] | {"outcome": "refused", "code": "film_not_a_film", "recording": None}
    assert snapshot(card) == before
    info = told(samspill("--vault", practice, "vault", "info", "--json"))
    assert (info["recordings"], info["families"], info["not_wiped"], info["states"]) == (1, 1, 1, {"ready": 1})
    assert info["film_seconds"] == 2
    assert "K7Q2M" not in json.dumps(info)
    check = samspill("vault", "check", "--vault", practice, "--json")
    assert (check.returncode, told(check)) == (Exit.DONE, {"command": "vault check", "well": True, "findings": []})
    again = samspill("import", card / "DCIM/1.MP4", "--family", "K7Q2M", "--vault", practice)
    assert again.returncode == Exit.DONE
    assert "1.MP4" in again.stdout
    assert "was imported before" in again.stdout


def test_who_is_in_an_imported_film_is_written_down(practice: Path, card: Path) -> None:
    done = samspill("import", card / "DCIM/1.MP4", "--family", "K7Q2M", "--in-picture", "mother", "--vault", practice, "--json")
    assert done.returncode == Exit.DONE
    vault = open_practice_vault(practice)
    with vault.work() as work:
        (film,) = told(done)["films"]
        assert {one.person for one in work.appearances.of(film["recording"])} == {one.id for one in work.people.of(FAMILY)}
    vault.close()
    unknown = samspill("import", card, "--family", "K7Q2M", "--in-picture", "uncle", "--vault", practice)
    assert (unknown.returncode, unknown.stdout) == (Exit.WRONG_ARGUMENTS, "")


def test_a_family_that_has_not_agreed_is_not_imported_for(practice: Path, card: Path) -> None:
    done = samspill("import", card, "--family", "B2B2B", "--vault", practice, "--json")
    assert done.returncode == Exit.FAILED
    assert {film["code"] for film in told(done)["films"]} == {"nobody_named"}
    done = samspill("import", card, "--family", "B2B2B", "--vault", practice)
    assert "Add the child and the caregivers" in done.stdout
    assert not list((practice / "reels").glob("*.reel"))


def test_damage_has_its_own_exit_code_and_is_named(practice: Path, card: Path) -> None:
    assert samspill("import", card / "DCIM/1.MP4", "--family", "K7Q2M", "--vault", practice).returncode == Exit.DONE
    reel = next((practice / "reels").glob("*.reel"))
    with reel.open("r+b") as file:
        file.seek(reel.stat().st_size // 2)
        file.write(bytes(70_000))
    done = samspill("vault", "check", "--vault", practice, "--json")
    assert done.returncode == Exit.DAMAGED
    assert [finding["kind"] for finding in told(done)["findings"]] == ["reel_damaged"]


@pytest.mark.parametrize(("language", "words"), [("nb", "Fant ingen film"), ("en", "No film")])
def test_no_film_is_said_in_the_chosen_language(practice: Path, tmp_path: Path, language: str, words: str) -> None:
    (tmp_path / "empty").mkdir()
    done = samspill("import", tmp_path / "empty", "--family", "K7Q2M", "--vault", practice, "--language", language)
    assert (done.returncode, done.stdout) == (Exit.FAILED, "")
    assert done.stderr.startswith(words)
    assert len(done.stderr.splitlines()) == 3


def test_the_language_of_the_vaults_window_is_spoken(practice: Path) -> None:
    (practice / "device.json").write_text('{"language": "nb"}')
    assert "Opptak" in samspill("vault", "info", "--vault", practice).stdout
    (practice / "device.json").write_text("{ broken")
    assert "Recordings" in samspill("vault", "info", "--vault", practice).stdout


@pytest.mark.parametrize(
    "arguments",
    [["import"], ["import", "x"], ["vault"], ["vault", "open"], ["import", "x", "--family"], ["vault", "info", "--loud"], ["--vault"]],
)
def test_wrong_arguments(arguments: Sequence[str]) -> None:
    done = samspill(*arguments)
    assert (done.returncode, done.stdout) == (Exit.WRONG_ARGUMENTS, "")
    assert done.stderr


def test_a_family_code_that_is_none_is_said(practice: Path, card: Path) -> None:
    done = samspill("import", card, "--family", "Kari Nordmann", "--vault", practice, "--json")
    assert (done.returncode, told(done)["error"]["code"]) == (Exit.FAILED, "family_code_invalid")


def test_opening_never_creates(tmp_path: Path) -> None:
    done = samspill("vault", "info", "--vault", tmp_path / "nowhere", "--json")
    assert (done.returncode, told(done)["error"]["code"]) == (Exit.NOT_UNLOCKED, "vault_missing")
    assert list(tmp_path.iterdir()) == []


def test_help_is_in_both_languages_and_loads_no_qt() -> None:
    for language, words in (("nb", "Avslutningskoder"), ("en", "Exit codes")):
        done = samspill("--help", env={"LC_ALL": f"{language}_XX.UTF-8"})
        assert (done.returncode, done.stderr) == (Exit.DONE, "")
        assert words in done.stdout
    for arguments in (["import", "--help"], ["vault", "check", "--help"]):
        assert samspill(*arguments).returncode == Exit.DONE
    for command in ("doctor", "demo"):  # they read their own arguments
        assert catalogue()[f"cli.help.{command}"]["nb"] in samspill(command, "--help", env={"LC_ALL": "nb_NO.UTF-8"}).stdout


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_sizes_are_said_as_in_the_window(spoken: Language) -> None:
    with speaking(spoken):
        for size_bytes in (17, 1_800, 6_540_000, 45_000_000, 1_800_000_000, 36_000_000_000):
            assert size_words(size_bytes) == wording.size(size_bytes)


def test_every_exit_code_is_explained_in_the_documentation() -> None:
    lines = (PROJECT / "docs" / "cli.md").read_text().splitlines()
    assert [line[2] for line in lines if line.startswith("| ") and line[2].isdigit()] == [str(code.value) for code in Exit]


def test_commands_load_neither_qt_nor_http(practice: Path, card: Path) -> None:
    script = (
        "import sys; from app.__main__ import main; code = main(sys.argv[1:]);"
        "seen = [m for m in sys.modules if m.startswith(('PySide6', 'httpx', 'httpcore'))]; sys.exit(f'loaded {seen}' if seen else code)"
    )
    for arguments in (["vault", "info"], ["vault", "check"], ["import", str(card / "DCIM/1.MP4"), "--family", "K7Q2M"]):
        command = [sys.executable, "-c", script, "--vault", str(practice), *arguments]
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture
def real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, str]:
    """A vault with a passphrase of its own whose device secret is not on this machine: only the recovery code opens it."""
    made = create_vault(tmp_path / "real", PHRASE, FileSecrets(tmp_path), argon=PRACTICE)
    made.vault.close()
    return tmp_path / "real", made.recovery_code


def test_without_a_keyring_the_recovery_code_opens(real: tuple[Path, str]) -> None:
    vault, code = real
    done = samspill("vault", "info", "--vault", vault, "--passphrase-stdin", "--json", typed=PHRASE + "\n")
    assert done.returncode == Exit.NOT_UNLOCKED
    assert told(done)["error"]["code"].startswith("keyring_")
    done = samspill("vault", "info", "--vault", vault, "--passphrase-stdin", "--recovery-code", "--json", typed=code + "\n")
    assert (done.returncode, told(done)["recordings"]) == (Exit.DONE, 0)
    done = samspill("vault", "info", "--vault", vault, "--passphrase-stdin", "--recovery-code", typed="wrong\n")
    assert done.returncode == Exit.NOT_UNLOCKED
    assert "Traceback" not in done.stderr
    assert PHRASE not in done.stderr + done.stdout


def test_without_a_terminal_and_without_stdin_nobody_is_asked(real: tuple[Path, str]) -> None:
    done = samspill("vault", "info", "--vault", real[0])
    assert done.returncode == Exit.WRONG_ARGUMENTS
    assert "--passphrase-stdin" in done.stderr


def test_at_a_terminal_the_secret_is_asked_for_and_not_shown(real: tuple[Path, str]) -> None:
    vault, code = real
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "app", "vault", "info", "--vault", str(vault), "--recovery-code", "--language", "en"]
    process = subprocess.Popen(command, cwd=PROJECT, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
    os.close(theirs)
    seen = b""
    while b"code:" not in seen:
        seen += os.read(ours, 1000)
    os.write(ours, code.encode() + b"\n")
    while True:
        try:
            piece = os.read(ours, 1000)
        except OSError:  # Linux says so when the other end is closed
            break
        if not piece:
            break
        seen += piece
    os.close(ours)
    assert process.wait() == Exit.DONE
    assert b"Recordings: 0" in seen
    assert code.encode() not in seen


def test_ctrl_c_pauses_and_the_same_command_goes_on(practice: Path, tmp_path: Path) -> None:
    film = sample("mp4_gop30", seconds=2).bytes()
    path = tmp_path / "long.mp4"
    with path.open("wb") as file:  # a film with a long tail that no box explains: copying takes a moment
        file.write(film)
        file.truncate(120 << 20)
    command = [sys.executable, "-m", "app", "import", str(path), "--family", "K7Q2M", "--vault", str(practice), "--json"]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        reels = practice / "reels"
        while process.poll() is None and not (reels.exists() and any(one.stat().st_size > 16 << 20 for one in reels.glob("*.reel"))):
            time.sleep(0.005)
        process.send_signal(signal.SIGINT)
        out, errors = process.communicate()
    assert (process.returncode, errors) == (Exit.STOPPED, "")
    assert (json.loads(out)["stopped"], json.loads(out)["goes_on_later"]) == ("vault_locked", True)
    done = samspill(*command[3:])
    assert done.returncode in (Exit.DONE, Exit.PARTLY)
    assert told(done)["films"][0]["compared"] is True


@pytest.mark.parametrize("ending", ["nobody reads", "closed"])
def test_an_answer_that_nobody_reads_is_no_accident(practice: Path, ending: str) -> None:
    command = [sys.executable, "-m", "app", "vault", "info", "--vault", str(practice), "--json"]
    reader, writer = os.pipe()
    os.close(reader)
    close = (lambda: os.close(1)) if ending == "closed" else None
    done = subprocess.run(command, cwd=PROJECT, stdout=writer, stderr=subprocess.PIPE, preexec_fn=close, check=False, timeout=60)
    os.close(writer)
    assert (done.returncode, done.stderr) == (Exit.DONE, b"")
