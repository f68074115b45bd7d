"""`samspill demo`: with a screen, the window on the practice vault. Without one, a rehearsal: the real application is driven through
everything a practitioner does, and numbered pictures of each step and `summary.json` are left in `build/demo/`.

The rehearsal uses a vault of its own in a temporary folder that is removed at the end.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.doctor import system_language
from app.rehearsal.team_base import Beside, team_base
from storage.layout import PRACTICE
from ui.texts import LANGUAGES, Language, say, speaking

_ROOT = Path(__file__).resolve().parent.parent
_ACT_S = 180
_SCREEN = {"name": "laptop", "x": 0, "y": 0, "width": 1366, "height": 768, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
_TEAM = "team"  # the act that has a team base beside it
_ACTS = ("practise", "film", "come_back", "care", "camcorder", _TEAM, "back_up", "restore")
# What Qt says of a machine without a screen, a sound server, PipeWire or hardware decoding: none of them is needed.
_OF_THE_MACHINE = re.compile(
    r"This plugin does not support |pa_context_connect\(\) failed|Couldn't (load|resolve) (pipewire|va)|XDG_RUNTIME_DIR not set"
)
_WORDS: Mapping[Language, Mapping[str, str]] = {
    "nb": {
        "note": "Ser opp og strekker armen ut",
        "first title": "Se, nå leker vi sammen",
        "second title": "Jeg fant deg igjen",
        "saw": "Hun ser på mor, venter litt og strekker armen ut. Mor venter med henne.",
        "parent said": "«Jeg så ikke at hun ventet på meg.»",
        "next step": "Vente til hun er ferdig med å se, og så svare.",
        "search": "strekker",
    },
    "en": {
        "note": "Looks up and reaches out",
        "first title": "Look, we are playing together",
        "second title": "I found you again",
        "saw": "She looks at her mother, waits a little and reaches out. Her mother waits with her.",
        "parent said": "I did not see that she was waiting for me.",
        "next step": "Wait until she has finished looking, then answer.",
        "search": "reaches",
    },
}


@dataclass(frozen=True)
class Look:
    """In which language and colours the rehearsal is played, and how its pictures are called."""

    language: Language = "nb"
    theme: str = "light"
    named: bool = False

    @property
    def suffix(self) -> str:
        return f"-{self.theme}-{self.language}" if self.named else ""


def main(arguments: Sequence[str]) -> int:
    """`demo [--vault FOLDER] [--offscreen] [--out FOLDER] [--screenshots FOLDER]`. Returns 0 when everything went as it should."""
    with speaking(system_language()):
        chosen = _chosen(arguments)
    if chosen.screenshots is not None:
        return take_screenshots(chosen.screenshots)
    if has_screen() and not chosen.offscreen:
        return _window(chosen.vault, chosen.language)
    return rehearse(chosen.out, Look(chosen.language or "nb"), practice=chosen.vault)


def _chosen(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="samspill demo", description=say("cli.help.demo"))
    parser.add_argument("--vault", type=Path, metavar="FOLDER", help=say("cli.help.demo_vault"))
    parser.add_argument("--offscreen", action="store_true", help=say("cli.help.offscreen"))
    parser.add_argument("--out", type=Path, metavar="FOLDER", default=Path("build/demo"), help=say("cli.help.demo_out"))
    parser.add_argument("--language", choices=LANGUAGES, help=say("cli.help.language"))
    parser.add_argument("--screenshots", type=Path, metavar="FOLDER", help=say("cli.help.screenshots"))
    chosen = parser.parse_args(arguments)
    if chosen.vault is not None and not may_hold_practice(chosen.vault):
        parser.error(say("cli.help.demo_taken"))  # exit code 2
    return chosen


def may_hold_practice(folder: Path) -> bool:
    """Never a vault of real films, and no folder with other things: practice is thrown away with all that is in its folder."""
    if not folder.exists():
        return True
    return folder.is_dir() and ((folder / PRACTICE).exists() or not any(folder.iterdir()))


def has_screen() -> bool:
    """Whether a window could be shown here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def rehearse(out: Path, look: Look, card: Path | None = None, practice: Path | None = None) -> int:
    """Play all acts, leave pictures and summary.json in `out`, say in a line how it went.

    `card` is one drawn before, which is kept. `practice` is where the practice vault is made and thrown away again.
    """
    began = time.monotonic()
    clear(out)
    with TemporaryDirectory(prefix="rehearsal-") as folder:
        drawn = _draw_card(Path(folder) / "card") if card is None else _copy_card(card, Path(folder) / "card")
        told = _play(Path(folder), out.resolve(), look, (practice or Path(folder) / "practice").absolute())
    summary = _summary(told, drawn, time.monotonic() - began)
    (out / "summary.json").write_text(json.dumps(summary, ensure_ascii=False, indent=2) + "\n")
    pictures = len(list(out.glob("*.png")))
    if summary["ok"]:
        sys.stdout.write(f"Everything went as it should: {pictures} pictures and summary.json in {out} ({summary['seconds']} s).\n")
        return 0
    failed = next(
        (act["failure"] or f"it said: {act['stderr'].strip().splitlines()[0]}" for act in told if not act["ok"] or act["stderr"]),
        "an act is missing",
    )
    sys.stdout.write(f"The rehearsal stopped: {failed}. What there is lies in {out}.\n")
    return 1


