"""A film goes on while another screen is shown; and where the keyboard is."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.domain.recording import RecordingState
from tests.journeys.kit import click, press, until, write
from tests.ui.film.conftest import Visit
from ui.film.desk import DeskState
from ui.film.screen import FilmScreen
from ui.library.screen import LibraryScreen
from ui.preferences import LANGUAGE


def test_a_film_goes_on_elsewhere_with_a_line_that_leads_back(visit: Visit) -> None:
    visit.film()
    window, workspace = visit.house.window, visit.house.shell.workspace
    assert workspace is not None
    for place in ("today", "families", "library", "card", "privacy", "settings"):
        workspace.go(place)
        assert window.film_line.isVisible() and "Filmer" in window.film_line.words.text()
        assert workspace.is_filming() and visit.studio.on is not None
    assert window.rail.buttons["film"].text() == "Filmer"
    click(window.film_line.back)
    assert visit.house.stage(FilmScreen) is visit.screen and not window.film_line.isVisible()
    visit.stop()
    assert window.rail.buttons["film"].text() == "Film"


def test_a_film_that_ends_elsewhere_is_said_there(visit: Visit) -> None:
    visit.film()
    workspace = visit.house.shell.workspace
    assert workspace is not None
    workspace.go("library")
    ended: list[bool] = []
    workspace.end_film(lambda: ended.append(True))
    until(lambda: ended)
    window = visit.house.window
    assert "lagret og låst" in window.notice.text() and not window.film_line.isVisible()
    assert visit.studio.on is None, "the camera is let go"
    library = visit.house.stage(LibraryScreen)
    until(lambda: [row.shelved.recording.state for row in library.rows] == [RecordingState.READY])
    workspace.go("film")
    until(visit.screen.controls.start.isEnabled)


def test_another_language_in_the_middle_of_a_film(visit: Visit) -> None:
    visit.film()
    visit.screen.desk._preferences.set(LANGUAGE, "en")
    screen = visit.house.stage(FilmScreen)
    assert screen is not visit.screen and screen.controls.sign.text() == "Filming"
    assert screen.side.family.line.text() == "K7Q2M" and screen.side.choosers.camera.currentText() == "Practice camera (a drawing)"
    assert screen.desk.state is DeskState.FILMING
    until(screen.preview.is_live)


def test_ending_without_a_film_is_at_once(visit: Visit) -> None:
    ended: list[bool] = []
    assert visit.house.shell.workspace is not None
    visit.house.shell.workspace.end_film(lambda: ended.append(True))
    assert ended == [True]


def test_the_keyboard_is_where_the_next_thing_is_done(visit: Visit) -> None:
    screen, window = visit.screen, visit.house.window
    write(screen.side.family.line, "k7q2m")
    permission = screen.side.whom.permission
    until(permission.is_known)
    press(screen.side.family.line, Qt.Key.Key_Return)
    assert window.focusWidget() is screen.side.whom.settle
    press(screen.side.whom.settle, Qt.Key.Key_Space)
    assert window.focusWidget() is permission.name_button and not screen.preview.isVisible()
    press(permission.name_button, Qt.Key.Key_Space)
    until(permission.paper.isVisible)
    assert window.focusWidget() is permission.paper.kept_at
    write(permission.paper.kept_at, "perm 3")
    press(permission.paper.kept_at, Qt.Key.Key_Return)
    until(lambda: window.focusWidget() is screen.controls.start)
    assert screen.preview.isVisible()
    press(screen.controls.start, Qt.Key.Key_Space)
    visit.until_state(DeskState.FILMING)
    screen.controls.pause.setFocus()
    press(screen.controls.pause, Qt.Key.Key_Space)
    visit.until_state(DeskState.PAUSED)
    assert window.focusWidget() is screen.controls.go_on
    press(screen.controls.go_on, Qt.Key.Key_Space)
    visit.until_state(DeskState.FILMING)
    assert window.focusWidget() is screen.controls.pause
    visit.stop()
