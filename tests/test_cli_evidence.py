"""`samspill evidence --out FILE` as a process of its own: a PDF or HTML without names, the log says so, and no screen is needed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.domain.audit import Deed
from app.terminal import Exit
from storage.practice import create_practice_vault, open_practice_vault
from tests.consenting import agreed
from tests.test_cli import samspill, told
from tests.usecases.importing import FAMILY, TestClock


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    made = create_practice_vault(tmp_path / "vault")
    agreed(made, TestClock(), FAMILY)
    made.close()
    return tmp_path / "vault"


def test_a_pdf(vault: Path, tmp_path: Path) -> None:
    out = tmp_path / "evidence.pdf"
    answer = told(samspill("evidence", "--out", out, "--vault", vault, "--json", env={"DISPLAY": ""}))
    assert answer["command"] == "evidence" and answer["log_whole"] is True and answer["recordings"] == 0
    data = out.read_bytes()
    assert data.startswith(b"%PDF") and len(data) > 5_000
    assert os.name == "nt" or out.stat().st_mode & 0o077 == 0
    opened = open_practice_vault(vault)
    with opened.work() as work:
        assert [one.deed for one in work.audit.last(1)] == [Deed.EXPORTED]
    opened.close()


def test_html_in_the_language_that_was_asked_for(vault: Path, tmp_path: Path) -> None:
    out = tmp_path / "evidence.html"
    out.write_text("older")
    done = samspill("evidence", "--out", out, "--vault", vault, "--language", "nb")
    assert (done.returncode, done.stderr) == (Exit.DONE, "")
    assert done.stdout.startswith("Dokumentasjonen er lagret, og det står i loggen.")
    text = out.read_text("utf-8")
    assert '<html lang="nb">' in text and "Samtykker som gjelder nå" in text and "SQLCipher 4" in text
    assert "Dette er øvingen" in text and "Argon2id 64 KiB" in text
    assert FAMILY not in text and str(tmp_path.home()) not in text


def test_another_ending_is_refused(vault: Path, tmp_path: Path) -> None:
    done = samspill("evidence", "--out", tmp_path / "evidence.doc", "--vault", vault)
    assert done.returncode == Exit.WRONG_ARGUMENTS and ".pdf or .html" in done.stderr


def test_a_place_that_cannot_be_written(vault: Path, tmp_path: Path) -> None:
    done = samspill("evidence", "--out", tmp_path / "none" / "evidence.html", "--vault", vault)
    assert done.returncode == Exit.FAILED and "may not write in the folder" in done.stderr


def test_no_vault_no_evidence(tmp_path: Path) -> None:
    done = samspill("evidence", "--out", tmp_path / "evidence.html", "--vault", tmp_path / "none")
    assert done.returncode == Exit.NOT_UNLOCKED and not (tmp_path / "evidence.html").exists() and not (tmp_path / "none").exists()
