"""The index tells exactly the frames that decode, at exactly their times, on every kind of film; and reads nothing that is not an index."""

from __future__ import annotations

import random
from array import array
from pathlib import Path

import av
import pytest

from app.domain.errors import Circumstance
from app.domain.recording import Picture, Scan
from app.domain.timebase import ticks_to_us
from tests.samples.make import PLANS, sample
from video.index import ContainerKind, FrameIndex, Keyframes
from video.worker.indexing import IndexMaker
from video.worker.listening import Listener
from video.worker.opening import open_film

SHARED = Path(__file__).resolve().parents[3] / "shared" / "samples"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/samples is not here")


def index_of(path: Path) -> FrameIndex:
    with path.open("rb") as stream, open_film(stream) as film:
        maker = IndexMaker(film, Listener(film.sound) if film.sound is not None else None)
        maker.run(lambda _at: None, lambda: False)
        return maker.index()


def decoded_us(path: Path, index: FrameIndex) -> list[int]:
    with av.open(str(path)) as film:
        video = next(stream for stream in film.streams.video if stream.index == index.stream)
        base = video.time_base
        assert base is not None
        ticks = [frame.pts for packet in film.demux(video) if not packet.is_corrupt for frame in packet.decode()]
        return [ticks_to_us(tick, base.numerator, base.denominator) - index.origin_us for tick in ticks if tick is not None]


@pytest.mark.parametrize("kind", [*PLANS, "rotated", "mts_cut", "mkv_cut", "fragmented_cut", "avi_cut", "mpeg_ps_cut"])
def test_the_index_is_what_decodes(kind: str) -> None:
    made = sample(kind, seconds=2)
    index = index_of(made.path)
    assert list(index.pts_us) == decoded_us(made.path, index)
    if not made.damaged:
        assert len(index) == len(made.frames_us)
        assert all(abs(found - true) < 1100 for found, true in zip(index.pts_us, made.frames_us, strict=True))
    assert (index.picture.scan is not Scan.PROGRESSIVE) == made.interlaced
    assert index.picture.rotation_deg == made.rotation_deg
    assert (index.sound_stream is not None) == made.has_sound


# File, frames, duration in microseconds, first frame's position, clockwise turn, interlaced: from the samples' README, or decoded there.
REAL = [
    ("video/androidx_bbb_2500ms.ts", 58, 2_513_000, 10_911, 0, False),
    ("video/androidx_sample_h262_mpeg_audio.ps", 3, 131_000, 10_911, 0, False),
    ("video/androidx_vp9.webm", 90, 3_000_000, 0, 0, False),
    ("video/dolbyVision-hdr.MOV", 4, 133_000, 0, 90, False),
    ("video/drew_100_0306.AVI", 41, 2_733_000, 0, 0, False),
    ("video/drew_MVI_4823.AVI", 78, 2_600_000, 0, 0, False),
    ("video/drew_flir.mp4", 84, 11_353_000, 0, 0, False),
    ("video/drew_ftyp3gp5.mp4", 39, 1_323_000, 0, 90, False),
    ("video/drew_sony_a7m3.mts", 13, 544_000, 0, 0, True),
    ("video/drew_with-gps.mov", 120, 4_017_000, 0, 90, False),
    ("video/dv-pal-interlaced.mov", 25, 1_000_000, 0, 0, True),
    ("video/gopro_karma.mp4", 362, 12_079_000, 0, 0, False),
    ("video/long_1080p_lowbitrate.mp4", 10_883, 362_767_000, 0, 0, False),
    ("video/milk.mkv", 51, 1_700_000, 0, 0, False),
    ("video/one-by-one-person-detection.mp4", 1394, 139_400_000, 0, 0, False),
    ("video/photo-jpeg.mov", 25, 1_000_000, 0, 0, False),
    ("video/portrait_4k60.mp4", 18, 313_000, 0, 90, False),
    ("video/sample_sef_slow_motion.mp4", 63, 2_152_000, 0, 0, False),
    ("damaged/androidx_edit_list_positive_shift.mp4", 270, 10_005_000, 1_000_000, 0, False),
    ("damaged/androidx_sample_edit_list.mp4", 77, 2_568_000, 0, 90, False),
    ("damaged/androidx_sample_mdat_too_long.mp4", 30, 1_067_000, 0, 0, False),
    ("damaged/androidx_sample_missing_stsd.mp4", 30, 1_001_000, 0, 0, False),
]


@needs_shared
@pytest.mark.parametrize(("name", "frames", "duration_us", "first_us", "turn", "fields"), REAL)
def test_real_films_are_indexed_right(name: str, frames: int, duration_us: int, first_us: int, turn: int, fields: bool) -> None:
    index = index_of(SHARED / name)
    assert len(index) == frames
    assert abs(index.duration_us - duration_us) <= 1000
    assert abs(index.pts_us[0] - first_us) <= 20
    assert index.picture.rotation_deg == turn
    assert (index.picture.scan is not Scan.PROGRESSIVE) == fields
    if frames < 1000:
        assert list(index.pts_us) == decoded_us(SHARED / name, index)


@needs_shared
def test_a_camera_that_packs_fields_apart_has_whole_frames() -> None:
    """Sony A7 III: 26 packets, 13 frames 40 ms apart."""
    index = index_of(SHARED / "video/drew_sony_a7m3.mts")
    assert {after - before for before, after in zip(index.pts_us, index.pts_us[1:], strict=False)} == {40_000}


