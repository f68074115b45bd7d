"""`samspill`: the window by default, or one of the commands. Each command is imported only when asked for.

samspill [--vault FOLDER]
samspill import SOURCE --family CODE [--vault FOLDER] [--json]
samspill vault info|check [--vault FOLDER] [--json]
samspill demo | doctor
samspill base COMMAND
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path


def main(argv: Sequence[str] | None = None) -> int:
    """Run what the arguments ask for. Returns the exit code: 0 done; the others are said by each command."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    command = _command(arguments)
    if command == "doctor":
        from app.doctor import main as doctor  # noqa: PLC0415  starts where almost nothing else does

        return doctor(_without(arguments, command))
    if command == "demo":
        from app.demo import main as demo  # noqa: PLC0415

        return demo(_without(arguments, command))
    if command or not _is_window(arguments):
        from app.cli import main as run_command  # noqa: PLC0415

        return run_command(arguments)
    from app.window import run_window  # noqa: PLC0415

    return run_window(Path(arguments[-1].removeprefix("--vault=")) if arguments else None)


def _command(arguments: list[str]) -> str:
    """The first word that is no option and no option's value."""
    words = iter(arguments)
    for word in words:
        if word == "--vault":
            next(words, None)
        elif not word.startswith("-"):
            return word
    return ""


def _without(arguments: list[str], command: str) -> list[str]:
    at = arguments.index(command)
    return arguments[:at] + arguments[at + 1 :]


def _is_window(arguments: list[str]) -> bool:
    """Nothing at all, or only the vault's folder."""
    return (
        not arguments
        or (len(arguments) == 2 and arguments[0] == "--vault")
        or (len(arguments) == 1 and arguments[0].startswith("--vault="))
    )


if __name__ == "__main__":
    sys.exit(main())
