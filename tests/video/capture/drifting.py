"""How far picture and sound are apart in a film whose camera and microphone have wrong clocks and uneven deliveries."""

from __future__ import annotations

import random

from app.domain.filming import CameraFormat
from tests.samples.live import Heard, clicks_in, flashes_in, index_of_film, shown_in
from tests.video.capture.rooms import Room

_TINY = CameraFormat(160, 96, 10)


def drift(camera_ppm: float, microphone_ppm: float, seconds: float, each_s: float) -> list[int]:
    """Microseconds by which each flash comes later after its click in the film than it did in the room.

    Blocks of sound come up to 25 ms late, a few of them a seventh of a second; pictures up to 20 ms.
    """
    rare = random.Random(11)

    def late_s(block: int) -> float:
        return min(0.025, abs(rare.gauss(0, 0.006))) + (0.14 if block % 1_499 == 0 else 0.0)

    room = Room(
        shape=_TINY,
        camera_ppm=camera_ppm,
        period_s=each_s,
        jitter_s=0.004,
        mic=Heard(lambda _at: None, off_ppm=microphone_ppm, late_s=late_s),
    )
    room.run(seconds)
    room.end()
    film = bytes(room.film)
    origin = index_of_film(film).origin_us
    flashes, clicks = flashes_in(shown_in(film, origin)), clicks_in(film, origin)
    assert len(flashes) == len(clicks)
    taken = dict(room.given)
    return [
        flash.at_us - click - round(taken[flash.number] / 1000 - room.sounded(taken[flash.number]))
        for flash, click in zip(flashes, clicks, strict=True)
    ]
