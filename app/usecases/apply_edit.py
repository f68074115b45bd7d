"""Save edits of marks and clips: all of them land in one unit of work, or none."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.edit import Edit, Several
from app.ports import Store


def apply_edit(store: Store, edits: Sequence[Edit]) -> Edit:
    """Apply in order and commit; returns the inverse of all. When it returns they survive power loss. Raises what the store raises."""
    with store.work() as work:
        inverse = Several(tuple(edits)).apply(work)
        work.commit()
    return inverse
