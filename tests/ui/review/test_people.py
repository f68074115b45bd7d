"""Who is in the film, entered beside it with real clicks and keys; what that hides at once, and what the film may be used for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget

from app.domain.appearance import Appearance
from app.domain.family import Person, PersonKind
from app.domain.ids import PersonId
from tests.samples.make import sample
from tests.ui.review.conftest import FILM_S, Desk
from tests.ui.review.test_hidden import agrees, child_of
from ui.review.people_panel import PeoplePanel

FRAMES = sample("mp4_gop30", seconds=FILM_S).frames_us


def open_panel(desk: Desk) -> PeoplePanel:
    panel = desk.screen.people
    QTest.mouseClick(desk.screen.header.people, Qt.MouseButton.LeftButton)
    desk.until(lambda: panel.film is not None and panel.film.recording.id == desk.recording.id)
    desk.until(lambda: all(box.isVisible() for box in panel.choices.values()))  # rows come to sight a turn of the event loop later
    return panel


def said(panel: QWidget) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisibleTo(panel))


def pressed(panel: PeoplePanel, text: str) -> None:
    button = next(made for made in panel.findChildren(QPushButton) if made.text() == text and made.isVisibleTo(panel))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def chosen(box: QComboBox, text: str) -> None:
    """As a person does with the keyboard."""
    box.setFocus()
    while box.currentText() != text:
        QTest.keyClick(box, Qt.Key.Key_Down if box.findText(text) > box.currentIndex() else Qt.Key.Key_Up)


def entered(desk: Desk) -> list[Appearance]:
    with desk.vault.work() as work:
        return work.appearances.of(desk.recording.id)


def caregiver_of(desk: Desk) -> PersonId:
    with desk.vault.work() as work:
        return next(one.id for one in work.people.of(desk.recording.family) if one.kind is PersonKind.CAREGIVER)


def close_panel(desk: Desk) -> None:
    pressed(desk.screen.people, "Done")
    assert desk.screen.people.isHidden()
    assert desk.screen.marks.isVisible()


def test_it_takes_the_place_of_the_lists_and_gives_it_back(desk: Desk) -> None:
    panel = open_panel(desk)
    assert panel.isVisible()
    assert not desk.screen.marks.isVisible()
    assert panel.choices[child_of(desk)].currentText() == "All of it"
    assert panel.choices[caregiver_of(desk)].currentText() == "All of it"
    words = said(panel)
    assert "Looking at it yourself\nYes" in words
    assert "Watching clips together\nYes" in words
    assert "Use in teaching\nNo: Baby and Mother have not agreed" in words
    close_panel(desk)


def test_escape_goes_back_step_by_step_wherever_the_keyboard_is(desk: Desk) -> None:
    panel, mother = open_panel(desk), caregiver_of(desk)
    desk.go(FRAMES[100])
    chosen(panel.choices[mother], "A part")
    desk.press(Qt.Key.Key_Escape)
    assert not panel.is_entering() and panel.isVisible() and panel.choices[mother].currentText() == "All of it"
    panel.take_keyboard()
    desk.press(Qt.Key.Key_Escape)
    assert panel.isHidden() and desk.screen.marks.isVisible() and desk.screen.header.people.hasFocus()
    open_panel(desk)
    desk.screen.film.setFocus()
    desk.press(Qt.Key.Key_Escape)
    assert panel.isHidden() and not desk.screen.header.people.isChecked() and entered(desk) == []


def test_somebody_who_comes_in_is_entered_by_two_pictures_and_hidden_at_once_until_they_agree(desk: Desk) -> None:
    panel, player = open_panel(desk), desk.screen.player
    desk.go(FRAMES[40])
    desk.screen.film.setFocus()
    pressed(panel, "Somebody else comes in here")
    assert desk.screen.film.hasFocus(), "a click leaves the keyboard with the film"
    assert "comes in at 00:01" in said(panel)
    assert not panel.newcomer.isEnabled()
    desk.go(FRAMES[59])
    assert player.shown_us() == FRAMES[59]  # nothing is hidden before its end is known
    pressed(panel, "To here")
    desk.until(lambda: player.is_exact() and player.shown_us() == FRAMES[60])
    [part] = [one for one in entered(desk) if not one.is_whole]
    assert (part.start_us, part.end_us) == (FRAMES[40], FRAMES[60])
    desk.until(lambda: "00:01 to 00:03, hidden" in said(panel))
    assert "Yes, without what is hidden" in said(panel)
    assert {one.person for one in entered(desk) if one.is_whole} == {child_of(desk), caregiver_of(desk)}
    agrees(desk, part.person)
    desk.until(lambda: player.frame_us_near(FRAMES[50]) == FRAMES[50])
    close_panel(desk)
    panel = open_panel(desk)
    desk.until(lambda: "00:01 to 00:03" in said(panel) and "hidden" not in said(panel).split("What it may")[0])
    pressed(panel, "Remove")
    desk.until(lambda: all(one.is_whole for one in entered(desk)))
    close_panel(desk)


def test_a_parent_may_be_in_a_part_only_or_not_at_all_and_somebody_always_is(desk: Desk) -> None:
    panel, mother = open_panel(desk), caregiver_of(desk)
    desk.go(FRAMES[100])
    chosen(panel.choices[mother], "A part")
    assert panel.is_entering()
    pressed(panel, "Cancel")
    assert panel.choices[mother].currentText() == "All of it"
    assert entered(desk) == []
    chosen(panel.choices[mother], "A part")
    pressed(panel, "To the end")
    desk.until(lambda: Appearance(desk.recording.id, mother, FRAMES[100], None) in entered(desk))
    desk.until(lambda: "00:04 to the end" in said(panel))
    chosen(panel.choices[mother], "Not in it")
    desk.until(lambda: mother not in {one.person for one in entered(desk)})
    desk.until(lambda: not panel.choices[child_of(desk)].isEnabled())
    close_panel(desk)


def test_the_part_may_be_entered_from_its_end(desk: Desk) -> None:
    panel = open_panel(desk)
    desk.go(FRAMES[90])
    pressed(panel, "Somebody else comes in here")
    desk.go(FRAMES[80])
    pressed(panel, "To here")
    desk.until(lambda: [(one.start_us, one.end_us) for one in entered(desk) if not one.is_whole] == [(FRAMES[80], FRAMES[91])])
    close_panel(desk)


def test_a_film_that_was_refused_opens_when_who_kept_it_closed_is_not_in_it(desk: Desk) -> None:
    child, stranger = child_of(desk), PersonId(f"stranger-{desk.recording.id}")
    with desk.vault.work() as work:
        work.people.put(Person(stranger, desk.recording.family, PersonKind.OTHER, name="Nils"))
        for person in (child, stranger):
            work.appearances.put(Appearance(desk.recording.id, person))
        work.commit()
    desk.until(desk.screen.refusal.isVisible)
    panel = open_panel(desk)
    assert "No: Nils has not agreed" in said(panel)
    chosen(panel.choices[stranger], "Not in it")
    assert not panel.is_entering()
    desk.until(desk.screen.player.is_exact)
    assert desk.screen.refusal.isHidden()
    close_panel(desk)


def test_the_way_to_the_consents(desk: Desk) -> None:
    panel = open_panel(desk)
    with desk.qtbot.waitSignal(desk.screen.consents_wanted) as wanted:
        pressed(panel, "To the consents")
    assert wanted.args == [desk.recording.family]
    close_panel(desk)


def test_all_of_it_with_the_keyboard(desk: Desk) -> None:
    panel, player = open_panel(desk), desk.screen.player
    desk.go(FRAMES[50])
    panel.newcomer.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(panel.newcomer, Qt.Key.Key_Space)
    assert panel.to_here.hasFocus()
    for _ in range(3):
        desk.press(Qt.Key.Key_Period)
    desk.until(lambda: player.is_exact() and player.shown_us() == FRAMES[53])
    QTest.keyClick(panel.to_here, Qt.Key.Key_Space)
    assert panel.newcomer.hasFocus()
    desk.until(lambda: [(one.start_us, one.end_us) for one in entered(desk) if not one.is_whole] == [(FRAMES[50], FRAMES[54])])
    desk.until(lambda: "hidden" in said(panel))
    remove = next(made for made in panel.findChildren(QPushButton) if made.text() == "Remove" and made.isVisibleTo(panel))
    remove.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(remove, Qt.Key.Key_Space)
    desk.until(lambda: all(one.is_whole for one in entered(desk)))
    desk.until(panel.newcomer.hasFocus)
    panel.done.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(panel.done, Qt.Key.Key_Space)
    assert desk.screen.header.people.hasFocus()
    desk.screen.film.setFocus()
