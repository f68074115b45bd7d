"""Filming live as a whole, beside the FFmpeg command line with the same preset, size, rate and sources in the same run: frames, CPU.

Ours is everything: capture, encoding, preview on a window, encryption into the reel, the follower that makes the index. FFmpeg encodes into
nothing: once only that, which is what the goal speaks of, and once with a preview of the same size as a second output, also printed.
SAMSPILL_BENCH_MINUTES says how long each film is (10 by default). FFmpeg runs for two minutes at most each: its share of a core does
not depend on how long it runs.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.domain.filming import CameraFormat, Preset
from tests.benchmarks.filming_run import VIEW
from video.capture.encoder import THREADS, settings

MINUTES = float(os.environ.get("SAMSPILL_BENCH_MINUTES", "10"))
REFERENCE_MINUTES = min(MINUTES, 2.0)
MOST_RATIO = 1.3
MOST_READY_S = 2.0
_SOUND = "anoisesrc=color=pink:amplitude=0.2:sample_rate=48000"

pytestmark = pytest.mark.benchmark


@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080)])
def test_filming_beside_ffmpeg(width: int, height: int, tmp_path: Path, project: Path) -> None:
    graph = f"testsrc2=size={width}x{height}:rate=30,noise=alls=8:allf=t"  # no camera gives a picture without noise
    ours = film(graph, tmp_path / "vault", project)
    preset = max(ours["presets"], key=lambda name: ours["presets"][name])
    alone, reference = (ffmpeg(graph, CameraFormat(width, height, 30), Preset(preset), preview=preview) for preview in (False, True))
    spent = sum(ours["cpu"].values())
    ratio = spent / alone
    parts = ", ".join(f"{kind} {share * 100:.0f} %" for kind, share in ours["cpu"].items())
    print(f"\n{height}p30, {MINUTES:g} min, {ours['presets']}: {ours['frames']} frames, {ours['missing']} missing,", end=" ")
    print(f"{ours['dropped']} of them dropped before the encoder (goal 0 at 720p30)")
    print(f"CPU of one core: ours {spent * 100:.0f} % ({parts}); ffmpeg -re -preset {preset} {alone * 100:.0f} %,", end=" ")
    print(f"ratio {ratio:.2f} (at most {MOST_RATIO}); with a preview {reference * 100:.0f} %, ratio {spent / reference:.2f}")
    print(f"preview {ours['shown_each_s']:.1f} pictures a second, camera to interface p50 / p95 {ours['late_ms'][0]:.0f} /", end=" ")
    print(
        f"{ours['late_ms'][1]:.0f} ms; ready {ours['ready_s']:.2f} s after stop; {ours['bytes'] * 8 / ours['duration_s'] / 1e6:.1f} Mbit/s"
    )
    assert (ours["state"], ours["problems"]) == ("ready", [])
    assert ours["ready_s"] <= MOST_READY_S
    assert ratio <= MOST_RATIO
    if height == 720:
        assert (ours["dropped"], ours["missing"]) == (0, 0)


def film(graph: str, folder: Path, project: Path) -> dict[str, Any]:
    """What filming with our own studio came to; see filming_run.py."""
    command = [sys.executable, "-m", "tests.benchmarks.filming_run", f"lavfi:{graph}", f"lavfi:{_SOUND}", str(MINUTES * 60), str(folder)]
    environment = {**os.environ, "SAMSPILL_TEST_CAMERAS": "1", "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment, cwd=project)
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def ffmpeg(graph: str, shape: CameraFormat, preset: Preset, *, preview: bool) -> float:
    """Which share of one core FFmpeg's command line needs for the same film."""
    encoder = [word for name, value in settings(shape, preset).items() for word in (f"-{name}", value)]
    sources = ["-re", "-f", "lavfi", "-i", graph, "-re", "-f", "lavfi", "-i", _SOUND]
    picture = ["-c:v", "libx264", *encoder, "-force_key_frames", "expr:gte(t,n_forced)", "-threads", str(THREADS)]
    length = ["-t", str(REFERENCE_MINUTES * 60)]
    film = [
        "-map",
        "0:v",
        "-map",
        "1:a",
        *picture,
        "-c:a",
        "aac",
        "-aac_coder",
        "fast",
        "-b:a",
        "128k",
        "-ac",
        "2",
        *length,
        "-f",
        "mpegts",
        "-y",
        os.devnull,
    ]
    small = ["-map", "0:v", "-vf", f"scale={VIEW[0]}:{VIEW[1]}:flags=area", "-pix_fmt", "bgra", "-c:v", "rawvideo"]
    second = [*small, *length, "-f", "rawvideo", "-y", os.devnull] if preview else []
    command = ["ffmpeg", "-v", "error", "-nostdin", *sources, *film, *second]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime) / (REFERENCE_MINUTES * 60)
