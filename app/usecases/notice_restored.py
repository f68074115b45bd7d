"""Notice that the base was restored from a backup: it holds less than it has acknowledged. What it lost waits again, as the same bytes."""

from __future__ import annotations

from dataclasses import replace

from app.domain.outbox import KeptState
from app.ports import Work
from app.usecases.prepare_summaries import LOOKED_AT
from app.usecases.team import keep_newest_document, keep_stored, newest_document, said_stored


def notice_stored(work: Work, stored: int) -> int:
    """`stored`: how many items of this laptop the base says it held before anything new. How many records wait again."""
    if stored >= said_stored(work):
        return 0
    lost = tell_again(work, stored)
    keep_stored(work, stored)
    return lost


def tell_again(work: Work, stored: int) -> int:
    """What was acknowledged when the base held more than `stored` waits again; -1: everything. How many records that are."""
    lost = work.outbox.sent_after(stored)
    for record in lost:
        kept = work.outbox.kept(record)
        if kept is None:
            continue
        if kept.state is KeptState.SENT:  # a tombstone that was looked at before is not held again
            kept = replace(kept, state=KeptState.WAITING, reason=LOOKED_AT if kept.gone else "")
        work.outbox.keep(replace(kept, sent=0, stored=0))
    return len(lost)


def notice_documents(work: Work, newest: int) -> None:
    """A restored base numbers its documents anew from where it stands."""
    if newest < newest_document(work):
        keep_newest_document(work, 0)
