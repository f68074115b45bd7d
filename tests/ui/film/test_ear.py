"""Events come home in order from any thread; a busy interface draws the newest picture only."""

from __future__ import annotations

import threading

from app.domain.filming import BackAgain, Level, Part, PreviewShown, StudioEvent
from ui.film.ear import Ear


def picture(number: int) -> PreviewShown:
    return PreviewShown(0, 2, 2, 8, number, 0)


def test_in_order_and_only_the_newest_picture() -> None:
    home: list[object] = []
    heard: list[StudioEvent] = []
    ear = Ear(home.append, heard.append)
    told: list[StudioEvent] = [
        Level(1, 1, clipping=False),
        picture(1),
        BackAgain(Part.CAMERA),
        picture(2),
        Level(2, 2, clipping=False),
        picture(3),
    ]
    for event in told:
        ear.tell(event)
    assert len(home) == 1, "called once for all that waits"
    home[0]()  # type: ignore[operator]
    assert heard == [told[0], told[2], told[4], told[5]]
    ear.tell(picture(4))
    home[1]()  # type: ignore[operator]
    assert heard[-1] == picture(4)


def test_nothing_is_lost_between_threads() -> None:
    home: list[object] = []
    heard: list[StudioEvent] = []
    ear = Ear(home.append, heard.append)

    def tell(start: int) -> None:
        for number in range(start, start + 500):
            ear.tell(Level(number, 0, clipping=False))

    threads = [threading.Thread(target=tell, args=(start,)) for start in (0, 500)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads) or home:
        if home:
            home.pop(0)()  # type: ignore[operator]
    assert sorted(level.peak_permille for level in heard if isinstance(level, Level)) == list(range(1000))


def test_deaf_once_it_is_closed() -> None:
    home: list[object] = []
    heard: list[StudioEvent] = []
    ear = Ear(home.append, heard.append)
    ear.tell(picture(1))
    ear.close()
    home[0]()  # type: ignore[operator]
    assert heard == []
