"""The timeline widget with a real mouse: scrubbing, choosing, moving edges, zooming; quick with thousands of marks."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from app.domain.clip import Clip
from app.domain.ids import ClipId, MarkId, RecordingId
from app.domain.mark import Mark
from app.domain.marking import Edge
from app.domain.scheme import MOMENTS, CodeKind, Tier
from ui.review.time_field import TimeField, read_time
from ui.texts import set_language
from ui.theme import DARK, LIGHT, apply_theme
from ui.timeline.film_strip import FilmPictures
from ui.timeline.hits import FILM
from ui.timeline.rows import PLAIN, Row
from ui.timeline.timeline import Timeline
from ui.timeline.tips import tip_for
from video.waveform import Waveform

S = 1_000_000
FILM_ID = RecordingId("film")
LONG_S = 3600


def snap_to_tenths(us: int) -> int:
    return round(us / 100_000) * 100_000


@pytest.fixture
def timeline(qtbot: QtBot) -> Iterator[Timeline]:
    made = Timeline()
    qtbot.addWidget(made)
    made.resize(884, made.height())
    made.set_film(80 * S, snap_to_tenths)  # 10 px a second
    made.show()
    yield made


def at(timeline: Timeline, seconds: float, row: Row) -> QPoint:
    return QPoint(round(timeline.scale.x(round(seconds * S))), round(PLAIN.place_of(row).middle))


def drag(timeline: Timeline, start: QPoint, *stops: QPoint) -> None:
    QTest.mousePress(timeline, Qt.MouseButton.LeftButton, pos=start)
    for stop in stops:
        QTest.mouseMove(timeline, stop)
    QTest.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=stops[-1] if stops else start)


def test_pressing_and_dragging_on_the_film_scrubs_and_letting_go_seeks(timeline: Timeline) -> None:
    scrubbed: list[int] = []
    sought: list[int] = []
    timeline.scrub_wanted.connect(scrubbed.append)
    timeline.seek_wanted.connect(sought.append)
    drag(timeline, at(timeline, 10, Row.STRIP), at(timeline, 20, Row.STRIP), at(timeline, 30, Row.WAVE))
    assert [round(us / S) for us in scrubbed] == [10, 20, 30]
    assert [round(us / S) for us in sought] == [30]
    drag(timeline, at(timeline, 5, Row.BABY))  # plain film between marks, too
    assert round(sought[-1] / S) == 5


def test_scrubbing_past_the_edges_stays_in_the_film(timeline: Timeline) -> None:
    sought: list[int] = []
    timeline.seek_wanted.connect(sought.append)
    drag(timeline, at(timeline, 10, Row.RULER), QPoint(-500, 5))
    drag(timeline, at(timeline, 10, Row.RULER), QPoint(5000, 5))
    assert sought == [0, 80 * S]


def test_a_mark_is_chosen_by_a_press_and_not_moved_by_a_trembling_hand(timeline: Timeline) -> None:
    chosen: list[str] = []
    moved: list[object] = []
    timeline.mark_chosen.connect(chosen.append)
    timeline.mark_edge_moved.connect(lambda *what: moved.append(what))
    timeline.set_marks([Mark(MarkId("m"), FILM_ID, "invites", 20 * S)])
    place = at(timeline, 20, Row.BABY)
    drag(timeline, place, place + QPoint(2, 1))
    assert (chosen, moved) == (["m"], [])


def test_edges_are_dragged_and_land_on_pictures(timeline: Timeline) -> None:
    moving: list[tuple[str, Edge, int]] = []
    moved: list[tuple[str, Edge, int]] = []
    timeline.mark_edge_moving.connect(lambda *what: moving.append(what))
    timeline.mark_edge_moved.connect(lambda *what: moved.append(what))
    timeline.clip_edge_moved.connect(lambda *what: moved.append(what))
    timeline.set_marks([Mark(MarkId("m"), FILM_ID, "shared_moment", 20 * S, 40 * S)])
    timeline.set_clips([Clip(ClipId("c"), FILM_ID, 10 * S, 30 * S)])
    drag(timeline, at(timeline, 40, Row.DYAD), at(timeline, 45, Row.DYAD), at(timeline, 50.04, Row.DYAD))
    drag(timeline, at(timeline, 10, Row.CLIPS), at(timeline, 5, Row.CLIPS))
    assert moving == [("m", Edge.END, 45 * S), ("m", Edge.END, 50 * S)]
    assert moved == [("m", Edge.END, 50 * S), ("c", Edge.START, 5 * S)]


def test_a_film_of_hours_is_sought_in_and_its_edges_moved_like_any_other(timeline: Timeline) -> None:
    """An int of Qt would overflow after 35 minutes."""
    timeline.set_film(3 * 3600 * S, snap_to_tenths)
    timeline.set_marks([Mark(MarkId("late"), FILM_ID, "shared_moment", 7200 * S, 9000 * S)])
    got: dict[str, list[int]] = {"scrub": [], "seek": [], "moving": [], "moved": []}
    timeline.scrub_wanted.connect(got["scrub"].append)
    timeline.seek_wanted.connect(got["seek"].append)
    timeline.mark_edge_moving.connect(lambda _mark, _edge, us: got["moving"].append(us))
    timeline.mark_edge_moved.connect(lambda _mark, _edge, us: got["moved"].append(us))
    drag(timeline, at(timeline, 5050, Row.STRIP))
    drag(timeline, at(timeline, 9000, Row.DYAD), at(timeline, 9600, Row.DYAD), at(timeline, 10_050, Row.DYAD))
    assert {name: us[-1] // (100 * S) for name, us in got.items()} == {"scrub": 50, "seek": 50, "moving": 100, "moved": 100}


@pytest.mark.parametrize("typed", ["2:00:00", "0:35:47.500", "1:00"])
def test_a_time_that_is_typed_is_told_however_late(qtbot: QtBot, typed: str) -> None:
    field = TimeField("start")
    qtbot.addWidget(field)
    told: list[int] = []
    field.time_typed.connect(told.append)
    QTest.keyClicks(field, typed)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert told == [read_time(typed)]


def test_the_wheel_pans_and_with_ctrl_zooms_at_the_mouse(timeline: Timeline) -> None:
    place = QPointF(at(timeline, 40, Row.STRIP))

    def turn(notches: int, modifier: Qt.KeyboardModifier) -> None:
        event = QWheelEvent(
            place, timeline.mapToGlobal(place), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton, modifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(timeline, event)

    turn(4, Qt.KeyboardModifier.ControlModifier)
    assert timeline.scale.shown_us < 40 * S
    assert abs(timeline.scale.us(place.x()) - 40 * S) < 100_000
    start = timeline.scale.start_us
    turn(-1, Qt.KeyboardModifier.NoModifier)
    assert timeline.scale.start_us > start
    timeline.zoom_out_whole()
    assert timeline.scale.is_whole


def test_arrows_walk_from_mark_to_mark(timeline: Timeline) -> None:
    chosen: list[str] = []
    timeline.mark_chosen.connect(chosen.append)
    timeline.mark_chosen.connect(timeline.choose)
    timeline.set_marks([Mark(MarkId(name), FILM_ID, "invites", second * S) for name, second in (("a", 10), ("b", 30), ("c", 50))])
    timeline.set_position(29 * S)
    timeline.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        QTest.keyClick(timeline, key)
    assert chosen == ["b", "c", "c", "b"]


def test_a_screen_reader_hears_where_the_film_stands(timeline: Timeline) -> None:
    timeline.set_marks([Mark(MarkId("a"), FILM_ID, "invites", S)])
    timeline.set_position(67 * S)
    timeline.describe()
    assert "01:07" in timeline.accessibleDescription()
    assert "01:20" in timeline.accessibleDescription()
    assert timeline.accessibleName()


def coloured(image: QImage, x: float, y: float, colour: str) -> bool:
    return image.pixelColor(round(x * image.devicePixelRatio()), round(y * image.devicePixelRatio())).name() == colour.lower()


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_tiers_are_drawn_in_their_rows_colours_and_shapes(qtbot: QtBot, qapp: QApplication, timeline: Timeline, palette: object) -> None:
    apply_theme(qapp, palette)  # type: ignore[arg-type]
    tokens = LIGHT if palette is LIGHT else DARK
    codes = ("invites", "notices_waits", "finding_back")
    timeline.set_marks([Mark(MarkId(code), FILM_ID, code, 20 * S) for code in codes])
    timeline.set_position(70 * S)
    image = timeline.grab().toImage()
    x = timeline.scale.x(20 * S)
    for tier in (Tier.BABY, Tier.PARENT, Tier.DYAD):
        y = PLAIN.place_of_tier(tier).middle
        assert coloured(image, x, y, tokens.tier(tier))
        # Only the square fills its corner; only the diamond is cut on the way there.
        assert coloured(image, x + 4, y + 4, tokens.tier(tier)) is (tier is Tier.PARENT)
        assert coloured(image, x + 3, y + 4, tokens.tier(tier)) is (tier is not Tier.DYAD)
    apply_theme(qapp, LIGHT)


def crowded(count: int) -> list[Mark]:
    step = LONG_S * S // count
    return [
        Mark(MarkId(f"m{n}"), FILM_ID, code.id, n * step, n * step + step if code.kind is CodeKind.STATE else None)
        for n in range(count)
        for code in (MOMENTS[n % len(MOMENTS)],)
    ]


def test_two_thousand_marks_stay_fluid(timeline: Timeline) -> None:
    """An hour with 2,000 marks, thumbnails and sound: a still layer in less than 100 ms, a playhead move in a few."""
    picture = QImage(128, 72, QImage.Format.Format_RGB888)
    picture.fill(Qt.GlobalColor.darkGray)
    timeline.set_film(LONG_S * S, snap_to_tenths)
    timeline.set_extras(
        FilmPictures(tuple(n * 10 * S for n in range(360)), tuple(picture.copy() for _ in range(360))),
        Waveform(10_000, bytes(n % 200 for n in range(LONG_S * 100))),
    )
    marks = crowded(2000)
    timeline.set_marks(marks)
    timeline.grab()
    began = time.thread_time()
    timeline.set_marks(marks)
    timeline.grab()
    still_s = time.thread_time() - began
    began = time.thread_time()
    for step in range(100):
        timeline.set_position(step * S // 25)
        timeline.repaint()
    moving_s = (time.thread_time() - began) / 100
    assert still_s < 0.1
    assert moving_s < 0.01


def test_the_tip_says_what_is_under_the_mouse(timeline: Timeline) -> None:
    set_language("en")
    timeline.set_marks([Mark(MarkId("a"), FILM_ID, "invites", 10 * S, note="looks up")])
    timeline.set_clips([Clip(ClipId("c"), FILM_ID, 30 * S, 50 * S)])
    said = []
    for place in (at(timeline, 10, Row.BABY), at(timeline, 40, Row.CLIPS)):
        QApplication.sendEvent(timeline, QHelpEvent(QEvent.Type.ToolTip, place, timeline.mapToGlobal(place)))
        said.append(QToolTip.text())
    QToolTip.hideText()
    assert said == ["00:10 Invites\nlooks up", "00:30 No title"]
    assert tip_for(FILM, [], []) == ""
