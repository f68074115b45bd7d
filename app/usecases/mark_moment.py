"""Mark a moment: what pressing a code's key changes. The caller applies the edit to what it shows and has it saved."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.edit import Edit
from app.domain.ids import MarkId, RecordingId, new_id
from app.domain.mark import Mark
from app.domain.marking import press
from app.domain.scheme import Code


def mark_moment(recording: RecordingId, marks: Iterable[Mark], code: Code, at_us: int, pre_roll_us: int) -> Edit:
    """The edit that a press of `code` at `at_us` means, given the marks there are."""
    return press(code, at_us, marks, recording=recording, fresh=MarkId(new_id()), pre_roll_us=pre_roll_us)
