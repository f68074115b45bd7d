"""The three acts of the rehearsal, each in a process of its own, as locking ends the process that holds the keys.

`practise`: the practice vault is made, a film is taken in it with the drawn family, and it is thrown away. `film`: first set-up, the
card, watching, marking, a clip, the parent, and the lock. `come_back`: unlocking, all is still there, deletion, privacy, settings, closing.
"""

from __future__ import annotations

import math
from typing import TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget

from app.rehearsal.driver import Driver
from app.rehearsal.filming import film_live
from app.rehearsal.scene import Scene, current, library_with
from ui.card.choose import ChoosePanel
from ui.card.films import FilmsPanel
from ui.card.result import ResultPanel
from ui.card.run import RunPanel
from ui.card.screen import CardScreen
from ui.library.film_row import FilmRow
from ui.parent.window import ParentWindow
from ui.review.screen import ReviewScreen
from ui.setup.welcome import WelcomeScreen
from ui.setup.wizard import SetupWizard
from ui.today.screen import TodayScreen
from ui.unlock.screen import UnlockScreen

W = TypeVar("W", bound=QWidget)

FAMILY = "DEMO"
PIN = "4711"
_CONTROL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_MANY_S = 60.0
# When each key is pressed, in seconds of the film. A point lands two seconds earlier: nobody sees and presses at once.
_MOMENTS = (
    (0.4, Qt.Key.Key_2), (6.6, Qt.Key.Key_2), (9.2, Qt.Key.Key_1), (10.4, Qt.Key.Key_5), (12.0, Qt.Key.Key_7), (12.4, Qt.Key.Key_6),
    (18.4, Qt.Key.Key_7), (21.6, Qt.Key.Key_3), (30.8, Qt.Key.Key_8), (35.6, Qt.Key.Key_4),
)  # fmt: skip
MARKS = 8  # ten presses; two of them end a state


# --- practise ----------------------------------------------------------------------------------------------------------------


def practise(scene: Scene) -> None:
    """One click makes the practice vault, a film is taken in it, and one click throws it away."""
    drive, shell = scene.drive, scene.shell
    shell.start()
    drive.in_front(shell.window)
    welcome = drive.wait("the first screen", lambda: current(shell, WelcomeScreen))
    drive.picture("welcome", shell.window)
    drive.click(welcome.practice_button)
    drive.wait("today", lambda: current(shell, TodayScreen), _MANY_S)
    drive.key(shell.window, Qt.Key.Key_4, _CONTROL)
    library = drive.wait("the practice films", lambda: library_with(shell, 3), _MANY_S)
    drive.wait("their stills", lambda: all(row.still.has_picture() for row in library.rows))
    drive.check("practice vault is marked as practice", shell.session is not None and shell.session.practice)
    drive.picture("practice", shell.window)
    film_live(scene)
    shell.window.throw_practice_wanted.emit()


# --- film --------------------------------------------------------------------------------------------------------------------


def film(scene: Scene) -> None:
    _set_up(scene)
    _import(scene)
    review = _open_longest(scene)
    _watch(scene, review)
    _mark(scene, review)
    _clip(scene, review)
    _people(scene, review)
    _show_parent(scene, review)
    drive = scene.drive
    drive.wait("everything being saved", lambda: not review.has_unsaved())
    drive.key(scene.shell.window, Qt.Key.Key_L, _CONTROL)
    drive.wait("the lock", lambda: False, 10)


def _set_up(scene: Scene) -> None:
    drive, shell = scene.drive, scene.shell
    shell.start()
    drive.in_front(shell.window)
    welcome = drive.wait("the first screen", lambda: current(shell, WelcomeScreen))
    drive.check("opening creates nothing", scene.vault.exists(), wanted=False)
    drive.click(welcome.set_up_button)
    wizard = drive.wait("set-up", lambda: current(shell, SetupWizard))
    drive.wait("six offered words", lambda: len(wizard.passphrase.offer.text().split()) == 6)
    drive.type(wizard.passphrase.twice.first.line, scene.passphrase)
    drive.type(wizard.passphrase.twice.second.line, scene.passphrase)
    drive.wait("the passphrase being found strong", wizard.next_button.isEnabled)
    drive.picture("set-up-passphrase", shell.window)
    drive.click(wizard.next_button)
    drive.type(wizard.lock.pin, PIN)
    drive.picture("set-up-lock", shell.window)
    drive.click(wizard.next_button)
    recovery = drive.wait("the recovery code", lambda: wizard.recovery, _MANY_S)
    shown = next(label for label in recovery.findChildren(QLabel) if label.property("role") == "code")
    groups = shown.text().split()
    for asked, line in zip(recovery.asked, recovery.fields, strict=True):
        drive.type(line, groups[asked - 1])
    drive.picture("recovery-code", shell.window)
    drive.click(wizard.next_button)
    drive.wait("today", lambda: current(shell, TodayScreen))
    drive.key(shell.window, Qt.Key.Key_4, _CONTROL)
    drive.wait("the empty film screen", lambda: library_with(shell, 0))
    drive.picture("films-empty", shell.window)


