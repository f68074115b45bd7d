"""The preview shows the studio's bytes as they are: right way round, right shape, nothing kept, nothing old."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from app.domain.filming import PreviewShown
from ui.film.preview import PreviewView

OFFSET = 512
RED, BLUE = QColor("#ff0000"), QColor("#0000ff")


class Camera:
    """A picture of 320 x 180 in memory: red on the left, blue on the right."""

    def __init__(self) -> None:
        picture = np.zeros((180, 320, 4), np.uint8)
        picture[:, :160, 2] = 255
        picture[:, 160:, 0] = 255
        self.memory: bytearray | None = bytearray(bytes(OFFSET) + picture.tobytes())
        self.shown = PreviewShown(OFFSET, 320, 180, 1280, 0, 0)

    def pictures(self) -> memoryview | None:
        return memoryview(self.memory) if self.memory is not None else None


@pytest.fixture
def camera() -> Camera:
    return Camera()


@pytest.fixture
def view(qtbot: QtBot, camera: Camera) -> PreviewView:
    made = PreviewView(camera.pictures)
    qtbot.addWidget(made)
    made.resize(640, 480)
    made.show()
    made.set_look(live=True, dimmed=False, guide=False, red=False)
    return made


def grabbed(view: PreviewView) -> QImage:
    image: QImage = view.grab().toImage()
    return image


def test_whole_in_its_own_shape_and_never_mirrored(view: PreviewView, camera: Camera) -> None:
    view.show_picture(camera.shown)
    image = grabbed(view)
    assert image.pixelColor(80, 240) == RED and image.pixelColor(560, 240) == BLUE
    assert image.pixelColor(320, 40).lightness() < 30 and image.pixelColor(320, 440).lightness() < 30, "16:9 in 4:3"
    assert image.pixelColor(318, 64) == RED and image.pixelColor(322, 415) == BLUE, "up to its edges"


def test_the_memory_is_given_back_after_each_picture(view: PreviewView, camera: Camera) -> None:
    view.show_picture(camera.shown)
    grabbed(view)
    assert camera.memory is not None
    camera.memory.extend(b"more")  # BufferError while anything of it is held


def test_what_is_drawn_is_what_lies_there_now(view: PreviewView, camera: Camera) -> None:
    view.show_picture(camera.shown)
    assert grabbed(view).pixelColor(80, 240) == RED
    assert camera.memory is not None
    camera.memory[OFFSET:] = bytes([0, 255, 0, 255]) * (320 * 180)
    assert grabbed(view).pixelColor(80, 240) == QColor("#00ff00"), "no copy lags behind"


@pytest.mark.parametrize("how", ["cleared", "not live", "no memory"])
def test_an_old_picture_is_never_shown_as_now(view: PreviewView, camera: Camera, how: str) -> None:
    view.show_picture(camera.shown)
    if how == "cleared":
        view.clear()
    elif how == "not live":
        view.set_look(live=False, dimmed=False, guide=False, red=False)
    else:
        camera.memory = None
    assert grabbed(view).pixelColor(80, 240).lightness() < 30


def test_dimmed_while_paused_and_red_at_the_edge_while_filming(view: PreviewView, camera: Camera) -> None:
    view.show_picture(camera.shown)
    view.set_look(live=True, dimmed=True, guide=False, red=True)
    image = grabbed(view)
    assert image.pixelColor(80, 240).red() < 100
    assert image.pixelColor(1, 240).red() > 200


def test_it_tells_how_large_it_is_and_nothing_when_hidden(view: PreviewView) -> None:
    told: list[tuple[int, int]] = []
    view.size_wanted.connect(lambda width, height: told.append((width, height)))
    view.resize(800, 600)
    ratio = view.devicePixelRatioF()
    assert told[-1] == (round(800 * ratio), round(600 * ratio))
    view.hide()
    assert told[-1] == (0, 0)


def test_words_are_said_to_a_screen_reader_too(view: PreviewView) -> None:
    view.say_over("No camera", "Plug one in")
    assert view.accessibleDescription() == "No camera Plug one in"
    grabbed(view)
