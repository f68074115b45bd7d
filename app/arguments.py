"""What may be typed after `samspill`: commands, options, and the language that they and their complaints are in."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import cast

from app.domain.consent import OtherParent
from app.terminal import chosen_language, exit_lines
from ui.texts import LANGUAGES, Language, say

_MOST_SECONDS = 24 * 3600


def build_parser() -> argparse.ArgumentParser:
    """The whole command line, in the language that is spoken."""
    epilog = "\n".join([say("cli.exits"), *exit_lines()])
    parser = argparse.ArgumentParser(
        prog="samspill", description=say("cli.about"), epilog=epilog, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--vault", type=Path, metavar="FOLDER", help=say("cli.help.vault"))
    commands = parser.add_subparsers(
        dest="command", metavar="import | record | consent | backup | restore | vault | evidence | outbox | send | doctor | demo | base"
    )
    common = _common()
    bring = commands.add_parser("import", parents=[common], help=say("cli.help.import"), description=say("cli.help.import"))
    bring.add_argument("source", type=Path, metavar="SOURCE", help=say("cli.help.source"))
    bring.add_argument("--family", required=True, metavar="CODE", help=say("cli.help.family"))
    _add_in_picture(bring)
    _add_record(commands.add_parser("record", parents=[common], help=say("cli.help.record"), description=say("cli.help.record")))
    _add_consent(commands.add_parser("consent", parents=[common], help=say("cli.help.consent"), description=say("cli.help.consent")))
    _add_backup(commands.add_parser("backup", parents=[common], help=say("backup.help.backup"), description=say("backup.help.backup")))
    _add_restore(commands.add_parser("restore", parents=[common], help=say("backup.help.restore"), description=say("backup.help.restore")))
    vault = commands.add_parser("vault", help=say("cli.help.vault_command"), description=say("cli.help.vault_command"))
    what = vault.add_subparsers(dest="what", metavar="info | check")
    for word in ("info", "check"):
        what.add_parser(word, parents=[common], help=say(f"cli.help.{word}"), description=say(f"cli.help.{word}"))
    evidence = commands.add_parser("evidence", parents=[common], help=say("cli.help.evidence"), description=say("cli.help.evidence"))
    evidence.add_argument("--out", required=True, type=_out_file, metavar="FILE", help=say("cli.help.evidence_out"))
    for word in ("outbox", "send"):
        commands.add_parser(word, parents=[common], help=say(f"outbox.help.{word}"), description=say(f"outbox.help.{word}"))
    commands.add_parser("doctor", help=say("cli.help.doctor"))
    commands.add_parser("demo", help=say("cli.help.demo"))
    commands.add_parser("base", help=say("cli.help.base"))
    return parser


def _add_record(record: argparse.ArgumentParser) -> None:
    record.add_argument("--camera", required=True, metavar="NAME", help=say("cli.help.camera"))
    record.add_argument("--microphone", metavar="NAME", help=say("cli.help.microphone"))
    record.add_argument("--seconds", type=_seconds, metavar="N", help=say("cli.help.seconds"))
    record.add_argument("--family", required=True, metavar="CODE", help=say("cli.help.family"))
    _add_in_picture(record)


def _add_consent(consent: argparse.ArgumentParser) -> None:
    consent.add_argument("--family", required=True, metavar="CODE", help=say("cli.help.family"))
    consent.add_argument("--on-paper", metavar="PLACE", help=say("cli.help.on_paper"))
    consent.add_argument("--purpose", action="append", choices=("film", "replay"), help=say("cli.help.purpose"))
    _add_in_picture(consent)
    consent.add_argument("--signed-by", metavar="WHO", help=say("cli.help.signed_by"))
    consent.add_argument(
        "--other-parent", choices=[one.value for one in OtherParent], default="nobody_else", help=say("cli.help.other_parent")
    )
    consent.add_argument("--interpreter", action="store_true", help=say("cli.help.interpreter"))
    consent.add_argument("--new-family", action="store_true", help=say("cli.help.new_family"))


def _add_backup(backup: argparse.ArgumentParser) -> None:
    backup.add_argument("folder", type=Path, metavar="FOLDER", help=say("backup.help.folder"))


def _add_restore(restore: argparse.ArgumentParser) -> None:
    restore.add_argument("file", type=Path, metavar="FILE", help=say("backup.help.file"))
    way = restore.add_mutually_exclusive_group()
    way.add_argument("--mend", action="store_true", help=say("backup.help.mend"))
    way.add_argument("--set-aside", action="store_true", help=say("backup.help.set_aside"))


def _add_in_picture(command: argparse.ArgumentParser) -> None:
    command.add_argument("--in-picture", action="append", metavar="WHO", help=say("cli.help.in_picture"))


def _seconds(typed: str) -> float:
    with suppress(ValueError):
        seconds = float(typed)
        if 0 < seconds <= _MOST_SECONDS:
            return seconds
    raise argparse.ArgumentTypeError(say("cli.record.bad_seconds"))


def _out_file(typed: str) -> Path:
    """A file whose ending says what is written."""
    path = Path(typed)
    if path.suffix.lower() in (".pdf", ".html"):
        return path
    raise argparse.ArgumentTypeError(say("cli.evidence.bad_ending"))


def _common() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    # SUPPRESS: what stands before the command is not overwritten by a default after it.
    common.add_argument("--vault", type=Path, metavar="FOLDER", default=argparse.SUPPRESS, help=say("cli.help.vault"))
    common.add_argument("--json", action="store_true", help=say("cli.help.json"))
    common.add_argument("--passphrase-stdin", action="store_true", help=say("cli.help.stdin"))
    common.add_argument("--recovery-code", action="store_true", help=say("cli.help.code"))
    common.add_argument("--language", choices=LANGUAGES, help=say("cli.help.language"))
    return common


def asked_language(arguments: Sequence[str]) -> Language:
    """Known before the arguments are read, so that help and complaints are in it."""
    from app.bootstrap import default_vault  # noqa: PLC0415
    from app.doctor import system_language  # noqa: PLC0415

    early = argparse.ArgumentParser(add_help=False, exit_on_error=False, allow_abbrev=False)
    early.add_argument("--vault", type=Path)
    early.add_argument("--language")
    try:
        seen, _ = early.parse_known_args(list(arguments))
    except argparse.ArgumentError:
        seen = argparse.Namespace(vault=None, language=None)
    asked = cast("Language | None", seen.language if seen.language in LANGUAGES else None)
    return chosen_language(seen.vault or default_vault(), asked, system_language())
