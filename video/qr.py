"""Reading a QR code in a picture of the camera. A pure function over pixels; what the text means is somebody else's."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

_LONG_SIDE = 1280  # more pixels only take longer
_LARGER = 1.6  # a code far away


def read_qr_picture(picture: NDArray[np.uint8]) -> str | None:
    """The text of the QR code in a picture (height x width, or with 3 channels), None when there is none, or it cannot be read.

    Takes 50 to 300 ms: not on the interface's thread.
    """
    height, width = picture.shape[:2]
    if min(height, width) < 21:  # the smallest code there is, a pixel a module
        return None
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY) if picture.ndim == 3 else picture
    shrink = _LONG_SIDE / max(height, width)
    small = cv2.resize(grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA) if shrink < 1 else grey
    large = cv2.resize(small, None, fx=_LARGER, fy=_LARGER, interpolation=cv2.INTER_CUBIC)
    detector = cv2.QRCodeDetectorAruco()  # of 80 pictures of a screen it read 78, the plain one 59
    for tried in (small, large, 255 - large):  # some show light on dark
        try:
            text, _corners, _straight = detector.detectAndDecode(tried)
        except (cv2.error, UnicodeDecodeError):
            continue  # a pattern that is nearly a code
        if text:
            return str(text)
    return None
