"""Both ends of a transport stream: packets found, times read, and whether one file goes on where another stopped."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.samples.make import sample
from tests.video.card.cards import PICTURE, SECOND, SOUND, Camera
from video.card.filmed import from_moi, from_stream
from video.card.ts import END_BYTES, StreamEnds, find_packets, goes_on, read_ends


def ends(data: bytes) -> StreamEnds:
    found = read_ends(data[:END_BYTES], data[-END_BYTES:], len(data))
    assert found
    return found


@pytest.mark.parametrize("packet", [192, 188])
def test_packets_and_times_are_found(packet: int) -> None:
    film = Camera(start=1.0, packet=packet).film(4)
    seen = ends(film)
    assert (seen.packets.size, seen.packets.offset) == (packet, 0)
    assert seen.head.lowest == {PICTURE: SECOND, SOUND: SECOND}
    assert seen.tail.highest == {PICTURE: SECOND + 99 * 3600, SOUND: SECOND + 99 * 3600}
    assert seen.head.picture == {PICTURE}


def test_what_is_no_transport_stream_is_refused() -> None:
    assert find_packets(b"") is None
    assert find_packets(bytes(10_000)) is None
    assert find_packets(b"\x47" + bytes(10_000)) is None
    assert read_ends(b"RIFF" * 1000, b"RIFF" * 1000, 4000) is None


def test_a_film_cut_anywhere_goes_on_and_never_backwards() -> None:
    film = Camera().film(8)
    for cut in (192 * 60, 192 * 301, 192 * 301 + 77, len(film) - 192 * 40):
        first, second = ends(film[:cut]), ends(film[cut:])
        assert goes_on(first, second), cut
        assert not goes_on(second, first)
        assert not goes_on(first, first)


def test_two_films_of_one_camera_do_not_go_on() -> None:
    first, second = Camera(start=1.0).film(5), Camera(start=1.0).film(3)
    assert not goes_on(ends(first), ends(second))
    assert not goes_on(ends(Camera(start=1.0).film(0.2)), ends(second))


def test_a_gap_of_two_seconds_is_another_film() -> None:
    camera = Camera()
    first = camera.film(5)
    camera.now += 2 * SECOND
    assert not goes_on(ends(first), ends(camera.film(5)))


def test_counters_that_start_again_do_not_hide_a_long_film() -> None:
    first = Camera(start=1.0).film(5)
    assert goes_on(ends(first), ends(Camera(start=6.0).film(2)))


def test_the_clock_may_wrap_within_a_film() -> None:
    camera = Camera(start=((1 << 33) - 3 * SECOND) / SECOND)
    first = camera.film(5)
    assert camera.now < SECOND * 3
    assert goes_on(ends(first), ends(camera.film(2)))


def test_a_cut_encoded_film_goes_on() -> None:
    film = sample("mts").bytes()
    cut = len(film) // 192 // 2 * 192
    assert goes_on(ends(film[:cut]), ends(film[cut:]))
    assert not goes_on(ends(film), ends(film))


def test_the_cameras_clock_is_read_across_packets() -> None:
    message = bytes.fromhex("17ee8c60f84d11d98cd60800200c9a66") + b"MDPM" + bytes.fromhex("021842202607190214350900")
    head = Camera().film(1, first_payload=b"\0\0\1\x06\x05" + b"\xaa" * 130 + message[:15])
    assert from_stream(head, ends(head)) is None
    head = Camera().film(1, first_payload=b"\0\0\1\x06\x05" + message)
    assert from_stream(head, ends(head)) == datetime(2026, 7, 2, 14, 35, 9)


def test_a_clock_no_calendar_has_is_not_believed() -> None:
    message = bytes.fromhex("17ee8c60f84d11d98cd60800200c9a66") + b"MDPM" + bytes.fromhex("02184220269919ff99999900")
    head = Camera().film(1, first_payload=message)
    assert from_stream(head, ends(head)) is None


def test_a_moi_file_tells_the_time() -> None:
    assert from_moi(b"V6" + bytes(4) + bytes.fromhex("07d8050c0e1e2710")) == datetime(2008, 5, 12, 14, 30, 10)
    assert from_moi(b"V6" + bytes(4) + bytes.fromhex("0000000000000000")) is None
    assert from_moi(b"no") is None


def test_the_clock_of_a_real_camera(samples: Path) -> None:
    data = (samples / "video" / "drew_sony_a7m3.mts").read_bytes()
    assert from_stream(data, ends(data)) == datetime(2019, 4, 24, 22, 24)
