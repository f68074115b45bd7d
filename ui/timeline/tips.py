"""What the tip over the timeline says of the thing under the mouse."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.clip import Clip
from app.domain.mark import Mark
from app.domain.timebase import clock_text
from ui.texts import say
from ui.timeline.hits import Hit, What
from ui.wording import note_of


def tip_for(hit: Hit, marks: Sequence[Mark], clips: Sequence[Clip]) -> str:
    """`00:42 Invites` with the note below; for a clip its title. Nothing for plain film."""
    if hit.what is What.MARK:
        mark = next(mark for mark in marks if mark.id == hit.id)
        words = f"{clock_text(mark.start_us)} {say(f'code.{mark.code}')}"
        return f"{words}\n{note_of(mark)}" if mark.note else words
    if hit.what is What.CLIP:
        clip = next(clip for clip in clips if clip.id == hit.id)
        return f"{clock_text(clip.start_us)} {clip.title or say('clips.untitled')}"
    return ""
