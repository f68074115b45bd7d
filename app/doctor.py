"""`samspill doctor`: looks at everything Samspill stands on, says how each thing is and what to do. Changes nothing.

It must start where almost nothing else does, so only the standard library is needed to load this module: no Qt, no FFmpeg, no SQLCipher.
Each check is on its own; one that cannot be made is said and the next goes on.
"""

from __future__ import annotations

import argparse
import json
import locale
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from app.checkup.devices import check_devices
from app.checkup.disk import check_core_dumps, check_disk_encryption, check_room, check_swap, check_vault_folder
from app.checkup.filming import check_encoder
from app.checkup.finding import Finding, Standing
from app.checkup.keys import check_keyring
from app.checkup.libraries import check_fonts, check_libraries
from app.checkup.python import check_packages, check_python, check_sqlcipher, check_starts
from app.checkup.sandbox import check_sandbox
from ui.texts import LANGUAGES, Language, say, set_language, speaking

ALL_WELL, SOMETHING_WRONG = 0, 1
_SIGNS = {Standing.GOOD: "✓", Standing.NOTE: "·", Standing.TROUBLE: "✗"}
_Check = Callable[[], Iterator[Finding]]


def main(arguments: Sequence[str]) -> int:
    """`doctor [--json] [--vault FOLDER] [--language nb|en]`. Returns 0 when nothing keeps Samspill from working, else 1."""
    with speaking(system_language()):
        parser = argparse.ArgumentParser(prog="samspill doctor", description=say("cli.help.doctor"))
        parser.add_argument("--json", action="store_true", help=say("cli.help.json"))
        parser.add_argument("--vault", type=Path, metavar="FOLDER", help=say("cli.help.vault"))
        parser.add_argument("--language", choices=LANGUAGES, help=say("cli.help.language"))
        chosen = parser.parse_args(arguments)
    set_language(chosen.language or system_language())
    return run(chosen.vault or _default_vault(), as_json=chosen.json)


def run(vault: Path, *, as_json: bool) -> int:
    """Make every check, write what was found to stdout, return the exit code."""
    findings = list(examine(vault))
    sys.stdout.write(_as_json(findings) if as_json else _as_words(findings))
    return SOMETHING_WRONG if any(finding.standing is Standing.TROUBLE for finding in findings) else ALL_WELL


def examine(vault: Path) -> Iterator[Finding]:
    """Every finding, in the order in which a person would mend things."""
    checks: tuple[tuple[str, _Check], ...] = (
        ("python", check_python),
        ("library", check_libraries),
        ("fonts", check_fonts),
        ("package", check_packages),
        ("starts", check_starts),
        ("sqlcipher", check_sqlcipher),
        ("keyring", check_keyring),
        ("sandbox", check_sandbox),
        ("devices", check_devices),
        ("encoder", check_encoder),
        ("vault", lambda: check_vault_folder(vault)),
        ("room", lambda: check_room(vault)),
        ("disk_encryption", lambda: check_disk_encryption(vault)),
        ("swap", check_swap),
        ("core_dumps", check_core_dumps),
    )
    for name, check in checks:
        yield from _guarded(name, check)


def system_language() -> Language:
    """Norwegian where the system speaks any kind of it, else English."""
    told = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or locale.getlocale()[0] or ""
    return "nb" if told.lower().startswith(("nb", "nn", "no_", "norwegian")) else "en"


def _guarded(name: str, check: _Check) -> Iterator[Finding]:
    """A broken machine breaks checks in ways nobody foresaw: that is a finding, not an end."""
    try:
        yield from check()
    except Exception:  # noqa: BLE001  whatever it was, the other checks must still be made
        yield Finding(name, Standing.TROUBLE, "check_failed", {"check": name})


def _default_vault() -> Path:
    try:
        from app.bootstrap import default_vault  # noqa: PLC0415  needs platformdirs, which may be missing where the doctor is needed most

        return default_vault()
    except ImportError:
        return Path.home()


def _as_words(findings: Iterable[Finding]) -> str:
    lines = [say("doctor.title"), ""]
    worst = Standing.GOOD
    for finding in findings:
        lines.append(f"{_SIGNS[finding.standing]} {_title(finding)}")
        if finding.standing is not Standing.GOOD:
            lines.append(f"    → {_advice(finding)}")
            worst = Standing.TROUBLE if Standing.TROUBLE in (worst, finding.standing) else Standing.NOTE
    lines += ["", say(f"doctor.end.{worst.value}")]
    return "\n".join(lines) + "\n"


def _as_json(findings: Iterable[Finding]) -> str:
    told = [
        {"check": finding.check, "standing": finding.standing.value, "title": _title(finding), "facts": dict(finding.facts)}
        | ({} if finding.standing is Standing.GOOD else {"advice": _advice(finding)})
        for finding in findings
    ]
    well = all(entry["standing"] != Standing.TROUBLE.value for entry in told)
    return json.dumps({"well": well, "findings": told}, ensure_ascii=False, indent=2) + "\n"


def _title(finding: Finding) -> str:
    return say(f"doctor.{finding.words}", **finding.facts).strip()


def _advice(finding: Finding) -> str:
    return say(f"doctor.{finding.words}.next", **finding.facts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
