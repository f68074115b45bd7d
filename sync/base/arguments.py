"""What may be typed after `samspill base`. For IT, in English; the dashboard speaks Norwegian too."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from uuid import UUID

from sync.base.settings import DEFAULT_PORT

_TEAM = re.compile(r"[A-Z]{2,4}[0-9]{2}")
_GATEWAY = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}")
_ABOUT = "The team base: receives de-identified summaries of a team's laptops and shows counts that point at no family."
_DATABASE = "sqlite:///FILE or postgresql://HOST/NAME; else $SAMSPILL_BASE_DATABASE, else a file of its own"
_ADDRESS = "where laptops and browsers find it, https://…; else $SAMSPILL_BASE_ADDRESS, else this machine only"
MOST_NAME = 40


def build_parser() -> argparse.ArgumentParser:
    """The whole command line of the base."""
    parser = argparse.ArgumentParser(prog="samspill base", description=_ABOUT)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    common = _common()
    _add_running(commands, common)
    _add_laptops(commands, common)
    _add_documents(commands, common)
    _add_readers(commands, common)
    _add_caretaking(commands, common)
    return parser


def _common() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--database", metavar="URL", help=_DATABASE)
    common.add_argument("--json", action="store_true", help="answer with one JSON object")
    return common


def _team() -> argparse.ArgumentParser:
    """`--team`, of commands that are about one."""
    of_team = argparse.ArgumentParser(add_help=False)
    of_team.add_argument(
        "--team", type=team_code, metavar="CODE", help="two to four letters and two digits; may be left out while there is one"
    )
    return of_team


def _add_running(commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser) -> None:
    init = commands.add_parser(
        "init", parents=[common, _team()], help="make the database, the base's key and a team; harmless when they are there"
    )
    init.add_argument("--threshold", type=_threshold, metavar="N", help="figures of fewer episodes are not shown; 5 unless said")
    serve = commands.add_parser("serve", parents=[common], help="run the base")
    serve.add_argument(
        "--host", default="127.0.0.1", help="the address to listen on; a reverse proxy with https belongs in front of any other"
    )
    serve.add_argument("--port", type=_port, default=DEFAULT_PORT)
    serve.add_argument("--address", metavar="URL", help=_ADDRESS)
    serve.add_argument("--metrics-port", type=_port, metavar="PORT", help="/metrics for Prometheus, on this machine only")
    serve.add_argument("--proxy", default="127.0.0.1", metavar="ADDRESS", help="the reverse proxy whose X-Forwarded-For is believed")
    commands.add_parser("publish", parents=[common], help="count anew what changed, now instead of within the hour")


def _add_laptops(commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser) -> None:
    enrol = commands.add_parser("enrol", parents=[common, _team()], help="a one-time code for one laptop, to be typed or as a QR code")
    enrol.add_argument("--address", metavar="URL", help=_ADDRESS)
    enrol.add_argument("--name", type=_name, help="what the laptop will be called; else a bird")
    enrol.add_argument(
        "--again", metavar="NAME", help="its practitioner has, or had, the laptop NAME as well: figures count both as one person"
    )
    commands.add_parser("devices", parents=[common, _team()], help="the laptops that joined")
    revoke = commands.add_parser("revoke", parents=[common, _team()], help="put a laptop out; what it sent stays")
    revoke.add_argument("name", metavar="NAME", help="its name or id")


def _add_documents(commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser) -> None:
    policy = commands.add_parser("policy", parents=[common, _team()], help="a rules file for all laptops, signed by the base")
    policy.add_argument("rules", type=Path, metavar="RULES")
    policy.add_argument("--signature", type=Path, metavar="FILE", help="the organisation's; needed to keep anything longer")
    policy.add_argument(
        "--gateway", type=gateway, action="append", metavar="MAC", help="behind it laptops send without being asked; may be repeated"
    )
    for word, what in (("schemes", "coding schemes"), ("supervisors", "supervisors' keys")):
        laid_out = commands.add_parser(word, parents=[common, _team()], help=f"{what} for all laptops, a JSON file, signed by the base")
        laid_out.add_argument("file", type=Path, metavar="FILE")


def _add_readers(commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser) -> None:
    reader = commands.add_parser("reader", help="people who may look at the figures")
    what = reader.add_subparsers(dest="what", metavar="add | remove | password | list", required=True)
    typed = argparse.ArgumentParser(add_help=False)
    typed.add_argument("--password-stdin", action="store_true", help="the first line of standard input instead of asking")
    add = what.add_parser("add", parents=[common, _team(), typed], help="a new account")
    add.add_argument("--language", choices=("nb", "en"), default="nb")
    for one in (add, what.add_parser("remove", parents=[common]), what.add_parser("password", parents=[common, typed])):
        one.add_argument("name", type=_name, metavar="NAME")
    what.add_parser("list", parents=[common, _team()])


def _add_caretaking(commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser) -> None:
    backup = commands.add_parser("backup", parents=[common], help="one file with everything, while the base runs")
    backup.add_argument("file", type=Path, metavar="FILE", help="one of that name is replaced, once the new one is whole")
    restore = commands.add_parser("restore", parents=[common], help="a base out of a backup, into a --database where none is")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("--replaces", metavar="URL", help="the database whose place it takes: what was erased there since stays erased")
    erase = commands.add_parser("erase", parents=[common, _team()], help="take out records or episodes, for good")
    erase.add_argument("--record", type=record_id, action="append", default=[], metavar="ID", help="may be repeated")
    erase.add_argument("--episode", type=record_id, action="append", default=[], metavar="ID", help="may be repeated")
    erase.add_argument("--yes", action="store_true", help="do not ask")
    export = commands.add_parser("export", parents=[common, _team()], help="every record of a team: pseudonymised rows, not to be shown")
    export.add_argument("file", type=Path, metavar="FILE")
    export.add_argument("--form", choices=("csv", "json"), default="csv")


def team_code(text: str) -> str:
    if not _TEAM.fullmatch(text):
        raise argparse.ArgumentTypeError("two to four capital letters and two digits, such as TRO01")
    return text


def gateway(text: str) -> str:
    """A hardware address, as laptops write it."""
    plain = text.lower().replace("-", ":")
    if not _GATEWAY.fullmatch(plain):
        raise argparse.ArgumentTypeError("a hardware address such as 00:11:22:33:44:55")
    return plain


def record_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise argparse.ArgumentTypeError("an id such as 0b2a6d5e-9a53-4d6c-8a52-7a4e0e1f5b11") from None


def _name(text: str) -> str:
    plain = text.strip()
    if not 0 < len(plain) <= MOST_NAME or not plain.isprintable():
        raise argparse.ArgumentTypeError(f"1 to {MOST_NAME} letters")
    return plain


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError("a number up to 65535")
    return int(text)


def _threshold(text: str) -> int:
    if not text.isdecimal() or not 3 <= int(text) <= 50:
        raise argparse.ArgumentTypeError("3 to 50")
    return int(text)
