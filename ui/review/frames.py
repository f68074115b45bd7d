"""Where the pictures of the open film stand, for everything that must land on a real one."""

from __future__ import annotations

from video.index import FrameIndex


class Frames:
    """Before the index has come, every position counts as a picture."""

    def __init__(self) -> None:
        self.index: FrameIndex | None = None

    def near(self, us: int) -> int:
        """The position of the picture nearest to `us`."""
        return self.beside(us, 0)

    def end_of(self, us: int) -> int | None:
        """Where the picture that is shown at `us` gives way to the next; None where it is the last, or none is known."""
        if self.index is None:
            return None
        after = self.index.frame_at(us) + 1
        return self.index.pts_us[after] if after < len(self.index) else None

    def beside(self, us: int, pictures: int) -> int:
        """The position so many pictures from the one nearest to `us`, inside the film."""
        if self.index is None:
            return us
        frame = self.index.frame_near(us) + pictures
        return self.index.pts_us[min(max(0, frame), len(self.index) - 1)]
