"""Playlists: what a camera writes is read, and garbage is no playlist."""

from __future__ import annotations

import random

from video.card.mpl import PlayItem, parse_playlist, write_playlist

ITEMS = [PlayItem("00000", 1, 0, 45_000), PlayItem("00001", 6, 45_000, 90_000), PlayItem("0000A", 5, 1, 2)]


def test_what_is_written_is_read_again() -> None:
    assert parse_playlist(write_playlist(ITEMS)) == ITEMS
    assert [item.goes_on for item in ITEMS] == [False, True, True]


def test_an_empty_playlist_has_no_items() -> None:
    assert parse_playlist(write_playlist([])) == []


def test_a_cut_playlist_gives_the_items_before_the_cut() -> None:
    whole = write_playlist(ITEMS)
    seen = {len(parse_playlist(whole[:length])) for length in range(len(whole))}
    assert seen == {0, 1, 2, 3}


def test_ten_thousand_spoiled_playlists_are_read_without_a_word() -> None:
    whole = bytearray(write_playlist(ITEMS))
    chance = random.Random(4)
    for _ in range(10_000):
        spoiled = bytearray(whole)
        for _ in range(chance.randrange(1, 8)):
            spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
        for item in parse_playlist(bytes(spoiled)):
            assert len(item.clip) == 5
            assert item.clip.isalnum()


def test_other_files_are_no_playlists() -> None:
    for data in (b"", b"MPLS", bytes(5000), b"INDX0100" + bytes(200), b"MPLS0100" + b"\xff" * 100, b"MPLS9999" + bytes(100)):
        assert parse_playlist(data) == []


def test_names_that_are_paths_are_not_clips() -> None:
    data = write_playlist([PlayItem("00000", 1, 0, 1)]).replace(b"00000M2TS", b"../..M2TS")
    assert parse_playlist(data) == []
