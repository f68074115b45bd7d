"""Consents on the review screen: a film without them is not shown, a hidden part is hatched and passed over, a withdrawal closes."""

from __future__ import annotations

import time
from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from app.domain.appearance import Appearance
from app.domain.audit import Deed
from app.domain.consent import Purpose, SignedHow
from app.domain.family import Person, PersonKind
from app.domain.ids import HoldId, PersonId
from app.domain.retention import Hold
from app.usecases.consent_texts import text_to_show
from app.usecases.give_consent import Giving, give_consent
from app.usecases.withdraw_consent import withdraw_consent
from tests.samples.make import sample
from tests.ui.films import AT_THE_TIME
from tests.ui.review.conftest import FILM_S, Desk
from tests.ui.review.test_clips import make
from tests.video.test_player_hiding import Watcher

S = 1_000_000
FRAMES = sample("mp4_gop30", seconds=FILM_S).frames_us


def child_of(desk: Desk) -> PersonId:
    with desk.vault.work() as work:
        return next(one.id for one in work.people.of(desk.recording.family) if one.kind is PersonKind.CHILD)


def take_back(desk: Desk, purposes: Iterable[Purpose]) -> None:
    """In the ledger only: the film stays."""
    child = child_of(desk)
    with desk.vault.work() as work:
        for one in work.ledger.of_people([child]):
            if one.purpose in purposes:
                work.ledger.withdraw(one.id, AT_THE_TIME.now())
        work.commit()


def somebody_comes_in(desk: Desk, start_us: int, end_us: int | None) -> PersonId:
    somebody = Person(PersonId(f"somebody-{desk.recording.id}"), desk.recording.family, PersonKind.OTHER)
    with desk.vault.work() as work:
        work.people.put(somebody)
        work.appearances.put(Appearance(desk.recording.id, somebody.id, start_us, end_us))
        work.commit()
    return somebody.id


def agrees(desk: Desk, person: PersonId, purpose: Purpose = Purpose.FILM) -> None:
    text = text_to_show(desk.vault, AT_THE_TIME, purpose, "nb").id
    give_consent(desk.vault, AT_THE_TIME, Giving(person, purpose, person, text, how=SignedHow.PAPER, kept_at="here"))


def test_it_is_written_down_that_a_film_was_opened(desk: Desk) -> None:
    with desk.vault.work() as work:
        opened = [one.subject for one in work.audit.of(desk.recording.family) if one.deed is Deed.OPENED]
    assert opened[0] == desk.recording.id


def test_without_consent_nothing_of_the_film_is_there_and_the_way_to_the_consents_is(desk: Desk) -> None:
    screen = desk.screen
    take_back(desk, [Purpose.FILM])
    screen.open(desk.recording)
    desk.until(screen.refusal.isVisible)
    assert screen.player.image().isNull()
    assert screen.player.info() is None
    assert not screen.timeline.has_pictures()
    assert screen.refusal.notice.text() == "The consent has been withdrawn"
    desk.until(lambda: "Being filmed: Baby has withdrawn. The film is not shown." in screen.refusal.notice.accessibleName())
    screen.player.play()
    assert not screen.player.is_playing()
    with desk.qtbot.waitSignal(screen.consents_wanted) as wanted:
        QTest.mouseClick(screen.refusal.consents, Qt.MouseButton.LeftButton)
    assert wanted.args == [desk.recording.family]


def test_a_part_where_somebody_has_not_agreed_is_hidden_until_they_have(desk: Desk) -> None:
    screen, timeline = desk.screen, desk.screen.timeline
    desk.go(FRAMES[75])
    somebody = somebody_comes_in(desk, FRAMES[60], FRAMES[100])
    desk.until(lambda: screen.player.is_exact() and screen.player.shown_us() == FRAMES[100])
    watcher = Watcher(screen.player)
    desk.until(timeline.has_pictures)
    assert timeline._pictures is not None
    assert [at for at, image in zip(timeline._pictures.at_us, timeline._pictures.images, strict=True) if image.isNull()] == [
        at for at in timeline._pictures.at_us if FRAMES[60] <= at < FRAMES[100]
    ]
    assert timeline._sound is not None
    assert timeline._sound.loudness(FRAMES[60], FRAMES[100] - 1) == 0.0
    for number in (50, 70, 99, 110):
        screen.player.seek(FRAMES[number])
        desk.press(Qt.Key.Key_Comma)
        desk.until(screen.player.is_exact)
        desk.press(Qt.Key.Key_Period)
        desk.until(screen.player.is_exact)
    x = round(timeline.scale.x(FRAMES[80]))
    QTest.mousePress(timeline, Qt.MouseButton.LeftButton, pos=QPoint(x, 10))
    QTest.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=QPoint(x, 10))
    desk.until(lambda: screen.player.is_exact() and screen.player.shown_us() == FRAMES[100])
    QApplication.sendEvent(timeline, QHelpEvent(QEvent.Type.ToolTip, QPoint(x, 40), timeline.mapToGlobal(QPoint(x, 40))))
    assert QToolTip.text() == "Hidden: somebody is in it here who has not agreed"
    QToolTip.hideText()
    desk.go(FRAMES[55])
    screen.player.play()
    desk.until(lambda: screen.player.shown_us() > FRAMES[105])
    screen.player.pause()
    assert not set(watcher.numbers) & set(range(60, 100))
    agrees(desk, somebody)
    desk.until(lambda: screen.player.frame_us_near(FRAMES[75]) == FRAMES[75])
    desk.go(FRAMES[75])
    assert watcher.numbers[-1] == 75


