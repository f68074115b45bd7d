"""What may be typed after `samspill base`, and what it stands for."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from sync.base.said import Say
from sync.base.settings import DEFAULT_PORT

_TEAM = re.compile(r"[A-Z]{2,4}[0-9]{2}")
_GATEWAY = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}")
_MOST_NAME = 40
_T = TypeVar("_T")


def build_parser(say: Say) -> argparse.ArgumentParser:
    """The whole command line of the base, in the language of `say`."""
    parser = argparse.ArgumentParser(prog="samspill base", description=say("base.about"))
    line = _CommandLine(say, parser.add_subparsers(dest="command", metavar="COMMAND", required=True))
    line.add_running()
    line.add_laptops()
    line.add_documents()
    line.add_readers()
    line.add_caretaking()
    return parser


@dataclass
class _CommandLine:
    say: Say
    commands: argparse._SubParsersAction[argparse.ArgumentParser]
    common: argparse.ArgumentParser = field(init=False)
    of_team: argparse.ArgumentParser = field(init=False)  # of commands that are about one

    def __post_init__(self) -> None:
        self.common = argparse.ArgumentParser(add_help=False)
        self.common.add_argument("--database", metavar="URL", help=self.say("base.help.database"))
        self.common.add_argument("--json", action="store_true", help=self.say("base.help.json"))
        self.of_team = argparse.ArgumentParser(add_help=False, parents=[self.common])
        code = _typed(_team_code, self.say("base.bad.team"))
        self.of_team.add_argument("--team", type=code, metavar="CODE", help=self.say("base.help.team"))

    def add_running(self) -> None:
        port = _typed(_port, self.say("base.bad.port"))
        init = self._command("init", self.say("base.help.init"), self.of_team)
        threshold = _typed(_threshold, self.say("base.bad.threshold"))
        init.add_argument("--threshold", type=threshold, metavar="N", help=self.say("base.help.threshold"))
        serve = self._command("serve", self.say("base.help.serve"), self.common)
        serve.add_argument("--host", default="127.0.0.1", help=self.say("base.help.host"))
        serve.add_argument("--port", type=port, default=DEFAULT_PORT, help=self.say("base.help.port", port=DEFAULT_PORT))
        serve.add_argument("--address", metavar="URL", help=self.say("base.help.address"))
        serve.add_argument("--metrics-port", type=port, metavar="PORT", help=self.say("base.help.metrics_port"))
        serve.add_argument("--proxy", default="127.0.0.1", metavar="ADDRESS", help=self.say("base.help.proxy"))
        self._command("publish", self.say("base.help.publish"), self.common)

    def add_laptops(self) -> None:
        enrol = self._command("enrol", self.say("base.help.enrol"), self.of_team)
        enrol.add_argument("--address", metavar="URL", help=self.say("base.help.address"))
        enrol.add_argument("--name", type=self._name(), help=self.say("base.help.name"))
        enrol.add_argument("--again", metavar="NAME", help=self.say("base.help.again"))
        self._command("devices", self.say("base.help.devices"), self.of_team)
        revoke = self._command("revoke", self.say("base.help.revoke"), self.of_team)
        revoke.add_argument("name", metavar="NAME", help=self.say("base.help.device"))

    def add_documents(self) -> None:
        policy = self._command("policy", self.say("base.help.policy"), self.of_team)
        policy.add_argument("rules", type=Path, metavar="RULES")
        policy.add_argument("--signature", type=Path, metavar="FILE", help=self.say("base.help.signature"))
        gateway = _typed(_gateway, self.say("base.bad.gateway"))
        policy.add_argument("--gateway", type=gateway, action="append", metavar="MAC", help=self.say("base.help.gateway"))
        for word in ("schemes", "supervisors"):
            self._command(word, self.say(f"base.help.{word}"), self.of_team).add_argument("file", type=Path, metavar="FILE")

    def add_readers(self) -> None:
        reader = self.commands.add_parser("reader", help=self.say("base.help.reader"), description=self.say("base.help.reader"))
        what = reader.add_subparsers(dest="what", metavar="add | remove | password | list", required=True)
        typed = argparse.ArgumentParser(add_help=False)
        typed.add_argument("--password-stdin", action="store_true", help=self.say("base.help.password_stdin"))
        of_word = {"add": [self.of_team, typed], "remove": [self.common], "password": [self.common, typed], "list": [self.of_team]}
        for word, parents in of_word.items():
            words = self.say(f"base.help.reader_{word}")
            one = what.add_parser(word, parents=parents, help=words, description=words)
            if word != "list":
                one.add_argument("name", type=self._name(), metavar="NAME")
            if word == "add":
                one.add_argument("--language", choices=("nb", "en"), default="nb", help=self.say("base.help.language"))

    def add_caretaking(self) -> None:
        backup = self._command("backup", self.say("base.help.backup"), self.common)
        backup.add_argument("file", type=Path, metavar="FILE", help=self.say("base.help.backup_file"))
        restore = self._command("restore", self.say("base.help.restore"), self.common)
        restore.add_argument("file", type=Path, metavar="FILE")
        restore.add_argument("--replaces", metavar="URL", help=self.say("base.help.replaces"))
        erase = self._command("erase", self.say("base.help.erase"), self.of_team)
        name = _typed(_record_id, self.say("base.bad.id"))
        for option in ("--record", "--episode"):
            erase.add_argument(option, type=name, action="append", default=[], metavar="ID", help=self.say("base.help.repeated"))
        erase.add_argument("--yes", action="store_true", help=self.say("base.help.yes"))
        export = self._command("export", self.say("base.help.export"), self.of_team)
        export.add_argument("file", type=Path, metavar="FILE")
        export.add_argument("--form", choices=("csv", "json"), default="csv")

    def _command(self, word: str, words: str, parent: argparse.ArgumentParser) -> argparse.ArgumentParser:
        return self.commands.add_parser(word, parents=[parent], help=words, description=words)

    def _name(self) -> Callable[[str], str]:
        return _typed(_name, self.say("base.bad.name", most=_MOST_NAME))


def _typed(read: Callable[[str], _T | None], complaint: str) -> Callable[[str], _T]:
    """Reads what was typed; `complaint` is said where `read` can make nothing of it."""

    def typed(text: str) -> _T:
        found = read(text)
        if found is None:
            raise argparse.ArgumentTypeError(complaint)
        return found

    return typed


def _team_code(text: str) -> str | None:
    return text if _TEAM.fullmatch(text) else None


def _gateway(text: str) -> str | None:
    """A hardware address, as laptops write it."""
    plain = text.lower().replace("-", ":")
    return plain if _GATEWAY.fullmatch(plain) else None


def _record_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _name(text: str) -> str | None:
    plain = text.strip()
    return plain if 0 < len(plain) <= _MOST_NAME and plain.isprintable() else None


def _port(text: str) -> int | None:
    return int(text) if text.isdecimal() and int(text) <= 65535 else None


def _threshold(text: str) -> int | None:
    return int(text) if text.isdecimal() and 3 <= int(text) <= 50 else None