def _import(scene: Scene) -> None:
    drive, shell = scene.drive, scene.shell
    drive.key(shell.window, Qt.Key.Key_5, _CONTROL)
    screen = drive.wait("the import screen", lambda: current(shell, CardScreen))
    choose = drive.wait("where to import from", lambda: _panel(screen, ChoosePanel))
    drive.picture("import-choose", shell.window)
    drive.drop(choose, scene.card)
    films = drive.wait("the films on the card", lambda: _panel(screen, FilmsPanel))
    drive.wait("their stills", lambda: all(row.still.has_picture() for row in films.rows))
    drive.check("films on the card", len(films.rows), 3)
    drive.check("parts of the longest", max(len(row.film.parts) for row in films.rows), 2)
    drive.type(films.code, FAMILY)
    permission = films.whom.permission
    drive.wait("a family without people", permission.name_button.isVisible)
    drive.click(permission.name_button)
    drive.wait("where consent on paper is entered", permission.paper.isVisible)
    drive.type(permission.paper.kept_at, "3")
    drive.click(permission.paper.replay)
    drive.picture("import-consent", shell.window)
    drive.click(permission.paper.enter_button)
    drive.wait("the family's yes", films.import_button.isEnabled)
    drive.picture("import-films", shell.window)
    drive.click(films.import_button)
    drive.wait("the import under way", lambda: _panel(screen, RunPanel))
    drive.picture("import-running", shell.window)
    result = drive.wait("the import's end", lambda: _panel(screen, ResultPanel), _MANY_S)
    drive.check("films compared with the card", len(result.erase.films()), 3)
    drive.picture("import-done", shell.window)
    drive.click(result.erase.tick)
    drive.click(result.erase.erase_button)
    drive.wait("the card being wiped", lambda: not any(scene.card.rglob("*.MTS")) and not any(scene.card.rglob("*.MP4")))
    drive.check("the card is wiped", fact=True)
    drive.wait("the answer", result.notice.isVisible)
    drive.picture("card-wiped", shell.window)
    drive.click(result.library_button)
    library = drive.wait("three films", lambda: library_with(shell, 3))
    drive.wait("their stills", lambda: all(row.still.has_picture() for row in library.rows))
    drive.picture("films", shell.window)


def _watch(scene: Scene, review: ReviewScreen) -> None:
    """Play, step both ways, jump, slower: shown times are the frames' own."""
    drive, player = scene.drive, review.player
    drive.key(review.film, Qt.Key.Key_Space)
    drive.wait("the film playing", lambda: player.is_playing() and player.shown_us() > 1_200_000)
    drive.check("plays", fact=True)
    drive.picture("playing", scene.shell.window)
    drive.key(review.film, Qt.Key.Key_Space)
    drive.wait("the pause", lambda: not player.is_playing() and player.is_exact() and player.shown_us() == player.position_us())
    began = player.shown_us()
    for key, wanted in ((Qt.Key.Key_Period, 40_000), (Qt.Key.Key_Comma, 0), (Qt.Key.Key_Comma, -40_000)):
        drive.key(review.film, key)
        drive.wait(f"the picture at {wanted}", lambda wanted=wanted: player.is_exact() and player.shown_us() == began + wanted)  # type: ignore[misc]
    drive.check("steps one frame both ways", fact=True)


def _mark(scene: Scene, review: ReviewScreen) -> None:
    drive = scene.drive
    for second, key in _MOMENTS:
        _go_to(drive, review, second)
        drive.key(review.film, key)
    drive.check("marks", len(review.book.marks()), MARKS)
    drive.key(review.film, Qt.Key.Key_5)
    drive.check("marks with one too many", len(review.book.marks()), MARKS + 1)
    drive.key(review.film, Qt.Key.Key_Z, _CONTROL)
    drive.check("marks after undo", len(review.book.marks()), MARKS)
    invites = next(mark for mark in review.book.marks() if mark.code == "invites")
    review.marks.chosen.emit(invites.id)
    drive.key(review.film, Qt.Key.Key_N)
    drive.type(review.mark_editor.note, scene.words["note"])
    drive.key(review.mark_editor.note, Qt.Key.Key_Return)
    review.film.setFocus()
    _go_to(drive, review, 7.6)
    drive.wait("the marks being saved", lambda: not review.has_unsaved())
    drive.picture("marks", scene.shell.window)


