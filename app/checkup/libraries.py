"""The system libraries that the Python packages need and that a bare Debian or Ubuntu lacks: each is loaded, and named when it will not.

The table says the same as packaging/debian-packages.txt (a test compares them); it is here too because a wheel carries no packaging/.
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from app.checkup.finding import Finding, Standing


@dataclass(frozen=True, slots=True)
class Library:
    """A shared library by the name it is loaded by, the Debian package that has it, and whether only a real screen needs it."""

    name: str
    package: str
    screen_only: bool = False


LIBRARIES = (
    Library("libglib-2.0.so.0", "libglib2.0-0"),
    Library("libEGL.so.1", "libegl1"),
    Library("libGL.so.1", "libgl1"),
    Library("libdbus-1.so.3", "libdbus-1-3"),
    Library("libfontconfig.so.1", "libfontconfig1"),
    Library("libxkbcommon.so.0", "libxkbcommon0"),
    Library("libpulse.so.0", "libpulse0"),
    Library("libXrandr.so.2", "libxrandr2"),
    Library("libseccomp.so.2", "libseccomp2"),
    Library("libxcb-cursor.so.0", "libxcb-cursor0", screen_only=True),
    Library("libxcb-icccm.so.4", "libxcb-icccm4", screen_only=True),
    Library("libxcb-keysyms.so.1", "libxcb-keysyms1", screen_only=True),
    Library("libxcb-shape.so.0", "libxcb-shape0", screen_only=True),
    Library("libxcb-xkb.so.1", "libxcb-xkb1", screen_only=True),
    Library("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", screen_only=True),
)
_FONT_PACKAGE = "fonts-dejavu-core"
_FONTS_S = 20
_NAMED_IN_ERROR = re.compile(r"^([^\s:/]+\.so[.\d]*): cannot open")


def check_libraries(
    load: Callable[[str], object] = ctypes.CDLL, platform: str = sys.platform, environment: Mapping[str, str] = os.environ
) -> Iterator[Finding]:
    """One finding for each library that is missing or broken, or one that says all are there. Windows and macOS need none."""
    if platform != "linux":
        return
    has_screen = bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
    missing = False
    for library in LIBRARIES:
        wanting = _what_is_wanting(library, load)
        if wanting is None:
            continue
        missing = True
        needed = has_screen or not library.screen_only
        yield Finding(
            f"library.{library.name}",
            Standing.TROUBLE if needed else Standing.NOTE,
            "library.missing" if needed else "library.missing_for_screen",
            {"library": wanting, "package": _package_of(wanting) or library.package},
        )
    if not missing:
        yield Finding("library", Standing.GOOD, "library.all", {"count": len(LIBRARIES)})


def check_fonts(platform: str = sys.platform) -> Iterator[Finding]:
    """Whether there is any font to write with. Fontconfig's own tool is asked where it is, else the usual folders are looked at."""
    if platform != "linux":
        return
    if _any_font():
        yield Finding("fonts", Standing.GOOD, "fonts.some")
    else:
        yield Finding("fonts", Standing.TROUBLE, "fonts.none", {"package": _FONT_PACKAGE})


def _any_font() -> bool:
    lister = shutil.which("fc-list")
    if lister is not None:
        try:
            listed = subprocess.run([lister], capture_output=True, timeout=_FONTS_S, check=False).stdout  # noqa: S603  a fixed program
        except (OSError, subprocess.TimeoutExpired):
            listed = b""
        if listed.strip():
            return True
    folders = ("/usr/share/fonts", "/usr/local/share/fonts", os.path.expanduser("~/.local/share/fonts"))  # noqa: PTH111
    return any(name.endswith((".ttf", ".otf", ".ttc")) for folder in folders for _, _, names in os.walk(folder) for name in names)


def _what_is_wanting(library: Library, load: Callable[[str], object]) -> str | None:
    """None when it loads; else the library that is not there: itself, or one that it needs."""
    try:
        load(library.name)
    except OSError as error:
        named = _NAMED_IN_ERROR.match(str(error))
        return named.group(1) if named else library.name
    return None


def _package_of(name: str) -> str | None:
    return next((library.package for library in LIBRARIES if library.name == name), None)
