"""A receipt says what went and why, by each rule, and nothing that is not true of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.domain.ids import FamilyCode, ReceiptId
from app.domain.receipt import DeletionRule, Receipt, Unreached
from ui.receipts.words import receipt_words
from ui.texts import Language, set_language

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
FACTS = {  # heading, what and why
    DeletionRule.ON_REQUEST: ("Deleted: film of family K7Q2M", "2 marks", "because you asked"),
    DeletionRule.IMPORT_ABANDONED: ("Deleted: half copied film of family K7Q2M", "What had been copied", "the import was stopped"),
    DeletionRule.NOTHING_FILMED: ("Deleted: empty recording of family K7Q2M", "no film in it", "before it got going"),
    DeletionRule.WITHDRAWAL: ("Deleted: film of family K7Q2M", "2 marks", "consent was withdrawn"),
    DeletionRule.ERASURE: ("Deleted: film of family K7Q2M", "2 marks", "together with those"),
    DeletionRule.FAMILY_ERASED: ("Deleted: family K7Q2M", "written of the family", "you asked"),
    DeletionRule.VISIT_ERASED: ("Deleted: visit to family K7Q2M", "its note", "you asked"),
    DeletionRule.PERSON_ERASED: ("Deleted: a person of family K7Q2M", "Name, dates and consents", "you asked"),
    DeletionRule.FILM_AFTER_GUIDANCE: ("Deleted: film of family K7Q2M", "2 marks", "after the guidance"),
    DeletionRule.FILM_AFTER_FILMING: ("Deleted: film of family K7Q2M", "2 marks", "after filming"),
    DeletionRule.CLIP_AFTER_CLOSING: ("Deleted: clips of family K7Q2M", "1 clip cannot", "episode is closed"),
    DeletionRule.NOTE_AFTER_EXPORT: ("Deleted: visit note of family K7Q2M", "cannot be read", "had been copied out"),
    DeletionRule.FORCED_MISTAKE: ("Deleted: film of family K7Q2M", "2 marks", "by mistake"),
    DeletionRule.FORCED_FAMILY_ASKED: ("Deleted: film of family K7Q2M", "2 marks", "the family asked"),
    DeletionRule.FORCED_NOT_NEEDED: ("Deleted: film of family K7Q2M", "2 marks", "no longer needed"),
}


def receipt(rule: DeletionRule, *unreached: Unreached) -> Receipt:
    return Receipt(ReceiptId("r"), FamilyCode("K7Q2M"), rule, AT, AT, 5_000_000, 61_000_000, 2, 1, unreached)


@pytest.mark.parametrize("rule", DeletionRule)
def test_each_rule_in_words(rule: DeletionRule) -> None:
    set_language("en")
    heading, what, unreached = receipt_words(receipt(rule))
    start, fact, reason = FACTS[rule]
    assert heading.startswith(start)
    assert fact in what
    assert reason in what
    assert unreached == ""


@pytest.mark.parametrize("shown", ["nb", "en"])
def test_nothing_is_left_unfilled(shown: Language) -> None:
    set_language(shown)
    for rule in DeletionRule:
        words = receipt_words(receipt(rule, Unreached.CARD_NOT_WIPED))
        assert all(words)
        assert not any("{" in text for text in words)


def test_an_empty_recording_has_no_length_and_no_size() -> None:
    set_language("en")
    _, what, _ = receipt_words(receipt(DeletionRule.NOTHING_FILMED))
    assert "MB" not in what
    assert "marks" not in what
