"""Screenshots as small PNG files: 256 colours chosen for the picture, so that pages of them stay light in a repository."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

_COLOURS = 256
_EXACT = 144  # the colours seen most stay as they are: surfaces and letters. The others stand for the rest: film
_CELL = 0xF0F0F0  # colours that agree in these bits are of a kind
_ROUNDS = 10
Packed = NDArray[np.int64]  # red, green, blue in one number


def save_picture(image: QImage, path: Path) -> None:
    """Write `image` as a PNG with a palette of its own. The same file for the same picture."""
    packed = _packed(image.convertToFormat(QImage.Format.Format_RGB888))
    palette, chosen = _reduced(packed)
    height, width = chosen.shape
    padded = np.zeros((height, (width + 3) // 4 * 4), np.uint8)
    padded[:, :width] = chosen
    indexed = QImage(padded.data, width, height, padded.shape[1], QImage.Format.Format_Indexed8)
    indexed.setColorTable([0xFF000000 | int(colour) for colour in palette])
    path.parent.mkdir(parents=True, exist_ok=True)
    if not indexed.save(str(path), quality=0):  # 0: compress as much as it goes
        raise OSError("the picture could not be written")


def _packed(image: QImage) -> Packed:
    lines = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    rgb = lines[:, : image.width() * 3].reshape(image.height(), image.width(), 3).astype(np.int64)
    return np.asarray(rgb[..., 0] << 16 | rgb[..., 1] << 8 | rgb[..., 2])


def _reduced(packed: Packed) -> tuple[Packed, NDArray[np.uint8]]:
    """At most 256 colours, and for each pixel which of them."""
    seen, where, counts = np.unique(packed.reshape(-1), return_inverse=True, return_counts=True)
    if len(seen) <= _COLOURS:
        return seen, where.reshape(packed.shape).astype(np.uint8)
    exact = seen[np.argsort(counts, kind="stable")[::-1][:_EXACT]]
    _, firsts = np.unique(seen & _CELL, return_index=True)  # one of each kind of colour: rare ones count as much as common ones
    others = seen[firsts]
    clusters = min(_COLOURS - _EXACT, len(others))
    cv2.setRNGSeed(1)
    criteria = (cv2.TERM_CRITERIA_MAX_ITER, _ROUNDS, 1.0)
    found: Any = cv2.kmeans(_apart(others), clusters, None, criteria, 1, cv2.KMEANS_RANDOM_CENTERS)  # type: ignore[call-overload]
    centres = found[2].round().astype(np.int64)
    palette = np.concatenate([exact, centres[:, 0] << 16 | centres[:, 1] << 8 | centres[:, 2]])
    nearest = np.concatenate([_nearest(part, palette) for part in np.array_split(seen, len(seen) // 4096 + 1)])
    return palette, nearest[where].reshape(packed.shape).astype(np.uint8)


def _nearest(colours: Packed, palette: Packed) -> NDArray[np.intp]:
    """For each colour the place in the palette of the one that is least away: |c - p|² = |c|² - 2cp + |p|²."""
    first, second = _apart(colours), _apart(palette)
    return np.asarray(np.argmin((second**2).sum(1)[None, :] - 2 * first @ second.T, axis=1))


def _apart(packed: Packed) -> NDArray[np.float32]:
    return np.stack([packed >> 16 & 255, packed >> 8 & 255, packed & 255], axis=-1).astype(np.float32)
