"""What the film screen says of where filming stands: over the picture, and of trouble. Words only, no widgets."""

from __future__ import annotations

from app.domain.errors import ErrorCode
from app.domain.filming import Part
from ui.film.desk import DeskState, FilmDesk
from ui.texts import say

# Said of a film that is being taken; before one, the part is simply not there.
_BEFORE_FILMING = {
    ErrorCode.CAMERA_GONE: ErrorCode.CAMERA_MISSING,
    ErrorCode.MICROPHONE_GONE: ErrorCode.MICROPHONE_MISSING,
}
_FIRST = (Part.STUDIO, Part.CAMERA, Part.MICROPHONE)


def has_picture(desk: FilmDesk) -> bool:
    """Whether the camera gives pictures now."""
    return desk.opened is not None and desk.opened.format is not None and Part.CAMERA not in desk.troubles


def over_picture(desk: FilmDesk) -> tuple[str, str]:
    """Large words and smaller ones under them; empty while the picture speaks for itself."""
    if desk.state is DeskState.PAUSED:
        return say("filming.over.paused"), say("filming.over.paused_below")
    return _over_film(desk) if desk.is_filming() else _before_film(desk)


def _before_film(desk: FilmDesk) -> tuple[str, str]:
    if Part.STUDIO not in desk.troubles and desk.devices is None:
        return say("filming.over.starting"), ""
    if desk.devices is not None and not desk.devices.cameras:
        return say("filming.over.no_camera"), say("filming.over.no_camera_below")
    if Part.STUDIO in desk.troubles or Part.CAMERA in desk.troubles:
        return say("filming.over.off"), ""
    return ("", "") if desk.opened is not None else (say("filming.over.opening"), "")


def _over_film(desk: FilmDesk) -> tuple[str, str]:
    if Part.CAMERA not in desk.troubles:
        return "", ""
    if Part.MICROPHONE in desk.troubles:
        return say("filming.over.nothing"), say("filming.over.nothing_below")
    return say("filming.over.sound_only"), ""


def trouble_to_say(desk: FilmDesk, planned_minutes: int) -> ErrorCode | None:
    """The one that matters most now. A part that was never there is told where the picture would be. DISK_NEARLY_FULL: the disk will fill
    before a film of so many minutes is done; said before it begins."""
    if desk.is_filming() and {Part.CAMERA, Part.MICROPHONE} <= desk.troubles.keys():
        return None  # what each of them says of the other is not so now: the words over the picture say it
    for part in _FIRST:
        code = desk.troubles.get(part)
        if code is None:
            continue
        if desk.is_filming():
            return code
        if code in _BEFORE_FILMING and desk.devices is not None and not desk.devices.cameras:
            continue
        return _BEFORE_FILMING.get(code, code)
    short = desk.room.now is not None and desk.room.now.will_fill(planned_minutes)
    return ErrorCode.DISK_NEARLY_FULL if short and not desk.is_filming() else None


def no_sound(desk: FilmDesk) -> str:
    """Why the meter stands still; empty while there is sound."""
    if desk.state is DeskState.PAUSED:
        return say("filming.sound_paused")
    filming = desk.is_filming()
    if Part.MICROPHONE in desk.troubles or (desk.opened is not None and not desk.opened.sound):
        return say("filming.picture_only" if filming else "filming.will_be_silent")
    return ""


def taken_words(desk: FilmDesk) -> str:
    """What the camera gives now, and what the machine was too slow for."""
    opened, pulse = desk.opened, desk.pulse
    picture = opened.format if opened is not None else None
    told = []
    if picture is not None:
        told.append(say("filming.picture_now", width=picture.width, height=picture.height, rate=picture.frames_per_s))
    if desk.is_filming() and pulse is not None and pulse.dropped_frames:
        told.append(say("filming.dropped", dropped=pulse.dropped_frames, frames=pulse.frames + pulse.dropped_frames))
    return " ".join(told)
