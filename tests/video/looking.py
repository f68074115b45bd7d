"""Reads the pixels of a shown picture."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from tests.samples.coded import read_frame_number
from video.player import Player


def pixels(image: QImage) -> NDArray[Any]:
    """Height, width, BGRA."""
    raw = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return raw[:, : image.width() * 4].reshape(image.height(), image.width(), 4)


def number_shown(player: Player) -> int:
    """The coded number in the picture that is shown."""
    return read_frame_number(pixels(player.image()))