def test_late_streams_keep_their_distance() -> None:
    late_sound, late_picture = index_of(sample("audio_late", seconds=2).path), index_of(sample("video_late", seconds=2).path)
    assert late_sound.pts_us[0] == 0
    assert 770_000 < late_sound.sound_start_us < 810_000
    assert late_picture.pts_us[0] == 1_000_000
    assert late_picture.sound_start_us == 0


def example(count: int = 10) -> FrameIndex:
    pts = array("q", [n * 40_000 for n in range(count)])
    keys = Keyframes(array("q", [0, 4, 8]), array("q", [0, 160, 320]), array("q", [0, 160, 320]), array("q", [-1, 100, 200]))
    picture = Picture(1440, 1080, 4, 3, 90, Scan.TOP_FIRST)
    return FrameIndex(ContainerKind.MPEG_TS, 0, 1, picture, -5, 400_000, 0, 390_000, pts, keys)


def test_frames_are_found_by_position() -> None:
    index = example()
    assert [index.frame_at(us) for us in (-5, 0, 39_999, 40_000, 10**9)] == [0, 0, 0, 1, 9]
    assert [index.frame_near(us) for us in (-5, 19_999, 20_001, 10**9)] == [0, 0, 1, 9]
    assert [index.number_at(us) for us in (0, 11, 40_011, 10**7)] == [0, 0, 1, None]
    assert [index.keyframe_before(frame).frame for frame in (0, 3, 4, 9)] == [0, 0, 4, 8]


def test_it_is_read_back_as_it_was() -> None:
    index = example()
    again = FrameIndex.from_bytes(index.to_bytes())
    assert again.pts_us == index.pts_us
    assert list(again.keyframes) == list(index.keyframes)
    assert (again.picture, again.sound_stream, again.origin_us, again.container) == (index.picture, 1, -5, ContainerKind.MPEG_TS)


def test_what_is_not_an_index_is_refused() -> None:
    """Cut anywhere, or with any byte of its head changed, it is refused or still a sound index."""
    whole = example().to_bytes()
    for length in range(len(whole)):
        with pytest.raises(Circumstance):
            FrameIndex.from_bytes(whole[:length])
    chance = random.Random(5)
    for _ in range(2000):
        spoiled = bytearray(whole)
        for _ in range(chance.randint(1, 3)):
            spoiled[chance.randrange(len(whole))] = chance.randrange(256)
        try:
            index = FrameIndex.from_bytes(bytes(spoiled))
        except Circumstance:
            continue
        assert list(index.pts_us) == sorted(set(index.pts_us))
        assert 0 <= index.keyframe_before(len(index) - 1).frame < len(index)


def test_an_hour_is_opened_quickly() -> None:
    count = 180_000
    keys = array("q", range(0, count, 12))
    pts = array("q", [n * 20_000 for n in range(count)])
    index = FrameIndex(ContainerKind.MP4, 0, None, Picture(1920, 1080), 0, count * 20_000, 0, 0, pts, Keyframes(keys, keys, keys, keys))
    again = FrameIndex.from_bytes(index.to_bytes())
    assert len(again) == count
    assert again.frame_at(1_800_000_000) == 90_000


@pytest.mark.parametrize(("kind", "never_come"), [("mts", 0), ("ts_mpeg2", 2)])
def test_a_film_that_begins_in_the_middle_has_only_frames_that_decode(kind: str, never_come: int, tmp_path: Path) -> None:
    """Half of a stream. In MPEG-2 its first pictures lean on some that are not there, and never come out of a decoder."""
    made = sample(kind, seconds=4)
    whole, index = made.bytes(), index_of(made.path)
    packet, sync = (192, 4) if kind == "mts" else (188, 0)
    tables = [at for at in range(0, index.keyframes[3].position, packet) if whole[at + sync + 1] & 0x1F == 0 and whole[at + sync + 2] == 0]
    half = tmp_path / "half.ts"
    half.write_bytes(whole[tables[-1] :])
    found = index_of(half)
    assert list(found.pts_us) == decoded_us(half, found)
    with av.open(str(half)) as film:
        packets = sum(1 for piece in film.demux(film.streams.video[0]) if piece.size)
    assert packets - len(found) == never_come
    assert found.keyframes[0].frame == 0


@pytest.mark.parametrize("pid", [0x1011, 0x1100])
def test_a_lost_bit_in_a_clock_does_not_make_a_film_of_hours(pid: int, tmp_path: Path) -> None:
    """One packet of picture or sound in an AVCHD stream says that it is shown three hours later."""
    made = sample("mts", seconds=3)
    spoiled = bytearray(made.bytes())
    starts = [at for at in range(0, len(spoiled), 192) if spoiled[at + 5] & 0x40 and (spoiled[at + 5] & 0x1F) << 8 | spoiled[at + 6] == pid]
    at = starts[len(starts) // 2]
    header = spoiled.index(b"\0\0\1", at)
    spoiled[header + 9] ^= 0x04  # bit 31 of the presentation time: 2^30 ticks of 90 kHz
    path = tmp_path / "jumped.mts"
    path.write_bytes(spoiled)
    index = index_of(path)
    whole = index_of(made.path)
    assert abs(index.duration_us - whole.duration_us) < 50_000
    assert len(whole) - len(index) <= 1
