"""The framing hint is steady, and says what is seen and no more."""

from __future__ import annotations

import pytest

from app.domain.filming import FaceBox, FacesSeen
from ui.film.framing import Frame, Framing, judge

BABY = FaceBox(250, 500, 120, 160)
PARENT = FaceBox(600, 200, 140, 200)


@pytest.mark.parametrize(
    ("faces", "frame"),
    [
        ((), Frame.NONE),
        ((BABY,), Frame.ONE),
        ((BABY, PARENT), Frame.BOTH),
        ((BABY, FaceBox(0, 200, 140, 200)), Frame.EDGE),
        ((BABY, FaceBox(870, 200, 130, 200)), Frame.EDGE),
        ((BABY, FaceBox(600, 0, 130, 200)), Frame.EDGE),
        ((FaceBox(250, 850, 120, 150), PARENT), Frame.EDGE),
    ],
)
def test_one_look(faces: tuple[FaceBox, ...], frame: Frame) -> None:
    assert judge(faces) is frame


def test_one_look_alone_changes_nothing() -> None:
    framing = Framing()
    assert framing.see(FacesSeen((BABY, PARENT))) is Frame.LOOKING
    assert framing.see(FacesSeen((BABY, PARENT))) is Frame.BOTH
    assert framing.see(FacesSeen((PARENT,))) is Frame.BOTH, "the baby may have turned for a moment"
    assert framing.see(FacesSeen((BABY, PARENT))) is Frame.BOTH
    assert framing.see(FacesSeen((PARENT,))) is Frame.BOTH
    assert framing.see(FacesSeen((PARENT,))) is Frame.ONE
