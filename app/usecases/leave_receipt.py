"""The receipt of a deletion that is rows only: clips, a note, a visit, a person, a family. That of a film lands with its destruction."""

from __future__ import annotations

from datetime import datetime

from app.domain.ids import FamilyCode, ReceiptId, new_id
from app.domain.receipt import DeletionRule, Receipt, Unreached
from app.ports import Work
from app.usecases.backups import may_be_in_a_backup


def leave_receipt(
    work: Work, family: FamilyCode, rule: DeletionRule, asked_at: datetime, now: datetime, *, here_since: datetime, clips: int = 0
) -> Receipt:
    """Lands with the caller's commit, as the deletion does. `here_since`: when what goes came here, at the earliest."""
    unreached = (Unreached.BACKUP,) if may_be_in_a_backup(work, here_since) else ()
    receipt = Receipt(
        ReceiptId(new_id()), family, rule, asked_at, max(now, asked_at),
        film_bytes=0, film_duration_us=0, marks=0, clips=clips, unreached=unreached,
    )  # fmt: skip
    work.receipts.add(receipt)
    return receipt
