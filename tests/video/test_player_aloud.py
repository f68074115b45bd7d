"""Playing with a real sound server: the click is heard when the flash is shown, and a device may go and come on the way."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import PROJECT
from tests.samples.make import sample
from tests.video.loudspeaker import Loudspeaker, click_times

ALLOWED_S = 0.040


@pytest.fixture
def loudspeaker() -> Iterator[Loudspeaker]:
    with tempfile.TemporaryDirectory(prefix="pa-") as runtime:
        made = Loudspeaker(Path(runtime))
        yield made
        made.close()


def play_aloud(
    loudspeaker: Loudspeaker,
    path: Path,
    asks: dict[str, tuple[float, Callable[[], None]]],
    seconds: float = 60,
    view: tuple[int, int] = (640, 360),
    hidden: str = "",
) -> dict[str, Any]:
    """What the player in a process of its own saw; what it asks for is done on the way."""
    words = [word for what, (after, _) in asks.items() for word in (str(after), what)]
    with subprocess.Popen(
        [sys.executable, "-m", "tests.video.playing_aloud", str(path), str(view[0]), str(view[1]), str(seconds), hidden, *words],
        env=loudspeaker.environment,
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip() not in asks:
                report: dict[str, Any] = json.loads(line)
                return report
            asks[line.strip()][1]()
            process.stdin.write("done\n")
            process.stdin.flush()
    raise AssertionError("the player said nothing")


def offsets_s(flashes: list[float], clicks: list[float]) -> list[float]:
    """For each flash, how much later its click was heard."""
    return [min((click - flash for click in clicks), key=abs) for flash in flashes]


@pytest.mark.parametrize("kind", ["mts", "mkv_audio_late"])
def test_click_and_flash_come_together(loudspeaker: Loudspeaker, kind: str) -> None:
    film = sample(kind)
    microphone = loudspeaker.listen()
    report = play_aloud(loudspeaker, film.path, {})
    pcm, began = microphone.stop()
    late = [us for us in (film.frames_us[number] for number in film.flashes) if us >= (800_000 if "late" in kind else 0)]
    clicks = click_times(pcm, began)
    assert len(clicks) == len(late)
    assert report["failures"] == []
    first_of_each = [at for place, at in enumerate(report["flashes"]) if place == 0 or at - report["flashes"][place - 1] > 0.5]
    apart = sorted(abs(off) for off in offsets_s(first_of_each, clicks))
    assert apart[len(apart) // 2] <= 2 * ALLOWED_S  # a busy machine shows a picture late now and then; the benchmark holds it to 40 ms


def test_it_goes_on_when_the_loudspeaker_is_unplugged_and_plugged_again(loudspeaker: Loudspeaker) -> None:
    film = sample("mp4_gop30", seconds=5)
    asks = {"unplugged": (1.2, loudspeaker.unplug), "plugged": (2.6, loudspeaker.plug)}
    report = play_aloud(loudspeaker, film.path, asks)
    places = [us for _, us in report["shown"]]
    assert report["failures"] == []
    assert places == sorted(places)
    assert places[-1] >= film.frames_us[-8]
    took = report["shown"][-1][0] - report["shown"][0][0]
    assert 4.5 < took < 14  # waiting for a device that stands still is bounded each time
    assert report["devices"]


def test_nothing_is_heard_of_a_hidden_part_and_what_comes_behind_it_keeps_its_time(loudspeaker: Loudspeaker) -> None:
    film = sample("mts")
    start, end = film.frames_us[40], film.frames_us[60]
    microphone = loudspeaker.listen()
    report = play_aloud(loudspeaker, film.path, {}, hidden=f"{start}-{end}")
    clicks = click_times(*microphone.stop())
    assert report["failures"] == []
    assert len(clicks) == len(film.flashes) - 1  # the second flash stands in it
    assert not [us for _, us in report["shown"] if start <= us < end]
    apart = [later - earlier for earlier, later in pairwise(clicks)]
    assert apart == pytest.approx([2 - (end - start) / 1e6, 1.0], abs=ALLOWED_S)
