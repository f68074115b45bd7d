"""Sound is where the film says: clicks come at their flashes in every container, from any start, at every speed and pitch unchanged."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from app.domain.spans import Span
from tests.samples.make import PLANS, Sample, sample
from tests.video.reels import index_of
from video.hiding import Hiding
from video.sound_out import louder
from video.worker.sound import RATE, SoundOrder, SoundReader, as_heard, tempo_stages
from video.worker.sound_feed import SoundFeed

SOUNDING = [kind for kind, plan in PLANS.items() if plan.audio]


def heard(film: Sample, start_us: int, speed: float = 1.0, hidden: Iterable[Span] = ()) -> NDArray[Any]:
    """All of the film's sound from here, left channel."""
    index = index_of(film.path)
    with film.path.open("rb") as stream:
        reader = SoundReader(stream, index)
        pcm = np.concatenate(list(as_heard(reader, SoundOrder(1, start_us, speed, Hiding(index, hidden)))))
        reader.close()
    return pcm[:, 0]


def clicks_us(pcm: NDArray[Any]) -> list[int]:
    loud = np.flatnonzero(np.abs(pcm.astype(np.int32)) > 6000)
    return [int(at) * 1_000_000 // RATE for place, at in enumerate(loud) if place == 0 or at - loud[place - 1] > RATE // 10]


@pytest.mark.parametrize("kind", SOUNDING)
def test_clicks_come_at_their_flashes(kind: str) -> None:
    film = sample(kind)
    flashes = [film.frames_us[number] for number in film.flashes]
    found = clicks_us(heard(film, 0))
    late = PLANS[kind].sound_late_us
    expected = [us for us in flashes if us >= late]
    assert len(found) == len(expected)
    assert max(abs(one - other) for one, other in zip(found, expected, strict=True)) < 6_000


@pytest.mark.parametrize("kind", ["mp4_gop250", "mts", "mpeg_ps", "mkv_audio_late", "dv"])
def test_from_any_start(kind: str) -> None:
    film = sample(kind)
    flashes = [film.frames_us[number] for number in film.flashes]
    for start in (1_234_567, 2_500_000, 500_000):
        found = [us + start for us in clicks_us(heard(film, start))]
        expected = [us for us in flashes if us >= max(start, PLANS[kind].sound_late_us)]
        assert len(found) == len(expected)
        assert all(abs(one - other) < 6_000 for one, other in zip(found, expected, strict=True))


def test_sound_covers_the_whole_film_even_where_there_is_none() -> None:
    film = sample("audio_late")
    pcm = heard(film, 0)
    assert abs(len(pcm) * 1_000_000 // RATE - index_of(film.path).duration_us) < 1000
    assert np.abs(pcm[: RATE * 7 // 10]).max() == 0


@pytest.mark.parametrize("speed", [0.1, 0.25, 0.5, 0.75, 1.5, 2.0])
def test_speed_changes_the_length_and_not_the_pitch(speed: float) -> None:
    film = sample("mp4_gop30")
    pcm = heard(film, 0, speed)
    assert len(pcm) / RATE == pytest.approx(4.0 / speed, rel=0.03)
    quiet = pcm[RATE // 4 : RATE // 4 + RATE // 2].astype(float)  # the hum of 220 Hz
    spectrum = np.abs(np.fft.rfft(quiet * np.hanning(len(quiet))))
    below_the_click = spectrum[: len(quiet) * 1000 // RATE]
    assert np.argmax(below_the_click) * RATE / len(quiet) == pytest.approx(220, abs=6)


@pytest.mark.parametrize("speed", [0.1, 0.3, 0.5, 0.9, 1.0, 1.7, 2.0])
def test_stages_multiply_to_the_speed_and_none_is_below_half(speed: float) -> None:
    stages = tempo_stages(speed)
    assert np.prod(stages or [1.0]) == pytest.approx(speed)
    assert all(stage >= 0.5 for stage in stages)


def test_a_loop_comes_round_without_a_hole() -> None:
    film = sample("mp4_gop30")
    index = index_of(film.path)
    with film.path.open("rb") as stream:
        reader = SoundReader(stream, index)
        pieces, count = [], 0
        for pcm in as_heard(reader, SoundOrder(1, 800_000, 1.0, Hiding(index), 800_000, 1_300_000)):
            pieces.append(pcm)
            count += len(pcm)
            if count >= 2 * RATE:
                break
        reader.close()
    found = clicks_us(np.concatenate(pieces)[:, 0])
    assert [round(us / 10_000) for us in found] == [16, 66, 116, 166]  # the click at 0.96 s, every half second


def test_the_feed_keeps_to_what_was_granted_and_to_the_newest_order() -> None:
    film = sample("mp4_gop30")
    sent: list[tuple[int, int]] = []
    stream, hiding = film.path.open("rb"), Hiding(index_of(film.path))
    feed = SoundFeed(lambda: stream, index_of(film.path), lambda serial, pcm: sent.append((serial, len(pcm))))
    settled = threading.Event()
    feed.play(SoundOrder(1, 0, 1.0, hiding), granted=3)
    settled.wait(0.4)
    assert [serial for serial, _ in sent] == [1, 1, 1]
    feed.play(SoundOrder(2, 3_900_000, 1.0, hiding), granted=10)
    settled.wait(0.4)
    feed.close()
    stream.close()
    assert [serial for serial, _ in sent[3:]] == [2, 2, 2]
    assert sent[-1] == (2, 0)


def test_louder_bends_and_never_wraps() -> None:
    tone = (np.sin(np.linspace(0, 60, 4800)) * 20_000).astype(np.int16)
    raised = np.frombuffer(louder(np.stack([tone, tone], 1).tobytes(), 3.0), np.int16)[::2]
    assert raised.max() > 31_000
    assert np.all(np.sign(raised[np.abs(tone) > 50]) == np.sign(tone[np.abs(tone) > 50]))
    quiet = np.full((100, 2), 1000, np.int16)
    assert abs(int(np.frombuffer(louder(quiet.tobytes(), 3.0), np.int16)[0]) - 3000) <= 1
