"""Draws the practice film: a living room, a parent and a baby, flat and warm, with everything that tells a signal easy to see.

A scene is drawn on a canvas of 960 x 540 units; `Brush` places units on the pixels of the picture at hand, with sub-pixel edges so that
slow movement glides.
"""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from video.practice_story import Pose

Pixels = NDArray[np.uint8]
Colour = tuple[int, int, int]  # red, green, blue
WIDTH, HEIGHT = 960, 540
_SHIFT = 4

WALL, WALL_LIGHT, FLOOR, RUG, RUG_EDGE = (236, 223, 204), (252, 244, 229), (198, 160, 122), (214, 196, 176), (190, 165, 140)
WINDOW, FRAME, LEAF, POT, CUSHION, CUSHION_LIGHT = (
    (214, 233, 240),
    (250, 247, 240),
    (104, 140, 96),
    (188, 110, 80),
    (120, 146, 160),
    (142, 168, 182),
)
SKIN, SKIN_SHADE, CHEEK, BABY_SKIN, BABY_CHEEK = (226, 176, 142), (205, 152, 118), (219, 148, 124), (244, 203, 174), (240, 178, 156)
BABY_EAR = (232, 184, 156)
HAIR, BABY_HAIR, SWEATER, SWEATER_DARK, SUIT, SUIT_DARK = (
    (86, 56, 40),
    (168, 118, 74),
    (60, 122, 124),
    (46, 100, 104),
    (240, 190, 92),
    (222, 166, 66),
)
WHITE, DARK, MOUTH, TONGUE, TOY, TOY_DOT = (255, 253, 248), (52, 40, 36), (150, 60, 58), (226, 128, 120), (206, 92, 84), (250, 236, 214)


class Brush:
    """Paints filled shapes in scene units on a picture: `scale` pixels to the unit, (`left`, `top`) units at its corner."""

    def __init__(self, picture: Pixels, scale: float = 1.0, left: float = 0.0, top: float = 0.0) -> None:
        self._picture = picture
        self._scale, self._left, self._top = scale, left, top

    def _point(self, x: float, y: float) -> tuple[int, int]:
        unit = self._scale * (1 << _SHIFT)
        return round((x - self._left) * unit), round((y - self._top) * unit)

    def _size(self, length: float) -> int:
        return max(1, round(length * self._scale * (1 << _SHIFT)))

    def oval(
        self, x: float, y: float, rx: float, ry: float, colour: Colour, tilt: float = 0.0, part: tuple[float, float] = (0, 360)
    ) -> None:
        """A filled ellipse, or the part of it between two angles (degrees, clockwise from the right)."""
        axes = (self._size(rx), self._size(ry))
        cv2.ellipse(self._picture, self._point(x, y), axes, tilt, part[0], part[1], colour, -1, cv2.LINE_AA, _SHIFT)

    def arc(self, x: float, y: float, rx: float, ry: float, colour: Colour, width: float, tilt: float, part: tuple[float, float]) -> None:
        axes, thick = (self._size(rx), self._size(ry)), max(1, round(width * self._scale))
        cv2.ellipse(self._picture, self._point(x, y), axes, tilt, part[0], part[1], colour, thick, cv2.LINE_AA, _SHIFT)

    def limb(self, points: tuple[tuple[float, float], ...], colour: Colour, width: float) -> None:
        """A thick line with round ends and joints."""
        thick = max(1, round(width * self._scale))
        for first, second in pairwise(points):
            cv2.line(self._picture, self._point(*first), self._point(*second), colour, thick, cv2.LINE_AA, _SHIFT)

    def box(self, left: float, top: float, right: float, bottom: float, colour: Colour) -> None:
        cv2.rectangle(self._picture, self._point(left, top), self._point(right, bottom), colour, -1, cv2.LINE_AA, _SHIFT)


