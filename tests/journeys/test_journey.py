"""The whole way through real widgets: set up, unlock, import a spanned film, look, mark, clip, show the parent, lock, unlock, delete.

Afterwards nothing of the film, the notes or the names may be found outside the encrypted files: not in the vault folder, temporary
folders, caches, logs or lists of recent files; not after a kill either.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.consent import Purpose
from app.domain.ids import FamilyCode
from app.domain.mark import Mark
from app.domain.recording import Recording, RecordingState
from tests.consenting import agreed
from tests.journeys.kit import House, click, drop, make_samples, press, settle, spanned_card, until, write
from ui.card.choose import ChoosePanel
from ui.card.films import FilmsPanel
from ui.card.result import ResultPanel
from ui.card.screen import CardScreen
from ui.library.screen import LibraryScreen
from ui.parent.window import ParentWindow
from ui.privacy.screen import PrivacyScreen
from ui.receipts.screen import ReceiptsScreen
from ui.review.screen import ReviewScreen
from ui.setup.welcome import WelcomeScreen
from ui.setup.wizard import SetupWizard
from ui.unlock.screen import UnlockScreen

MARKER = b"HEMMELIGHVALROSS"
NOTE = "Noatnotatet 7301"
PASSPHRASE = "sol sand seil sommer sakte"
PIN = "2468"


@pytest.fixture
def houses(qapp: QApplication, nobodys_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[House]]:
    """Starts of the application, closed whatever happens. Temporary files go where the leak hunt looks."""
    make_samples()  # kept for the session, so not in a folder of this test
    spare = nobodys_home / "tmp"
    spare.mkdir()
    monkeypatch.setenv("TMPDIR", str(spare))
    monkeypatch.setattr(tempfile, "tempdir", None)
    opened: list[House] = []
    yield opened
    for house in opened:
        house.close()


def test_the_whole_way(houses: list[House], nobodys_home: Path) -> None:
    card = spanned_card(nobodys_home / "card", MARKER)
    house = _start(houses, nobodys_home)
    set_up(house)
    import_films(house, card)
    recording = longest(house)
    review = open_film(house, recording)
    _play_and_step(review)
    marks = mark(review, house)
    _clip(review)
    _show_the_parent(house, review)
    _lock(house)
    house.close()

    house = _start(houses, nobodys_home)
    _unlock(house)
    assert _marks(house, recording) == marks
    _delete(house, recording)
    _lock(house)
    house.close()
    _hunt(nobodys_home)


def test_nothing_is_found_after_a_kill(nobodys_home: Path, project: Path) -> None:
    """The same in a process that is killed in the middle of marking."""
    spanned_card(nobodys_home / "card", MARKER)
    (nobodys_home / "tmp").mkdir()
    environment = {**os.environ, "PYTHONPATH": str(project), "TMPDIR": str(nobodys_home / "tmp")}
    script = Path(__file__).with_name("killed_process.py")
    process = subprocess.Popen(
        [sys.executable, str(script), str(nobodys_home)], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == b"marked\n"
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        process.stdout.close()
    _hunt(nobodys_home)


# --- the steps ---------------------------------------------------------------------------------------------------------------


def _start(houses: list[House], home: Path) -> House:
    house = House(home)
    houses.append(house)
    return house


def set_up(house: House) -> None:
    assert not (house.home / "vault").exists(), "starting creates nothing"
    click(house.stage(WelcomeScreen).set_up_button)
    wizard = house.stage(SetupWizard)
    until(lambda: len(wizard.passphrase.offer.text().split()) == 6)
    write(wizard.passphrase.twice.first.line, "kort")
    until(lambda: "lett" in wizard.passphrase.twice.verdict.text())
    assert not wizard.next_button.isEnabled()
    write(wizard.passphrase.twice.first.line, PASSPHRASE)
    write(wizard.passphrase.twice.second.line, PASSPHRASE)
    click(wizard.next_button)
    write(wizard.lock.pin, PIN)
    click(wizard.next_button)
    recovery = until(lambda: wizard.recovery)
    assert not wizard.next_button.isEnabled(), "the code is typed back first"
    made = recovery.code().split("-")
    for group, field in zip(recovery.asked, recovery.fields, strict=True):
        write(field, made[group - 1].lower())
    click(wizard.next_button)
    house.library()


def import_films(house: House, card: Path) -> None:
    assert house.shell.session is not None
    agreed(house.shell.session.store, house.shell.session.clock, FamilyCode("K7Q2M"), Purpose.REPLAY)
    before = {path: path.read_bytes() for path in card.rglob("*") if path.is_file()}
    click(house.stage(LibraryScreen).import_button)
    screen = house.stage(CardScreen)
    choose = until(lambda: screen.panel if isinstance(screen.panel, ChoosePanel) else None)
    drop(choose, card)
    films = until(lambda: screen.panel if isinstance(screen.panel, FilmsPanel) else None)
    assert len(films.rows) == 2, "the two parts are one film"
    until(lambda: all(row.still.has_picture() for row in films.rows))
    assert not films.import_button.isEnabled(), "a family code is needed"
    write(films.code, "k7q2m")
    until(films.import_button.isEnabled)
    click(films.import_button)
    result = until(lambda: screen.panel if isinstance(screen.panel, ResultPanel) else None)
    assert before == {path: path.read_bytes() for path in card.rglob("*") if path.is_file()}, "the card was only read"
    assert not result.erase.erase_button.isEnabled(), "a tick comes first"
    result.erase.tick.click()
    click(result.erase.erase_button)
    until(result.notice.isVisible)
    assert not list(card.rglob("*.MTS")) and not list(card.rglob("*.MP4"))
    click(result.library_button)
    until(lambda: len(house.stage(LibraryScreen).rows) == 2)
    assert not house.window.status.fact("card"), "nothing is left on a card"


def longest(house: House) -> Recording:
    rows = house.stage(LibraryScreen).rows
    return max((row.shelved.recording for row in rows), key=lambda recording: recording.duration_us)


def open_film(house: House, recording: Recording) -> ReviewScreen:
    row = next(row for row in house.stage(LibraryScreen).rows if row.shelved.recording.id == recording.id)
    assert recording.state is RecordingState.READY
    click(row.open_button)
    review = house.stage(ReviewScreen)
    until(lambda: not review.player.image().isNull() and review.player.duration_us() > 0)
    house.window.activateWindow()
    settle(0.1)
    return review


def _play_and_step(review: ReviewScreen) -> None:
    player = review.player
    start = player.position_us()
    press(review.film, Qt.Key.Key_Space)
    until(player.is_playing)
    until(lambda: player.position_us() > start + 300_000)
    press(review.film, Qt.Key.Key_Space)
    until(lambda: not player.is_playing())
    settle(0.3)
    here = player.shown_us()
    press(review.film, Qt.Key.Key_Period)
    forward = until(lambda: player.shown_us() if player.shown_us() > here else None)
    press(review.film, Qt.Key.Key_Comma)
    until(lambda: player.shown_us() == here)
    assert 15_000 <= forward - here <= 45_000, "one picture"


def mark(review: ReviewScreen, house: House) -> list[Mark]:
    """A point, a state that is begun and ended, one taken back, one with a note. Each is saved the moment it is made."""
    recording = _shown(house)
    review.player.seek(2_500_000)
    until(lambda: review.player.position_us() == 2_500_000 or abs(review.player.shown_us() - 2_500_000) < 60_000)
    press(review.film, Qt.Key.Key_1)
    until(lambda: len(_marks(house, recording)) == 1)
    press(review.film, Qt.Key.Key_2)
    review.player.seek(4_000_000)
    until(lambda: abs(review.player.shown_us() - 4_000_000) < 60_000)
    press(review.film, Qt.Key.Key_2)
    until(lambda: any(one.end_us is not None for one in _marks(house, recording)))
    press(review.film, Qt.Key.Key_5)
    until(lambda: len(_marks(house, recording)) == 3)
    press(review.film, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    until(lambda: len(_marks(house, recording)) == 2)
    press(review.film, Qt.Key.Key_PageUp)  # back to a mark, which is then the chosen one
    until(review.mark_editor.isVisible)
    press(review.film, Qt.Key.Key_N)
    note = review.mark_editor.note
    until(note.hasFocus)
    QTest.keyClicks(note, NOTE)
    press(note, Qt.Key.Key_Return)
    until(lambda: any(one.note == NOTE for one in _marks(house, recording)))
    return _marks(house, recording)


def _clip(review: ReviewScreen) -> None:
    review.player.seek(1_000_000)
    until(lambda: abs(review.player.shown_us() - 1_000_000) < 60_000)
    press(review.film, Qt.Key.Key_I)
    review.player.seek(3_000_000)
    until(lambda: abs(review.player.shown_us() - 3_000_000) < 60_000)
    press(review.film, Qt.Key.Key_O)
    until(lambda: len(review.book.clips()) == 1)


def _show_the_parent(house: House, review: ReviewScreen) -> None:
    press(review.film, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert house.shell.workspace is not None
    workspace = house.shell.workspace
    parent = until(lambda: workspace.cinema.parent_window)
    assert isinstance(parent, ParentWindow) and not house.window.isVisible(), "one way out"
    until(lambda: not parent.player.image().isNull())
    press(parent, Qt.Key.Key_Space)
    until(parent.is_clip_playing)
    assert workspace.holds_the_lock(), "never in the middle of a clip"
    press(parent, Qt.Key.Key_Escape)
    _leave_with(parent, "1111")
    until(lambda: "stemmer ikke" in parent.leave_panel.answer.text() and parent.leave_panel.leave.isEnabled())
    assert parent.isVisible(), "a wrong PIN leads nowhere"
    _leave_with(parent, PIN)
    until(house.window.isVisible)


def _leave_with(parent: ParentWindow, typed: str) -> None:
    write(parent.leave_panel.field, typed)
    press(parent.leave_panel.field, Qt.Key.Key_Return)


def _lock(house: House) -> None:
    press(house.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    until(lambda: house.ends.ended == 1)
    assert house.ends.again == [house.home / "vault"], "a fresh process takes over"


def _unlock(house: House) -> None:
    screen = house.stage(UnlockScreen)
    write(screen.passphrase.line, "feil frase")
    click(screen.unlock_button)
    until(lambda: "stemmer ikke" in screen.notice.text())
    write(screen.passphrase.line, PASSPHRASE)
    press(screen.passphrase.line, Qt.Key.Key_Return)
    house.library()


def _delete(house: House, recording: Recording) -> None:
    library = house.stage(LibraryScreen)
    row = until(lambda: next((row for row in library.rows if row.shelved.recording.id == recording.id), None))
    click(row.delete_button)
    click(row.panel.go_on_button)
    write(row.panel.typed, "XXXXX")
    assert not row.panel.delete_button.isEnabled()
    write(row.panel.typed, recording.family)
    click(row.panel.delete_button)
    until(library.notice.isVisible)
    until(lambda: len(library.rows) == 1)
    assert house.shell.workspace is not None
    house.shell.workspace.go("privacy")
    privacy = house.stage(PrivacyScreen)
    click(privacy.tabs["receipts"])
    receipts = until(lambda: next((one for one in privacy.findChildren(ReceiptsScreen) if one.isVisible()), None))
    until(lambda: receipts.findChildren(type(library.notice)))


def _shown(house: House) -> Recording:
    assert house.shell.workspace is not None and house.shell.workspace.cinema.recording is not None
    return house.shell.workspace.cinema.recording


def _marks(house: House, recording: Recording) -> list[Mark]:
    session = house.shell.session
    assert session is not None
    with session.store.work() as work:
        return work.marks.of(recording.id)


# --- the hunt ------------------------------------------------------------------------------------------------------------------


def _hunt(home: Path) -> None:
    """Every file outside the card, byte for byte, name by name, as UTF-8 and as UTF-16."""
    needles = [MARKER, NOTE.encode(), PASSPHRASE.encode()]
    needles += [text.decode().encode("utf-16-le") for text in (MARKER, NOTE.encode())]
    looked = 0
    for path in home.rglob("*"):
        if (home / "card") in (path, *path.parents):
            continue
        assert MARKER.decode() not in str(path)
        if path.is_file():
            looked += 1
            data = path.read_bytes()
            assert not any(needle in data for needle in needles), path.name
    assert looked >= 4, "the vault's own files at least"


@pytest.mark.parametrize("planted", [MARKER, NOTE.encode(), NOTE.encode("utf-16-le")])
def test_the_hunt_finds_what_is_planted(nobodys_home: Path, planted: bytes) -> None:
    for number in range(4):
        (nobodys_home / f"clean{number}").write_bytes(b"nothing")
    _hunt(nobodys_home)
    (nobodys_home / "cache" / "recent").write_bytes(b"<" + planted + b">")
    with pytest.raises(AssertionError):
        _hunt(nobodys_home)
