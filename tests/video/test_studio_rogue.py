"""A capture process that has been taken over says what it likes: the studio believes none of it, and tells its death once.

The rogue is a small program of this test, started in the place of the real one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.errors import Circumstance, ErrorCode
from app.domain.filming import FilmEnded, Part, Pulse, Trouble
from tests.video.standing_in import stand_in
from tests.video.studio_ear import Filmer
from video.studio import CaptureStudio

ROGUE = """
import json, os, struct, time
def frame(kind, header, payload=b""):
    rest = struct.pack(">BII", kind, len(header), len(payload)) + header + payload
    while rest:
        rest = rest[os.write(1, rest):]
def say(kind, payload=b"", **fields):
    frame(1, json.dumps(dict(session=1, kind=kind, fields=fields)).encode(), payload)
def hear():
    os.read(0, 1 << 16)
"""
Rogue = Callable[[str], None]


@pytest.fixture
def rogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rogue:
    """Put a program in the place of the capture process."""
    return lambda script: stand_in(tmp_path, monkeypatch, "capture", ROGUE + script)


@pytest.mark.parametrize(
    "script",
    [
        "os.write(1, b'garbage' * 100)",
        "frame(2, struct.pack('>IIQI', 1, 1, 0, 10))",
        "frame(3, struct.pack('>IBQ', 1, 1, 5), b'x')",
        "say('film', b'x' * 100)",  # no film was asked for
        "say('ended', duration_us=0, frames=0, dropped_frames=0)",
        "say('preview', offset=1 << 40, width=5, height=5, stride_bytes=20, position_us=0, taken_ns=0)",
        "say('trouble', part='studio', code='studio_died')",
        "os.close(1)",
    ],
)
def test_nonsense_ends_it_and_is_told_once(rogue: Rogue, script: str) -> None:
    rogue("say('ready')\n" + script)
    filmer = Filmer()
    filmer.studio.start(filmer.ear.heard, filmer.ear.take)
    filmer.ear.wait(Trouble)
    filmer.studio.close()
    assert filmer.ear.events == [Trouble(Part.STUDIO, ErrorCode.STUDIO_DIED)]
    assert not filmer.ear.film


def test_film_that_is_too_much_at_once_is_refused(rogue: Rogue) -> None:
    rogue("say('ready'); hear(); say('film', b'x' * 10); say('film', bytes(5 << 20))")
    filmer = Filmer()
    filmer.studio.start(filmer.ear.heard, filmer.ear.take)
    filmer.studio.roll()
    filmer.ear.wait(Trouble)
    filmer.studio.close()
    assert bytes(filmer.ear.film) == b"x" * 10


def test_film_is_taken_until_it_has_ended_and_no_longer(rogue: Rogue) -> None:
    rogue("say('ready'); hear(); say('film', b'one')\nsay('ended', duration_us=1, frames=1, dropped_frames=0); say('film', b'two')")
    filmer = Filmer()
    filmer.studio.start(filmer.ear.heard, filmer.ear.take)
    filmer.studio.roll()
    filmer.ear.wait(Trouble)
    filmer.studio.close()
    assert bytes(filmer.ear.film) == b"one"
    assert filmer.ear.all(FilmEnded) == [FilmEnded(1, 1, 0)]


def test_a_film_without_a_pulse_counts_as_dead_although_the_process_beats(rogue: Rogue) -> None:
    rogue(
        "say('ready'); hear(); say('pulse', position_us=1, frames=1, dropped_frames=0, preset='veryfast')\n"
        "while True: say('beat'); time.sleep(0.1)"
    )
    filmer = Filmer(silent_s=0.5)
    filmer.studio.start(filmer.ear.heard, filmer.ear.take)
    filmer.studio.roll()
    filmer.ear.wait(Trouble)
    filmer.studio.close()
    assert len(filmer.ear.all(Pulse)) == 1


def test_a_process_that_does_not_start_is_named(rogue: Rogue) -> None:
    rogue("raise SystemExit(3)")
    studio = CaptureStudio()
    with pytest.raises(Circumstance) as caught:
        studio.start(lambda _event: None, lambda _data: None)
    studio.close()
    assert caught.value.code is ErrorCode.STUDIO_DIED


def test_its_own_mistakes_are_logged_by_their_place_alone(rogue: Rogue, caplog: pytest.LogCaptureFixture) -> None:
    rogue("say('ready'); say('bug', where='ValueError video.capture.desk:12'); say('bug', where='a secret word'); os.close(1)")
    filmer = Filmer()
    with caplog.at_level(logging.ERROR):
        filmer.studio.start(filmer.ear.heard, filmer.ear.take)
        filmer.ear.wait(Trouble)
        filmer.studio.close()
    assert "ValueError video.capture.desk:12" in caplog.text
    assert "secret" not in caplog.text
