"""Where to point a demuxer so that decoding begins at a keyframe: each container in its own way (docs/decisions/0202).

MP4, Matroska, AVI, DV: by the keyframe's pts. MPEG-TS and MPEG-PS: by its byte, for their clocks may jump and have no index; its dts where
the byte is not known. Never by byte in Matroska or fragmented MP4.
"""

from __future__ import annotations

from av.container import InputContainer
from av.video.stream import VideoStream

from video.index import NO_POSITION, ContainerKind, Keyframe

_BY_BYTE = (ContainerKind.MPEG_TS, ContainerKind.MPEG_PS)


def seek_to(container: InputContainer, kind: ContainerKind, video: VideoStream, keyframe: Keyframe, *, first: bool = False) -> None:
    """`first`: nothing can be decoded before this keyframe. Raises what FFmpeg raises when it cannot go there."""
    if kind not in _BY_BYTE:
        container.seek(keyframe.pts, stream=video)
    elif first or keyframe.frame == 0:
        container.seek(0, stream=video, unsupported_byte_offset=True)
    elif keyframe.position != NO_POSITION:
        container.seek(keyframe.position, stream=video, unsupported_byte_offset=True)
    else:
        container.seek(keyframe.dts, stream=video)
