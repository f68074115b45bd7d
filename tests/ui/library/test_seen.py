"""The small picture of a film in the list: none of a film that nobody may look at, none of a hidden part, and the row says why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from app.domain.appearance import Appearance
from app.domain.family import Person, PersonKind
from app.domain.ids import PersonId
from app.domain.recording import Recording
from app.usecases.withdraw_consent import withdraw_consent
from storage.practice import create_practice_vault
from storage.vault import Vault
from tests.samples.make import sample
from tests.ui.films import AT_THE_TIME, keep_film, prepared
from ui.library.film_row import FilmRow
from ui.library.shelf import Still, read_shelf, read_still
from ui.texts import say
from video.thumbnails import THUMBNAILS_NAME, Thumbnails

PATH = sample("mp4_gop30", seconds=6).path


@pytest.fixture
def vault(qapp: QApplication, tmp_path: Path) -> Iterator[Vault]:
    made = create_practice_vault(tmp_path / "vault")
    yield made
    made.close()


def still(vault: Vault, film: Recording) -> Still | None:
    return read_still(vault, AT_THE_TIME, film.id)


def said(vault: Vault) -> str:
    [(_family, [shelved])] = read_shelf(vault, AT_THE_TIME).families
    row = FilmRow(shelved)
    return " ".join(label.text() for label in row.findChildren(QLabel))


def hide(vault: Vault, film: Recording, start_us: int, end_us: int | None) -> None:
    somebody = PersonId("somebody")
    with vault.work() as work:
        work.people.put(Person(somebody, film.family, PersonKind.OTHER))
        work.appearances.put(Appearance(film.id, somebody, start_us, end_us))
        work.commit()


def test_of_a_film_that_may_be_seen_there_is_a_picture_from_a_third(vault: Vault) -> None:
    film = keep_film(vault, PATH)
    pictures = Thumbnails.from_bytes(prepared(PATH)[1][THUMBNAILS_NAME])
    found = still(vault, film)
    assert found is not None
    assert found.rgb == bytes(pictures.rgb(len(pictures) // 3))
    assert say("library.part_hidden") not in said(vault)


def test_of_a_hidden_part_there_is_none(vault: Vault) -> None:
    film = keep_film(vault, PATH)
    pictures = Thumbnails.from_bytes(prepared(PATH)[1][THUMBNAILS_NAME])
    third = len(pictures) // 3
    hide(vault, film, pictures.at_us[third], pictures.at_us[third + 1])
    found = still(vault, film)
    assert found is not None
    assert found.rgb == bytes(pictures.rgb(third + 1))
    assert say("library.part_hidden") in said(vault)
    hide(vault, film, 0, None)
    assert still(vault, film) is None


def test_of_a_film_that_nobody_may_look_at_there_is_none_and_the_row_says_why(vault: Vault) -> None:
    film = keep_film(vault, PATH)
    with vault.work() as work:
        child = next(one.id for one in work.people.of(film.family) if one.kind is PersonKind.CHILD)
        for one in work.ledger.of_people([child]):
            work.ledger.withdraw(one.id, AT_THE_TIME.now())
        work.commit()
    assert still(vault, film) is None
    assert say("error.consent_withdrawn.title") in said(vault)
    withdraw_consent(vault, AT_THE_TIME, child)
    assert read_shelf(vault, AT_THE_TIME).families == ()
