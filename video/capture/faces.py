"""Finds the faces in a picture, for the framing hint: are both in it? A hint only; nothing is decided by it and nothing is kept.

The network is MediaPipe's full-range face detector (docs/decisions/0842): 192 pixels square, a few milliseconds on one core. It is shown
the picture in squares as high as the picture, for a small face needs every pixel. It knows faces up to about a right angle from upright;
for a baby that lies with its head towards the camera it is shown the squares upside down as well. Not all of this each time: the squares at
both ends of the picture upright always, one of them upside down in turn, whose faces are remembered until its turn comes again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from app.domain.filming import FaceBox
from resources.read import resource_bytes

_MODEL: Final = "models/face_detection_full_range.tflite"
_SIDE: Final = 192  # of the network's input
_CELLS: Final = 48  # a guess for each of so many by so many places
_SCORES, _BOXES = "reshaped_classifier_face_4", "reshaped_regressor_face_4"  # the network's two ends
_SURE: Final = 0.6
_SAME: Final = 0.5  # of the smaller one's area: then two boxes are one face
_NEARLY_SQUARE: Final = 1.1

Picture = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class _Found:
    """A face in pixels of the small picture."""

    score: float
    left: float
    top: float
    width: float
    height: float

    def same_as(self, other: _Found) -> bool:
        across = min(self.left + self.width, other.left + other.width) - max(self.left, other.left)
        down = min(self.top + self.height, other.top + other.height) - max(self.top, other.top)
        smaller = min(self.width * self.height, other.width * other.height)
        return across > 0 and down > 0 and across * down > _SAME * smaller


class FaceFinder:
    """Looks at pictures of one camera, one after the other, on one thread. Each look takes 20 to 40 ms: show it one a second or so."""

    def __init__(self) -> None:
        cv2.setNumThreads(1)
        self._net = cv2.dnn.readNetFromTFLite(np.frombuffer(resource_bytes(_MODEL), np.uint8))
        self._turn = 0
        self._remembered: dict[int, list[_Found]] = {}

    def find(self, frame: av.VideoFrame) -> tuple[FaceBox, ...]:
        """The faces in this picture, largest first; those from views whose turn it is not may be a few pictures old."""
        small = _small(frame)
        height, width = small.shape[:2]
        places = _places(width, height)
        found = [face for place in places for face in self._look(small, place, upside_down=False)]
        turn = self._turn % len(places)
        self._remembered[turn] = self._look(small, places[turn], upside_down=True)
        self._turn += 1
        for seen in self._remembered.values():
            found += seen
        faces = [_box(face, width, height) for face in _distinct(found)]
        return tuple(sorted(faces, key=lambda face: -face.width * face.height))

    def _look(self, small: Picture, place: tuple[int, int], *, upside_down: bool) -> list[_Found]:
        left, top = place
        square = small[top : top + _SIDE, left : left + _SIDE]
        if upside_down:
            square = square[::-1, ::-1]
        found = self._faces(square)
        if upside_down:
            found = [_Found(f.score, _SIDE - f.left - f.width, _SIDE - f.top - f.height, f.width, f.height) for f in found]
        return [_Found(f.score, f.left + left, f.top + top, f.width, f.height) for f in found]

    def _faces(self, square: Picture) -> list[_Found]:
        """The network itself, on one square. Its boxes are only asked for when there is a face: that runs it once more."""
        self._net.setInput(np.ascontiguousarray((square.astype(np.float32) / 127.5 - 1).transpose(2, 0, 1)[None]))
        logits: NDArray[Any] = self._net.forward(_SCORES).reshape(-1)
        scores = 1 / (1 + np.exp(-np.clip(logits, -50, 50)))
        (sure,) = np.nonzero(scores > _SURE)
        if not len(sure):
            return []
        boxes = self._net.forward(_BOXES)[0][sure]
        middle_x, middle_y = boxes[:, 0] + (sure % _CELLS + 0.5) * _SIDE / _CELLS, boxes[:, 1] + (sure // _CELLS + 0.5) * _SIDE / _CELLS
        found = [
            _Found(float(score), float(x - width / 2), float(y - height / 2), float(width), float(height))
            for score, x, y, width, height in zip(scores[sure], middle_x, middle_y, boxes[:, 2], boxes[:, 3], strict=True)
        ]
        return _distinct(found)


def _small(frame: av.VideoFrame) -> Picture:
    """The picture as RGB, its shorter side as long as the network's input."""
    shorter = min(frame.width, frame.height)
    width, height = (max(_SIDE, round(side * _SIDE / shorter)) for side in (frame.width, frame.height))
    return frame.reformat(width, height, "rgb24", interpolation="AREA", threads=1).to_ndarray().astype(np.uint8, copy=False)


def _places(width: int, height: int) -> list[tuple[int, int]]:
    """Upper left corners of the squares: both ends of the picture; one for a picture that is nearly square."""
    spare_x, spare_y = width - _SIDE, height - _SIDE
    if max(width, height) < _SIDE * _NEARLY_SQUARE:
        return [(spare_x // 2, spare_y // 2)]
    return [(0, 0), (spare_x, spare_y)]


def _distinct(found: list[_Found]) -> list[_Found]:
    """The surest of each face."""
    kept: list[_Found] = []
    for face in sorted(found, key=lambda face: -face.score):
        if not any(face.same_as(better) for better in kept):
            kept.append(face)
    return kept


def _box(face: _Found, width: int, height: int) -> FaceBox:
    left, right = (min(max(edge, 0.0), float(width)) for edge in (face.left, face.left + face.width))
    top, bottom = (min(max(edge, 0.0), float(height)) for edge in (face.top, face.top + face.height))
    return FaceBox(
        left=round(1000 * left / width),
        top=round(1000 * top / height),
        width=round(1000 * (right - left) / width),
        height=round(1000 * (bottom - top) / height),
    )
