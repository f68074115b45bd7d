"""Small hands for the tests of this folder: keep what a workshop makes, and look at raw pixels."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


class Kept(dict[str, bytes]):
    """Extras by name, and the progress told on the way."""

    def __init__(self) -> None:
        super().__init__()
        self.steps: list[tuple[int, int]] = []

    def keep(self, name: str, data: bytes) -> None:
        self[name] = data

    def progress(self, done: int, total: int) -> None:
        self.steps.append((done, total))


class Never:
    """Nobody asks to stop."""

    def cancelled(self) -> bool:
        return False


def rgb_array(pixels: bytes, width: int, height: int) -> NDArray[Any]:
    return np.frombuffer(pixels, np.uint8).reshape(height, width, 3)
