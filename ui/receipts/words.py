"""A deletion receipt in words: what is gone, by which rule, and what could not be reached from here."""

from __future__ import annotations

from app.domain.receipt import DeletionRule, Receipt, Unreached
from ui import wording
from ui.texts import say

_WRITTEN = {
    DeletionRule.NOTE_AFTER_EXPORT: "note",
    DeletionRule.FAMILY_ERASED: "family",
    DeletionRule.VISIT_ERASED: "visit",
    DeletionRule.PERSON_ERASED: "person",
}


def receipt_words(receipt: Receipt) -> tuple[str, str, str]:
    """Heading, what was destroyed, what was not reached (or nothing)."""
    heading = say("receipts.heading", code=receipt.family, time=wording.when(receipt.finished_at))
    if receipt.rule is DeletionRule.IMPORT_ABANDONED:
        heading = say("receipts.heading_half", code=receipt.family, time=wording.when(receipt.finished_at))
        what = say("receipts.what_half", size=wording.size(receipt.film_bytes))  # never watched: no length, no marks
    elif receipt.rule is DeletionRule.NOTHING_FILMED:
        heading = say("receipts.heading_empty", code=receipt.family, time=wording.when(receipt.finished_at))
        what = say("receipts.what_empty")
    elif receipt.rule is DeletionRule.CLIP_AFTER_CLOSING:
        heading = say("receipts.heading_clips", code=receipt.family, time=wording.when(receipt.finished_at))
        what = say("receipts.what_clips", clips=wording.count("wording.clips", receipt.clips))
    elif receipt.rule in _WRITTEN:
        part = _WRITTEN[receipt.rule]
        heading = say(f"receipts.heading_{part}", code=receipt.family, time=wording.when(receipt.finished_at))
        what = say(f"receipts.what_{part}")
    elif Unreached.CAMCORDER in receipt.unreached:
        heading = say("receipts.heading_marks", code=receipt.family, time=wording.when(receipt.finished_at))
        marks, clips = wording.count("wording.marks", receipt.marks), wording.count("wording.clips", receipt.clips)
        what = say("receipts.what_marks", marks=marks, clips=clips)
    else:
        what = say(
            "receipts.what",
            length=wording.length(receipt.film_duration_us),
            size=wording.size(receipt.film_bytes),
            marks=wording.count("wording.marks", receipt.marks),
            clips=wording.count("wording.clips", receipt.clips),
        )
    rule = say(f"receipts.rule.{receipt.rule.value}")
    unreached = " ".join(say(f"receipts.unreached.{one.value}") for one in receipt.unreached)
    return heading, f"{what} {rule}", unreached
