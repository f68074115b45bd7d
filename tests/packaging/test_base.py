"""What is said about running the team base is true of the program: commands, settings, the service's line; and it starts without Qt."""

from __future__ import annotations

import configparser
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from sync.base.arguments import build_parser
from sync.base.refused import STATUS
from sync.base.settings import DEFAULT_PORT
from sync.messages import Word
from ui.texts import say


def _commands() -> set[str]:
    (of_words,) = [action for action in build_parser(say)._actions if isinstance(action.choices, dict)]
    assert isinstance(of_words.choices, dict)
    return set(of_words.choices)


def test_every_command_is_in_the_page_for_it(project: Path) -> None:
    page = (project / "docs/base.md").read_text()
    assert {word for word in _commands() if not re.search(rf"samspill[ -]base {word}\b", page)} == set()


def test_every_command_of_the_page_is_one_of_the_program(project: Path) -> None:
    page = (project / "docs/base.md").read_text()
    said = set(re.findall(r"(?:^|`|\.venv/bin/)samspill(?:-base| base) ([a-z]+)", page, re.MULTILINE))
    assert len(said) > 10
    assert said <= _commands()


def test_every_word_of_an_error_is_in_the_conversation(project: Path) -> None:
    page = (project / "docs/sync.md").read_text()
    assert [word for word in Word if f"`{word}` {STATUS[word]}" not in page] == []


def test_the_service_starts_what_there_is(project: Path) -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]  # names keep their case
    unit.read(project / "packaging/base/samspill-base.service")
    program, base, *words = shlex.split(unit["Service"]["ExecStart"])
    assert (Path(program).name, base) == ("samspill", "base")
    assert build_parser(say).parse_args(words).command == "serve"
    assert unit["Service"]["StateDirectory"] in unit["Service"]["Environment"]


@pytest.mark.parametrize("name", ["samspill-base", "samspill-base.env", "samspill-base.service"])
def test_settings_are_called_as_the_program_calls_them(project: Path, name: str) -> None:
    known = set(re.findall(r"SAMSPILL_[A-Z_]+", (project / "sync/base/cli.py").read_text()))
    said = set(re.findall(r"SAMSPILL_[A-Z_]+", (project / "packaging/base" / name).read_text()))
    assert said
    assert said <= known


def test_the_proxy_asks_where_the_base_listens(project: Path) -> None:
    page = (project / "packaging/base/nginx.conf").read_text()
    assert f"proxy_pass http://127.0.0.1:{DEFAULT_PORT};" in page
    assert page.count("access_log off;") == 2


def test_the_command_for_it_is_a_script_that_can_be_read(project: Path) -> None:
    script = project / "packaging/base/samspill-base"
    assert script.stat().st_mode & 0o111
    assert subprocess.run(["sh", "-n", script], check=False, capture_output=True).returncode == 0


def test_the_base_needs_no_window_no_film_and_no_vault(project: Path) -> None:
    words = "import sys, app.team_base, sync.base.cli; print({'PySide6', 'av', 'cv2', 'sqlcipher3', 'keyring'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", words], cwd=project, check=True, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "set()"
