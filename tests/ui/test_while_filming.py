"""While a film is taken with the test camera: nothing ends it by a slip, sleep and idle minutes do not lock, and the task bar shows it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QApplication

from app.domain.filming import TEST_CAMERA, TEST_MICROPHONE, Camera, Microphone
from app.domain.recording import Recording, RecordingState, SourceKind
from storage.practice import create_practice_vault, open_practice_vault
from tests.journeys.kit import House, click, press, settle, until, write
from tests.ui.agreeing import agree_on_paper_there
from ui.film.desk import DeskState
from ui.film.remembered import Remembered
from ui.film.screen import FilmScreen
from ui.filming_sign import application_icon
from ui.preferences import LANGUAGE
from ui.setup.welcome import WelcomeScreen
from ui.stay_awake import Wakefulness
from ui.theme import LIGHT
from ui.today.screen import TodayScreen

USUAL = "Samspill"


@pytest.fixture
def house(qapp: QApplication, nobodys_home: Path) -> Iterator[House]:
    """The practice vault, with a film being taken on its film screen."""
    create_practice_vault(nobodys_home / "practice").close()
    made = House(nobodys_home)
    click(made.stage(WelcomeScreen).practice_button)
    made.stage(TodayScreen)
    begin(made)
    yield made
    workspace = made.shell.workspace
    if workspace is not None and not made.ends.ended:
        done: list[bool] = []
        workspace.end_film(lambda: done.append(True))
        until(lambda: done)
    made.close()


def begin(house: House) -> FilmScreen:
    """With the drawn family, whatever cameras the machine has that runs this."""
    camera, microphone = Camera(TEST_CAMERA, TEST_CAMERA), Microphone(TEST_MICROPHONE, TEST_MICROPHONE)
    Remembered(house.shell._preferences).keep(camera, microphone, None, guide=False)
    assert house.shell.workspace is not None
    house.shell.workspace.go("film")
    screen = house.stage(FilmScreen)
    write(screen.side.family.line, "K7Q2M")
    agree_on_paper_there(screen)
    click(screen.controls.start)
    until(lambda: screen.desk.state is DeskState.FILMING and screen.desk.position_us() > 300_000)
    return screen


def desk_state(house: House) -> DeskState:
    assert house.shell.workspace is not None
    return house.shell.workspace.film_desk.state


def recordings(home: Path) -> list[Recording]:
    """What a fresh process finds in the practice vault."""
    vault = open_practice_vault(home / "practice")
    try:
        with vault.work() as work:
            return work.recordings.all()
    finally:
        vault.close()


def test_locking_asks_first_and_a_slip_ends_nothing(house: House, nobodys_home: Path) -> None:
    question = house.window.film_question
    assert house.window.windowTitle() == "● Samspill filmer" and shows_dot(house.window.windowIcon())
    press(house.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    until(question.is_asking)
    assert "Avslutt filmen og lås" in question.end_button.text() and question.go_on_button.hasFocus()
    press(question.go_on_button, Qt.Key.Key_Escape)
    assert not question.is_asking()
    press(house.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    until(question.is_asking)
    click(question.go_on_button)
    settle()
    assert desk_state(house) is DeskState.FILMING and not house.ends.ended
    press(house.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    click(question.end_button)
    assert "Avslutter" in question.end_button.text() and not question.end_button.isEnabled()
    until(lambda: house.ends.ended)
    [film] = recordings(nobodys_home)
    assert (film.state, film.source_kind) == (RecordingState.READY, SourceKind.LIVE) and film.duration_us > 300_000


def test_enter_is_an_answer_too(house: House) -> None:
    question = house.window.film_question
    house.window.close()
    press(question.go_on_button, Qt.Key.Key_Return)
    assert not question.is_asking() and desk_state(house) is DeskState.FILMING
    house.window.close()
    question.end_button.setFocus()
    press(question.end_button, Qt.Key.Key_Enter)
    until(lambda: house.ends.ended)


def test_the_cross_asks_too_and_closes_when_the_film_has_ended(house: House, nobodys_home: Path) -> None:
    question = house.window.film_question
    house.window.close()
    assert house.window.isVisible() and question.is_asking() and desk_state(house) is DeskState.FILMING
    click(question.end_button)
    until(lambda: house.ends.ended)
    assert not house.window.isVisible()
    assert [film.state for film in recordings(nobodys_home)] == [RecordingState.READY]


def test_throwing_practice_away_asks_too(house: House, nobodys_home: Path) -> None:
    click(house.window.banner_button)
    question = house.window.film_question
    assert question.is_asking() and (nobodys_home / "practice").exists()
    click(question.end_button)
    until(lambda: house.ends.ended)
    assert not (nobodys_home / "practice").exists()


def test_idle_minutes_and_sleep_do_not_lock_until_the_film_has_ended(house: House, nobodys_home: Path) -> None:
    shell, workspace = house.shell, house.shell.workspace
    assert workspace is not None
    shell.idle.soon.emit(20)
    assert house.window.status.fact("soon") == "", "it does not lock, and does not say that it will"
    shell.idle.idle.emit()
    settle()
    assert not house.ends.ended
    shell._suspend.sleeping.emit()
    settle()
    assert desk_state(house) is DeskState.FILMING and not house.ends.ended
    workspace.go("library")
    seen: list[bool] = []
    workspace.end_film(lambda: seen.append(True))
    until(lambda: house.ends.ended)
    assert seen and house.ends.again, "slept meanwhile: locked as soon as the film had ended"


def test_a_mistake_of_ours_is_said_and_the_film_goes_on(house: House) -> None:
    house.shell.tell(RuntimeError("of ours"))
    until(house.window.notice.isVisible)
    settle()
    assert desk_state(house) is DeskState.FILMING and "of ours" not in house.window.notice.text()


def test_the_machine_is_kept_awake_and_the_sign_goes_with_the_film(house: House) -> None:
    shell, workspace = house.shell, house.shell.workspace
    assert workspace is not None
    until(lambda: shell.filming.awake.state not in (Wakefulness.OFF, Wakefulness.ASKED))
    if shell.filming.awake.state is Wakefulness.REFUSED:  # a machine without logind, as most that run tests
        assert "våken" in house.window.status.fact("awake")
    shell._preferences.set(LANGUAGE, "en")  # everything is made anew around the film, which goes on
    assert house.window.windowTitle() == "● Samspill is filming" and workspace.is_filming()
    assert ("awake" in house.window.status.fact("awake")) == (shell.filming.awake.state is Wakefulness.REFUSED)
    workspace.end_film(lambda: None)
    until(lambda: not workspace.is_filming())
    assert shell.filming.awake.state is Wakefulness.OFF and house.window.status.fact("awake") == ""
    assert house.window.windowTitle() == USUAL and not shows_dot(house.window.windowIcon())
    assert not house.ends.ended, "nothing slept: the film can be looked at"
    press(house.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    until(lambda: house.ends.ended)


def shows_dot(icon: QIcon, size: int = 32) -> bool:
    image = icon.pixmap(size, size, QIcon.Mode.Normal, QIcon.State.Off).toImage()
    at = round(image.width() * 0.75)
    return image.pixelColor(at, at) == QColor(LIGHT.danger)


@pytest.mark.parametrize("size", [16, 32, 256])
def test_the_dot_is_red_and_can_be_seen_at_every_size(qapp: QApplication, size: int) -> None:
    assert shows_dot(application_icon(filming=True), size)
    assert not shows_dot(application_icon(), size)


def test_other_work_rests_until_the_film_has_ended(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.upkeep._AFTER_MS", 0)
    workspace, session = house.shell.workspace, house.shell.session
    assert workspace is not None and session is not None

    def scrubs(recording: Recording) -> list[str]:
        with closing(session.store.open_reel(recording.id)) as reel:
            return reel.extra_names("proxy")

    done: list[bool] = []
    workspace._upkeep.go_on()  # an earlier job is under way, or over
    workspace.end_film(lambda: done.append(True))
    until(lambda: done)
    screen = house.stage(FilmScreen)
    click(screen.controls.again)
    click(screen.controls.start)
    until(lambda: screen.desk.state is DeskState.FILMING)
    until(lambda: workspace._upkeep._running is None)
    with session.store.work() as work:
        [film] = [one for one in work.recordings.all() if one.state is RecordingState.READY]
    workspace.imported()  # which would prepare films, and make what they need to be scrubbed
    assert workspace._upkeep._running is None
    before = scrubs(film)
    settle(0.5)
    assert scrubs(film) == before and workspace._upkeep._running is None
    workspace.end_film(lambda: done.append(True))
    until(lambda: "proxy_whole" in scrubs(film))
