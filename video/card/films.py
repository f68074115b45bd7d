"""Finds the films in a tree: AVCHD, DCIM, MP_ROOT, M4ROOT, SD-Video (.MOD, .TOD), loose files. Reads; changes nothing.

What counts as one film: the parts of a spanned AVCHD recording (see `spans`), any other file by itself. Small companions (CPI, THM,
MOI, XML, a camera's own small copy) are remembered so that they go when the film is erased from the card.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from app.domain.card import FoundFilm, SourcePart
from app.domain.errors import ErrorCode
from app.domain.recording import SourceKind
from video.card.filmed import CLOCK_BYTES, from_moi, from_stream
from video.card.mpl import MAX_PLAYLIST_BYTES, PlayItem, parse_playlist
from video.card.places import part_of, read_start, read_whole, source_key
from video.card.spans import join
from video.card.tree import Folder, walk, way_to
from video.card.ts import read_ends

MAX_FILMS = 20_000
MAX_PLAYLISTS = 1_000

_STREAMS = frozenset({".MTS", ".M2TS", ".M2T", ".TS", ".TOD"})
_SD_VIDEO = frozenset({".MOD", ".TOD"})
_FILMS = _STREAMS | _SD_VIDEO | frozenset(
    {".MP4", ".M4V", ".MOV", ".QT", ".AVI", ".3GP", ".3G2", ".MPG", ".MPEG", ".PS", ".VOB", ".MKV", ".WEBM", ".DV", ".WMV", ".ASF", ".MXF"}
)  # fmt: skip
_COMPANIONS = (".THM", ".MOI", ".PGI", ".XML", ".CPI", ".CLPI", ".LRV", ".BDM")
_KINDS = (("DCIM", SourceKind.DCIM), ("MP_ROOT", SourceKind.MP_ROOT), ("M4ROOT", SourceKind.MP_ROOT))


def find_films(root: str) -> list[FoundFilm]:
    """All films under a folder, or the one file given, oldest first. OSError only when the root itself cannot be read."""
    if not os.path.isdir(root):  # noqa: PTH112
        part = part_of(root)
        if part is None:
            raise FileNotFoundError
        return [_film(_kind_of(way_to(root)[:-1], _extension(root)), (part,), ())]
    folders = walk(root)
    by_path = {folder.path: folder for folder in folders}
    films: list[FoundFilm] = []
    for folder in folders:
        films.extend(_films_in(folder, by_path))
        if len(films) >= MAX_FILMS:
            break
    return sorted(films[:MAX_FILMS], key=lambda film: (film.modified_at or datetime.min, str(film.parts[0].path)))


def _films_in(folder: Folder, by_path: dict[str, Folder]) -> Iterator[FoundFilm]:
    if folder.way[-1:] == ("SUB",) and "M4ROOT" in folder.way:
        return  # Sony's small copies: companions of the films in CLIP
    streams: dict[str, SourcePart] = {}
    for name in folder.all_files():
        stem, extension = _stem(name), _extension(name)
        if extension not in _FILMS:
            continue
        part = part_of(os.path.join(folder.path, name))  # noqa: PTH118
        if part is None:
            continue
        if extension in _STREAMS and stem not in streams:
            streams[stem] = part
        else:
            yield _film(_kind_of(folder.way, extension), (part,), _companions(folder, by_path, stem))
    playlists = _playlists(folder, by_path) if streams else []
    for span in join(streams, playlists):
        parts = tuple(streams[stem] for stem in span.clips)
        companions = tuple(path for stem in span.clips for path in _companions(folder, by_path, stem))
        yield _film(_kind_of(folder.way, _extension(parts[0].path.name)), parts, companions, broken=span.broken)


def _film(kind: SourceKind, parts: tuple[SourcePart, ...], companions: tuple[Path, ...], *, broken: bool = False) -> FoundFilm:
    problems: list[ErrorCode] = []
    if broken:
        problems.append(ErrorCode.FILM_TRUNCATED)
    if not any(part.size_bytes for part in parts):
        problems.append(ErrorCode.FILM_EMPTY)
    try:
        key = source_key(parts)
    except OSError:
        problems.append(ErrorCode.CARD_READ_FAILED)
        key = hashlib.sha256(repr([(part.size_bytes, part.modified_ns) for part in parts]).encode()).hexdigest()
    return FoundFilm(key, kind, parts, companions, _filmed_at(parts[0], companions), tuple(problems))


def _filmed_at(part: SourcePart, companions: tuple[Path, ...]) -> datetime | None:
    """The camera's own word where it is easily had, else the file's time; naive local time either way."""
    told: datetime | None = None
    if _extension(part.path.name) in _STREAMS:
        head = read_start(part, CLOCK_BYTES)
        ends = read_ends(head, b"", part.size_bytes)
        told = from_stream(head, ends) if ends else None
    for companion in companions:
        if told is None and _extension(companion.name) == ".MOI":
            told = from_moi(read_whole(str(companion), 64 << 10))
    return told or _local(part.modified_ns)


def _local(modified_ns: int) -> datetime | None:
    try:
        return datetime.fromtimestamp(modified_ns // 1_000_000_000)
    except (ValueError, OverflowError, OSError):
        return None


def _playlists(folder: Folder, by_path: dict[str, Folder]) -> list[list[PlayItem]]:
    """What the playlists beside a STREAM folder say; nothing anywhere else, and nothing from above the chosen root."""
    beside = _beside(folder, by_path, "PLAYLIST")
    if beside is None:
        return []
    names = [name for name in beside.all_files() if _extension(name) in {".MPL", ".MPLS"}][:MAX_PLAYLISTS]
    paths = (os.path.join(beside.path, name) for name in names)  # noqa: PTH118
    return [parse_playlist(read_whole(path, MAX_PLAYLIST_BYTES)) for path in paths]


def _companions(folder: Folder, by_path: dict[str, Folder], stem: str) -> tuple[Path, ...]:
    found = [folder.file(stem + extension) for extension in _COMPANIONS]
    clip_info = _beside(folder, by_path, "CLIPINF")
    if clip_info is not None:
        found += [clip_info.file(stem + ".CPI"), clip_info.file(stem + ".CLPI")]
    if folder.way[-2:] == ("M4ROOT", "CLIP"):
        found.append(folder.file(stem + "M01.XML"))
        for name, file in (("THMBNL", "T01.JPG"), ("SUB", "S03.MP4")):
            other = _beside(folder, by_path, name)
            found.append(other.file(stem + file) if other else None)
    return tuple(Path(path) for path in found if path)


def _beside(folder: Folder, by_path: dict[str, Folder], upper: str) -> Folder | None:
    """The folder of this name beside a STREAM or CLIP folder, when it is within the tree."""
    if folder.way[-1:] not in {("STREAM",), ("CLIP",)}:
        return None
    parent = by_path.get(os.path.dirname(folder.path))  # noqa: PTH120
    name = parent.folders.get(upper) if parent else None
    return by_path.get(os.path.join(parent.path, name)) if parent and name else None  # noqa: PTH118


def _kind_of(way: tuple[str, ...], extension: str) -> SourceKind:
    if extension in _SD_VIDEO:
        return SourceKind.MOD_TOD
    if way[-1:] == ("STREAM",) and (way[-2:-1] == ("BDMV",) or len(way) == 1):
        return SourceKind.AVCHD
    return next((kind for name, kind in _KINDS if name in way), SourceKind.FILE)


def _stem(name: str) -> str:
    return os.path.splitext(name)[0].upper()  # noqa: PTH122


def _extension(name: str) -> str:
    return os.path.splitext(name)[1].upper()  # noqa: PTH122
