"""What a reel keeps beside its film, read for the review screen: where frames stand, small pictures, sound peaks.

Runs on the pool. What is missing is left out: a film without thumbnails is still watched and marked. Of hidden parts nothing comes along.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass

from PySide6.QtGui import QImage

from app.domain.spans import Span
from app.usecases.look_at_film import OpenedFilm
from ui.timeline.film_strip import FilmPictures
from video.hiding import Hiding
from video.index import INDEX_NAME, FrameIndex
from video.thumbnails import THUMBNAILS_NAME, Thumbnails
from video.waveform import WAVEFORM_NAME, Waveform


@dataclass(frozen=True)
class FilmExtras:
    """Whatever of it there was. A thumbnail of a hidden part is an empty image, its sound silence."""

    index: FrameIndex | None
    pictures: FilmPictures | None
    sound: Waveform | None


def read_extras(film: OpenedFilm, hidden: Iterable[Span]) -> FilmExtras:
    """Read and check the extras. Raises REEL_MISSING, REEL_DAMAGED, or FILM_DAMAGED for one that cannot be read."""
    with closing(film.open_reel()) as reel:
        kept = reel.extra
        index_data, thumbnails, waveform = (kept(name) for name in (INDEX_NAME, THUMBNAILS_NAME, WAVEFORM_NAME))
    if not index_data:  # nobody can say which pictures belong to which part
        return FilmExtras(None, None, None)
    index = FrameIndex.from_bytes(index_data)
    hiding = Hiding(index, hidden)
    return FilmExtras(
        index,
        _pictures(Thumbnails.from_bytes(thumbnails), hiding) if thumbnails else None,
        Waveform.from_bytes(waveform).hushed(hiding.parts) if waveform else None,
    )


def _pictures(thumbnails: Thumbnails, hiding: Hiding) -> FilmPictures:
    """As images that own their pixels."""
    images = tuple(QImage() if hiding.hides(at_us) else _image(thumbnails, number) for number, at_us in enumerate(thumbnails.at_us))
    return FilmPictures(thumbnails.at_us, images)


def _image(thumbnails: Thumbnails, number: int) -> QImage:
    width, height = thumbnails.width, thumbnails.height
    return QImage(bytes(thumbnails.rgb(number)), width, height, 3 * width, QImage.Format.Format_RGB888).copy()
