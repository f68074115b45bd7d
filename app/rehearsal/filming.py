"""Filming live in the practice vault, with the drawn family for a camera: start, bookmark, pause, go on, stop, and look at it."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.domain.filming import TEST_CAMERA, TEST_MICROPHONE, Camera, Microphone
from app.domain.scheme import BOOKMARK, GAP
from app.rehearsal.driver import Driver
from app.rehearsal.scene import Scene, current
from ui.film.desk import DeskState
from ui.film.hold_button import NOT_TWICE_MS
from ui.film.remembered import Remembered
from ui.film.screen import FilmScreen
from ui.review.screen import ReviewScreen

FAMILY = "K7Q2M"
_CONTROL = Qt.KeyboardModifier.ControlModifier
_PATIENCE_S = 30.0


def film_live(scene: Scene) -> None:
    """From the empty chooser to the bookmark under review."""
    screen = _choose(scene)
    _take(scene, screen)
    _stop_and_look(scene, screen)


def _choose(scene: Scene) -> FilmScreen:
    drive, shell = scene.drive, scene.shell
    # As if they had been used last: whatever else is plugged into this machine is not even switched on.
    camera, microphone = Camera(TEST_CAMERA, TEST_CAMERA), Microphone(TEST_MICROPHONE, TEST_MICROPHONE)
    Remembered(scene.preferences).keep(camera, microphone, None, guide=True)
    drive.key(shell.window, Qt.Key.Key_3, _CONTROL)
    screen = drive.wait("the screen that films", lambda: current(shell, FilmScreen))
    choice = drive.wait("the choice of camera", lambda: screen.desk.choice)
    drive.check("films the drawn family", (choice.camera, choice.microphone) == (TEST_CAMERA, TEST_MICROPHONE))
    drive.wait("the preview", lambda: screen.desk.can_film() and screen.meter.heard is not None)
    drive.check("nothing is filmed before everybody has said yes", screen.controls.start.isEnabled(), wanted=False)
    drive.type(screen.side.family.line, FAMILY)
    drive.wait("who is to say yes", screen.side.whom.permission.is_known)
    drive.wait("faces being looked for", screen.guide.hint.text)
    drive.picture("film-consent", shell.window)
    _agree(scene, screen)
    drive.live(0.9)  # sound and faces are looked at
    drive.picture("film-ready", shell.window)
    return screen


def _agree(scene: Scene, screen: FilmScreen) -> None:
    """A new family: its first people, and a sheet of paper that they signed."""
    drive, permission = scene.drive, screen.side.whom.permission
    drive.click(screen.side.whom.settle)
    drive.click(permission.name_button)
    drive.wait("the paper", permission.paper.isVisible)
    drive.type(permission.paper.kept_at, "perm 3")
    drive.picture("film-paper", scene.shell.window)
    drive.click(permission.paper.enter_button)
    drive.wait("the big button", screen.controls.start.isEnabled)


def _take(scene: Scene, screen: FilmScreen) -> None:
    drive, shell, desk = scene.drive, scene.shell, screen.desk
    drive.click(screen.controls.start)
    _until_filmed(drive, screen, 2.6)
    drive.check("the window says that it films", shell.window.windowTitle().startswith("●"))
    drive.key(screen, Qt.Key.Key_B)
    drive.wait("the bookmark being safe", lambda: desk.bookmarks == 1)
    drive.live(0.3)
    drive.picture("filming", shell.window)
    drive.key(shell.window, Qt.Key.Key_L, _CONTROL)
    drive.wait("the question before the lock", shell.window.film_question.is_asking)
    drive.picture("filming-lock-asked", shell.window)
    drive.click(shell.window.film_question.go_on_button)
    screen.preview.setFocus()
    drive.click(screen.controls.pause)
    drive.wait("the pause", lambda: desk.state is DeskState.PAUSED)
    drive.live(1.2)
    drive.picture("filming-paused", shell.window)
    drive.click(screen.controls.go_on)
    drive.wait("going on", lambda: desk.state is DeskState.FILMING)
    _until_filmed(drive, screen, 3.8)
    # A fact, not a check: how fast this machine is right now is not for the rehearsal to judge.
    drive.record.facts["frames the machine was too slow for"] = desk.pulse.dropped_frames if desk.pulse else 0


def _stop_and_look(scene: Scene, screen: FilmScreen) -> None:
    drive, shell, desk = scene.drive, scene.shell, screen.desk
    drive.key(screen, Qt.Key.Key_Space)
    drive.live(NOT_TWICE_MS / 1000 + 0.1)  # a double press is no answer
    drive.picture("filming-stop-asked", shell.window)
    drive.key(screen, Qt.Key.Key_Space)
    drive.wait("the film's end", lambda: screen.controls.is_saved() and desk.state is DeskState.READY)
    drive.live(0.3)
    drive.picture("film-saved", shell.window)
    drive.click(screen.controls.look)
    review = drive.wait("the review screen", lambda: shell.workspace and shell.workspace.cinema.review)
    assert isinstance(review, ReviewScreen)
    drive.wait("the marks", lambda: len(review.book.marks()) == 2 and not review.player.image().isNull())
    drive.check("marks of the film", [mark.code for mark in review.book.marks()], [BOOKMARK.id, GAP.id])
    bookmark = review.book.marks()[0]
    drive.key(review.film, Qt.Key.Key_PageDown)
    player = review.player
    drive.wait("the picture at the bookmark", lambda: player.is_exact() and player.shown_us() == player.frame_us_near(bookmark.start_us))
    drive.wait("its small pictures", review.timeline.has_pictures)
    drive.picture("film-look", shell.window)


def _until_filmed(drive: Driver, screen: FilmScreen, seconds: float) -> None:
    drive.wait(f"{seconds} s of film", lambda: screen.desk.position_us() >= seconds * 1_000_000, _PATIENCE_S)