def _clip(scene: Scene, review: ReviewScreen) -> None:
    """One clip out of the shared moment, one by its two ends."""
    drive = scene.drive
    shared = next(mark for mark in review.book.marks() if mark.code == "shared_moment")
    review.marks.chosen.emit(shared.id)
    drive.key(review.film, Qt.Key.Key_C)
    _title(scene, review, scene.words["first title"])
    _go_to(drive, review, 28.0)
    drive.key(review.film, Qt.Key.Key_I)
    _go_to(drive, review, 32.0)
    drive.key(review.film, Qt.Key.Key_O)
    _title(scene, review, scene.words["second title"])
    _go_to(drive, review, 29.0)
    drive.check("clips", len(review.book.clips()), 2)
    drive.picture("review", scene.shell.window)
    drive.key(review.film, Qt.Key.Key_F1)
    drive.wait("the overview of keys", review.help.isVisible)
    drive.picture("keys", scene.shell.window)
    drive.key(review.help, Qt.Key.Key_Escape)
    drive.wait("the film again", lambda: not review.help.isVisible())


def _title(scene: Scene, review: ReviewScreen, words: str) -> None:
    drive = scene.drive
    drive.wait("the clip being chosen", review.clip_editor.isVisible)
    drive.type(review.clip_editor.title, words)
    drive.key(review.clip_editor.title, Qt.Key.Key_Return)
    review.film.setFocus()


def _people(scene: Scene, review: ReviewScreen) -> None:
    """Who is in the film, and what it may be used for."""
    drive, panel = scene.drive, review.people
    drive.click(review.header.people)
    drive.wait("who is in the film", lambda: panel.choices and all(box.isVisible() for box in panel.choices.values()))
    drive.picture("who-is-in-it", scene.shell.window)
    drive.click(panel.done)
    drive.wait("the marks again", review.marks.isVisible)
    review.film.setFocus()


def _show_parent(scene: Scene, review: ReviewScreen) -> None:
    drive, shell = scene.drive, scene.shell
    drive.key(review.film, Qt.Key.Key_P, _CONTROL)
    parent = drive.wait("the parent's window", lambda: shell.workspace and shell.workspace.cinema.parent_window)
    assert isinstance(parent, ParentWindow)
    drive.in_front(parent)
    first = review.book.clips()[0]
    drive.wait("the clip's first picture", lambda: parent.player.is_exact() and parent.player.shown_us() == first.start_us)
    drive.check("clips shown to the parent", len(parent.showing.clips), 2)
    drive.check("the other window is hidden", shell.window.isVisible(), wanted=False)
    drive.key(parent, Qt.Key.Key_Space)
    drive.wait("the clip playing", lambda: parent.player.shown_us() > first.start_us + 800_000)
    drive.picture("parent", parent)
    drive.key(parent, Qt.Key.Key_D)
    drive.wait("the sheet to draw on", parent.sheet.isVisible)
    drive.draw(parent.sheet, _ring(parent.sheet))
    drive.picture("parent-drawing", parent)
    drive.key(parent, Qt.Key.Key_Escape)
    drive.wait("the question at the door", parent.leave_panel.isVisible)
    drive.type(parent.leave_panel.field, "0000")
    drive.key(parent.leave_panel.field, Qt.Key.Key_Return)
    drive.wait("the refusal", lambda: parent.leave_panel.leave.isEnabled() and parent.leave_panel.answer.text())
    drive.check("a wrong PIN does not lead out", parent.isVisible())
    drive.picture("parent-leave", parent)
    drive.type(parent.leave_panel.field, PIN)
    drive.key(parent.leave_panel.field, Qt.Key.Key_Return)
    drive.wait("the way out", shell.window.isVisible)
    drive.check("the PIN leads out", fact=True)
    drive.in_front(shell.window)


# --- come back -----------------------------------------------------------------------------------------------------------------


def come_back(scene: Scene) -> None:
    _unlock(scene)
    review = _open_longest(scene)
    drive = scene.drive
    drive.wait("the marks", lambda: len(review.book.marks()) == MARKS)
    drive.check("marks after unlocking", len(review.book.marks()), MARKS)
    drive.check("clips after unlocking", len(review.book.clips()), 2)
    _delete(scene, review)
    _rest(scene)
    scene.shell.window.close()
    drive.wait("the end", lambda: False, 10)


