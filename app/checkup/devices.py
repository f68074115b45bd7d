"""Cameras, microphones and loudspeakers, as Qt sees them. Qt is asked in a process of its own, which may die for want of a library."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from app.checkup.finding import Finding, Standing

KINDS = ("camera", "microphone", "speaker")
_ASK_S = 60
_QUESTION = """
import json, sys
from PySide6.QtGui import QGuiApplication
from PySide6.QtMultimedia import QMediaDevices
application = QGuiApplication(["samspill", "-platform", "offscreen"])
lists = QMediaDevices.videoInputs(), QMediaDevices.audioInputs(), QMediaDevices.audioOutputs()
sys.stdout.write(json.dumps([[device.description() for device in found] for found in lists]))
"""


def check_devices() -> Iterator[Finding]:
    """One finding for each kind. None of them is needed to look at film; without a loudspeaker it plays silently."""
    found = _ask()
    if found is None:
        yield Finding("devices", Standing.TROUBLE, "devices.unknown")
        return
    for kind, names in zip(KINDS, found, strict=True):
        if names:
            yield Finding(kind, Standing.GOOD, f"{kind}.there", {"names": ", ".join(names), "count": len(names)})
        else:
            yield Finding(kind, Standing.NOTE, f"{kind}.none", {"count": 0})
    yield from check_camera_rights()


def check_camera_rights(dev: Path = Path("/dev")) -> Iterator[Finding]:
    """Linux gives a camera to the one who sits at the machine; over a remote login, and on some systems, to a group only. Qt leaves such a
    camera out as if it were not there."""
    as_now = os.access in os.supports_effective_ids
    refused = sum(not os.access(node, os.R_OK | os.W_OK, effective_ids=as_now) for node in dev.glob("video[0-9]*"))
    if refused:
        yield Finding("camera.rights", Standing.NOTE, "camera.refused", {"count": refused})


def _ask() -> list[list[str]] | None:
    try:
        command = [sys.executable, "-c", _QUESTION]
        done = subprocess.run(command, capture_output=True, text=True, timeout=_ASK_S, check=True)  # noqa: S603  our own words
        return [[str(name) for name in names] for names in json.loads(done.stdout)]
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
