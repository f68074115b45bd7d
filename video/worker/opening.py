"""Opens a film for the makers: only containers that cameras write, only streams that can be decoded, everything closed again.

The list of containers matters: FFmpeg would otherwise also try playlists, images, subtitles and text, which are attack surface and never
film.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, cast

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from app.domain.errors import ErrorCode
from video.index import ContainerKind
from video.worker.foreign import FilmFault, translated
from video.worker.stream import PassingBytes, SeekableBytes

_CONTAINERS: Final = "mov,matroska,mpegts,mpeg,mpegvideo,avi,dv,asf,flv,ogg,mp3,wav,aac,ac3,flac,aiff"
_PASSING: Final = "mpegts"  # the one container that is filmed into (docs/decisions/0801)
_KINDS: Final = {
    "mov": ContainerKind.MP4,
    "matroska": ContainerKind.MATROSKA,
    "mpegts": ContainerKind.MPEG_TS,
    "mpeg": ContainerKind.MPEG_PS,
    "avi": ContainerKind.AVI,
    "dv": ContainerKind.DV,
}
_BUFFER_BYTES: Final = 128 * 1024
MAX_PIXELS: Final = 36_000_000  # a little more than 8K: a header that claims more is a trap for memory


@dataclass(frozen=True, slots=True)
class Film:
    """An open film. `video` or `sound` None: it has none that can be decoded. `unusable`: it has streams that nobody can decode."""

    container: InputContainer
    kind: ContainerKind
    video: VideoStream | None
    sound: AudioStream | None
    unusable: bool

    def need_video(self) -> VideoStream:
        """The picture. Raises FilmFault FILM_SOUND_ONLY or FILM_DAMAGED when there is none."""
        if self.video is not None:
            return self.video
        raise FilmFault(
            ErrorCode.FILM_SOUND_ONLY if self.sound is not None and not self.container.streams.video else ErrorCode.FILM_DAMAGED
        )


def open_container(stream: SeekableBytes | PassingBytes, containers: str = _CONTAINERS) -> InputContainer:
    """The container behind a byte stream; whoever asks closes it. Raises FilmFault FILM_NOT_A_FILM when FFmpeg makes nothing of it."""
    with translated(ErrorCode.FILM_NOT_A_FILM):
        container = cast(
            InputContainer,
            av.open(
                stream,
                container_options={"format_whitelist": containers},
                metadata_errors="replace",
                buffer_size=_BUFFER_BYTES,
            ),
        )
        for video in container.streams.video:
            if _decodable(video):
                video.codec_context.options = {"max_pixels": str(MAX_PIXELS)}
        return container


@contextmanager
def open_film(stream: SeekableBytes) -> Iterator[Film]:
    """The film behind a byte stream, for one thread. Raises FilmFault FILM_NOT_A_FILM when FFmpeg cannot make anything of it."""
    with open_container(stream) as container:
        yield _film(container)


@contextmanager
def open_passing(stream: PassingBytes) -> Iterator[Film]:
    """The MPEG-TS film whose bytes are still coming, read once from start to end. Raises FilmFault FILM_NOT_A_FILM."""
    with open_container(stream, _PASSING) as container:
        yield _film(container)


def _film(container: InputContainer) -> Film:
    kind = _KINDS.get(container.format.name.split(",")[0], ContainerKind.OTHER)
    pictures = [stream for stream in container.streams.video if not stream.disposition & Disposition.attached_pic]
    sounds = list(container.streams.audio)
    video = next((stream for stream in pictures if _decodable(stream)), None)
    sound = next((stream for stream in sounds if _decodable(stream)), None)
    unusable = (bool(pictures) and video is None) or (bool(sounds) and sound is None)
    return Film(container, kind, video, sound, unusable)


def _decodable(stream: VideoStream | AudioStream) -> bool:
    context = cast(object, stream.codec_context)  # None when FFmpeg has no decoder for it, whatever the stubs say
    return context is not None and stream.time_base is not None
