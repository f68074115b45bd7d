"""Films that were taken with this laptop, on the film screen: while they are taken, when that was broken off, and after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from app.domain.errors import ErrorCode
from app.domain.ids import RecordingId, family_code, new_id
from app.domain.recording import Picture, Recording, RecordingState, SourceKind
from storage.practice import create_practice_vault
from storage.vault import Vault
from tests.usecases.caring import Hands
from ui.library.film_row import FilmRow
from ui.library.shelf import read_shelf

AT = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)


@pytest.fixture
def vault(qapp: QApplication, tmp_path: Path) -> Iterator[Vault]:
    made = create_practice_vault(tmp_path / "vault")
    yield made
    made.close()


def row_of(vault: Vault) -> FilmRow:
    [(_family, [shelved])] = read_shelf(vault, Hands()).families
    return FilmRow(shelved)


def words_of(row: FilmRow) -> str:
    return " ".join(label.text() for label in row.findChildren(QLabel) if not label.isHidden() and label.parent() is row)


def live(vault: Vault, state: RecordingState, *problems: ErrorCode) -> Recording:
    made = Recording(
        RecordingId(new_id()), family_code("K7Q2M"), SourceKind.LIVE, state, AT, 45_000_000, filmed_at=AT, duration_us=40_000_000,
        picture=Picture(1280, 720), has_sound=True, problems=problems,
    )  # fmt: skip
    with vault.work() as work:
        work.families.add(made.family, AT)
        work.recordings.put(made)
        work.commit()
    return made


def test_while_it_is_filmed_nothing_can_be_done_with_it(vault: Vault) -> None:
    recording = live(vault, RecordingState.FILMING)
    writer = vault.create_reel(recording.id)
    row = row_of(vault)
    assert "Filmes nå." in words_of(row) and "00:40" not in words_of(row)
    assert row.open_button.isHidden() and row.delete_button.isHidden()
    writer.close()
    row = row_of(vault)
    assert "brutt av" in words_of(row) and "Filmes nå" not in words_of(row), "nobody is filming it"
    assert row.open_button.isHidden() and row.delete_button.isHidden()


def test_when_it_is_done_it_says_where_it_was_filmed(vault: Vault) -> None:
    live(vault, RecordingState.READY)
    row = row_of(vault)
    assert "filmet her  ·  00:40  ·  45 MB" in words_of(row)
    assert row.open_button.isEnabled() and not row.open_button.isHidden() and not row.delete_button.isHidden()


def test_a_film_that_was_broken_off_is_told_calmly(vault: Vault) -> None:
    live(vault, RecordingState.READY, ErrorCode.FILMING_BROKEN_OFF)
    row = row_of(vault)
    told = [label for label in row.findChildren(QLabel) if "brutt av" in label.text()]
    assert [label.property("role") for label in told] == ["secondary"]
    assert "De siste to sekundene kan mangle" in told[0].text()
