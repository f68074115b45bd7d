"""Whether this machine can film: the encoder is tried in a process of its own, at the size most films are taken in."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from app.checkup.finding import Finding, Standing

_TRY_S = 60
_SLOW_PERCENT = 90  # of the time, with the quickest preset: little is left for the preview and the rest
_ROOT = Path(__file__).resolve().parents[2]
_QUESTION = """
import json, sys
from av.codec import Codec
from app.domain.filming import CameraFormat, Preset
from video.capture.calibrate import pattern, share
Codec("aac", "w")
shape = CameraFormat(1280, 720, 30)
sys.stdout.write(json.dumps(round(100 * share(shape, Preset.ULTRAFAST, pattern(shape), lambda: False))))
"""


def check_encoder() -> Iterator[Finding]:
    """One finding: how much of the time encoding takes at 1280 x 720, 30 pictures a second, with the quickest preset."""
    percent = _try()
    if percent is None:
        yield Finding("encoder", Standing.TROUBLE, "encoder.none")
    elif percent > _SLOW_PERCENT:
        yield Finding("encoder", Standing.NOTE, "encoder.slow", {"percent": percent})
    else:
        yield Finding("encoder", Standing.GOOD, "encoder.fine", {"percent": percent})


def _try() -> int | None:
    try:
        command = [sys.executable, "-c", _QUESTION]
        done = subprocess.run(command, capture_output=True, text=True, timeout=_TRY_S, check=True, cwd=_ROOT)  # noqa: S603  our own words
        return int(json.loads(done.stdout))
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
