"""Of what a camera offers, what is sensible."""

from __future__ import annotations

import pytest

from app.domain.filming import CameraFormat, sensible_format

HD60, HD30, HD10 = (CameraFormat(1280, 720, rate) for rate in (60, 30, 10))
FULL30, VGA30, VGA15, QHD30 = (
    CameraFormat(1920, 1080, 30),
    CameraFormat(640, 480, 30),
    CameraFormat(640, 480, 15),
    CameraFormat(2560, 1440, 30),
)


@pytest.mark.parametrize(
    ("offered", "wanted", "chosen"),
    [
        ((FULL30, HD30, VGA30), None, HD30),
        ((HD60, HD30, HD10), None, HD30),
        ((HD60, VGA30), None, HD60),
        ((HD10, VGA30), None, VGA30),  # ten a second shows no smile
        ((HD10,), None, HD10),  # better than nothing
        ((FULL30, VGA30), None, VGA30),
        ((FULL30, QHD30), None, FULL30),
        ((FULL30, HD30), FULL30, FULL30),
        ((HD30, VGA15), VGA30, VGA15),  # asked for a size: nearest to that
        ((HD10, HD30), HD10, HD10),
        ((), HD30, None),
    ],
)
def test_the_nearest_to_what_is_wanted(offered: tuple[CameraFormat, ...], wanted: CameraFormat | None, chosen: CameraFormat | None) -> None:
    assert sensible_format(offered, wanted) == chosen
    assert sensible_format(offered[::-1], wanted) == chosen