def test_a_withdrawal_closes_what_is_open_within_a_second(desk: Desk) -> None:
    screen, player = desk.screen, desk.screen.player
    with desk.vault.work() as work:  # on hold: it is not destroyed, and nobody looks at it all the same
        work.holds.place(Hold(HoldId(f"h{desk.recording.id}"), desk.recording.id, "court", "Kari", AT_THE_TIME.now()))
        work.commit()
    player.play()
    desk.until(lambda: player.shown_us() > FRAMES[10])
    child = child_of(desk)
    done: list[float] = []
    withdraw = partial(withdraw_consent, desk.vault, AT_THE_TIME, child, [Purpose.FILM])
    desk.jobs.store(screen, withdraw, lambda _done: done.append(time.monotonic()))
    desk.until(lambda: bool(done) and player.info() is None)
    assert time.monotonic() - done[0] < 1.0
    assert player.image().isNull()
    assert not player.is_playing()
    assert screen.refusal.isVisible()
    assert not screen.timeline.has_pictures()
    assert screen.film.grab().toImage().pixelColor(300, 200).lightness() < 60
    desk.until(lambda: not screen.opening._guard._timer.isActive())


def test_a_film_that_is_destroyed_under_the_screen_closes(desk: Desk) -> None:
    desk.jobs.store(desk.screen, lambda: withdraw_consent(desk.vault, AT_THE_TIME, child_of(desk), [Purpose.FILM]))
    desk.until(lambda: desk.screen.refusal.isVisible() and desk.screen.player.info() is None)
    assert desk.screen.player.image().isNull()


def test_parent_mode_is_refused_before_the_parent_sees_anything(desk: Desk) -> None:
    screen = desk.screen
    make(desk, 1, 3)
    take_back(desk, [Purpose.REPLAY])
    with desk.qtbot.assertNotEmitted(screen.parent_mode_wanted):
        QTest.mouseClick(screen.clips.show_button, Qt.MouseButton.LeftButton)
        desk.until(screen.refusal.isVisible)
    assert screen.refusal.notice.text() == "The consent has been withdrawn"
    desk.until(lambda: "Watching clips together: Baby has withdrawn. The clips are not shown." in screen.refusal.notice.accessibleName())
    assert screen.player.info() is not None  # the practitioner may go on looking


def test_clips_with_a_hidden_part_stay_away_from_the_parent(desk: Desk) -> None:
    screen = desk.screen
    make(desk, 1, 2)
    make(desk, 3, 4)
    somebody_comes_in(desk, FRAMES[80], FRAMES[90])
    with desk.qtbot.waitSignal(screen.parent_mode_wanted) as wanted:
        QTest.mouseClick(screen.clips.show_button, Qt.MouseButton.LeftButton)
    [clips] = wanted.args
    assert [clip.start_us for clip in clips] == [S]
    assert screen.notice.text() == "1 clip was not shown"
    desk.saved()
    somebody_comes_in(desk, 0, FRAMES[60])
    with desk.qtbot.assertNotEmitted(screen.parent_mode_wanted):
        QTest.mouseClick(screen.clips.show_button, Qt.MouseButton.LeftButton)
        desk.until(screen.refusal.isVisible)
    assert screen.refusal.notice.text() == "A part of these clips is hidden"


def test_it_opens_at_a_moment_that_was_found(desk: Desk) -> None:
    desk.screen.open(desk.recording, FRAMES[77])
    desk.until(lambda: desk.screen.player.is_exact() and desk.screen.player.shown_us() == FRAMES[77])
