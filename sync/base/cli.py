"""`samspill base …`: opens the database that is meant, does what was asked, says what came of it.

Results go to stdout (with `--json` as one object), what went wrong to stderr. The caller has the words (`Say`), and those of Circumstances.
"""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from platformdirs import user_data_dir

from app.domain.outbox import DocumentKind
from sync.base import caretaking
from sync.base import setting_up as to
from sync.base.arguments import build_parser
from sync.base.carried import AnotherBase
from sync.base.database import Database
from sync.base.documents import DocumentTooLarge
from sync.base.erasing import StillRead
from sync.base.export import Form
from sync.base.files import FileUnusable, NotToBeReplaced, NotWritable
from sync.base.logs import write_log
from sync.base.said import Said, Say
from sync.base.serve import Listen, Service
from sync.base.settings import Settings
from sync.base.teams import DeviceUnknown, NameTaken, TeamUnknown
from sync.base.web.passwords import LEAST_CHARACTERS
from sync.base.web.readers import ReaderError
from sync.pairing import base_address, is_this_machine

DONE, FAILED, WRONG_ARGUMENTS = 0, 1, 2
_MOST_TYPED = 4096


class CannotListen(Exception):
    """The port is taken, or the address is not this machine's."""


class NotSafe(Exception):
    """Passwords and cookies would go over a network unsealed."""


class NothingNamed(Exception):
    """It was not said what is to be erased."""


class NotSure(Exception):
    """What cannot be undone was not said twice."""


_SORRY: dict[type[Exception], str] = {
    CannotListen: "base.sorry.cannot_listen",
    NotSafe: "base.sorry.not_safe",
    NothingNamed: "base.sorry.nothing_named",
    NotSure: "base.sorry.not_sure",
    StillRead: "base.sorry.still_read",
    DeviceUnknown: "base.sorry.no_device",
    NameTaken: "base.sorry.name_taken",
    FileUnusable: "base.sorry.file",
    AnotherBase: "base.sorry.another_base",
    NotWritable: "base.sorry.not_writable",
    NotToBeReplaced: "base.sorry.database_there",
    DocumentTooLarge: "base.sorry.too_large",
}


def main(arguments: Sequence[str], say: Say) -> int:
    """Returns the exit code: 0 done, 1 it did not work, 2 wrong arguments. Raises Circumstance for the database and the address."""
    try:
        chosen = build_parser(say).parse_args(arguments)
    except SystemExit as end:  # argparse has said why
        return WRONG_ARGUMENTS if end.code else DONE
    try:
        said = _do(chosen, say)
    except tuple(_SORRY) as error:
        return _sorry(say(_SORRY[type(error)]))
    except TeamUnknown as error:
        return _sorry(say("base.sorry.which_team", codes=" | ".join(error.codes)) if error.codes else say("base.sorry.no_teams"))
    except ReaderError as error:
        return _sorry(say(f"base.sorry.reader.{error.word}", least=LEAST_CHARACTERS))
    if said is not None:
        _write(json.dumps(said.facts, ensure_ascii=False) if chosen.json else said.spoken(say))
    return DONE


def _do(chosen: argparse.Namespace, say: Say) -> Said | None:
    """None: all was said on the way."""
    if chosen.command == "serve":
        _serve(chosen)
        return None
    if chosen.command == "restore":
        return caretaking.restore(chosen.file, _database_url(chosen), chosen.replaces)
    with closing(Database.open(_database_url(chosen), make=chosen.command in ("init", "enrol"))) as database:
        if chosen.command == "erase":
            _make_sure(chosen, say)
        if chosen.command == "reader" and chosen.what in ("add", "password"):
            chosen.password = _password(chosen, say)
        return _COMMANDS[chosen.command](database, chosen)


def _serve(chosen: argparse.Namespace) -> None:
    settings = _settings(chosen)
    if not is_this_machine(chosen.host) and not settings.secure_cookies:
        raise NotSafe
    with closing(Database.open(_database_url(chosen))) as database:
        to.set_up(database, settings, code=None, threshold=None)
        listen = Listen(chosen.host, chosen.port, chosen.metrics_port, chosen.proxy)
        try:
            service = Service(database, settings, listen)
        except OSError:
            raise CannotListen from None
        write_log()
        service.run()


