"""The act `camcorder`: film is forbidden on this laptop, stays on the camcorder, and is marked along against its counter."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.rehearsal.scene import Scene, current, unlock
from ui.camcorder.screen import MarksScreen
from ui.camcorder.switch import NoImportSwitch
from ui.library.screen import LibraryScreen
from ui.privacy.screen import PrivacyScreen

FAMILY = "DEMO"
_CONTROL = Qt.KeyboardModifier.ControlModifier
_SETTLE_S = 0.3
_MARKS = ((2.4, Qt.Key.Key_1), (3.0, Qt.Key.Key_2), (3.6, Qt.Key.Key_6), (4.2, Qt.Key.Key_7), (4.8, Qt.Key.Key_2))  # seconds of the counter


def camcorder(scene: Scene) -> None:
    """From the switch to the marks, and closing the window."""
    unlock(scene)
    _switch(scene)
    screen = _begin(scene)
    _mark(scene, screen)
    drive, window = scene.drive, scene.shell.window
    drive.key(window, Qt.Key.Key_4, _CONTROL)
    library = drive.wait("the recordings", lambda: current(scene.shell, LibraryScreen))
    drive.wait("the marked film among them", lambda: any(row.shelved.recording.stays_on_camcorder for row in library.rows))
    drive.live(_SETTLE_S)
    drive.picture("camcorder-among-films", window)
    window.close()
    drive.wait("the end", lambda: False, 10)


def _switch(scene: Scene) -> None:
    drive, window = scene.drive, scene.shell.window
    drive.key(window, Qt.Key.Key_6, _CONTROL)
    privacy = drive.wait("privacy", lambda: current(scene.shell, PrivacyScreen))
    drive.click(privacy.tabs["rules"])
    switch = drive.wait("the switch", lambda: next(iter(privacy.findChildren(NoImportSwitch)), None))
    drive.wait("what it stands at", switch.tick.isEnabled)
    drive.click(switch.tick)
    drive.wait("the answer", switch.notice.isVisible)
    drive.wait("the rail without film", lambda: not window.rail.buttons["film"].isVisible())
    drive.check("marks stand in the rail", window.rail.buttons["marks"].isVisible())
    drive.live(_SETTLE_S)
    drive.picture("no-film-switch", window)


def _begin(scene: Scene) -> MarksScreen:
    drive, window = scene.drive, scene.shell.window
    drive.key(window, Qt.Key.Key_3, _CONTROL)
    screen = drive.wait("the marking screen", lambda: current(scene.shell, MarksScreen))
    drive.type(screen.start.family.line, FAMILY)
    drive.type(screen.start.counter, "0:12:00")
    drive.wait("everybody's yes", screen.start.start.isEnabled)
    drive.live(_SETTLE_S)
    drive.picture("camcorder-start", window)
    drive.click(screen.start.start)
    drive.wait("the counter", screen.is_running)
    return screen


def _mark(scene: Scene, screen: MarksScreen) -> None:
    drive, page = scene.drive, screen.marking
    began = 720_000_000
    for second, key in _MARKS:
        drive.wait(f"second {second}", lambda second=second: page.face.at_us() >= began + second * 1_000_000)  # type: ignore[misc]
        drive.key(page, key)
    drive.key(page, Qt.Key.Key_I)
    drive.live(0.8)
    drive.key(page, Qt.Key.Key_O)
    drive.type(page.clip_editor.title, scene.words["first title"])
    drive.key(page.clip_editor.title, Qt.Key.Key_Return)
    drive.check("clips on the counter", len(page.book.clips()), 1)
    drive.check("marks on the counter, with the film's beginning", len(page.book.marks()), 5)
    drive.wait("everything being saved", lambda: page.book.waiting() == 0)
    drive.live(_SETTLE_S)
    drive.picture("camcorder", scene.shell.window)
    drive.click(page.face.end_button)
    drive.wait("the length", page.notice.isVisible)
    drive.wait("it being saved", lambda: page.book.waiting() == 0)
    drive.live(_SETTLE_S)
    drive.picture("camcorder-ended", scene.shell.window)
