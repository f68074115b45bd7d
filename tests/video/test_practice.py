"""The practice card: what a camera would have written, the same every time, quickly made."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from app.domain.errors import Circumstance, ErrorCode
from app.domain.recording import SourceKind
from video.card.reader import FolderCards
from video.practice import _camcorder_film, _Count, make_practice_card
from video.practice_scene import draw
from video.practice_sound import RATE_HZ, sound_track
from video.practice_story import ALONE, TOGETHER


def test_the_card_reader_finds_three_films_one_of_two_parts(practice_card: Path) -> None:
    films = FolderCards().look(practice_card).films
    told = sorted((film.kind.value, len(film.parts), film.problems) for film in films)
    assert told == [(SourceKind.AVCHD.value, 1, ()), (SourceKind.AVCHD.value, 2, ()), (SourceKind.DCIM.value, 1, ())]


def test_the_two_parts_are_one_interlaced_film_with_surround_codec_sound(practice_card: Path) -> None:
    stream = practice_card / "PRIVATE/AVCHD/BDMV/STREAM"
    whole = (stream / "00000.MTS").read_bytes() + (stream / "00001.MTS").read_bytes()
    assert len(whole) % 192 == 0
    with av.open(io.BytesIO(whole), "r", format="mpegts") as film:
        video, sound = film.streams.video[0], film.streams.audio[0]
        assert (video.codec_context.name, video.codec_context.width, video.codec_context.height) == ("h264", 1440, 1080)
        assert (sound.codec_context.name, sound.codec_context.sample_rate) == ("ac3", RATE_HZ)
        assert video.codec_context.sample_aspect_ratio == Fraction(4, 3)
        times = [frame.pts or 0 for frame in film.decode(video) if frame.interlaced_frame]
    steps = {second - first for first, second in pairwise(times)}
    assert len(times) == TOGETHER.length_s * 25
    assert steps == {3600}, "no seam: a frame each 1/25 s, in 90 kHz ticks"


def test_each_part_opens_alone(practice_card: Path) -> None:
    for number in (0, 1):
        with av.open(str(practice_card / f"PRIVATE/AVCHD/BDMV/STREAM/0000{number}.MTS")) as part:
            assert next(part.decode(video=0)).key_frame


def test_the_phone_film_is_upright_only_when_turned_and_has_an_uneven_pace(practice_card: Path) -> None:
    with av.open(str(practice_card / "DCIM/100PHONE/VID_0001.MP4")) as film:
        frames = list(film.decode(video=0))
    assert (frames[0].width, frames[0].height, frames[0].rotation) == (1280, 720, -90)
    assert len({(second.pts or 0) - (first.pts or 0) for first, second in pairwise(frames)}) >= 4


def test_the_same_bytes_every_time() -> None:
    assert _camcorder_film(ALONE, _Count()) == _camcorder_film(ALONE, _Count())


def test_the_sound_is_as_quiet_as_a_living_room_and_never_silent() -> None:
    track = sound_track(TOGETHER)
    loudest = 20 * np.log10(np.abs(track).max())
    hush = 20 * np.log10(np.sqrt(np.mean(track[: RATE_HZ // 2] ** 2)))
    assert -26 < loudest < -12
    assert -75 < hush < -50


@pytest.mark.parametrize(
    ("before_s", "after_s"),
    [(6.0, 7.5), (7.0, 8.6), (18.5, 20.0), (23.0, 24.6), (26.8, 29.0), (32.5, 34.0)],
    ids=["looks up", "parent waits", "turns away", "comes too close", "finds back", "reaches for comfort"],
)
def test_each_signal_shows_at_a_glance(before_s: float, after_s: float) -> None:
    before, after = (draw(TOGETHER.pose(at), 960, 540, 1.18, 96, 76).astype(int) for at in (before_s, after_s))
    changed = (np.abs(before - after).max(axis=2) > 24).mean()
    assert changed > 0.01


def test_making_a_card_tells_how_far_it_is_and_stops_when_asked(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []

    class AfterTwenty:
        def cancelled(self) -> bool:
            return len(told) >= 20

    with pytest.raises(Circumstance) as caught:
        make_practice_card(tmp_path / "card", lambda done, total: told.append((done, total)), AfterTwenty())
    assert caught.value.code is ErrorCode.CANCELLED
    assert [done for done, _ in told] == list(range(1, len(told) + 1))
    assert not (tmp_path / "card").exists()


def test_the_films_were_taken_yesterday(practice_card: Path) -> None:
    """Old film would be due for deletion the moment the practice begins."""
    filmed = {datetime.fromtimestamp(path.stat().st_mtime).astimezone().date() for path in practice_card.rglob("*.M*")}
    today = datetime.now().astimezone().date()
    assert all(timedelta(days=1) <= today - day <= timedelta(days=2) for day in filmed), "two, where midnight passed since it was drawn"
    assert filmed
