"""What the framing hint costs: one look at a 720p picture, beside one bare run of its network.

Goal: under 5 % of a core at a look a second.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import cv2
import numpy as np
import pytest

from resources.read import resource_bytes
from tests.video.capture.test_faces import frame, put, room
from video.capture.faces import FaceFinder

LOOKS = 30
MOST_MS = 50.0


@pytest.mark.benchmark
def test_a_look_costs_little() -> None:
    two = room()
    put(two, 100, 100, 500)
    put(two, 850, 300, 300, 90)
    finder, net = (
        FaceFinder(),
        cv2.dnn.readNetFromTFLite(np.frombuffer(resource_bytes("models/face_detection_full_range.tflite"), np.uint8)),
    )
    blob = np.zeros((1, 3, 192, 192), np.float32)

    def bare() -> None:
        net.setInput(blob)
        net.forward()

    empty_frame, two_frame = frame(room()), frame(two)
    once = cpu_ms(bare)
    empty, busy = cpu_ms(lambda: finder.find(empty_frame)), cpu_ms(lambda: finder.find(two_frame))
    print(f"\none look at 720p: {empty:.1f} ms without a face, {busy:.1f} ms with two (at most {MOST_MS}); bare network {once:.1f} ms")
    print(f"ratio to one run of the network: {empty / once:.1f} and {busy / once:.1f}; a look a second: {busy / 10:.1f} % of a core")
    assert busy <= MOST_MS


def cpu_ms(work: Callable[[], object]) -> float:
    """Processor milliseconds of one turn, over many."""
    work()
    began = time.process_time()
    for _ in range(LOOKS):
        work()
    return (time.process_time() - began) * 1000 / LOOKS
