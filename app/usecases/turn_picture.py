"""Remember that a recording is to be shown turned: the camera lay on its side."""

from __future__ import annotations

from dataclasses import replace

from app.domain.ids import RecordingId
from app.ports import Store


def turn_picture(store: Store, recording: RecordingId, extra_deg: int) -> None:
    """Keep the extra clockwise rotation (0, 90, 180, 270). Nothing happens when the recording is gone."""
    with store.work() as work:
        known = work.recordings.get(recording)
        if known is None:
            return
        work.recordings.put(replace(known, rotation_extra_deg=extra_deg % 360))
        work.commit()