def _enrol(database: Database, chosen: argparse.Namespace) -> Said:
    return to.enrol(database, _settings(chosen), chosen.team, chosen.name, chosen.again)


def _policy(database: Database, chosen: argparse.Namespace) -> Said:
    policy = to.Policy(chosen.rules, chosen.signature, tuple(chosen.gateway or ()))
    return to.lay_out_policy(database, Settings(), chosen.team, policy)


def _file(database: Database, chosen: argparse.Namespace) -> Said:
    return to.lay_out_file(database, Settings(), chosen.team, DocumentKind(chosen.command), chosen.file)


def _reader(database: Database, chosen: argparse.Namespace) -> Said:
    if chosen.what == "add":
        return to.new_reader(database, chosen.team, chosen.name, chosen.password, chosen.language)
    if chosen.what == "password":
        return to.new_password(database, chosen.name, chosen.password)
    if chosen.what == "remove":
        return to.without_reader(database, chosen.name)
    return to.list_readers(database, chosen.team)


_COMMANDS: dict[str, Callable[[Database, argparse.Namespace], Said]] = {
    "init": lambda database, chosen: to.set_up(database, Settings(), chosen.team, chosen.threshold),
    "publish": lambda database, _chosen: to.publish(database, Settings()),
    "enrol": _enrol,
    "devices": lambda database, chosen: to.list_devices(database, chosen.team),
    "revoke": lambda database, chosen: to.revoke(database, Settings(), chosen.team, chosen.name),
    "policy": _policy,
    "schemes": _file,
    "supervisors": _file,
    "reader": _reader,
    "backup": lambda database, chosen: caretaking.backup(database, chosen.file),
    "erase": lambda database, chosen: caretaking.erase_for_good(database, chosen.team, chosen.record, chosen.episode),
    "export": lambda database, chosen: caretaking.write_out(database, chosen.team, chosen.file, Form(chosen.form)),
}


def _settings(chosen: argparse.Namespace) -> Settings:
    """Raises BASE_ADDRESS_INVALID: laptops would not take it either."""
    address = chosen.address or os.environ.get("SAMSPILL_BASE_ADDRESS")
    return Settings(address=base_address(address)) if address else Settings()


def _database_url(chosen: argparse.Namespace) -> str:
    said = chosen.database or os.environ.get("SAMSPILL_BASE_DATABASE")
    if said:
        return str(said)
    folder = Path(user_data_dir("samspill-base", appauthor=False))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return f"sqlite:///{folder / 'base.db'}"


def _password(chosen: argparse.Namespace, say: Say) -> str:
    """Never an argument: other users of the machine can read those."""
    if chosen.password_stdin:
        return sys.stdin.readline(_MOST_TYPED).rstrip("\r\n")
    first = getpass.getpass(say("base.ask.password"), stream=sys.stderr)
    if getpass.getpass(say("base.ask.again"), stream=sys.stderr) != first:
        raise ReaderError("password")
    return first


def _make_sure(chosen: argparse.Namespace, say: Say) -> None:
    """Erasing cannot be undone: `--yes`, or the word typed at a terminal. Raises NothingNamed, NotSure."""
    if not (chosen.record or chosen.episode):
        raise NothingNamed
    if chosen.yes:
        return
    if sys.stdin.isatty():
        sys.stderr.write(say("base.ask.erase", records=len(chosen.record), episodes=len(chosen.episode)))
        sys.stderr.flush()
        if sys.stdin.readline(_MOST_TYPED).strip() == "ERASE":
            return
    raise NotSure


def _write(words: str) -> None:
    encoding = sys.stdout.encoding or "utf-8"  # a terminal that cannot draw a QR code gets question marks, and the code below
    sys.stdout.write(words.encode(encoding, "replace").decode(encoding) + "\n")


def _sorry(words: str) -> int:
    sys.stderr.write(words + "\n")
    return FAILED