def take_screenshots(folder: Path) -> int:
    """Pictures of every screen, light and dark, in both languages."""
    clear(folder)
    with TemporaryDirectory(prefix="pictures-") as work:
        card, out = Path(work) / "card", Path(work) / "demo"
        _draw_card(card)
        for look in (Look(language, theme, named=True) for language in LANGUAGES for theme in ("light", "dark")):
            if rehearse(out, look, card):
                return 1
            for picture in out.glob("*.png"):
                shutil.copy(picture, folder / picture.name[3:])  # without its number
    return 0


def clear(folder: Path) -> None:
    """Make the folder, or take out what an earlier rehearsal left in it; anything else in a folder that was named by mistake stays."""
    folder.mkdir(parents=True, exist_ok=True)
    for pattern in ("*.png", "act-*.json", "summary.json"):
        for left in folder.glob(pattern):
            left.unlink()


def _window(vault: Path | None, language: Language | None) -> int:
    """The practice vault in a window, in the system's language where none was asked for: made where there is none, else opened."""
    from app.bootstrap import default_practice  # noqa: PLC0415
    from app.window import run_window  # noqa: PLC0415  Qt is needed from here on
    from ui.setup.welcome import WelcomeScreen  # noqa: PLC0415
    from ui.shell import Shell  # noqa: PLC0415
    from ui.unlock.screen import UnlockScreen  # noqa: PLC0415

    def practise(shell: Shell) -> None:
        first = shell.window.current()
        if isinstance(first, WelcomeScreen | UnlockScreen):
            first.practice_button.click()

    folder = (vault or default_practice()).absolute()
    return run_window(folder, started=practise, practice=folder, language=language)


def _draw_card(folder: Path) -> float:
    """Make the practice card; seconds it took."""
    from video.practice import make_practice_card  # noqa: PLC0415

    began = time.monotonic()
    make_practice_card(folder)
    return time.monotonic() - began


def _copy_card(card: Path, folder: Path) -> float:
    shutil.copytree(card, folder)
    return 0.0


def _play(folder: Path, out: Path, look: Look, practice: Path) -> list[dict[str, Any]]:
    """The acts one after another, each in its own process; stops at one that fails."""
    passphrase = " ".join(secrets.token_hex(3) for _ in range(5))
    told: list[dict[str, Any]] = []
    for act in _ACTS:
        first = 1 + sum(len(one["steps"]) for one in told)  # the number of its first picture
        orders = {
            "act": act, "vault": str(folder / "vault"), "practice": str(practice), "card": str(folder / "card"), "out": str(out),
            "passphrase": passphrase, "language": look.language, "theme": look.theme, "first": first, "suffix": look.suffix,
            "words": dict(_WORDS[look.language]),
        }  # fmt: skip
        with team_base(folder / "base") if act == _TEAM else nullcontext(Beside()) as base:
            told.append(_act(act, {**orders, "began": time.time(), **asdict(base)}, out, folder))
        if not told[-1]["ok"]:
            break
    return told


def _act(act: str, orders: Mapping[str, object], out: Path, home: Path) -> dict[str, Any]:
    screens = home / "screens.json"
    screens.write_text(json.dumps({"screens": [_SCREEN]}))
    quiet = {
        "QT_QPA_PLATFORM": f"offscreen:configfile={screens}",
        "QT_LOGGING_RULES": "*.info=false",
        "XDG_CONFIG_HOME": str(home),
        "XDG_CACHE_HOME": str(home),
        "XDG_STATE_HOME": str(home),
    }
    command = [sys.executable, "-m", "app.rehearsal"]
    began = time.monotonic()
    try:
        done = subprocess.run(  # noqa: S603  our own program
            command,
            input=json.dumps(orders),
            capture_output=True,
            text=True,
            cwd=_ROOT,
            env={**os.environ, **quiet},
            timeout=_ACT_S,
            check=False,
        )
        code, said = done.returncode, "\n".join(line for line in done.stderr.splitlines() if not _OF_THE_MACHINE.search(line))
    except subprocess.TimeoutExpired:
        code, said = -1, ""
    note = out / f"act-{act}.json"
    told: dict[str, Any] = json.loads(note.read_text()) if note.exists() else {"act": act, "ok": False, "failure": f"ended with {code}"}
    note.unlink(missing_ok=True)
    return {**told, "ok": told["ok"] and code == 0, "stderr": said[-2000:], "seconds": round(time.monotonic() - began, 1)}


def _summary(told: list[dict[str, Any]], drawn_s: float, seconds: float) -> dict[str, Any]:
    whole = len(told) == len(_ACTS) and all(act["ok"] and not act["stderr"] for act in told)
    return {"ok": whole, "seconds": round(seconds, 1), "seconds_drawing_the_card": round(drawn_s, 1), "acts": told}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
