"""`samspill base …` from the outside: what each command says and leaves behind, and that secrets are in no argument and no log."""

from __future__ import annotations

import io
import json
import os
import sys
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.__main__ import main
from app.domain.invitation import taken_apart
from sync.base.database import Database
from sync.base.documents import documents_after
from sync.base.teams import person_of
from sync.pairing import read_code
from tests.sync.base.kit import Laptop, visit
from tests.sync.base.live import BaseProcess, LiveBase

Run = Callable[..., int]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'base.db'}"


@pytest.fixture
def language() -> str:
    """Of the system."""
    return "C.UTF-8"


@pytest.fixture
def run(url: str, language: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`samspill base …` with this test's database; `typed` is standard input."""

    def command(*words: str, typed: str = "") -> int:
        monkeypatch.setenv("SAMSPILL_BASE_DATABASE", url)
        monkeypatch.setenv("LC_ALL", language)
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        return main(["base", *words])

    return command


@pytest.fixture
def asked(run: Run, capsys: pytest.CaptureFixture[str]) -> Callable[..., dict[str, Any]]:
    """What a command answers with --json; it went well and said nothing else."""

    def command(*words: str, typed: str = "") -> dict[str, Any]:
        assert run(*words, "--json", typed=typed) == 0
        said, grumbled = capsys.readouterr()
        assert grumbled == ""
        found: dict[str, Any] = json.loads(said)
        return found

    return command


def test_set_up_twice_is_the_same_base(asked: Callable[..., dict[str, Any]]) -> None:
    first = asked("init", "--team", "TRO01")
    assert first["teams"] == ["TRO01"]
    assert asked("init", "--team", "BOD02") == first | {"teams": ["BOD02", "TRO01"]}
    assert asked("init")["teams"] == ["BOD02", "TRO01"]


def test_the_team_that_was_made_by_itself_takes_the_name_that_is_given_later(asked: Callable[..., dict[str, Any]]) -> None:
    """Or each command would ask which of two teams is meant."""
    assert asked("enrol")["team"] == "TEAM01"
    assert asked("init", "--team", "TRO01")["teams"] == ["TRO01"]
    assert asked("devices")["team"] == "TRO01"


def test_a_team_keeps_its_name_once_a_laptop_has_joined(asked: Callable[..., dict[str, Any]], url: str, tmp_path: Path) -> None:
    code = asked("enrol")["code"]
    with BaseProcess(tmp_path, url, has_team=True) as base, httpx.Client(base_url=base.url, trust_env=False) as http:
        assert Laptop(http, bytes.fromhex(asked("init")["key"])).join(code).status_code == 200
    assert asked("init", "--team", "TRO01")["teams"] == ["TEAM01", "TRO01"]


def test_of_several_teams_each_is_named(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    run("init", "--team", "TRO01")
    run("init", "--team", "BOD02")
    capsys.readouterr()
    assert run("devices") == 1
    assert capsys.readouterr().err == "Which team? --team BOD02 | TRO01\n"


def test_a_code_for_a_laptop_without_any_set_up(asked: Callable[..., dict[str, Any]], url: str) -> None:
    said = asked("enrol", "--address", "https://base.example.org/", "--name", "Terne")
    assert (said["team"], said["name"], said["address"]) == ("TEAM01", "Terne", "https://base.example.org")
    assert read_code(said["code"]).is_of(bytes.fromhex(asked("init")["key"]))
    assert taken_apart(said["qr"]) == ("https://base.example.org", said["code"])


def test_the_code_is_kept_as_its_digest_only(run: Run, asked: Callable[..., dict[str, Any]], tmp_path: Path) -> None:
    secret = read_code(asked("enrol")["code"]).secret.encode()
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("base.db*"))
    assert b"TEAM01" in kept
    assert secret not in kept


def test_a_person_sees_a_picture_and_a_code(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("enrol") == 0
    said = capsys.readouterr().out
    assert "█" in said
    assert "Good until" in said
    assert read_code(next(line for line in said.splitlines() if line.startswith("Code:")).removeprefix("Code:"))


def test_laptops_are_listed_and_put_out(asked: Callable[..., dict[str, Any]], url: str, tmp_path: Path) -> None:
    with LiveBase(tmp_path, url) as base, httpx.Client(base_url=base.url, trust_env=False) as http:
        laptop = Laptop(http, base.key)
        laptop.join(base.invite("Terne").code)
        laptop.greet()
        laptop.send(visit())
        (found,) = asked("devices")["devices"]
        assert (found["name"], found["device"], found["stored"], found["revoked_at"]) == ("Terne", laptop.device, 1, None)
        assert asked("revoke", "Terne")["revoked"] == laptop.device
        assert laptop.send(visit()).status_code == 403
        assert asked("devices")["devices"][0]["revoked_at"] is not None


def test_a_practitioner_with_another_laptop_stays_one_person(
    run: Run, asked: Callable[..., dict[str, Any]], capsys: pytest.CaptureFixture[str], url: str, tmp_path: Path
) -> None:
    """IT says so; where a laptop was put out, it is asked."""
    with LiveBase(tmp_path, url) as base, httpx.Client(base_url=base.url, trust_env=False) as http:
        made = [Laptop(http, base.key) for _ in range(3)]
        made[0].join(base.invite("Terne").code)
        asked("revoke", "Terne")
        assert asked("enrol", "--name", "Lomvi")["put_out"] == ["Terne"]
        made[1].join(asked("enrol", "--again", "Terne", "--name", "Lunde")["code"])
        made[2].join(asked("enrol", "--again", "Lunde")["code"])
        with base.database.connect() as connection:
            assert set(person_of(connection, 1).values()) == {uuid.UUID(made[0].device)}
        assert asked("enrol")["put_out"] == []
        asked("revoke", made[1].device)
        asked("revoke", made[2].device)
    assert run("enrol", "--again", "Teist") == 1
    assert "No laptop of that name" in capsys.readouterr().err
    assert run("enrol") == 0
    assert "--again NAME" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("devices", "--team", "BOD02"), "Which team? --team TRO01"),
        (("revoke", "Terne"), "No laptop"),
        (("policy", "nowhere.toml"), "That file"),
        (("schemes", "nowhere.json"), "That file"),
        (("reader", "remove", "kari"), "Nobody of that name"),
        (("enrol", "--address", "http://base.example.org"), "address"),
        (("erase", "--record", "0b2a6d5e-9a53-4d6c-8a52-7a4e0e1f5b11"), "Nothing was erased"),
        (("erase", "--yes"), "--record ID"),
        (("backup", "nowhere/backup"), "Nothing can be written"),
        (("export", "nowhere/rows.csv"), "Nothing can be written"),
        (("restore", "nowhere"), "backup"),
        (("restore", "nowhere", "--database", "sqlite:///nowhere.db"), "That file"),
        (("devices", "--database", "mysql://x"), "database"),
        (("serve", "--host", "203.0.113.1", "--address", "https://base.example.org"), "Nobody can listen"),
        (("serve", "--host", "0.0.0.0"), "Others could listen in"),
    ],
)
def test_what_cannot_be_done_is_said(run: Run, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str) -> None:
    run("init", "--team", "TRO01")
    capsys.readouterr()
    assert run(*words) == 1
    said, grumbled = capsys.readouterr()
    assert said == ""
    assert says.lower() in grumbled.lower()
    assert "nowhere" not in grumbled


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("nix",),
        ("init", "--team", "tro01"),
        ("init", "--threshold", "1"),
        ("erase", "--record", "x"),
        ("policy", "f", "--gateway", "x"),
        ("serve", "--port", "70000"),
        ("reader",),
        ("reader", "add", " "),
    ],
)
def test_what_makes_no_sense_is_refused(run: Run, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    assert run(*words) == 2
    assert "usage: samspill base" in capsys.readouterr().err


@pytest.mark.parametrize(("language", "says"), [("nb_NO.UTF-8", "steng en maskin ute"), ("C.UTF-8", "put a laptop out")])
def test_help_in_the_language_of_the_system(run: Run, capsys: pytest.CaptureFixture[str], says: str) -> None:
    assert run("--help") == 0
    assert says in capsys.readouterr().out
    assert run("revoke", "--help") == 0
    assert says in capsys.readouterr().out


@pytest.mark.parametrize("language", ["nb_NO.UTF-8"])
def test_answers_and_refusals_in_the_language_of_the_system(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("init", "--team", "TRO01") == 0
    assert "Basens nøkkel: " in capsys.readouterr().out
    assert run("revoke", "Terne") == 1
    assert "Ingen maskin heter det" in capsys.readouterr().err
    assert run("reader", "add", "kari", "--password-stdin", typed="kort\n") == 1
    assert "14 tegn" in capsys.readouterr().err
    assert run("init", "--team", "tro01") == 2
    assert "to til fire store bokstaver" in capsys.readouterr().err


def test_nothing_is_made_by_looking(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("devices") == 1
    assert list(tmp_path.iterdir()) == []
    assert "samspill base init" in capsys.readouterr().err


def test_documents_are_laid_out_signed(asked: Callable[..., dict[str, Any]], url: str, tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text("number = 1\n")
    (tmp_path / "schemes.json").write_text('{"schemes": []}')
    asked("init", "--team", "TRO01")
    assert asked("policy", str(tmp_path / "rules.toml"), "--gateway", "AA-BB-CC-00-11-22")["number"] == 1
    assert asked("schemes", str(tmp_path / "schemes.json"))["number"] == 2
    database = Database.open(url)
    with database.connect() as connection:
        policy, schemes = documents_after(connection, 1, 0)
    database.close()
    assert json.loads(policy.body) == {"gateways": ["aa:bb:cc:00:11:22"], "rules": "bnVtYmVyID0gMQo=", "signature": ""}
    assert (schemes.kind.value, schemes.body) == ("schemes", b'{"schemes":[]}')


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("schemes", '{"schemes": [{"nb": "Eget", "en": "Our own"}]}'),
        ("schemes", '{"supervisors": []}'),
        ("supervisors", '{"supervisors": [{"name": "Kari", "key": "short"}]}'),
        ("supervisors", "[]"),
        ("supervisors", "{"),
        ("policy", "number = 1\nfilm_keep_days = 60\n"),
        ("policy", "number = one"),
    ],
)
def test_what_laptops_would_refuse_is_not_signed(
    run: Run, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, content: str
) -> None:
    file = tmp_path / "file"
    file.write_text(content)
    run("init", "--team", "TRO01")
    assert run(kind, str(file)) == 1
    assert "not what it should be" in capsys.readouterr().err
    with closing(Database.open(url)) as database, database.connect() as connection:
        assert documents_after(connection, 1, 0) == []


def test_a_signed_policy_has_a_number(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules, signature = tmp_path / "rules.toml", tmp_path / "rules.toml.sig"
    rules.write_text("film_keep_days_after_filming = 60\n")
    signature.write_bytes(bytes(64))
    run("init", "--team", "TRO01")
    assert run("policy", str(rules)) == 0
    assert run("policy", str(rules), "--signature", str(signature)) == 1
    assert "not what it should be" in capsys.readouterr().err


def test_readers_and_their_passwords(run: Run, asked: Callable[..., dict[str, Any]], capsys: pytest.CaptureFixture[str]) -> None:
    asked("init", "--team", "TRO01")
    password = "sju blå tjeld i fjæra"
    assert asked("reader", "add", "kari", "--password-stdin", typed=f"{password}\n") == {"reader": "kari", "team": "TRO01"}
    assert asked("reader", "list")["readers"] == [{"name": "kari", "language": "nb"}]
    assert asked("reader", "password", "kari", "--password-stdin", typed=f"{password} igjen\n")["reader"] == "kari"
    assert run("reader", "add", "ola", "--password-stdin", typed="kort\n") == 1
    assert "14" in capsys.readouterr().err
    assert asked("reader", "remove", "kari") == {"removed": "kari"}
    assert asked("reader", "list")["readers"] == []


def test_backup_restore_erase_and_export(asked: Callable[..., dict[str, Any]], url: str, tmp_path: Path) -> None:
    record = "0b2a6d5e-9a53-4d6c-8a52-7a4e0e1f5b11"
    with LiveBase(tmp_path, url) as base, httpx.Client(base_url=base.url, trust_env=False) as http:
        laptop = Laptop(http, base.key)
        laptop.join(base.invite().code)
        laptop.greet()
        laptop.send(visit(record), visit())
        assert asked("backup", str(tmp_path / "kept"))["records"] == 2
        assert asked("export", str(tmp_path / "rows.csv"))["records"] == 2
        assert record in (tmp_path / "rows.csv").read_text("utf-8")
        assert asked("erase", "--record", record, "--yes") == {"team": "TRO01", "records": 1, "document": 1}
    other = f"sqlite:///{tmp_path / 'again.db'}"
    assert asked("restore", str(tmp_path / "kept"), "--database", other, "--replaces", url)["records"] >= 1
    assert asked("export", str(tmp_path / "again.json"), "--form", "json", "--database", other)["records"] == 1


@pytest.mark.parametrize("words", [("backup",), ("export",), ("export", "--form", "json")])
def test_the_base_itself_is_not_written_over(
    run: Run, asked: Callable[..., dict[str, Any]], capsys: pytest.CaptureFixture[str], tmp_path: Path, words: tuple[str, ...]
) -> None:
    asked("init")
    before = (tmp_path / "base.db").read_bytes()
    assert run(*words, str(tmp_path / "base.db")) == 1
    assert "A database has that name" in capsys.readouterr().err
    assert (tmp_path / "base.db").read_bytes() == before
    for _ in range(2):  # a backup may be replaced by the next
        asked("backup", str(tmp_path / "kept"))


def test_figures_are_counted_when_asked(asked: Callable[..., dict[str, Any]]) -> None:
    asked("init")
    assert asked("publish") == {"tables": 0}


def test_without_the_optional_packages(run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    find = __import__("importlib.util", fromlist=["find_spec"]).find_spec
    monkeypatch.setattr("importlib.util.find_spec", lambda name, *more: None if name == "fastapi" else find(name, *more))
    assert run("devices") == 69
    assert "packaging/setup.sh base" in capsys.readouterr().err


def test_a_real_process_serves_ends_and_comes_back(asked: Callable[..., dict[str, Any]], url: str, tmp_path: Path) -> None:
    asked("init", "--team", "TRO01")
    code = asked("enrol")["code"]
    with BaseProcess(tmp_path, url, has_team=True) as process, httpx.Client(base_url=process.url, trust_env=False) as http:
        laptop = Laptop(http, bytes.fromhex(http.get("/v1/health").json()["base"]))
        assert laptop.join(code).status_code == 200
        laptop.greet()
        assert laptop.send(visit()).json()["stored"] == 1
        process.kill()
        process.start()
        assert laptop.send(visit()).json()["stored"] == 2
        assert process.stop() == 0
    log = process.log.read_text()
    assert os.fspath(tmp_path) not in log
    events = [json.loads(line)["event"] for line in log.splitlines()]
    assert events.count("listening") == 2
    assert events[-1] == "ended"
