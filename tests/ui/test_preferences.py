"""Preferences: what fits is kept, what does not is the default, and no folder comes to be by reading or writing them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from ui.preferences import FILE_NAME, IDLE_MINUTES, LANGUAGE, MUTED, VOLUME_PERCENT, Preferences


def test_a_value_is_there_after_a_restart(qapp: QApplication, tmp_path: Path) -> None:
    first = Preferences(tmp_path)
    heard: list[str] = []
    first.changed.connect(heard.append)
    first.set(VOLUME_PERCENT, 250)
    first.set(VOLUME_PERCENT, 250)
    first.set(MUTED, value=True)
    first.save()
    assert heard == ["volume_percent", "muted"]
    again = Preferences(tmp_path)
    assert again.get(VOLUME_PERCENT) == 250 and again.get(MUTED) and again.get(IDLE_MINUTES) == 5


@pytest.mark.parametrize(
    "kept", ["", "[]", "nonsense", '{"idle_minutes": 0}', '{"idle_minutes": "5; drop"}', '{"idle_minutes": true}', '{"idle_minutes": 5.5}']
)
def test_a_damaged_file_is_the_defaults(qapp: QApplication, tmp_path: Path, kept: str) -> None:
    (tmp_path / FILE_NAME).write_text(kept)
    assert Preferences(tmp_path).get(IDLE_MINUTES) == 5


def test_unknown_names_are_not_carried_on(qapp: QApplication, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('{"name_of_the_family": "x", "language": "en"}')
    preferences = Preferences(tmp_path)
    preferences.save()
    assert json.loads((tmp_path / FILE_NAME).read_text()) == {"language": "en"}


def test_nothing_is_created_where_there_is_no_vault(qapp: QApplication, tmp_path: Path) -> None:
    folder = tmp_path / "none"
    preferences = Preferences(folder)
    preferences.set(LANGUAGE, "en")
    preferences.save()
    assert not folder.exists()
    folder.mkdir()
    preferences.move_to(folder)
    assert Preferences(folder).get(LANGUAGE) == "en"


def test_a_value_that_does_not_fit_is_a_bug(qapp: QApplication, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="idle_minutes"):
        Preferences(tmp_path).set(IDLE_MINUTES, 0)
