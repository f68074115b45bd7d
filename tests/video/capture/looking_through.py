"""Opens a camera in a process of its own, takes pictures, lets it go, and only then looks at them; says as JSON what it saw.

`python -m tests.video.capture.looking_through CAMERA COUNT`.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from itertools import pairwise

from app.domain.errors import Circumstance
from tests.samples.coded import read_frame_number
from video.capture import cameras
from video.capture.cameras import open_camera
from video.capture.taking import TakenPicture


def main(camera_id: str, count: int) -> dict[str, object]:
    cameras.STUCK_S = 0.5  # type: ignore[misc]
    cameras.OPEN_TIMEOUT_S = 2.0  # type: ignore[misc]
    cameras._END_S = 0.3  # type: ignore[misc]
    report: dict[str, object] = {"opened": None, "ended": None, "numbers": [], "kind": None}
    pictures: list[tuple[TakenPicture, int]] = []
    try:
        camera = open_camera(camera_id, None)
    except Circumstance as error:
        return report | {"ended": error.code.value, "threads": threading.active_count()}
    report["opened"] = [camera.format.width, camera.format.height, camera.format.frames_per_s]
    try:
        while len(pictures) < count:
            picture = camera.read(0.1)
            if picture is not None:
                pictures.append((picture, time.monotonic_ns()))
    except Circumstance as error:
        report["ended"] = error.code.value
    camera.close()
    numbers = [read_frame_number(picture.frame.to_ndarray(format="gray")) for picture, _ in pictures]
    return report | {
        "numbers": numbers,
        "kind": pictures[0][0].frame.format.name if pictures else None,
        "steps_us": [round((b[0].taken_ns - a[0].taken_ns) / 1000) for a, b in pairwise(pictures)],
        "late_us": [round((seen - picture.taken_ns) / 1000) for picture, seen in pictures],
        "threads": threading.active_count(),
    }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], int(sys.argv[2]))))
