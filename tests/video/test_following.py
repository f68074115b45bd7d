"""What is made while a film comes in is what preparing the same bytes makes."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator

import pytest

from app.domain.errors import ErrorCode
from app.domain.filming import GapReason, Preset
from tests.fakes.sources import MemorySource
from tests.samples.coded import read_frame_number
from tests.samples.live import shown_in
from tests.samples.make import sample
from tests.video.capture.rooms import Room
from tests.video.keeping import Kept, Never, rgb_array
from tests.video.live_films import FPS, followed, in_pieces, lacking, live_film, prepared, push, repeated, sound_only
from video.index import FrameIndex
from video.thumbnails import Thumbnails
from video.wire import Message
from video.worker.opening import open_passing
from video.worker.passing import PassingThumbnails
from video.workshop import FilmWorkshop

E = ErrorCode


@pytest.fixture
def workshop() -> Iterator[FilmWorkshop]:
    made = FilmWorkshop()
    yield made
    made.close()


def extras(said: list[Message]) -> dict[str, bytes]:
    return {message.text("name"): bytes(message.payload) for message in said if message.kind == "made"}


def facts(said: list[Message]) -> dict[str, object]:
    assert said[-1].kind == "prepared"
    return dict(said[-1].fields)


@pytest.mark.parametrize("sound", [True, False])
def test_a_followed_film_is_as_if_it_was_prepared(workshop: FilmWorkshop, sound: bool) -> None:
    film, after, meanwhile = live_film(11, sound=sound), Kept(), Kept()
    found = workshop.prepare(MemorySource(film), after.keep, after.progress, Never())
    following = workshop.follow(meanwhile.keep)
    push(following, film)
    assert following.end() == found
    assert found.problems == ()
    assert found.has_sound is sound
    assert meanwhile["index"] == after["index"]
    assert meanwhile.get("waveform") == after.get("waveform")
    theirs, ours = Thumbnails.from_bytes(after["thumbnails"]), Thumbnails.from_bytes(meanwhile["thumbnails"])
    assert (len(ours), ours.width, ours.height) == (len(theirs), theirs.width, theirs.height)
    assert all(abs(one - other) <= 2_000_000 for one, other in zip(ours.at_us, theirs.at_us, strict=True))


def test_pictures_show_what_stands_there() -> None:
    made = extras(followed(in_pieces(live_film(11), 4000)))
    index, thumbnails = FrameIndex.from_bytes(made["index"]), Thumbnails.from_bytes(made["thumbnails"])
    assert len(index) == 11 * FPS
    assert len(thumbnails) == 5
    for number, at_us in enumerate(thumbnails.at_us):
        shown = read_frame_number(rgb_array(bytes(thumbnails.rgb(number)), thumbnails.width, thumbnails.height))
        assert shown == index.number_at(at_us)


@pytest.mark.parametrize("piece", [188, 1000, 1 << 20])
def test_the_size_of_the_pieces_does_not_matter(piece: int) -> None:
    film = live_film(4)
    assert extras(followed(in_pieces(film, piece))) == extras(followed([film]))


def test_a_film_may_be_cut_anywhere() -> None:
    film, chance = live_film(4), random.Random(3)
    cuts = [0, 1, 187, 188, 189, 3 * 188, 4096, 188 * 60, len(film) - 1, *(chance.randrange(len(film)) for _ in range(24))]
    for cut in cuts:
        after, meanwhile = prepared(film[:cut]), followed(in_pieces(film[:cut], 5000))
        assert facts(meanwhile) == facts(after), cut
        assert {k: v for k, v in extras(meanwhile).items() if k != "thumbnails"} == {
            k: v for k, v in extras(after).items() if k != "thumbnails"
        }, cut
        assert ("thumbnails" in extras(meanwhile)) == ("thumbnails" in extras(after)), cut


@pytest.mark.parametrize("kind", ["mts", "ts_mpeg2"])
def test_films_of_other_makers_are_followed_too(kind: str) -> None:
    film = sample(kind, seconds=3).bytes()
    after, meanwhile = prepared(film), followed(in_pieces(film, 7000))
    assert facts(meanwhile) == facts(after)
    assert extras(meanwhile)["index"] == extras(after)["index"]
    assert extras(meanwhile)["waveform"] == extras(after)["waveform"]


@pytest.mark.parametrize("kind", ["video", "audio"])
@pytest.mark.parametrize(("start_s", "end_s"), [(0, 1), (0, 7), (3, 5), (4, 99), (0.1, 99)])
def test_devices_that_come_late_or_go_are_followed_alike(kind: str, start_s: float, end_s: float) -> None:
    film = lacking(kind, start_s, end_s)
    after, meanwhile = prepared(film), followed(in_pieces(film, 5000))
    assert facts(meanwhile) == facts(after)
    assert extras(meanwhile)["index"] == extras(after)["index"]
    assert extras(meanwhile)["waveform"] == extras(after)["waveform"]
    thumbnails = Thumbnails.from_bytes(extras(meanwhile)["thumbnails"])
    assert len(thumbnails) > 0
    assert (thumbnails.width, thumbnails.height) == (160, 90)


def test_a_film_of_the_studio_is_followed_alike() -> None:
    """The real encoder and muxer: a pause, a camera that goes and comes back, another preset."""
    room = Room()
    room.run(3.2)
    room.clock.pause()
    room.run(4.0)
    room.clock.go_on(GapReason.PAUSED)
    room.run(2.0)
    room.run(2.5, camera=False)
    room.maker.ladder.preset = Preset.SUPERFAST
    room.run(3.0)
    ended = room.end()
    after, meanwhile = prepared(bytes(room.film)), followed(in_pieces(bytes(room.film), 3000))
    assert facts(meanwhile) == facts(after)
    assert extras(meanwhile)["index"] == extras(after)["index"]
    assert extras(meanwhile)["waveform"] == extras(after)["waveform"]
    index, thumbnails = FrameIndex.from_bytes(extras(meanwhile)["index"]), Thumbnails.from_bytes(extras(meanwhile)["thumbnails"])
    assert facts(meanwhile)["problems"] == ""
    assert len(index) == ended.frames
    assert len(thumbnails) >= 4
    stands = {picture.at_us: picture.number for picture in shown_in(bytes(room.film), index.origin_us)}
    for number, at_us in enumerate(thumbnails.at_us):
        shown = read_frame_number(rgb_array(bytes(thumbnails.rgb(number)), thumbnails.width, thumbnails.height))
        assert shown == stands[at_us]


def test_damage_on_the_way_is_told_alike() -> None:
    film = bytearray(live_film(4))
    film[len(film) // 2 : len(film) // 2 + 30_000] = bytes(30_000)
    after, meanwhile = prepared(bytes(film)), followed(in_pieces(bytes(film), 5000))
    assert facts(meanwhile) == facts(after)
    assert facts(after)["problems"] == E.FILM_DAMAGED.value
    assert extras(meanwhile)["index"] == extras(after)["index"]


def test_a_long_film_has_as_many_pictures_and_they_stand_evenly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("video.worker.passing.HELD", 250)
    film = repeated(live_film(20, sound=False, width=160, height=90), 30, 20)  # ten minutes: thinned out once, to one in four seconds
    meanwhile = followed(in_pieces(film, 100_000))
    ours = Thumbnails.from_bytes(extras(meanwhile)["thumbnails"])
    assert len(ours) == 120  # one in five seconds
    index = FrameIndex.from_bytes(extras(meanwhile)["index"])
    gaps = [later - earlier for earlier, later in zip(ours.at_us, ours.at_us[1:], strict=False)]
    assert set(gaps) == {4_000_000, 8_000_000}
    for number, at_us in enumerate(ours.at_us):
        shown = read_frame_number(rgb_array(bytes(ours.rgb(number)), ours.width, ours.height))
        assert shown == (index.number_at(at_us) or 0) % (20 * FPS)


def test_no_more_pictures_are_held_than_said_and_no_more_are_made_than_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("video.worker.passing.HELD", 40)
    for film, most in ((live_film(11), 6), (repeated(live_film(20, width=160, height=90), 9, 20), 40)):
        with open_passing(io.BytesIO(film)) as opened:
            thumbnails, held = PassingThumbnails(opened.need_video()), 0
            for packet in opened.container.demux(opened.need_video()):
                if packet.is_keyframe:
                    thumbnails.see(packet)
                held = max(held, len(thumbnails))
        assert most // 2 < held <= most
    assert len(thumbnails) < 30  # of ninety: half of them went twice


def test_sound_alone_and_nothing_at_all_are_named(workshop: FilmWorkshop) -> None:
    for film, problem in ((sound_only(), E.FILM_SOUND_ONLY), (b"", E.FILM_EMPTY), (bytes(50_000), E.FILM_NOT_A_FILM)):
        kept = Kept()
        following = workshop.follow(kept.keep)
        push(following, film)
        found = following.end()
        assert found is not None
        assert (found.picture, found.problems) == (None, (problem,))
        assert found == workshop.prepare(MemorySource(film), kept.keep, kept.progress, Never())
        assert not kept


def test_a_session_that_is_told_to_stop_says_nothing_more() -> None:
    said = followed(in_pieces(live_film(4), 5000), to_the_end=False)
    assert {message.kind for message in said} == {"taken"}


def test_other_containers_are_no_film_here() -> None:
    said = followed(in_pieces(sample("mkv", seconds=2).bytes(), 5000))
    assert facts(said)["problems"] == E.FILM_DAMAGED.value
    assert not extras(said)
