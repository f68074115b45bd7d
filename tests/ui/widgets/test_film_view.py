"""The film on screen: shape, enlarging around the pointer, moving about, drawing over it; through a real player and worker."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.samples.coded import read_frame_number
from tests.samples.make import sample
from tests.video.looking import pixels
from tests.video.reels import reel_of
from ui.widgets.film_view import SURROUND, FilmView
from video.player import Player

Until = Callable[[Callable[[], bool]], None]


@pytest.fixture
def until(qtbot: QtBot) -> Until:
    return lambda holds: qtbot.waitUntil(holds, timeout=15_000)


@pytest.fixture
def player(qtbot: QtBot) -> Iterator[Player]:
    made = Player()
    yield made
    made.close()
    assert made.wait_closed()
    made.deleteLater()


@pytest.fixture
def view(qtbot: QtBot, player: Player, until: Until) -> FilmView:
    made = FilmView()
    qtbot.addWidget(made)
    made.resize(800, 360)
    made.show()
    made.set_player(player)
    player.open(lambda: reel_of(sample("mp4_gop30").path))
    until(player.is_exact)
    return made


def test_the_picture_keeps_its_shape_in_a_dark_surround(view: FilmView) -> None:
    assert view.picture_place() == QRectF(80, 0, 640, 360)
    shot = view.grab().toImage().convertToFormat(view.grab().toImage().Format.Format_RGB32)
    assert shot.pixelColor(20, 180) == SURROUND
    assert read_frame_number(pixels(shot)[:, 80:720]) == 0


def test_the_wheel_enlarges_around_the_pointer(view: FilmView, player: Player, until: Until) -> None:
    spot = QPointF(240, 90)
    before = view.to_picture(spot)
    view.set_zoom(2.5, spot)
    after = view.to_picture(spot)
    assert abs(before.x() - after.x()) < 0.01
    assert abs(before.y() - after.y()) < 0.01
    until(lambda: player.image().width() == 800)
    view.fit()
    assert view.zoom() == 1.0
    until(lambda: player.image().width() == 640)


def test_keys_enlarge_fit_and_move(view: FilmView) -> None:
    view.setFocus()
    zooms = [view.zoom()]
    for _ in range(4):
        QTest.keyClick(view, Qt.Key.Key_Plus)
        zooms.append(view.zoom())
    assert zooms == sorted(zooms)
    assert view.zoom() > 2
    left = view.picture_place().left()
    QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert view.picture_place().left() < left
    for _ in range(60):
        QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert view.picture_place().right() >= view.width() - 1
    QTest.keyClick(view, Qt.Key.Key_0)
    assert view.zoom() == 1.0


def test_dragging_moves_and_a_click_says_where(view: FilmView) -> None:
    clicks: list[QPointF] = []
    view.clicked.connect(clicks.append)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(400, 180))
    assert abs(clicks[0].x() - 0.5) < 0.01
    view.set_zoom(4.0)
    left = view.picture_place().left()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(400, 180))
    QTest.mouseMove(view, QPoint(460, 180))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(460, 180))
    assert view.picture_place().left() == pytest.approx(left + 60, abs=2)
    assert len(clicks) == 1


def test_an_overlay_is_drawn_over_the_picture(view: FilmView) -> None:
    places: list[QRectF] = []

    def overlay(painter: QPainter, place: QRectF) -> None:
        places.append(place)
        painter.fillRect(QRectF(place.x(), place.y(), 40, 40), QColor("#ff00ff"))

    view.set_overlay(overlay)
    shot = view.grab().toImage()
    assert shot.pixelColor(90, 10) == QColor("#ff00ff")
    assert places[-1] == view.picture_place()


def test_it_has_a_name_for_those_who_do_not_see_it(view: FilmView) -> None:
    assert view.accessibleName()
    assert view.focusPolicy() == Qt.FocusPolicy.StrongFocus
