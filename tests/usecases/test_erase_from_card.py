"""Erasing from the card: only what was compared, remembered afterwards, and what is left is on the list."""

from __future__ import annotations

import os

from app.domain.errors import ErrorCode
from app.usecases.delete_recording import delete_recording
from app.usecases.erase_from_card import Erasure, erase_films, may_be_erased, not_wiped, wiped_elsewhere
from app.usecases.import_card import Signals, import_films
from tests.usecases.importing import FAMILY, MIB, Place, film
from tests.video.card.cards import lay


def imported(place: Place) -> None:
    contents = place.look()
    import_films(place.tools, contents, contents.films, FAMILY, Signals())


def erase(place: Place) -> list[Erasure]:
    contents = place.look()
    return erase_films(place.vault, place.cards, contents, contents.films)


def test_a_compared_film_is_erased_and_the_list_is_empty(place: Place) -> None:
    lay(place.card, {"DCIM/1.MP4": film(MIB), "DCIM/1.THM": b"t", "DCIM/2.JPG": b"photo"})
    imported(place)
    assert [row.source_key for row in not_wiped(place.vault)] == [place.look().films[0].source_key]
    assert may_be_erased(place.vault, place.look(), place.look().films[0])
    assert [done.code for done in erase(place)] == [None]
    assert sorted(path.name for path in (place.card / "DCIM").iterdir()) == ["2.JPG"]
    assert not_wiped(place.vault) == []


def test_a_film_put_back_on_its_card_is_compared_and_erased_again(place: Place) -> None:
    lay(place.card, {"DCIM/1.MP4": film(MIB)})
    imported(place)
    erase(place)
    lay(place.card, {"DCIM/1.MP4": film(MIB)})
    assert [done.code for done in erase(place)] == [ErrorCode.NOT_VERIFIED_YET]
    imported(place)
    assert [done.code for done in erase(place)] == [None]


def test_a_film_that_is_not_in_the_vault_is_never_erased(place: Place) -> None:
    lay(place.card, {"DCIM/1.MP4": film(MIB)})
    assert [done.code for done in erase(place)] == [ErrorCode.NOT_VERIFIED_YET]
    assert (place.card / "DCIM/1.MP4").exists()


def test_a_film_that_was_copied_but_differs_is_never_erased(place: Place) -> None:
    lay(place.card, {"DCIM/1.MP4": film(4 * MIB)})
    path = place.card / "DCIM/1.MP4"
    times = (path.stat().st_atime_ns, path.stat().st_mtime_ns)

    def rot(_: int) -> None:
        with path.open("r+b") as file:
            file.seek(2 * MIB)
            file.write(b"rotten")
        os.utime(path, ns=times)

    place.cards.on_reread = rot
    imported(place)
    assert not may_be_erased(place.vault, place.look(), place.look().films[0])
    assert [done.code for done in erase(place)] == [ErrorCode.NOT_VERIFIED_YET]
    assert path.exists()


def test_a_film_deleted_here_stays_on_the_list_and_is_not_erased(place: Place) -> None:
    lay(place.card, {"DCIM/1.MP4": film(MIB)})
    imported(place)
    delete_recording(place.vault, place.tools.clock, not_wiped(place.vault)[0].recording)
    assert len(not_wiped(place.vault)) == 1
    assert [done.code for done in erase(place)] == [ErrorCode.NOT_VERIFIED_YET]


def test_the_same_film_twice_on_a_card_is_compared_before_the_second_goes(place: Place) -> None:
    body = film(2 * MIB)
    lay(place.card, {"DCIM/1.MP4": body, "DCIM/2.MP4": body, "DCIM/3.MP4": body[:MIB] + b"!" + body[MIB + 1 :]})
    contents = place.look()
    assert len({one.source_key for one in contents.films}) == 1
    imported(place)
    assert sorted(str(done.code) for done in erase(place)) == sorted(["None", "None", str(ErrorCode.COPY_DIFFERS)])
    assert len(list((place.card / "DCIM").iterdir())) == 1
    assert len(not_wiped(place.vault)) == 1


def test_a_card_formatted_in_the_camera_leaves_the_list_when_told(place: Place) -> None:
    lay(place.card, {"DCIM/1.MP4": film(MIB)})
    imported(place)
    row = not_wiped(place.vault)[0]
    wiped_elsewhere(place.vault, row.card, row.source_key)
    assert not_wiped(place.vault) == []