@lru_cache(maxsize=4)
def _room(width: int, height: int, scale: float, left: float, top: float) -> Pixels:
    """The room without people, with daylight falling from the window. Drawn once."""
    picture = np.full((height, width, 3), WALL, np.uint8)
    brush = Brush(picture, scale, left, top)
    across = (np.arange(width) / scale + left - 180) / 620
    down = (np.arange(height) / scale + top - 120) / 420
    light = np.exp(-(across[None, :] ** 2 + down[:, None] ** 2))[:, :, None]
    picture[:] = (np.array(WALL) + (np.array(WALL_LIGHT, float) - WALL) * light).astype(np.uint8)
    brush.box(0, 396, WIDTH, 2 * HEIGHT, FLOOR)
    brush.box(0, 388, WIDTH, 398, FRAME)
    brush.box(92, 48, 268, 236, FRAME)
    brush.box(104, 60, 175, 224, WINDOW)
    brush.box(185, 60, 256, 224, WINDOW)
    brush.box(424, 84, 520, 160, FRAME)
    brush.box(432, 92, 512, 152, (222, 205, 182))
    brush.oval(472, 126, 22, 16, (196, 150, 120))
    brush.oval(460, 472, 420, 64, RUG_EDGE)
    brush.oval(460, 470, 404, 56, RUG)
    for angle in (-58, -25, 8, 40):
        brush.oval(884 + angle * 0.5, 292 - abs(angle) * 0.2, 15, 62, LEAF, angle)
    brush.oval(884, 392, 40, 36, POT)
    brush.box(844, 346, 924, 384, POT)
    return picture


def draw(pose: Pose, width: int, height: int, scale: float, left: float = 0.0, top: float = 0.0) -> Pixels:
    """The scene as RGB pixels, `width` x `height`."""
    picture = _room(width, height, scale, left, top).copy()
    brush = Brush(picture, scale, left, top)
    lean = pose.parent_lean
    head = (700 - 96 * lean, 196 + 34 * lean)
    _parent_body(brush, pose, head)
    _baby_body(brush, pose)
    _parent_head(brush, pose, head)
    _baby_head(brush, pose)
    _toy(brush, pose)
    _parent_hand(brush, pose)
    return picture


def _parent_body(brush: Brush, pose: Pose, head: tuple[float, float]) -> None:
    lean = pose.parent_lean
    brush.oval(742, 470, 158, 64, SWEATER_DARK)
    brush.oval(728 - 46 * lean, 392, 116, 138, SWEATER, -14 * lean)
    brush.limb(((head[0] + 8, head[1] + 74), (head[0] + 16, head[1] + 108)), SKIN_SHADE, 46)
    brush.limb(((790 - 40 * lean, 360), (806 - 20 * lean, 446), (716, 480)), SWEATER_DARK, 50)
    brush.oval(702, 482, 26, 22, SKIN)


def _parent_head(brush: Brush, pose: Pose, head: tuple[float, float]) -> None:
    x, y = head
    tilt = -8 - 8 * pose.parent_lean
    brush.oval(x + 16, y - 6, 86, 94, HAIR, tilt)
    brush.oval(x + 62, y + 52, 34, 52, HAIR, 12)
    brush.oval(x, y + 8, 70, 80, SKIN, tilt)
    brush.oval(x + 10, y - 58, 68, 34, HAIR, tilt - 6)
    brush.oval(x - 42, y + 36, 15, 10, CHEEK)
    brush.oval(x + 32, y + 38, 15, 10, CHEEK)
    for side in (-1, 1):
        eye_x, eye_y = x - 8 + side * 27, y + 4
        _eye(brush, eye_x, eye_y, 11, pose.parent_eyes, (-0.55, 0.45))
        brush.arc(eye_x, eye_y - 12 - 9 * pose.parent_brows, 14, 7, HAIR, 4, side * 6, (200, 340))
    brush.arc(x - 12, y + 24, 7, 6, SKIN_SHADE, 3, 0, (20, 160))
    _mouth(brush, x - 10, y + 48, 24, pose.parent_mood, pose.parent_mouth)


def _parent_hand(brush: Brush, pose: Pose) -> None:
    """The arm that reaches out, in front of everything, when it does."""
    lean, reach = pose.parent_lean, pose.parent_reach
    shoulder = (640 - 50 * lean, 356.0)
    hand = (566 - 140 * reach - 30 * lean, 452 - 52 * reach)
    elbow = ((shoulder[0] + hand[0]) / 2 + 8, (shoulder[1] + hand[1]) / 2 + 34 - 20 * reach)
    brush.limb((shoulder, elbow, hand), SWEATER_DARK, 46)
    brush.oval(hand[0] - 12, hand[1] + 2, 24, 19, SKIN, 20)


