"""A camera that is kept on, on a real stream that comes and goes."""

from __future__ import annotations

import queue
from collections.abc import Callable

import pytest

from app.domain.errors import ErrorCode
from app.domain.filming import TEST_CAMERA, CameraFormat
from tests.video.capture.mjpeg_server import HEIGHT, WIDTH, MjpegServer
from video.capture import cameras, lasting_camera
from video.capture.lasting_camera import LastingCamera
from video.capture.taking import TakenPicture


class Listener:
    """Notes what it is told; a picture only by its kind."""

    def __init__(self) -> None:
        self._told: queue.SimpleQueue[CameraFormat | ErrorCode | TakenPicture] = queue.SimpleQueue()
        self.opened: Callable[[CameraFormat], None] = self._told.put
        self.picture: Callable[[TakenPicture], None] = self._told.put
        self.trouble: Callable[[ErrorCode], None] = self._told.put

    def next(self) -> CameraFormat | ErrorCode | TakenPicture:
        return self._told.get(timeout=20)

    def next_but_pictures(self) -> CameraFormat | ErrorCode:
        while isinstance(told := self.next(), TakenPicture):
            pass
        return told

    def empty(self) -> bool:
        return self._told.empty()


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lasting_camera, "_TRY_AGAIN_S", 0.1)
    monkeypatch.setattr(cameras, "STUCK_S", 0.5)
    monkeypatch.setattr(cameras, "_END_S", 0.1)


def end(camera: LastingCamera) -> None:
    camera.let_go()
    camera._thread.join(10)
    assert not camera._thread.is_alive()


def test_it_is_told_to_be_on_with_its_first_picture() -> None:
    listener = Listener()
    camera = LastingCamera(TEST_CAMERA, CameraFormat(640, 360, 30), listener)
    assert listener.next() == CameraFormat(640, 360, 30)
    assert isinstance(listener.next(), TakenPicture)
    end(camera)


def test_one_that_goes_is_told_once_and_is_back_when_it_is_back() -> None:
    server, listener = MjpegServer(rate=15), Listener()
    camera = LastingCamera(server.url, None, listener)
    assert isinstance(listener.next_but_pictures(), CameraFormat)
    server.close()
    assert listener.next_but_pictures() is ErrorCode.CAMERA_GONE
    for _ in range(3):  # it is tried again and again meanwhile, and still only gone
        camera.look_again()
    back = MjpegServer(rate=15, port=server.port)
    shape = listener.next_but_pictures()
    assert isinstance(shape, CameraFormat)
    assert (shape.width, shape.height) == (WIDTH, HEIGHT)
    end(camera)
    back.close()


def test_one_that_was_never_there_is_missing_and_appears() -> None:
    server, listener = MjpegServer(rate=15), Listener()
    server.close()
    camera = LastingCamera(server.url, None, listener)
    assert listener.next() is ErrorCode.CAMERA_MISSING
    server = MjpegServer(rate=15, port=server.port)
    assert isinstance(listener.next(), CameraFormat)
    end(camera)
    server.close()


def test_one_that_hangs_is_stuck_and_tried_again() -> None:
    server, listener = MjpegServer(rate=15), Listener()
    camera = LastingCamera(server.url, None, listener)
    assert isinstance(listener.next_but_pictures(), CameraFormat)
    server.stall()
    assert listener.next_but_pictures() is ErrorCode.CAMERA_STUCK
    server.stalled.clear()
    assert isinstance(listener.next_but_pictures(), CameraFormat)
    end(camera)
    server.close()


def test_nothing_is_told_after_it_was_let_go() -> None:
    listener = Listener()
    camera = LastingCamera(TEST_CAMERA, CameraFormat(640, 360, 30), listener)
    assert isinstance(listener.next(), CameraFormat)
    end(camera)
    while not listener.empty():
        listener.next()
    again = LastingCamera(TEST_CAMERA, CameraFormat(640, 360, 30), listener, after=camera)
    assert isinstance(listener.next(), CameraFormat)
    end(again)
