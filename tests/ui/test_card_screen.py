"""Importing with real widgets where the journey does not go: nothing found, bad files named, stopped, resumed, hidden while idle."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from app.domain.recording import RecordingState
from app.usecases.no_import import set_no_import
from app.usecases.withdraw_consent import withdraw_consent
from tests.consenting import agreed
from tests.journeys.kit import PASSPHRASE, House, agreed_house, click, drop, make_samples, press, settle, unlocked, until, write
from tests.samples.make import sample
from tests.usecases.importing import FAMILY, TestClock
from ui.card.choose import ChoosePanel
from ui.card.films import FilmsPanel
from ui.card.result import ResultPanel
from ui.card.run import RunPanel
from ui.card.screen import CardScreen
from ui.unlock.curtain import Curtain
from ui.unlock.screen import UnlockScreen
from ui.widgets.choose_path import forget_places


@pytest.fixture
def house(qapp: QApplication, nobodys_home: Path) -> Iterator[House]:
    house = agreed_house(nobodys_home, TestClock(), FAMILY)
    unlocked(house)
    yield house
    house.close()


@pytest.fixture
def screen(house: House) -> CardScreen:
    assert house.shell.workspace is not None
    house.shell.workspace.go("card")
    return house.stage(CardScreen)


@pytest.fixture
def card(nobodys_home: Path) -> Path:
    folder = nobodys_home / "card" / "DCIM" / "100PHONE"
    folder.mkdir(parents=True)
    (folder / "A.MP4").write_bytes(make_samples()[1])
    return nobodys_home / "card"


def choose(screen: CardScreen) -> ChoosePanel:
    return until(lambda: screen.panel if isinstance(screen.panel, ChoosePanel) and screen.panel.isEnabled() else None)


def films(screen: CardScreen, place: Path) -> FilmsPanel:
    drop(choose(screen), place)
    return until(lambda: screen.panel if isinstance(screen.panel, FilmsPanel) else None)


def result(screen: CardScreen) -> ResultPanel:
    return until(lambda: screen.panel if isinstance(screen.panel, ResultPanel) else None)


def long_film(card: Path) -> None:
    """A film with so much after it that importing takes a few seconds; the disk hardly notices."""
    path = card / "DCIM" / "100PHONE" / "A.MP4"
    padding = 384 << 20
    with path.open("ab") as film:
        film.write((8 + padding).to_bytes(4, "big") + b"free")
        film.truncate(film.tell() + padding)


def begin(screen: CardScreen, card: Path) -> RunPanel:
    panel = films(screen, card)
    until(panel.rows[0].still.has_picture)
    write(panel.code, FAMILY)
    until(panel.import_button.isEnabled)
    click(panel.import_button)
    run = until(lambda: screen.panel if isinstance(screen.panel, RunPanel) else None)
    until(lambda: "%" in run.numbers.text() and not run.numbers.text().startswith("0 %"))
    return run


def states(house: House) -> list[RecordingState]:
    session = house.shell.session
    assert session is not None
    with session.store.work() as work:
        return [recording.state for recording in work.recordings.all()]


def test_a_place_without_film_says_so(screen: CardScreen, nobodys_home: Path) -> None:
    (nobodys_home / "empty").mkdir()
    drop(choose(screen), nobodys_home / "empty")
    until(lambda: "ingen film" in choose(screen).notice.text())


def test_files_that_cannot_be_imported_are_named_and_the_rest_goes_on(screen: CardScreen, card: Path, house: House) -> None:
    folder = card / "DCIM" / "100PHONE"
    (folder / "B.MP4").write_bytes(b"")
    (folder / "C.MP4").write_bytes(bytes(range(256)) * 400)
    (folder / "D.MTS").write_bytes(sample("mts_cut").bytes())
    panel = films(screen, card)
    until(lambda: all(row.problems() or row.still.has_picture() for row in panel.rows))
    named = {row.film.parts[0].path.name: row.tick.isEnabled() for row in panel.rows}
    assert named == {"A.MP4": True, "B.MP4": False, "C.MP4": False, "D.MTS": True}
    write(panel.code, "k7")
    assert not panel.import_button.isEnabled() and "A–Z" in panel.whom.hint.text()
    write(panel.code, "k7q2m")
    until(panel.import_button.isEnabled)
    click(panel.import_button)
    done = result(screen)
    assert not done.erase.isHidden() and len(done.erase.films()) == 2
    assert states(house) == [RecordingState.READY] * 2
    click(done.back_button)
    panel = films(screen, card)
    until(lambda: not panel.chosen())  # what is in the vault starts without a tick; the bad ones lose theirs when they have been seen
    assert len(panel.erase.films()) == 2, "and may still be erased from the card"


def test_a_new_family_says_yes_on_the_way_in(screen: CardScreen, card: Path, house: House) -> None:
    """With the keyboard alone: the code, the people, where the paper is, and the film comes in with who is in it."""
    panel = films(screen, card)
    permission = panel.whom.permission
    write(panel.code, "B4CDF")
    until(lambda: permission.is_known() and permission.name_button.isVisible())
    assert not panel.import_button.isEnabled() and not panel.whom.hint.text(), "what is missing is said once"
    press(panel.code, Qt.Key.Key_Return)
    assert permission.name_button.hasFocus()
    press(permission.name_button, Qt.Key.Key_Space)
    until(lambda: permission.is_known() and permission.paper.isVisible())
    press(panel.code, Qt.Key.Key_Return)
    assert permission.paper.kept_at.hasFocus()
    permission.paper.kept_at.setText("perm 3")
    press(permission.paper.kept_at, Qt.Key.Key_Return)
    until(panel.import_button.isEnabled)
    assert panel.import_button.hasFocus() and "Skriv koden i journalen" in panel.whom.hint.text()
    press(panel.import_button, Qt.Key.Key_Space)
    result(screen)
    session = house.shell.session
    assert session is not None
    with session.store.work() as work:
        (recording,) = work.recordings.all()
        people = {one.id for one in work.people.of(recording.family)}
        assert recording.family == "B4CDF" and {one.person for one in work.appearances.of(recording.id)} == people


def test_who_has_withdrawn_keeps_the_film_out(screen: CardScreen, card: Path, house: House) -> None:
    session = house.shell.session
    assert session is not None
    screen.bring_for(FAMILY)
    wanted: list[str] = []
    screen.consent_wanted.connect(wanted.append)
    panel = films(screen, card)
    assert panel.code.text() == FAMILY, "the family it was asked for"
    until(panel.import_button.isEnabled)
    with session.store.work() as work:
        caregiver = next(one.id for one in work.people.of(FAMILY) if one.has_responsibility)
    withdraw_consent(session.store, session.clock, caregiver)
    click(panel.import_button)  # the button does not know yet; the gate does
    done = result(screen)
    assert "trukket tilbake" in done.notice.text() and states(house) == []
    click(done.back_button)
    panel = films(screen, card)
    write(panel.code, FAMILY)
    until(panel.whom.permission.is_known)
    assert not panel.import_button.isEnabled()
    click(panel.whom.permission.consents_button)
    assert wanted == [FAMILY]
    agreed(session.store, session.clock, FAMILY)
    screen.refresh()
    until(panel.import_button.isEnabled)


def test_in_no_import_mode_a_card_is_only_looked_at(screen: CardScreen, card: Path, house: House) -> None:
    session = house.shell.session
    assert session is not None
    set_no_import(session.store, session.clock, on=True)
    panel = films(screen, card)
    assert panel.notice.text() == "Film skal ikke inn på denne maskinen"
    assert not panel.import_button.isVisible() and not panel.rows[0].tick.isEnabled() and not panel.chosen()


def test_a_stopped_import_leaves_nothing_but_a_receipt(screen: CardScreen, card: Path, house: House) -> None:
    long_film(card)
    click(begin(screen, card).cancel_button)
    assert "Stoppet" in result(screen).notice.text()
    assert states(house) == []
    session = house.shell.session
    assert session is not None
    with session.store.work() as work:
        assert len(work.receipts.all()) == 1


def test_a_pulled_card_goes_on_when_it_is_back(screen: CardScreen, card: Path, house: House, nobodys_home: Path) -> None:
    long_film(card)
    begin(screen, card)
    card.rename(nobodys_home / "pulled")
    assert "tatt ut" in result(screen).notice.text()
    (nobodys_home / "pulled").rename(card)
    click(result(screen).back_button)
    click(films(screen, card).resume_button)
    assert not result(screen).erase.isHidden(), "compared with the card"
    assert states(house) == [RecordingState.READY]


def test_a_lock_in_the_middle_goes_on_after_unlocking(screen: CardScreen, card: Path, house: House, nobodys_home: Path) -> None:
    long_film(card)
    begin(screen, card)
    press(house.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    until(lambda: house.ends.ended)
    house.close()
    again = House(nobodys_home)
    try:
        unlock = again.stage(UnlockScreen)
        write(unlock.passphrase.line, PASSPHRASE)
        click(unlock.unlock_button)
        until(lambda: again.shell.workspace)
        assert again.shell.workspace is not None
        again.shell.workspace.go("card")
        fresh = again.stage(CardScreen)
        click(films(fresh, card).resume_button)
        result(fresh)
        assert states(again) == [RecordingState.READY]
    finally:
        again.close()


def test_idle_hides_an_import_and_locks_when_it_is_done(screen: CardScreen, card: Path, house: House) -> None:
    long_film(card)
    begin(screen, card)
    house.shell.idle.idle.emit()
    curtain = house.stage(Curtain)
    press(house.window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    settle(0.1)
    assert house.window.current() is curtain, "no key leads past it"
    write(curtain.passphrase.line, "feil frase")
    click(curtain.open_button)
    until(lambda: "stemmer ikke" in curtain.notice.text())
    write(curtain.passphrase.line, PASSPHRASE)
    click(curtain.open_button)
    until(lambda: house.window.current() is screen)
    assert not house.ends.ended
    house.shell.idle.idle.emit()
    until(lambda: house.ends.ended == 1)


def test_cards_come_and_go(screen: CardScreen, nobodys_home: Path) -> None:
    panel = choose(screen)
    panel.show_roots([nobodys_home / "card"])
    found = panel.looks()
    panel.show_roots([nobodys_home / "card"])
    assert panel.looks() == found, "nothing moves under a finger while the same cards are in"
    panel.show_roots([])
    assert panel.looks() == []


def test_qt_keeps_no_list_of_places(qapp: QApplication, nobodys_home: Path) -> None:
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(nobodys_home / "config"))
    secret = nobodys_home / "HEMMELIGHVALROSS"
    (secret / "film").mkdir(parents=True)
    dialog = QFileDialog(None, "", str(secret))
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.show()
    dialog.selectFile(str(secret / "film"))
    settle(0.1)
    dialog.accept()
    shiboken6.delete(dialog)
    kept = QSettings(QSettings.Scope.UserScope, "QtProject")
    kept.sync()
    assert b"HEMMELIG" in Path(kept.fileName()).read_bytes(), "Qt would have kept it"
    forget_places()
    assert b"HEMMELIG" not in Path(kept.fileName()).read_bytes()
