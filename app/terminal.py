"""What the commands share at a terminal: the language, the exit codes, words or JSON, the passphrase, and a line of progress. No Qt.

Results go to stdout, words to the person (prompts, progress, errors) to stderr; with `--json` stdout holds exactly one JSON object. The
passphrase is typed unseen or is the first line of stdin; it is never an argument, since other users of the machine can read those.
"""

from __future__ import annotations

import getpass
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import Final

from app.domain.errors import ErrorCode, SamspillError
from ui.texts import Language, error_words, language, say

_PROGRESS_SECONDS = 0.5
_DEVICE_FILE = "device.json"
_MAX_DEVICE_BYTES = 64 * 1024
_MAX_TYPED = 4096


class Exit(IntEnum):
    """Exit codes, the same for every command; explained by `cli.exit.<number>`."""

    DONE = 0
    FAILED = 1
    WRONG_ARGUMENTS = 2
    NOT_UNLOCKED = 3
    PARTLY = 4
    STOPPED = 5
    DAMAGED = 6


_NOT_UNLOCKED: Final = frozenset(
    {
        ErrorCode.WRONG_PASSPHRASE,
        ErrorCode.WRONG_RECOVERY_CODE,
        ErrorCode.RECOVERY_CODE_MISTYPED,
        ErrorCode.KEYRING_MISSING,
        ErrorCode.KEYRING_LOCKED,
        ErrorCode.KEYRING_CHANGED,
        ErrorCode.KEYRING_SILENT,
        ErrorCode.KEYSLOTS_DAMAGED,
        ErrorCode.WAIT_BEFORE_NEXT_TRY,
        ErrorCode.VAULT_MISSING,
        ErrorCode.VAULT_IN_USE,
        ErrorCode.VAULT_TOO_NEW,
        ErrorCode.BACKUP_PASSPHRASE_WRONG,
        ErrorCode.BACKUP_CODE_WRONG,
        ErrorCode.BACKUP_NEEDS_CODE,
    }
)
_DAMAGE: Final = frozenset(
    {ErrorCode.BACKUP_DAMAGED, ErrorCode.VAULT_DAMAGED, ErrorCode.VAULT_OLDER, ErrorCode.REEL_DAMAGED, ErrorCode.REEL_MISSING}
)


@dataclass
class Terminal:
    """Where one command speaks."""

    as_json: bool
    _told_at: float = field(default=0.0, init=False)
    _line: bool = field(default=False, init=False)

    def result(self, facts: Mapping[str, object], words: Sequence[str]) -> None:
        """The outcome, once: as one JSON object or as lines."""
        self.clear()
        text = json.dumps(facts, ensure_ascii=False, indent=2) if self.as_json else "\n".join(words)
        if sys.stdout is None:  # closed by whoever started us: what was done is done, and the exit code tells it
            return
        try:
            sys.stdout.write(_writable(text) + "\n")
            sys.stdout.flush()
        except OSError:  # nobody reads on, or it cannot be kept there; and Python is not to try again at its end
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def fail(self, command: str, error: SamspillError) -> Exit:
        """Say what went wrong in the chosen language; returns the exit code."""
        title, what, next_step = error_words(error)
        if self.as_json:
            told = {"code": error.code.value, "params": dict(error.params), "title": title, "what": what, "next": next_step}
            self.result({"command": command, "error": told}, [])
        else:
            self.clear()
            _tell(f"{title}\n{what}\n{next_step}\n")
        if error.code in _NOT_UNLOCKED:
            return Exit.NOT_UNLOCKED
        return Exit.DAMAGED if error.code in _DAMAGE else Exit.FAILED

    def refuse(self, facts: Mapping[str, object], words: Sequence[str]) -> Exit:
        """It did not work, and there is more to say than what an error says."""
        if self.as_json:
            self.result(facts, [])
        else:
            self.clear()
            _tell("\n".join(words) + "\n")
        return Exit.FAILED

    def progress(self, words: str) -> None:
        """One line on stderr, overwritten twice a second; nothing when nobody watches."""
        now = time.monotonic()
        if sys.stderr is None or now - self._told_at < _PROGRESS_SECONDS or not sys.stderr.isatty():
            return
        self._told_at, self._line = now, True
        _tell(f"\r\x1b[K{words}")

    def clear(self) -> None:
        if self._line:
            _tell("\r\x1b[K")
            self._line = False


def _tell(words: str) -> None:
    """To the person, if one is there: a terminal that was closed ends nothing that is being done."""
    if sys.stderr is None:
        return
    with suppress(OSError):
        sys.stderr.write(words)
        sys.stderr.flush()


def read_secret(prompt: str, *, from_stdin: bool) -> str | None:
    """The passphrase or recovery code; None when there is nobody to ask."""
    if from_stdin:
        return sys.stdin.readline(_MAX_TYPED).rstrip("\r\n")
    if not sys.stdin.isatty():
        return None
    try:
        return getpass.getpass(f"{prompt} ", stream=sys.stderr)
    except (EOFError, KeyboardInterrupt):
        return None


def chosen_language(vault: Path, asked: Language | None, system: Language) -> Language:
    """What was asked for, else what the window of this vault speaks, else the system's."""
    if asked:
        return asked
    try:
        path = vault / _DEVICE_FILE
        kept = json.loads(path.read_text("utf-8")) if path.stat().st_size <= _MAX_DEVICE_BYTES else {}
    except (OSError, ValueError):
        return system
    told = kept.get("language") if isinstance(kept, dict) else None
    return told if told in ("nb", "en") else system


def size_words(size_bytes: int) -> str:
    """`1.8 GB`, in Norwegian `1,8 GB`, `45 MB`: thousands, as on the card's own label. What `ui.wording.size` says, without Qt."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size_bytes >= factor:
            value = size_bytes / factor
            number = f"{value:.0f}" if value >= 10 else f"{value:.1f}"
            return f"{number.replace('.', ',') if language() == 'nb' else number} {unit}"
    return f"{size_bytes} B"


def name_words(path: Path) -> str:
    """A file's name, safe to write: names on a card may hold anything, also what moves a terminal's cursor."""
    return "".join(letter if letter.isprintable() else "�" for letter in path.name)


def exit_lines() -> list[str]:
    """Every exit code with its meaning."""
    return [f"  {code.value}  {say(f'cli.exit.{code.value}')}" for code in Exit]


def _writable(text: str) -> str:
    """What this terminal's encoding can write."""
    encoding = sys.stdout.encoding or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)
