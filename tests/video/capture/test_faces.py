"""Faces are found where they are, upright, on their side and upside down; and nothing else is taken for one."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from app.domain.filming import FaceBox
from resources.read import resource_bytes, resource_text
from tests.samples.coded import draw_frame
from video.capture.faces import FaceFinder

Picture = NDArray[Any]
FACE = Path(__file__).resolve().parents[2] / "samples" / "faces" / "collins.jpg"
MIDDLE, SIZE = (166 / 280, 118 / 280), 105 / 280  # of the face in that picture
WALL = (120, 110, 100)
ROUNDS = 3  # enough for every view to have had its turn


def room(width: int = 1280, height: int = 720) -> Picture:
    return np.full((height, width, 3), WALL, np.uint8)


def put(picture: Picture, left: int, top: int, size: int, turn_deg: float = 0.0) -> tuple[float, float]:
    """Draw the photograph into the picture. Returns the middle of its face."""
    read = cv2.imread(str(FACE))
    assert read is not None
    photo = cv2.cvtColor(read, cv2.COLOR_BGR2RGB)
    turn = cv2.getRotationMatrix2D((photo.shape[1] / 2, photo.shape[0] / 2), turn_deg, 1.0)
    photo = cv2.resize(cv2.warpAffine(photo, turn, photo.shape[1::-1], borderValue=WALL), (size, size), interpolation=cv2.INTER_AREA)
    picture[top : top + size, left : left + size] = photo
    x, y = turn @ np.array([MIDDLE[0] * 280, MIDDLE[1] * 280, 1.0])
    return left + x * size / 280, top + y * size / 280


def frame(picture: Picture, pixels: str = "yuv420p") -> av.VideoFrame:
    return av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24").reformat(format=pixels)


def seen(picture: Picture, rounds: int = ROUNDS) -> tuple[FaceBox, ...]:
    """What is found once the picture has stood still for a while."""
    finder = FaceFinder()
    return [finder.find(frame(picture)) for _ in range(rounds)][-1]


def holds(face: FaceBox, x: float, y: float, picture: Picture) -> bool:
    """Whether the middle of a box is near this place (pixels)."""
    height, width = picture.shape[:2]
    middle_x, middle_y = (face.left + face.width / 2) * width / 1000, (face.top + face.height / 2) * height / 1000
    return bool(abs(middle_x - x) < 0.5 * face.width * width / 1000 and abs(middle_y - y) < 0.5 * face.height * height / 1000)


@pytest.mark.parametrize("size", [140, 280, 700])
@pytest.mark.parametrize("left", [0, 300, 420, 580])
def test_a_face_is_found_wherever_it_is(size: int, left: int) -> None:
    picture = room()
    x, y = put(picture, left, 10, size)
    (face,) = seen(picture)
    assert holds(face, x, y, picture)
    assert face.width * 1280 / 1000 == pytest.approx(SIZE * size, rel=0.35)
    assert face.height * 720 / 1000 == pytest.approx(SIZE * size, rel=0.35)


@pytest.mark.parametrize("turn_deg", range(0, 360, 45))
def test_a_face_on_its_side_or_upside_down_is_found(turn_deg: int) -> None:
    picture = room()
    x, y = put(picture, 700, 200, 400, turn_deg)
    (face,) = seen(picture)
    assert holds(face, x, y, picture)


def test_two_faces_are_two_the_larger_one_first() -> None:
    picture = room()
    large, small = put(picture, 100, 100, 500), put(picture, 850, 300, 300, 90)
    found = seen(picture)
    assert len(found) == 2
    assert holds(found[0], *large, picture)
    assert holds(found[1], *small, picture)


def test_upright_faces_are_found_at_once_and_gone_soon() -> None:
    picture, finder = room(), FaceFinder()
    put(picture, 100, 100, 500)
    assert len(finder.find(frame(picture))) == 1
    for _ in range(ROUNDS):
        after = finder.find(frame(room()))
    assert after == ()


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (640, 480), (480, 640), (720, 1280), (500, 500), (160, 120)])
def test_every_shape_of_picture_is_looked_at(width: int, height: int) -> None:
    picture = room(width, height)
    size = min(width, height) * 2 // 3
    x, y = put(picture, width - size, height - size, size)
    (face,) = seen(picture)
    assert holds(face, x, y, picture)


@pytest.mark.parametrize("pixels", ["yuvj422p", "nv12", "yuyv422", "bgr24", "bgra"])
def test_every_pixel_format_of_a_camera_is_understood(pixels: str) -> None:
    picture = room()
    put(picture, 300, 100, 500)
    assert len(FaceFinder().find(frame(picture, pixels))) == 1


def test_boxes_stay_in_the_picture() -> None:
    picture = room()
    put(picture, 0, 0, 700)
    cut = picture[200:, 360:]  # through the middle of the face
    for face in seen(np.ascontiguousarray(cut[: cut.shape[0] // 2 * 2, : cut.shape[1] // 2 * 2])):
        assert min(face.left, face.top) >= 0
        assert max(face.left + face.width, face.top + face.height) <= 1000


def test_nothing_else_is_taken_for_a_face() -> None:
    noise = np.random.default_rng(5).integers(0, 255, (720, 1280, 3)).astype(np.uint8)
    coded = av.VideoFrame.from_ndarray(draw_frame(7, 1280, 720), format="yuv420p").to_ndarray(format="rgb24")
    for picture in (room(), room() * 0, noise, coded):
        assert seen(picture) == ()


def test_real_films_of_a_person(samples: Path) -> None:
    """Someone signing before the camera; and people who are far away, mostly seen from behind."""
    with av.open(str(samples / "video" / "milk.mkv")) as film:
        finder = FaceFinder()
        found = [finder.find(picture) for number, picture in enumerate(film.decode(video=0)) if number % 10 == 0]
    assert [len(faces) for faces in found] == [1] * len(found)
    assert all(350 < faces[0].left + faces[0].width / 2 < 550 for faces in found)


def test_no_thread_is_left_and_none_is_started() -> None:
    def threads() -> int:
        return len(list(Path("/proc/self/task").iterdir()))

    if not Path("/proc/self/task").is_dir():
        pytest.skip("counts the threads of the process under /proc")
    picture = frame(room())
    FaceFinder().find(picture)  # numpy and OpenCV have what they keep
    before = threads()
    for _ in range(3):
        FaceFinder().find(picture)
    assert threads() == before
    assert cv2.getNumThreads() == 1


def test_the_network_is_the_one_whose_licence_lies_beside_it() -> None:
    told = resource_text("models/face_detection_full_range.txt")
    assert hashlib.sha256(resource_bytes("models/face_detection_full_range.tflite")).hexdigest() in told
    assert "Apache License" in told