def _unlock(scene: Scene) -> None:
    drive, shell = scene.drive, scene.shell
    shell.start()
    drive.in_front(shell.window)
    screen = drive.wait("the lock screen", lambda: current(shell, UnlockScreen))
    drive.picture("lock-screen", shell.window)
    drive.click(screen.recovery_button)
    drive.picture("lock-screen-code", shell.window)
    drive.click(screen.back_button)
    drive.type(screen.passphrase.line, "not the passphrase")
    drive.key(screen.passphrase.line, Qt.Key.Key_Return)
    drive.wait("the refusal", screen.notice.isVisible)
    drive.check("a wrong passphrase does not open", shell.session is None)
    drive.picture("wrong-passphrase", shell.window)
    drive.wait("the next try", lambda: screen.unlock_button.isEnabled() and screen.unlock_button.isVisible())
    screen.passphrase.line.clear()
    drive.type(screen.passphrase.line, scene.passphrase)
    drive.key(screen.passphrase.line, Qt.Key.Key_Return)
    drive.wait("today", lambda: current(shell, TodayScreen))
    drive.check("unlocks", fact=True)


def _delete(scene: Scene, review: ReviewScreen) -> None:
    drive, shell = scene.drive, scene.shell
    reels = len(list((scene.vault / "reels").glob("*.reel")))
    review.header.delete_wanted.emit()
    library = drive.wait("the films", lambda: library_with(shell, 3))
    row = drive.wait("the question", lambda: next((one for one in library.rows if one.panel.isVisible()), None))
    drive.picture("delete-asked", shell.window)
    drive.click(row.panel.go_on_button)
    drive.type(row.panel.typed, FAMILY)
    drive.picture("delete-sure", shell.window)
    drive.click(row.panel.delete_button)
    library = drive.wait("two films", lambda: library_with(shell, 2))
    drive.wait("the receipt", library.notice.isVisible)
    drive.check("reels that went", reels - len(list((scene.vault / "reels").glob("*.reel"))), 1)
    drive.picture("deleted", shell.window)


def _rest(scene: Scene) -> None:
    drive, shell = scene.drive, scene.shell
    drive.key(shell.window, Qt.Key.Key_7, _CONTROL)
    drive.live(0.3)
    drive.picture("settings", shell.window)


# --- helpers -------------------------------------------------------------------------------------------------------------------


def _open_longest(scene: Scene) -> ReviewScreen:
    drive, shell = scene.drive, scene.shell
    drive.key(shell.window, Qt.Key.Key_4, _CONTROL)
    library = drive.wait("the films", lambda: library_with(shell, 3))
    longest: FilmRow = max(library.rows, key=lambda row: row.shelved.recording.duration_us)
    drive.click(longest.open_button)
    review = drive.wait("the review screen", lambda: shell.workspace and shell.workspace.cinema.review)
    assert isinstance(review, ReviewScreen)
    drive.wait("the first picture", lambda: not review.player.image().isNull() and review.player.is_exact())
    return review


def _go_to(drive: Driver, review: ReviewScreen, second: float) -> None:
    """By the keyboard: five seconds, one second, and frames."""
    player = review.player
    for key, modifiers, step_us in (
        (Qt.Key.Key_Right, _SHIFT, 5_000_000), (Qt.Key.Key_Left, _SHIFT, -5_000_000), (Qt.Key.Key_Right, None, 1_000_000),
        (Qt.Key.Key_Left, None, -1_000_000), (Qt.Key.Key_Period, None, 40_000), (Qt.Key.Key_Comma, None, -40_000),
    ):  # fmt: skip
        steps = (second * 1_000_000 - player.position_us()) / step_us
        presses = round(steps) if abs(step_us) < 1_000_000 else int(steps)
        for _ in range(max(0, presses)):
            drive.key(review.film, key, modifiers or Qt.KeyboardModifier.NoModifier)
    drive.wait(f"the picture at {second} s", lambda: player.is_exact() and abs(player.shown_us() - second * 1_000_000) <= 40_000)


def _panel(screen: CardScreen, kind: type[W]) -> W | None:
    return screen.panel if isinstance(screen.panel, kind) else None


def _ring(sheet: QWidget) -> list[QPoint]:
    """A ring around the baby's face, drawn by hand."""
    turns = [number * math.tau / 24 for number in range(26)]
    across, down = sheet.width(), sheet.height()
    return [QPoint(round(across * (0.26 + 0.1 * math.cos(turn))), round(down * (0.53 + 0.19 * math.sin(turn)))) for turn in turns]
