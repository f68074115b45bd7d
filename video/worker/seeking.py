"""Where to point a demuxer so that decoding begins at a keyframe: each container in its own way (docs/decisions/0202).

MP4, Matroska, AVI, DV: by the keyframe's pts. MPEG-TS and MPEG-PS: by its byte, for their clocks may jump and have no index; its dts where
the byte is not known. Never by byte in Matroska or fragmented MP4.
"""

from __future__ import annotations

from av.video.stream import VideoStream

from video.index import ContainerKind, Keyframe
from video.worker.opening import Film

_BY_BYTE = (ContainerKind.MPEG_TS, ContainerKind.MPEG_PS)


def seek_to(film: Film, video: VideoStream, keyframe: Keyframe) -> None:
    """Raises what FFmpeg raises when it cannot go there."""
    if film.kind not in _BY_BYTE:
        film.container.seek(keyframe.pts, stream=video)
    elif keyframe.position >= 0 or keyframe.frame == 0:
        film.container.seek(0 if keyframe.frame == 0 else keyframe.position, stream=video, unsupported_byte_offset=True)
    else:
        film.container.seek(keyframe.dts, stream=video)
