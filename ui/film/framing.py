"""The framing hint: whether both faces are in the picture. A hint only, and a steady one: it changes when two looks in a row agree."""

from __future__ import annotations

from enum import StrEnum

from app.domain.filming import FaceBox, FacesSeen

_AGREEING = 2
_EDGE_PERMILLE = 20  # closer to the edge than this, a face is about to leave


class Frame(StrEnum):
    """What is seen. Words are `filming.frame.<value>`."""

    LOOKING = "looking"
    NONE = "none"
    ONE = "one"
    EDGE = "edge"
    BOTH = "both"


class Framing:
    """Takes what was seen as it comes."""

    def __init__(self) -> None:
        self.frame = Frame.LOOKING
        self._next = Frame.LOOKING
        self._agreed = 0

    def see(self, seen: FacesSeen) -> Frame:
        """What to say now."""
        found = judge(seen.faces)
        self._agreed = self._agreed + 1 if found is self._next else 1
        self._next = found
        if self._agreed >= _AGREEING:
            self.frame = found
        return self.frame


def judge(faces: tuple[FaceBox, ...]) -> Frame:
    """What one look says."""
    if not faces:
        return Frame.NONE
    if len(faces) == 1:
        return Frame.ONE
    return Frame.EDGE if any(_at_edge(face) for face in faces) else Frame.BOTH


def _at_edge(face: FaceBox) -> bool:
    far = 1000 - _EDGE_PERMILLE
    return face.left < _EDGE_PERMILLE or face.top < _EDGE_PERMILLE or face.left + face.width > far or face.top + face.height > far
