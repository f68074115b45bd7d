"""Every picture of the scrub proxy is the right one, is there at once, and a proxy that was broken off goes on."""

from __future__ import annotations

import time
from statistics import median

import numpy as np
import pytest

from app.domain.errors import Circumstance
from tests.fakes.sources import MemorySource
from tests.samples.coded import read_frame_number
from tests.samples.make import sample
from tests.video.keeping import Kept, Never
from video.proxy import SEGMENT_US, ProxySegment, segment_name, segment_of
from video.worker.proxy_reader import ProxyReader
from video.workshop import FilmWorkshop


def proxy_of(kind: str, seconds: float, kept: Kept | None = None, **how: int) -> Kept:
    made = sample(kind, seconds=seconds, **how)
    kept = Kept() if kept is None else kept
    workshop = FilmWorkshop()
    try:
        workshop.make_proxy(MemorySource(made.bytes()), list(kept), kept.keep, kept.progress, Never())
    finally:
        workshop.close()
    return kept


def reader_of(kept: Kept) -> ProxyReader:
    return ProxyReader(lambda number: kept.get(segment_name(number)))


@pytest.mark.parametrize("kind", ["mp4_gop250", "vfr", "mts", "mpeg_ps", "avi", "dv", "mkv", "audio_late", "video_late"])
def test_every_picture_of_the_proxy_is_the_right_one(kind: str) -> None:
    made = sample(kind, seconds=3)
    reader = reader_of(proxy_of(kind, 3))
    numbers = list(range(len(made.frames_us)))
    np.random.default_rng(3).shuffle(numbers)
    for number in numbers:
        found = reader.picture(made.frames_us[number] + 1100)  # Matroska's whole milliseconds
        assert found is not None
        at_us, frame = found
        assert read_frame_number(frame.to_ndarray(format="rgb24")) == number
        assert abs(at_us - made.frames_us[number]) < 1100
        assert frame.width <= 640
        assert frame.height <= 360


def test_segments_are_cut_at_ten_seconds_and_made_once() -> None:
    kept = proxy_of("mp4_gop250", 23, width=320, height=180)
    assert sorted(kept) == ["proxy/0000", "proxy/0001", "proxy/0002"]
    assert [done for done, _ in kept.steps] == sorted(done for done, _ in kept.steps)
    assert kept.steps[-1] == (3, 3)
    whole = dict(kept)
    del kept["proxy/0001"]
    proxy_of("mp4_gop250", 23, kept, width=320, height=180)
    assert {name: len(ProxySegment.from_bytes(data).pictures) for name, data in kept.items()} == dict.fromkeys(whole, 250) | {
        "proxy/0002": 75
    }
    segment = ProxySegment.from_bytes(kept["proxy/0001"])
    assert segment.pictures[0].at_us == SEGMENT_US
    reader = reader_of(kept)
    for number in (0, 249, 250, 251, 400, 499, 500, 574):
        found = reader.picture(number * 40_000)
        assert found is not None
        assert read_frame_number(found[1].to_ndarray(format="rgb24")) == number


def test_a_picture_is_there_at_once() -> None:
    """Scrubbing: from a cold segment or anywhere in a warm one, well under a screen's frame. A wide bound: machines are busy."""
    kept = proxy_of("mp4_gop250", 12)
    reader = reader_of(kept)
    spent = []
    for us in np.random.default_rng(4).integers(0, 12_000_000, 60).tolist():
        began = time.perf_counter()
        assert reader.picture(us) is not None
        spent.append(time.perf_counter() - began)
    assert median(spent) < 0.033


def test_where_there_is_no_proxy_there_is_no_picture() -> None:
    reader = ProxyReader(lambda _number: None)
    assert reader.picture(5) is None
    assert ProxyReader(lambda _number: b"nonsense").picture(5) is None


def test_a_segment_that_is_made_later_is_seen() -> None:
    kept = Kept()
    reader = reader_of(kept)
    assert reader.picture(0) is None
    proxy_of("mp4_gop250", 3, kept)
    assert reader.picture(0) is not None


def test_what_is_no_segment_is_refused() -> None:
    whole = proxy_of("mp4_gop250", 3)["proxy/0000"]
    assert ProxySegment.from_bytes(whole).to_bytes() == whole
    for spoiled in (b"", whole[:10], whole[:30], b"x" + whole[1:], whole[:8] + b"\xff" * 8 + whole[16:], whole[:-5]):
        with pytest.raises(Circumstance):
            ProxySegment.from_bytes(spoiled)


def test_a_spoiled_picture_is_no_picture_or_another_but_no_harm() -> None:
    whole = bytearray(proxy_of("mp4_gop250", 3)["proxy/0000"])
    chance = np.random.default_rng(8)
    for at in chance.integers(len(whole) // 2, len(whole), 200).tolist():
        whole[at] = int(chance.integers(0, 256))
    reader = ProxyReader(lambda _number: bytes(whole))
    for us in range(0, 3_000_000, 200_000):
        found = reader.picture(us)
        assert found is None or found[1].width == 640


def test_segments_are_counted_from_nought() -> None:
    assert [segment_of(us) for us in (-5, 0, SEGMENT_US - 1, SEGMENT_US)] == [0, 0, 0, 1]
    assert segment_name(7) == "proxy/0007"
