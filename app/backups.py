"""`samspill backup` and `samspill restore`: the vault into one file on a drive, and a vault, or damaged films, out of such a file.

A backup is opened by the passphrase or the recovery code of the day it was made. With `--passphrase-stdin` secrets are lines of standard
input in the order in which they would be asked for.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.bootstrap import SystemClock, VaultDoor
from app.commands import Access, NobodyToAsk, asked_to_stop
from app.domain.errors import Circumstance, ErrorCode
from app.ports import CancelToken, Progress
from app.terminal import Exit, Terminal, read_secret, size_words
from app.usecases.back_up import back_up
from app.usecases.forget_at_start import forget_at_start
from app.usecases.mend_from_backup import mend_from_backup
from ui.services import RestoreWish
from ui.texts import say


@dataclass(frozen=True)
class RestoreOptions:
    """`mend`: only damaged films of the vault that is there. `set_aside`: a vault that does not open moves out of the way."""

    file: Path
    mend: bool
    set_aside: bool


def run_backup(terminal: Terminal, access: Access, folder: Path) -> Exit:
    """Write the vault into one file in `folder`. Opened by the recovery code, it is a backup that only the code opens."""
    door = _door(access)
    secret = _ask(access, "cli.ask.code" if access.recovery else "cli.ask.passphrase")
    session = door.recover(secret) if access.recovery else door.unlock(secret)
    try:
        with asked_to_stop() as stop:
            passphrase = None if access.recovery else secret
            done = back_up(
                session.store, session.keeper, session.clock, folder, passphrase, _share(terminal, "backup.cli.backing_up"), stop
            )
    except Circumstance as error:
        return _stopped_or_failed(terminal, "backup", error)
    finally:
        session.close()
    size = done.file.stat().st_size
    facts = {
        "command": "backup",
        "file": done.file.name,
        "films": done.facts.films,
        "film_bytes": done.facts.film_bytes,
        "bytes": size,
        "left_out": done.facts.left_out,
    }
    lines = [
        say("backup.cli.backup.done", file=done.file.name, size=size_words(size)),
        say("backup.cli.backup.films", films=done.facts.films),
    ]
    lines += [say("backup.cli.backup.left_out", films=done.facts.left_out)] if done.facts.left_out else []
    terminal.result(facts, lines)
    return Exit.PARTLY if done.facts.left_out else Exit.DONE


def run_restore(terminal: Terminal, access: Access, options: RestoreOptions) -> Exit:
    """Make a vault out of a backup where there is none, or mend the one that is there."""
    try:
        with asked_to_stop() as stop:
            return _mend(terminal, access, options, stop) if options.mend else _restore(terminal, access, options, stop)
    except Circumstance as error:
        return _stopped_or_failed(terminal, "restore", error)


def _restore(terminal: Terminal, access: Access, options: RestoreOptions, stop: CancelToken) -> Exit:
    door = VaultDoor(access.vault.absolute())
    if door.exists() and not options.set_aside:
        raise Circumstance(ErrorCode.VAULT_EXISTS)
    secret = _ask(access, "backup.cli.ask_code" if access.recovery else "backup.cli.ask_passphrase")
    passphrase = _ask_new(access) if access.recovery else secret
    wish = RestoreWish(options.file.absolute(), secret, access.recovery, passphrase, options.set_aside)
    made = door.restore(wish, _share(terminal, "backup.cli.restoring"), stop)
    done = made.done
    try:
        with suppress(Circumstance):  # the next unlocking tries again and says so; the code below is shown this once
            forget_at_start(made.session.store, SystemClock())
    finally:
        made.session.close()
    facts = {
        "command": "restore",
        "films": done.films,
        "erased": done.erased,
        "missing": done.missing,
        "set_aside": done.aside.name if done.aside else None,
        "recovery_code": done.recovery_code,
    }
    lines = [say("backup.cli.restore.done", films=done.films)]
    lines += [say("backup.cli.restore.erased", films=done.erased)] if done.erased else []
    lines += [say("backup.cli.restore.missing", films=done.missing)] if done.missing else []
    lines += [say("backup.cli.restore.aside", folder=done.aside.name)] if done.aside else []
    terminal.result(facts, [*lines, say("backup.cli.restore.code"), done.recovery_code])
    return Exit.PARTLY if done.missing else Exit.DONE


def _mend(terminal: Terminal, access: Access, options: RestoreOptions, stop: CancelToken) -> Exit:
    """The same passphrase or code is to open both."""
    door = _door(access)
    secret = _ask(access, "cli.ask.code" if access.recovery else "cli.ask.passphrase")
    session = door.recover(secret) if access.recovery else door.unlock(secret)
    try:
        backup = session.keeper.open_backup(options.file.absolute(), secret, is_code=access.recovery)
        try:
            share = _share(terminal, "backup.cli.mending")
            done = mend_from_backup(session.store, session.keeper, session.clock, backup, share, stop)
        finally:
            backup.close()
    finally:
        session.close()
    words = say("backup.cli.mend.none") if not done.harmed else say("backup.cli.mend.done", mended=done.mended, harmed=done.harmed)
    terminal.result({"command": "restore", "harmed": done.harmed, "mended": done.mended}, [words])
    return Exit.DAMAGED if done.mended < done.harmed else Exit.DONE


def _door(access: Access) -> VaultDoor:
    """Of a vault that is there and is not the practice."""
    door = VaultDoor(access.vault.absolute())
    if not door.exists():
        raise Circumstance(ErrorCode.VAULT_MISSING)
    if door.practice:
        raise Circumstance(ErrorCode.PRACTICE_IS_NOT_KEPT)
    return door


def _ask(access: Access, key: str) -> str:
    secret = read_secret(say(key), from_stdin=access.secret_from_stdin)
    if secret is None:
        raise NobodyToAsk
    return secret


def _ask_new(access: Access) -> str:
    """Typed twice where nobody sees what is typed: a slip in it would lock the vault that is made."""
    first = _ask(access, "backup.cli.ask_new")
    if not access.secret_from_stdin and _ask(access, "backup.cli.ask_again") != first:
        raise Circumstance(ErrorCode.PASSPHRASES_DIFFER)
    return first


def _share(terminal: Terminal, key: str) -> Progress:
    told = say(key)
    return lambda done, total: terminal.progress(f"{told} {100 * done // max(1, total)} %")


def _stopped_or_failed(terminal: Terminal, command: str, error: Circumstance) -> Exit:
    """The drive was taken out, or Ctrl+C: neither left anything half done."""
    code = terminal.fail(command, error)
    return Exit.STOPPED if error.code in (ErrorCode.CANCELLED, ErrorCode.DRIVE_GONE) else code
