"""The wire types hold closed lists, bands, random ids and quarters, and nothing else."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from app.domain.family import ClosureReason
from app.domain.ids import BatchId, RecordId, new_record_id
from app.domain.summary import (
    Attendance,
    Caregiver,
    ChildAge,
    ClipsShown,
    FilmMinutes,
    Minutes,
    VisitNumber,
    VisitSummary,
)
from app.domain.visit import VisitKind, VisitPlace
from sync.wire import PAD_BYTES, Batch, Item, batch_bytes, canonical, item_bytes, read_item

RECORD = RecordId("0b2a6d5e-9a53-4d6c-8a52-7a4e0e1f5b11")


VISIT = VisitSummary(
    period="2026-Q4",
    episode="5d0e4f1c-1c2b-4f6e-9f0a-3b1d2c4e5f60",
    visit_number=VisitNumber.N3,
    contact=VisitKind.COMBINED,
    place=VisitPlace.HOME,
    attendance=Attendance.KEPT,
    duration=Minutes.TO_74,
    travel=Minutes.TO_29,
    film_minutes=FilmMinutes.TO_10,
    clips_shown=ClipsShown.TO_2,
    child_age=ChildAge.TO_5,
    caregiver=Caregiver.MOTHER,
    interpreter=False,
)


def as_json(**changes: Any) -> dict[str, Any]:
    said = json.loads(item_bytes(RECORD, 1, VISIT))
    said["summary"] |= changes
    return dict(said)


def test_an_item_survives_its_own_json() -> None:
    data = item_bytes(RECORD, 2, VISIT)
    assert canonical(read_item(data).model_dump(mode="json")) == data
    assert json.loads(item_bytes(RECORD, 3, None))["summary"] == {"kind": "gone"}


@pytest.mark.parametrize(
    "changes",
    [
        {"note": "Ola sov dårlig"},
        {"period": "2026-11-21"},
        {"visit_number": "11"},
        {"place": "Storgata 4"},
        {"interpreter": "nei"},
        {"contact": "film "},
        {"kind": "note"},
        {"episode": "018f4e9a-7c3b-7000-8000-000000000000"},  # UUIDv7 tells a time
    ],
)
def test_what_may_not_leave_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Item.model_validate(as_json(**changes))
    with pytest.raises(ValidationError):
        read_item(canonical(as_json(**changes)))


def test_what_the_laptop_makes_is_checked_too() -> None:
    with pytest.raises(ValidationError):
        item_bytes(RECORD, 1, replace(VISIT, period="K7Q2M"))
    with pytest.raises(ValidationError):
        item_bytes(RecordId("K7Q2M"), 1, VISIT)


def test_a_batch_is_its_items_and_no_more() -> None:
    items = [item_bytes(RecordId(new_record_id()), 1, VISIT) for _ in range(5)]
    batch = BatchId(str(uuid.uuid4()))
    body = batch_bytes(batch, "TRO01", items)
    assert len(body) % PAD_BYTES == 0 and body == batch_bytes(batch, "TRO01", items)
    read = Batch.model_validate_json(body)
    assert [canonical(item.model_dump(mode="json")) for item in read.items] == items
    with pytest.raises(ValidationError):
        Batch.model_validate_json(batch_bytes(batch, "Tromsø"[:4] + "01", items))


def test_no_field_can_hold_free_text() -> None:
    """In the schema as others read it: every text is a closed list, a constant, an id or a pattern."""

    def texts(node: Any, path: str) -> list[str]:
        if isinstance(node, list):
            return [found for n, one in enumerate(node) for found in texts(one, f"{path}/{n}")]
        if not isinstance(node, dict):
            return []
        free = node.get("type") == "string" and not {"enum", "const", "pattern", "format"} & node.keys()
        anything = path and "properties" in path and node.get("additionalProperties") is True
        return [path] * (free or bool(anything)) + [found for name, one in node.items() for found in texts(one, f"{path}/{name}")]

    schema = Batch.model_json_schema()
    assert texts(schema, "") == []
    assert all(one.get("additionalProperties") is False for one in schema["$defs"].values() if one.get("type") == "object")


def test_every_word_is_short() -> None:
    words = [word for one in Batch.model_json_schema()["$defs"].values() for word in one.get("enum", [])]
    assert len(words) > 80 and all(len(word) <= 20 for word in words)
    assert ClosureReason.FAMILY_STOPPED.value in words