def _baby_body(brush: Brush, pose: Pose) -> None:
    brush.oval(292, 452, 184, 66, CUSHION)
    brush.oval(226, 414, 116, 62, CUSHION_LIGHT, -24)
    kick = 10 * pose.baby_arms
    brush.limb(((372, 438), (428, 424 - kick), (462, 446 - kick)), SUIT_DARK, 40)
    brush.limb(((360, 450), (410, 462 + kick * 0.5), (440, 478)), SUIT, 40)
    brush.oval(330, 424, 82, 58, SUIT, 14)
    for button in (318, 340):
        brush.oval(button, 420 + (button - 318) * 0.3, 4, 4, SUIT_DARK)
    reach = pose.baby_arms
    brush.limb(((352, 396), (378 + 14 * reach, 400 - 34 * reach), (404 + 14 * reach, 412 - 92 * reach)), SUIT_DARK, 30)
    brush.oval(406 + 14 * reach, 406 - 94 * reach, 17, 16, BABY_SKIN)


def _baby_head(brush: Brush, pose: Pose) -> None:
    turn = pose.baby_turn
    x, y = 276 + 12 * turn, 344 - 6 * max(0.0, turn)
    tilt = 12 * turn
    brush.oval(x - 58 * turn, y + 8, 12, 15, BABY_EAR)
    brush.oval(x, y, 64, 62, BABY_SKIN, tilt)
    brush.arc(x + 2 - 10 * turn, y - 52, 16, 14, BABY_HAIR, 5, tilt, (150, 330))
    for side in (-1, 1):
        brush.oval(x + 16 * turn + side * 33, y + 22, 13 - 4 * max(0.0, side * turn), 10, BABY_CHEEK)
    gaze = (0.75 * turn, -0.55 * turn) if turn > 0 else (0.7 * turn - 0.1, 0.55 + 0.3 * turn)
    middle = x + 22 * turn
    for side in (-1, 1):
        _eye(brush, middle + side * 23, y + 2 + side * 4 * turn * 0.6, 10.5, pose.baby_eyes, gaze)
        worry = max(0.0, -pose.baby_mood)
        brush.arc(middle + side * 23, y - 14 + 3 * worry, 10, 5, BABY_HAIR, 3, side * 22 * worry, (205, 335))
    brush.oval(middle + 4 * turn, y + 17, 5, 4, BABY_CHEEK)
    _mouth(brush, middle + 3 * turn, y + 34, 16, pose.baby_mood, pose.baby_mouth)


def _toy(brush: Brush, pose: Pose) -> None:
    swing = pose.toy
    hand = (214 + 8 * swing, 424 - 18 * abs(swing))
    toy = (hand[0] - 34 + 18 * swing, hand[1] - 34 - 6 * abs(swing))
    brush.limb(((292, 410), (248, 434), hand), SUIT_DARK, 30)
    brush.limb((hand, toy), TOY_DOT, 8)
    brush.oval(toy[0], toy[1], 24, 24, TOY)
    for angle in range(0, 360, 120):
        turn = math.radians(angle + 50 * swing)
        brush.oval(toy[0] + 12 * math.cos(turn), toy[1] + 12 * math.sin(turn), 5, 5, TOY_DOT)
    brush.oval(hand[0], hand[1], 17, 16, BABY_SKIN)


def _eye(brush: Brush, x: float, y: float, size: float, openness: float, gaze: tuple[float, float]) -> None:
    if openness < 0.2:
        brush.arc(x, y, size, size * 0.4, DARK, 3, 0, (10, 170))
        return
    brush.oval(x, y, size, size * (0.35 + 0.65 * openness), WHITE)
    brush.oval(x + gaze[0] * size * 0.5, y + gaze[1] * size * 0.5 * openness, size * 0.58, size * 0.58 * (0.4 + 0.6 * openness), DARK)
    brush.oval(x + gaze[0] * size * 0.5 + 2, y + gaze[1] * size * 0.5 * openness - 2.5, 2.2, 2.2, WHITE)


def _mouth(brush: Brush, x: float, y: float, width: float, mood: float, openness: float) -> None:
    """A smile or its opposite; open while speaking."""
    if openness > 0.1:
        tall = width * (0.25 + 0.5 * openness)
        brush.oval(x, y + 2, width * (0.62 + 0.2 * mood), tall, MOUTH)
        brush.oval(x, y + 2 + tall * 0.55, width * 0.42, tall * 0.38, TONGUE)
        return
    depth, wide = width * abs(mood) * 0.7 + 0.8, width * (0.55 + 0.45 * abs(mood))
    if mood >= 0:
        brush.arc(x, y - depth * 0.4, wide, depth, MOUTH, 4, 0, (15, 165))
    else:
        brush.arc(x, y + depth * 0.9, wide * 0.8, depth, MOUTH, 4, 0, (195, 345))
