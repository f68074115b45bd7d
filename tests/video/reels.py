"""Reels for the player's tests: a plain file with the index that the real indexer makes, and an optional proxy."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tests.fakes.sources import FileSource
from video.index import INDEX_NAME, FrameIndex
from video.worker.indexing import IndexMaker
from video.worker.listening import Listener
from video.worker.opening import open_film


class FileReel(FileSource):
    """Fulfils app.ports.Reel over a file on disk."""

    def __init__(self, path: Path, extras: dict[str, bytes]) -> None:
        super().__init__(path)
        self._extras = extras

    def extra(self, name: str) -> bytes | None:
        return self._extras.get(name)

    def extra_names(self, prefix: str = "") -> list[str]:
        return sorted(name for name in self._extras if name.startswith(prefix))

    def put_extra(self, name: str, data: bytes) -> None:
        self._extras[name] = data


@cache
def index_of(path: Path) -> FrameIndex:
    with path.open("rb") as stream, open_film(stream) as film:
        maker = IndexMaker(film, Listener(film.sound) if film.sound is not None else None)
        maker.run(lambda _position: None, lambda: False)
        return maker.index()


def reel_of(path: Path) -> FileReel:
    return FileReel(path, {INDEX_NAME: index_of(path).to_bytes()})
