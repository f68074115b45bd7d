"""Python and its packages: each is there in the version that was tested, and Qt, FFmpeg and SQLCipher truly start."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from tempfile import TemporaryDirectory

from app.checkup.finding import Finding, Standing

OLDEST = (3, 11)
PACKAGES = (
    "PySide6-Essentials", "PySide6-Addons", "shiboken6", "sqlcipher3", "opencv-python-headless", "av", "numpy", "keyring", "platformdirs",
    "cryptography", "QtAwesome", "zxcvbn", "xkcdpass", "pydantic", "psutil", "httpx",
)  # fmt: skip
_LINUX_PACKAGES = ("pyseccomp",)
# A package that is there may still not start for want of a system library: each is tried in a process of its own, which may die.
_STARTS = {"Qt": "import PySide6.QtWidgets, PySide6.QtMultimedia", "FFmpeg": "import av", "OpenCV": "import cv2"}
_START_S = 60


def check_python() -> Iterator[Finding]:
    version = ".".join(str(part) for part in sys.version_info[:3])
    old = sys.version_info < OLDEST
    yield Finding("python", Standing.TROUBLE if old else Standing.GOOD, "python.old" if old else "python.fine", {"version": version})


def check_packages() -> Iterator[Finding]:
    """One finding for each package, with its version."""
    for name in (*PACKAGES, *(_LINUX_PACKAGES if sys.platform == "linux" else ())):
        try:
            yield Finding(f"package.{name}", Standing.GOOD, "package.there", {"package": name, "version": metadata.version(name)})
        except metadata.PackageNotFoundError:
            yield Finding(f"package.{name}", Standing.TROUBLE, "package.missing", {"package": name})


def check_starts() -> Iterator[Finding]:
    """Whether the large ones start, each in its own process."""
    for name, line in _STARTS.items():
        command = [sys.executable, "-c", line]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=_START_S, check=False)  # noqa: S603  our own words
            code, last = done.returncode, (done.stderr.strip().splitlines() or [""])[-1]
        except subprocess.TimeoutExpired:
            code, last = -1, ""
        if code == 0:
            yield Finding(f"starts.{name}", Standing.GOOD, "starts.fine", {"name": name})
        else:
            yield Finding(f"starts.{name}", Standing.TROUBLE, "starts.not", {"name": name, "said": _library_in(last)})


def check_sqlcipher() -> Iterator[Finding]:
    """SQLCipher's version, after writing a small file with it and seeing that the file cannot be read without the key."""
    try:
        version, sealed = _try_sqlcipher()
    except ImportError:
        yield Finding("sqlcipher", Standing.TROUBLE, "sqlcipher.missing")
        return
    if sealed:
        yield Finding("sqlcipher", Standing.GOOD, "sqlcipher.fine", {"version": version})
    else:
        yield Finding("sqlcipher", Standing.TROUBLE, "sqlcipher.plain", {"version": version})


def _try_sqlcipher() -> tuple[str, bool]:
    import secrets  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415

    from app.domain.errors import Circumstance, ErrorCode  # noqa: PLC0415
    from storage.sqlcipher import KEY_BYTES, VAULT_SHAPE, connect  # noqa: PLC0415  the doctor must start where this cannot be imported

    with TemporaryDirectory(prefix="doctor-") as folder:
        path = Path(folder) / "probe"
        key = secrets.token_bytes(KEY_BYTES)
        try:
            connection = connect(path, key, VAULT_SHAPE, damaged=ErrorCode.VAULT_DAMAGED, missing=ErrorCode.VAULT_MISSING, create=True)
        except Circumstance:
            return "", False
        try:
            version = str(connection.run("PRAGMA cipher_version")[0][0])
            connection.run("CREATE TABLE probe (words TEXT)")
        finally:
            connection.close()
        return version, not path.read_bytes().startswith(b"SQLite format")


def _library_in(error_line: str) -> str:
    """Only the library's name out of an import error: the rest may hold paths."""
    words = error_line.replace(":", " ").split()
    return next((word for word in words if ".so" in word and "/" not in word), "")
