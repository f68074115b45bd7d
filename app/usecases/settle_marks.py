"""The marks that were set while filming, once the film's length is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from app.domain.mark import Mark
from app.domain.recording import Recording
from app.ports import Store


def settle_marks(store: Store, recording: Recording, unsaved: Iterable[Mark] = ()) -> None:
    """Marks that had not got in get in; those that stand beyond the end of what is there stand at its end."""
    with store.work() as work:
        marks = {mark.id: mark for mark in (*work.marks.of(recording.id), *unsaved)}
        for mark in marks.values():
            late = 0 < recording.duration_us < mark.start_us
            work.marks.put(replace(mark, start_us=recording.duration_us) if late else mark)
        work.commit()
