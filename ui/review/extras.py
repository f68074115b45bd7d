"""What a reel keeps beside its film, read for the review screen: where frames stand, small pictures, sound peaks.

Runs on the pool. What is missing is left out: a film without thumbnails is still watched and marked.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QImage

from app.domain.ids import RecordingId
from app.ports import Store
from ui.timeline.film_strip import FilmPictures
from video.index import INDEX_NAME, FrameIndex
from video.thumbnails import THUMBNAILS_NAME, Thumbnails
from video.waveform import WAVEFORM_NAME, Waveform


@dataclass(frozen=True)
class FilmExtras:
    """Whatever of it there was."""

    index: FrameIndex | None
    pictures: FilmPictures | None
    sound: Waveform | None


def read_extras(store: Store, recording: RecordingId) -> FilmExtras:
    """Read and check the extras. Raises REEL_MISSING, REEL_DAMAGED, or FILM_DAMAGED for one that cannot be read."""
    reel = store.open_reel(recording)
    try:
        kept = reel.extra
        index, thumbnails, waveform = (kept(name) for name in (INDEX_NAME, THUMBNAILS_NAME, WAVEFORM_NAME))
    finally:
        reel.close()
    return FilmExtras(
        FrameIndex.from_bytes(index) if index else None,
        _pictures(Thumbnails.from_bytes(thumbnails)) if thumbnails else None,
        Waveform.from_bytes(waveform) if waveform else None,
    )


def _pictures(thumbnails: Thumbnails) -> FilmPictures:
    """As images that own their pixels."""
    images = tuple(
        QImage(bytes(thumbnails.rgb(number)), thumbnails.width, thumbnails.height, 3 * thumbnails.width, QImage.Format.Format_RGB888).copy()
        for number in range(len(thumbnails))
    )
    return FilmPictures(thumbnails.at_us, images)
