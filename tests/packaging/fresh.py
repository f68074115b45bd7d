"""A fresh minimal Debian 12 in a folder, entered with chroot: what a bare machine has, and this machine's way to its packages.

Where packages come from is copied from the machine's own settings when the test runs; no address stands here.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BARE = "python3,git,make,ca-certificates"
# The machine's own settings for its package clients and names.
_APT = ("sources.list", "sources.list.d", "apt.conf.d", "auth.conf.d", "keyrings")
_PIP = ("etc/pip.conf", "etc/xdg/pip/pip.conf", "root/.config/pip/pip.conf", "root/.pip/pip.conf")  # it runs as root
_NAMES = ("etc/ssl/certs", "etc/resolv.conf", "etc/hosts", "usr/share/keyrings", "usr/local/share/ca-certificates")
_SETTINGS = (*(f"etc/apt/{name}" for name in _APT), *_PIP, *_NAMES)
_PASSED = ("PIP_", "SSL_", "REQUESTS_", "http_proxy", "https_proxy", "no_proxy")
_STEP_S = 1200


def why_not() -> str:
    """Why no fresh machine can be made here; empty when it can."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "a fresh Debian needs root"
    if shutil.which("debootstrap") is None:
        return "debootstrap is not installed: packaging/setup.sh battery"
    if subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode:
        return "no mount namespaces here"
    return ""


class FreshMachine:
    """`run` runs a shell line inside, as root, in a mount namespace of its own; `root` is the folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def run(self, line: str, *, cwd: str = "/", check: bool = True) -> subprocess.CompletedProcess[str]:
        mounts = [f"mount -t proc proc {self.root}/proc", f"mount --rbind /sys {self.root}/sys", f"mount --rbind /dev {self.root}/dev"]
        mounts += [f"mount --bind {place} {self.root}{place}" for place in _local_package_folders()]
        script = "; ".join(["mount --make-rprivate /", *mounts, f'exec chroot {self.root} /bin/bash -c "cd {cwd} && $LINE"'])
        passed = {name: value for name, value in os.environ.items() if name.startswith(_PASSED)}
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8", "LINE": line, **passed}
        command = ["unshare", "-m", "--fork", "--pid", "--kill-child", "bash", "-c", script]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=_STEP_S, check=False)
        if check and done.returncode:
            raise AssertionError(f"{line}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
        return done


@contextmanager
def fresh_machine(root: Path) -> Iterator[FreshMachine]:
    """Bootstrap one (about a minute), remove it at the end."""
    source = _source_of_this_machine()
    made = subprocess.run(
        ["debootstrap", "--variant=minbase", f"--include={BARE}", "bookworm", str(root), source],
        capture_output=True,
        text=True,
        timeout=_STEP_S,
        check=False,
    )
    if made.returncode:
        raise AssertionError(made.stdout[-2000:])
    (root / "etc/apt/sources.list").unlink(missing_ok=True)
    for name in _SETTINGS:
        here, there = Path("/") / name, root / name
        if here.is_dir():
            shutil.rmtree(there, ignore_errors=True)
            shutil.copytree(here, there, symlinks=False, ignore_dangling_symlinks=True)
        elif here.exists():
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(here, there)
    for place in _local_package_folders():
        (root / place.lstrip("/")).mkdir(parents=True, exist_ok=True)
    try:
        yield FreshMachine(root)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _source_of_this_machine() -> str:
    """The first archive that apt is set to use here."""
    listed = [
        *Path("/etc/apt/sources.list.d").glob("*.sources"),
        *Path("/etc/apt/sources.list.d").glob("*.list"),
        Path("/etc/apt/sources.list"),
    ]
    for path in listed:
        if path.exists():
            found = re.search(r"^(?:URIs:|deb(?: \[[^]]*\])?)\s+(\S+)", path.read_text(), re.MULTILINE)
            if found:
                return found[1]
    raise AssertionError("apt has no source here")


def _local_package_folders() -> list[str]:
    """Folders on this machine that pip is told to look in."""
    told = " ".join((Path("/") / name).read_text() for name in _PIP if (Path("/") / name).exists())
    told += " ".join(value for name, value in os.environ.items() if name.startswith("PIP_"))
    places = re.findall(r"(?:file://)?(/[\w./-]+)", re.sub(r"https?://\S+", "", told))
    tops = {"/" + "/".join(place.split("/")[1:3]) for place in places if not place.startswith("/etc")}
    return sorted(top for top in tops if Path(top).is_dir())
