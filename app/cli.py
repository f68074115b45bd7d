"""The command line: speaks the chosen language and runs the one command that was typed. Loads no Qt, except for `evidence`, which draws."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.arguments import asked_language, build_parser
from app.domain.consent import OtherParent, Purpose
from app.domain.errors import SamspillError
from app.terminal import Exit, Terminal
from ui.texts import say, set_language

if TYPE_CHECKING:
    from app.commands import Access


def main(arguments: Sequence[str]) -> int:
    """Run the command that `arguments` name. Returns the exit code (see `app.terminal.Exit`)."""
    own = _with_its_own_arguments(arguments)
    if own is not None:
        return own
    set_language(asked_language(arguments))
    parser = build_parser()
    try:
        chosen = parser.parse_args(arguments)
    except SystemExit as end:  # argparse has said why
        return Exit.WRONG_ARGUMENTS if end.code else Exit.DONE
    if chosen.command is None or (chosen.command == "vault" and chosen.what is None):
        parser.print_usage(sys.stderr)
        return Exit.WRONG_ARGUMENTS
    return _run(chosen)


def _run(chosen: argparse.Namespace) -> Exit:
    from app.bootstrap import default_vault  # noqa: PLC0415  --help must not wait for it
    from app.commands import Access, NobodyToAsk, NotInFamily  # noqa: PLC0415
    from storage.process import forbid_core_dumps  # noqa: PLC0415

    forbid_core_dumps()
    terminal = Terminal(chosen.json)
    access = Access(chosen.vault or default_vault(), chosen.passphrase_stdin, chosen.recovery_code)
    name = f"vault {chosen.what}" if chosen.command == "vault" else chosen.command
    try:
        return _COMMANDS[name](terminal, access, chosen)
    except SamspillError as error:
        return terminal.fail(name, error)
    except KeyboardInterrupt:
        terminal.clear()
        return Exit.STOPPED
    except NotInFamily:
        sys.stderr.write(say("cli.consent.unknown") + "\n")
        return Exit.WRONG_ARGUMENTS
    except NobodyToAsk:
        sys.stderr.write(say("cli.nobody_to_ask") + "\n")
        return Exit.WRONG_ARGUMENTS


def _import(terminal: Terminal, access: Access, chosen: argparse.Namespace) -> Exit:
    from app.commands import run_import  # noqa: PLC0415

    return run_import(terminal, access, chosen.source, chosen.family, _who(chosen))


def _record(terminal: Terminal, access: Access, chosen: argparse.Namespace) -> Exit:
    from app.record import RecordWish, run_record  # noqa: PLC0415  the others do not wait for it

    wish = RecordWish(chosen.camera, chosen.microphone, chosen.seconds, chosen.family, _who(chosen))
    return run_record(terminal, access, wish)


def _consent(terminal: Terminal, access: Access, chosen: argparse.Namespace) -> Exit:
    from app.agreeing import ConsentWish, run_consent  # noqa: PLC0415

    wish = ConsentWish(
        family=chosen.family,
        kept_at=chosen.on_paper,
        purposes=frozenset(Purpose(word) for word in chosen.purpose or ["film"]),
        in_picture=_who(chosen),
        signed_by=chosen.signed_by,
        other_parent=OtherParent(chosen.other_parent),
        interpreter=chosen.interpreter,
        new_family=chosen.new_family,
    )
    return run_consent(terminal, access, wish)


def _vault(terminal: Terminal, access: Access, chosen: argparse.Namespace) -> Exit:
    from app.commands import run_check, run_info  # noqa: PLC0415

    return run_info(terminal, access) if chosen.what == "info" else run_check(terminal, access)


def _evidence(terminal: Terminal, access: Access, chosen: argparse.Namespace) -> Exit:
    from app.evidence_file import run_evidence  # noqa: PLC0415  Qt comes with it

    return run_evidence(terminal, access, chosen.out)


def _backup(terminal: Terminal, access: Access, chosen: argparse.Namespace) -> Exit:
    from app.backups import run_backup  # noqa: PLC0415

    return run_backup(terminal, access, chosen.folder)


def _restore(terminal: Terminal, access: Access, chosen: argparse.Namespace) -> Exit:
    from app.backups import RestoreOptions, run_restore  # noqa: PLC0415

    return run_restore(terminal, access, RestoreOptions(chosen.file, chosen.mend, chosen.set_aside))


def _outgoing(terminal: Terminal, access: Access, chosen: argparse.Namespace) -> Exit:
    from app.outgoing import run_outbox, run_send  # noqa: PLC0415

    return run_outbox(terminal, access) if chosen.command == "outbox" else run_send(terminal, access)


_COMMANDS = {
    "backup": _backup,
    "restore": _restore,
    "evidence": _evidence,
    "import": _import,
    "record": _record,
    "consent": _consent,
    "outbox": _outgoing,
    "send": _outgoing,
    "vault info": _vault,
    "vault check": _vault,
}


def _who(chosen: argparse.Namespace) -> tuple[str, ...] | None:
    return tuple(chosen.in_picture) if chosen.in_picture else None


def _with_its_own_arguments(arguments: Sequence[str]) -> int | None:
    """`doctor`, `demo` and `base` read their arguments themselves; what stands before them goes along. None for the other commands."""
    words = iter(enumerate(arguments))
    at, command = 0, ""
    for at, command in words:  # noqa: B007  the first word that is no option and no option's value
        if command == "--vault":
            next(words, None)
        elif not command.startswith("-"):
            break
    rest = [*arguments[:at], *arguments[at + 1 :]]
    if command == "doctor":
        from app.doctor import main as doctor  # noqa: PLC0415

        return doctor(rest)
    if command == "demo":
        from app.demo import main as demo  # noqa: PLC0415

        return demo(rest)
    if command == "base":
        from app.team_base import main as team_base  # noqa: PLC0415

        return team_base(rest)
    return None
